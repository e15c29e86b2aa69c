"""How one workstation learns what another one did, and that the portal wrote something."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from backoffice.database.work import CHANNEL
from backoffice.kernel.topics import Topic

INTERVAL = 2.0
_LAST = text("SELECT coalesce(max(id), 0) FROM journal")
_SINCE = text("SELECT max(id), topic FROM journal WHERE id > :seen GROUP BY topic")
_WAITING = text(
    "SELECT EXISTS (SELECT 1 FROM portal_in_request WHERE taken_in_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM portal_in_event WHERE taken_in_at IS NULL)"
)
_READING = {"writing": False}


def last_change(engine: Engine) -> int:
    """The last line of the journal: from there on, a feed hears everything."""
    with engine.connect().execution_options(**_READING) as connection:
        return int(connection.execute(_LAST).scalar_one())


class Bell(Protocol):
    """Anything that can wait for « something may have changed », and be told to stop."""

    def wait(self, seconds: float) -> None: ...
    def wake(self) -> None: ...
    def close(self) -> None: ...


class TimerBell:
    """SQLite: nobody rings, so look every few seconds."""

    def __init__(self) -> None:
        self._here, self._there = socket.socketpair()

    def wait(self, seconds: float) -> None:
        _wait(seconds, self._here)

    def wake(self) -> None:
        with suppress(OSError):  # it was being closed
            self._there.send(b"!")

    def close(self) -> None:
        self._here.close()
        self._there.close()


class ServerBell(TimerBell):
    """PostgreSQL rings on commit; the timeout only covers what could be missed."""

    def __init__(self, engine: Engine) -> None:
        self._lost = engine.dialect.loaded_dbapi.Error
        try:
            kept = engine.raw_connection()
            connection: Any = kept.driver_connection
            kept.detach()  # it listens all day: the pool must not wait for it
            connection.autocommit = True
            connection.execute(f"LISTEN {CHANNEL}")
        except self._lost as error:
            raise ConnectionError from error
        super().__init__()
        self._kept, self._connection = kept, connection

    def wait(self, seconds: float) -> None:
        if _wait(seconds, self._here, self._connection.fileno()):
            try:
                for _rung in self._connection.notifies(timeout=0):
                    pass
            except self._lost as error:
                raise ConnectionError from error

    def close(self) -> None:
        super().close()
        self._connection.close()


class ChangeFeed:
    """Reads the journal forward and reports the topics that moved."""

    def __init__(
        self, engine: Engine, interval: float = INTERVAL, *, since: int | None = None
    ) -> None:
        """`since` is the last line already known of; without it, what is there is known."""
        self._engine, self._interval = engine, interval
        self._bell: Bell | None = None
        self._closed = threading.Event()
        self._seen = since

    def listen(
        self,
        changed: Callable[[frozenset[Topic]], object],
        waiting: Callable[[], object],
        answered: Callable[[bool], object],
    ) -> None:
        """Until `close`: say what changed, that the portal's rows wait, and whether the base answers.

        Runs on its own thread. A lost connection is tried again at each interval; nothing that
        happened meanwhile is missed, the journal being read from where it was left.
        """
        while not self._closed.is_set():
            try:
                moved, arrived = self.poll()
                answered(True)
                if moved:
                    changed(moved)
                if arrived:
                    waiting()
                bell = self._ring()
                if not self._closed.is_set():  # said before there was a bell to wake
                    bell.wait(self._interval)
            except (SQLAlchemyError, OSError):
                self._hang_up()  # the server's bell died with its connection
                answered(False)
                self._closed.wait(self._interval)
        self._hang_up()

    def poll(self) -> tuple[frozenset[Topic], bool]:
        """What changed since last asked, and whether the portal wrote what is not taken in."""
        with self._engine.connect().execution_options(**_READING) as connection:
            if self._seen is None:
                self._seen = int(connection.execute(_LAST).scalar_one())
            moved = connection.execute(_SINCE, {"seen": self._seen}).all()
            arrived = bool(connection.execute(_WAITING).scalar())
        self._seen = max([self._seen, *(int(last) for last, _ in moved)])
        known = set(Topic)
        return frozenset(Topic(topic) for _, topic in moved if topic in known), arrived

    def close(self) -> None:
        """From any thread; `listen` then returns at once."""
        self._closed.set()
        if (bell := self._bell) is not None:
            bell.wake()

    def _ring(self) -> Bell:
        if self._bell is None:
            on_server = self._engine.dialect.name == "postgresql"
            self._bell = ServerBell(self._engine) if on_server else TimerBell()
        return self._bell

    def _hang_up(self) -> None:
        if self._bell is not None:
            bell, self._bell = self._bell, None
            bell.close()


def _wait(seconds: float, *sources: Any) -> bool:
    """Whether one of the sources has something to read before the time is over."""
    ready, _, _ = select.select(sources, [], [], seconds)
    return bool(ready)
