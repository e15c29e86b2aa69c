"""`backoffice` alone: the window. And the program's own trial, without a screen."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from backoffice import settings
from backoffice.kernel.starting import undisturbed

if TYPE_CHECKING:
    from backoffice.app import Backoffice


def window(asked: Namespace) -> int:
    if asked.self_test:
        from backoffice.cli.trial import trial

        return leave(trial())
    with undisturbed():
        opened = signed_in(asked) if asked.login else None

        from ui.app import run

    return leave(run(address(asked), opened))


def address(asked: Namespace) -> str:
    """Of the base to open; empty for the one this PC remembers."""
    return asked.database or os.environ.get(settings.ADDRESS, "")


def signed_in(asked: Namespace) -> Backoffice:
    """As --as says. The password is checked while the window gets ready."""
    from backoffice.cli import bases

    with ThreadPoolExecutor(1) as door:
        opened = door.submit(bases.sign_in, asked, bases.address_of(asked))

        from ui.app import warm_up

        warm_up()
    return opened.result()


def leave(code: int) -> int:
    """Everything is closed: taking the interpreter down piece by piece would only cost time."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
