"""`backoffice` alone: the window. And the program's own trial, without a screen."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor

from backoffice import app
from backoffice.cli import bases


def window(asked: Namespace) -> int:
    if asked.self_test:
        from backoffice.cli.trial import trial

        return leave(trial())
    if not asked.login:
        from ui.app import run

        return leave(run(asked.database or os.environ.get(app.ADDRESS, "")))
    with ThreadPoolExecutor(1) as door:  # the password is checked while the window gets ready
        opened = door.submit(bases.sign_in, asked, bases.address_of(asked))

        from ui.app import run, warm_up

        warm_up()
    return leave(run(opened=opened.result()))


def leave(code: int) -> int:
    """Everything is closed: taking the interpreter down piece by piece would only cost time."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
