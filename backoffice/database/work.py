"""One unit of work: a transaction, an agent, an instant."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, Row, Table
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from backoffice.database.base import iso
from backoffice.database.errors import translated
from backoffice.database.journal import FIRST_HASH, Entry, line, microseconds, seal
from backoffice.kernel.calendar import local_day
from backoffice.kernel.errors import NotAllowed, Unavailable
from backoffice.kernel.permissions import Agent, Permission
from backoffice.kernel.topics import Topic

CHANNEL = "backoffice"
JOURNAL_LOCK = 0x6A6F7572  # "jour"


def system_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Work:
    """What a use case is given: an open transaction, who asks, and when."""

    connection: Connection
    agent: Agent
    now: datetime
    writing: bool
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    entries: list[Entry] = field(default_factory=list)

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def topics(self) -> frozenset[Topic]:
        return frozenset(entry.topic for entry in self.entries)

    def require(self, permission: Permission) -> None:
        if not self.agent.may(permission):
            raise NotAllowed("Vous n’avez pas le droit de faire cette action.")

    def require_facility(self, facility_id: int | None) -> None:
        """A site manager acts on their own sites only."""
        if not self.agent.covers(facility_id):
            raise NotAllowed("Cette demande concerne un établissement qui n’est pas le vôtre.")

    def rows(
        self, query: Executable, values: Mapping[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        return self.connection.execute(query, values).all()

    def first(
        self, query: Executable, values: Mapping[str, Any] | None = None
    ) -> Row[*tuple[Any, ...]] | None:
        return self.connection.execute(query, values).first()

    def scalar(self, query: Executable, values: Mapping[str, Any] | None = None) -> Any:
        return self.connection.execute(query, values).scalar()

    def run(
        self,
        change: Executable,
        values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        return self.connection.execute(change, values)

    def add(self, table: Table, **values: Any) -> int:
        """Insert one row; the key the database gave it."""
        key: Any = self.connection.execute(table.insert().values(**values)).inserted_primary_key
        return int(key[0])

    def record(self, topic: Topic, action: str, subject_id: int, **detail: Any) -> None:
        """Say what was done; it is written with the change, or not at all."""
        self.entries.append(Entry(topic, action, [subject_id], detail))

    def record_many(
        self, topic: Topic, action: str, subject_ids: Iterable[int], **detail: Any
    ) -> None:
        """The same thing done to many: one journal row for each, written as a set."""
        if listed := list(subject_ids):
            self.entries.append(Entry(topic, action, listed, detail))


class Database:
    """The engine, and the only place where a transaction begins or ends."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = system_clock) -> None:
        self.engine = engine
        self.clock = clock

    @contextmanager
    def work(self, agent: Agent) -> Iterator[Work]:
        """Commit on a clean exit, roll back on any exception."""
        with self._opened(agent, writing=True) as work:
            yield work
            _write_journal(work)

    @contextmanager
    def read(self, agent: Agent) -> Iterator[Work]:
        """Look, without holding back anyone who writes."""
        with self._opened(agent, writing=False) as work:
            yield work
            if work.entries:
                raise RuntimeError("a reading wrote to the journal")

    @contextmanager
    def _opened(self, agent: Agent, *, writing: bool) -> Iterator[Work]:
        try:
            with (
                self.engine.connect().execution_options(writing=writing) as connection,
                connection.begin(),
            ):
                yield Work(connection, agent, self.clock(), writing)
        except DBAPIError as error:
            raise translated(error) from error
        except SQLAlchemyError as error:
            if "QueuePool" in str(error):
                raise Unavailable("La base de données est très occupée. Réessayez.") from error
            raise

    def close(self) -> None:
        self.engine.dispose()


def _write_journal(work: Work) -> None:
    if not work.entries:
        return
    if work.dialect == "postgresql":
        _journal_on_postgresql(work)
    else:
        _journal_on_sqlite(work)


def _journal_on_postgresql(work: Work) -> None:
    # Taken last and held only until commit, the lock makes journal ids commit in order: whoever
    # has read entry n has read every entry before it. The database seals the chain at commit.
    work.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({JOURNAL_LOCK})")
    for entry in work.entries:
        work.connection.exec_driver_sql(
            "INSERT INTO journal (at, work_id, agent_id, topic, action, subject_id, detail) "
            "SELECT %s, %s, %s, %s, %s, subject, %s::json FROM unnest(%s::bigint[]) AS subject",
            (
                work.now, work.id, work.agent.id or None,
                str(entry.topic), entry.action, entry.words, entry.subject_ids,
            ),
        )  # fmt: skip
    work.connection.exec_driver_sql(f"SELECT pg_notify('{CHANNEL}', '')")


def _journal_on_sqlite(work: Work) -> None:
    execute = work.connection.exec_driver_sql
    rank, previous, last = execute(
        "SELECT coalesce(max(rank), 0), (SELECT hash FROM journal_seal ORDER BY rank DESC LIMIT 1), "
        "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'journal'), 0) FROM journal_seal"
    ).one()
    stamp, at = microseconds(work.now), iso(work.now)
    agent_id, login = work.agent.id or None, work.agent.login
    lines: list[str] = []
    for entry in work.entries:
        first, words, ids = last + 1 + len(lines), entry.words, entry.subject_ids
        told = (agent_id, login, str(entry.topic), entry.action)
        execute(
            "INSERT INTO journal (id, at, work_id, agent_id, login, topic, action, subject_id, detail) "
            "SELECT ? + key, ?, ?, ?, ?, ?, ?, value, ? FROM json_each(?)",
            (first, at, work.id, *told, words, json.dumps(ids)),
        )
        head = line((stamp, *told))
        lines += [f"{number}|{head}|{subject}|{words}" for number, subject in enumerate(ids, first)]
    execute(
        "INSERT INTO journal_seal (rank, work_id, first_id, rows, hash) VALUES (?, ?, ?, ?, ?)",
        (rank + 1, work.id, last + 1, len(lines), seal(previous or FIRST_HASH, lines)),
    )
