"""Writing thousands of rows that differ by a few columns: what they share travels once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Table
from sqlalchemy.types import JSON

from backoffice.database.base import Moment, iso
from backoffice.database.work import Work


def insert_alike(
    work: Work, table: Table, shared: Mapping[str, Any], names: Sequence[str], rows: Sequence[Any]
) -> None:
    """Insert rows that have the values `shared`, and those of the columns `names` of their own.

    The rows' own values are whole numbers, or text; JSON is given as text.
    """
    if not rows:
        return
    values = [iso(v) if isinstance(table.c[n].type, Moment) else v for n, v in shared.items()]
    listed, columns = ", ".join((*shared, *names)), list(zip(*rows, strict=True))
    if work.dialect == "sqlite":
        read = ", ".join((*("?" for _ in shared), *(f"c{at}" for at in range(len(names)))))
        source = _heap(work, len(names), rows)
    else:
        given = [f"%s::{_type(table, name)}" for name in shared]
        read = ", ".join((*given, *(f"own.{name}::{_type(table, name)}" for name in names)))
        values += [list(column) for column in columns]
        arrays = ", ".join(f"%s::{_carried(table, name)}[]" for name in names)
        source = f"unnest({arrays}) AS own({', '.join(names)})"
    work.connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({listed}) SELECT {read} FROM {source}", tuple(values)
    )


def _heap(work: Work, width: int, rows: Sequence[Any]) -> str:
    """The rows in a bare temporary table: read from there, they are inserted by one statement."""
    name = f"temp.alike_{width}"
    run = work.connection.exec_driver_sql
    run(f"CREATE TABLE IF NOT EXISTS {name} ({', '.join(f'c{at}' for at in range(width))})")
    run(f"DELETE FROM {name}")
    run(f"INSERT INTO {name} VALUES ({', '.join('?' * width)})", rows)
    return name


def _type(table: Table, name: str) -> str:
    kind = table.c[name].type
    if isinstance(kind, Moment):
        return "timestamptz"
    if isinstance(kind, JSON):
        return "json"
    return "bigint" if isinstance(kind, Integer) else "text"


def _carried(table: Table, name: str) -> str:
    return "bigint" if isinstance(table.c[name].type, Integer) else "text"
