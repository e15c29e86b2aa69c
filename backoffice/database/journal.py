"""The journal: one append-only row per thing done.

It is at once the audit trail, the history shown on a record, and the feed from which other
workstations learn that something changed. Each unit of work is sealed into a chain of hashes, so
that a row altered or removed afterwards is found by `database check`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, UniqueConstraint
from sqlalchemy.types import JSON

from backoffice.database.base import BigId, Moment, identity, metadata
from backoffice.kernel.topics import Topic

journal = Table(
    "journal",
    metadata,
    identity(),
    Column("at", Moment, nullable=False),
    Column("work_id", String(36), nullable=False),
    Column("agent_id", BigId),
    Column("login", String(63), nullable=False, server_default=""),
    Column("topic", String(40), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("detail", JSON, nullable=False),
    Index("ix_journal_subject", "topic", "subject_id", "id"),
    sqlite_autoincrement=True,
)

journal_seal = Table(
    "journal_seal",
    metadata,
    Column("rank", BigId, primary_key=True, autoincrement=False),
    Column("work_id", String(36), nullable=False),
    Column("first_id", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("work_id"),
)

operation = Table(
    "operation",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("agent_id", BigId),
    Column("verb", String(60), nullable=False),
    Column("asked", String(64), nullable=False),
    Column("result", JSON, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("value", JSON, nullable=False),
)

demo_clock = Table(
    "demo_clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("now", Moment, nullable=False),
)

FIRST_HASH = "0" * 64


@dataclass(slots=True)
class Entry:
    """One thing done, on one or on many subjects; written with the change, or not at all."""

    topic: Topic
    action: str
    subject_ids: list[int]
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return json.dumps(self.detail, ensure_ascii=False, sort_keys=True, default=str)


def line(row: Iterable[Any]) -> str:
    """What is hashed of a row: id, microseconds, agent, login, topic, action, subject, detail."""
    return "|".join("" if value is None else str(value) for value in row)


def microseconds(moment: datetime) -> int:
    """The instant as a whole number, the same in Python and in PostgreSQL."""
    elapsed = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds


def seal(previous: str, lines: Iterable[str]) -> str:
    """The next hash of the chain."""
    return hashlib.sha256("\n".join((previous, *lines)).encode()).hexdigest()
