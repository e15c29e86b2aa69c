"""Writing thousands of rows in one statement, as fast as each database knows how."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, Table
from sqlalchemy.types import JSON

from backoffice.database.base import Moment, iso
from backoffice.database.work import Work

Rows = Sequence[Sequence[Any]]


def insert_rows(work: Work, table: Table, names: Sequence[str], rows: Rows) -> None:
    """Insert `rows`, whose values stand in the order of the columns `names`."""
    if not rows:
        return
    if work.dialect == "sqlite":
        _insert_on_sqlite(work, table, names, rows)
    else:
        work.connection.exec_driver_sql(_unnested(table, names), _arrays(table, names, rows))


def insert_numbered(work: Work, table: Table, names: Sequence[str], rows: Rows) -> list[int]:
    """Insert `rows` and tell the numbers the database gave them, in the order of the rows."""
    if not rows:
        return []
    if work.dialect == "sqlite":
        # The writing work holds the base: nobody else can take the next numbers.
        last = work.connection.exec_driver_sql(
            f"SELECT coalesce(max(id), 0) FROM {table.name}"
        ).scalar()
        first = int(last or 0) + 1
        ids = list(range(first, first + len(rows)))
        numbered = [(number, *row) for number, row in zip(ids, rows, strict=True)]
        _insert_on_sqlite(work, table, ("id", *names), numbered)
        return ids
    # Rows are inserted, hence numbered, in the order they are read from the ordered SELECT.
    statement = _unnested(table, names, ordered=True) + " RETURNING id"
    given = work.connection.exec_driver_sql(statement, _arrays(table, names, rows))
    return sorted(int(row[0]) for row in given)


def _insert_on_sqlite(work: Work, table: Table, names: Sequence[str], rows: Rows) -> None:
    spelled = [_spelled(table.c[name], sqlite=True) for name in names]
    if any(spelled):
        columns = zip(*rows, strict=True)
        rows = list(zip(*map(_converted, spelled, columns), strict=True))
    marks = ", ".join("?" * len(names))
    work.connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})",
        [tuple(row) for row in rows],
    )


def _unnested(table: Table, names: Sequence[str], *, ordered: bool = False) -> str:
    arrays = ", ".join(f"%s::{_sql_type(table.c[name])}[]" for name in names)
    read = ", ".join(
        f"given.{name}::json" if isinstance(table.c[name].type, JSON) else f"given.{name}"
        for name in names
    )
    listed = ", ".join(names)
    end = " WITH ORDINALITY AS given({}, rank) ORDER BY rank" if ordered else " AS given({})"
    return f"INSERT INTO {table.name} ({listed}) SELECT {read} FROM unnest({arrays}){end.format(listed)}"


def _arrays(table: Table, names: Sequence[str], rows: Rows) -> tuple[list[Any], ...]:
    spelled = (_spelled(table.c[name], sqlite=False) for name in names)
    return tuple(
        list(_converted(*each)) for each in zip(spelled, zip(*rows, strict=True), strict=True)
    )


def _sql_type(column: Column[Any]) -> str:
    kinds = {Boolean: "boolean", Integer: "bigint", BigInteger: "bigint", Date: "date"}
    if isinstance(column.type, Moment):
        return "timestamptz"
    return next((name for kind, name in kinds.items() if isinstance(column.type, kind)), "text")


def _spelled(column: Column[Any], *, sqlite: bool) -> Callable[[Any], Any] | None:
    """How a value is written for the driver; None when it is taken as it is."""
    if isinstance(column.type, JSON):
        return json.dumps
    if sqlite and isinstance(column.type, Moment):
        return iso
    return date.isoformat if sqlite and isinstance(column.type, Date) else None


def _converted(spell: Callable[[Any], Any] | None, values: Sequence[Any]) -> Sequence[Any]:
    if spell is None:
        return values
    return [None if value is None else spell(value) for value in values]
