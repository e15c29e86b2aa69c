"""Letters for a school, a class, a list: codes made and printed in one go, or not at all.

The long part, hashing, holds nothing back and can be stopped. The codes start to serve in the same
transaction that sees the file written: a full disk issues nothing, and a code that nobody could
read never exists.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from backoffice.database.work import Work
from backoffice.kernel.errors import OutOfDate, Refused, Unavailable
from backoffice.paper.emitter import emitter
from backoffice.subscribers import queries, services
from backoffice.subscribers.recipients import CodeKind, Recipient, Scope
from backoffice.subscribers.sealing import Sealed, seal
from backoffice.subscribers.services import Channel

Begin = Callable[[], "AbstractContextManager[Work]"]
_TIMES = 5  # another program may draw the same public part at the same instant
_MINE = 0o600


@dataclass(frozen=True, slots=True)
class Mailed:
    """What was printed, and what somebody has to look at."""

    letters: int
    without_address: tuple[str, ...]  # printed last: to be handed over
    unprintable: tuple[str, ...]  # names with letters the paper has not


def mail(
    begin: Begin, kind: CodeKind, scope: Scope, path: Path
) -> Generator[tuple[int, int], None, Mailed]:
    """Issue and print; yields (done, total) as it goes. Closing it before the end issues nothing."""
    from backoffice.subscribers import letters

    with begin() as work:
        found = queries.recipients(work, kind, scope)
        sender = emitter(work)
    if not found:
        raise Refused("Personne à qui écrire : ces familles ont déjà leur compte ou leur code.")
    sealed: list[Sealed] = []
    for one in seal(len(found)):
        sealed.append(one)
        yield len(sealed), len(found)
    for _ in range(_TIMES):
        with begin() as work:
            made = services.prepare(work, found, sealed)
        content = letters.render(made, sender)
        try:
            _commit(begin, made, path, content)
        except OutOfDate:
            continue
        return Mailed(len(made), _without_address(found), letters.unprintable(made))
    raise Unavailable("D’autres codes sont émis au même moment. Rien n’a été émis : réessayez.")


def _commit(
    begin: Begin, made: tuple[services.IssuedCode, ...], path: Path, content: bytes
) -> None:
    beside = path.with_name(f"{path.name}.part")
    try:
        with begin() as work:
            services.issue(work, made, Channel.LETTER)
            _write(beside, content)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    beside.replace(path)


def _write(path: Path, content: bytes) -> None:
    """For its owner alone."""
    try:
        path.unlink(missing_ok=True)
        handle = os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _MINE
        )
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        raise Unavailable(
            f"Le fichier {path.name.removesuffix('.part')} ne s’écrit pas. Aucun code n’a été émis : "
            "choisissez un autre dossier."
        ) from error


def _without_address(found: tuple[Recipient, ...]) -> tuple[str, ...]:
    return tuple(one.name for one in found if not one.posts)
