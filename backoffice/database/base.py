"""The metadata and the column types every slice's tables share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigId = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An instant: aware in Python; timestamptz on PostgreSQL, ISO text in UTC on SQLite.

    The text has a fixed width, so that its order is the order of time.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        if dialect.name == "sqlite":
            return iso(value)
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        read = datetime.fromisoformat(value) if isinstance(value, str) else value
        if read.tzinfo is UTC:  # as we write it: read by thousands
            return read
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def iso(moment: datetime) -> str:
    """The text SQLite holds: « 2026-11-21T09:30:00.000000+00:00 »."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class instant(FunctionElement[datetime]):  # noqa: N801  written as SQL functions are
    """Now, as the database counts it: the default of what the portal writes."""

    inherit_cache = True


@compiles(instant, "sqlite")
def _instant_on_sqlite(_element: instant, _compiler: Any, **_: Any) -> str:
    return "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00')"


@compiles(instant)
def _instant(_element: instant, _compiler: Any, **_: Any) -> str:
    return "clock_timestamp()"


def identity(start: int = 1) -> Column[int]:
    """The usual key: a number given by the database."""
    return Column("id", BigId, Identity(start=start), primary_key=True)


def version() -> Column[int]:
    """Seen by whoever edits, raised by the database at every change, whoever makes it."""
    return Column("version", Integer, nullable=False, server_default=text("1"))


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of some rows only; the migrations say `where` again, and it is they who make it.

    Said to SQLAlchemy by each dialect's own argument, it would load the dialects of both databases
    at every start.
    """
    return Index(name, *columns, unique=unique, info={"where": where})


def one_of(column: str, values: Iterable[str], name: str | None = None) -> CheckConstraint:
    """The column holds one of these words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name or f"{column}_known")
