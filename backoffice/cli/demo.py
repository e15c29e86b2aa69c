"""`backoffice demo`: the invented town, in its window; without a screen, in pictures."""

from __future__ import annotations

import os
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from backoffice import app, settings
from backoffice.cli.say import answer
from backoffice.database.journal import journal
from backoffice.database.work import system_clock
from backoffice.demo import town
from backoffice.demo.ground import PASSWORD
from backoffice.kernel.address import sqlite_path
from backoffice.kernel.calendar import local, local_day
from backoffice.kernel.errors import Refused, Unavailable
from backoffice.kernel.permissions import SYSTEM

FOLDER = Path("build") / "demo"
LOGIN = "instructeur"
NO_SCREEN = (
    "Il n’y a pas d’écran ici : les vraies fenêtres s’ouvrent hors écran, parcourent le travail "
    "principal et se laissent photographier dans {folder}."
)


def demo(asked: Namespace) -> int:
    """Build the town if it is not there, then show it."""
    wanted = asked.database or os.environ.get(settings.ADDRESS, "")
    pictures = bool(asked.screenshots) or (not asked.no_window and not has_screen())
    folder = Path(asked.screenshots or FOLDER)
    address = wanted or f"sqlite:///{FOLDER / 'valcourt.db'}"
    now = _now(pictures=pictures and not wanted)
    # The pictures are made on a town of their own; a window's town is made again each day.
    fresh = asked.fresh or (not wanted and (pictures or not _is_of_today(address)))
    made = town.build(
        address, asked.families or town.FAMILIES, asked.seed or town.SEED, fresh=fresh, now=now
    )
    said = (
        f"Valcourt : {made.families} familles, {made.children} enfants, {made.activities} activités, "
        f"{made.reservations} réservations, {made.pending} demandes en attente."
    )
    answer(asked, {"database": address, "town": made}, f"{said} Base : {address}")
    sys.stdout.flush()
    if pictures:
        return _pictures(asked, address, folder)
    if asked.no_window:
        return _live_alone(asked, address)
    return _window(asked, address)


def has_screen() -> bool:
    """Windows and macOS always have one; elsewhere a display server has to say so."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _window(asked: Namespace, address: str) -> int:
    from backoffice.cli.window import leave

    opened = app.open_signed_in(address, asked.login or LOGIN, PASSWORD)

    from ui.app import run

    with _families(asked, address):
        code = run(opened=opened)
    return leave(code)


def _pictures(asked: Namespace, address: str, folder: Path) -> int:
    from backoffice.cli.window import leave
    from backoffice.demo.walk import walk

    if not asked.screenshots and not asked.json:
        print(NO_SCREEN.format(folder=folder), flush=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with _families(asked, address):
        made = walk(address, asked.login or LOGIN, PASSWORD, folder)
    if not asked.json:
        print(f"{made} images et un résumé : {folder / 'resume.md'}")
    return leave(0)


def _live_alone(asked: Namespace, address: str) -> int:
    """Families write until one stops them; whoever has the base open sees them come."""
    if asked.live:
        with _families(asked, address), suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


@contextmanager
def _families(asked: Namespace, address: str) -> Iterator[None]:
    """With --live, families go on asking while the block lasts."""
    if not asked.live:
        yield
        return
    from backoffice.demo import live

    opened = app.open_unsigned(address)
    clock = opened.database.clock
    opened.close()
    stop = threading.Event()

    def play() -> None:
        live.run(address, stop, clock=clock, told=_say)

    thread = threading.Thread(target=play, name="families", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def _say(words: str) -> None:
    print(words, flush=True)


def _now(*, pictures: bool) -> datetime | None:
    """BACKOFFICE_NOW; for pictures, a working morning: a town on a Sunday shows nothing."""
    if said := os.environ.get(app.NOW):
        return app.read_instant(said, app.NOW)
    if not pictures:
        return None
    moment = local(system_clock())
    while moment.weekday() not in (1, 3):  # no Wednesday: schools are closed; Tuesday or Thursday
        moment -= timedelta(days=1)
    return moment.replace(hour=10, minute=42, second=0, microsecond=0)


def _is_of_today(address: str) -> bool:
    """Whether the town that is there was made today: its families live around that day."""
    if not (path := sqlite_path(address)) or not path.exists():
        return True
    try:
        opened = app.open_unsigned(address)
    except (Refused, Unavailable):
        return False  # an older demo, or half of one: made again
    try:
        with opened.database.read(SYSTEM) as work:
            first = work.scalar(select(func.min(journal.c.at)))
            return first is not None and local_day(first) == work.today
    finally:
        opened.close()
