"""Writing thousands of rows in one statement, as fast as each database knows how."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
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
        work.connection.exec_driver_sql(_from_json(table, names), _json(table, names, rows))


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
    statement = _from_json(table, names, ordered=True) + " RETURNING id"
    given = work.connection.exec_driver_sql(statement, _json(table, names, rows))
    return sorted(int(row[0]) for row in given)


def _insert_on_sqlite(work: Work, table: Table, names: Sequence[str], rows: Rows) -> None:
    """By way of a bare temporary table: the real one, with its triggers, then gets one statement.

    A statement that fires triggers keeps a journal of its own, to undo itself; one for each row would
    cost four times the rows themselves.
    """
    spelled = [_spelled(table.c[name], sqlite=True) for name in names]
    values: Iterable[Sequence[Any]] = rows
    if any(spelled):
        values = zip(*map(_converted, spelled, zip(*rows, strict=True)), strict=True)
    run = work.connection.exec_driver_sql
    heap, columns = f"temp.heap_{len(names)}", ", ".join(f"c{at}" for at in range(len(names)))
    run(f"CREATE TABLE IF NOT EXISTS {heap} ({columns})")
    run(f"DELETE FROM {heap}")
    marks = ", ".join("?" * len(names))
    run(f"INSERT INTO {heap} VALUES ({marks})", [tuple(row) for row in values])
    into = f"INSERT INTO {table.name} ({', '.join(names)})"
    run(f"{into} SELECT {columns} FROM {heap} ORDER BY rowid")
    run(f"DELETE FROM {heap}")


def _from_json(table: Table, names: Sequence[str], *, ordered: bool = False) -> str:
    shape = ", ".join(f"{name} {_sql_type(table.c[name])}" for name in names)
    listed = ", ".join(names)
    read = ", ".join(f"given.{name}" for name in names)
    given = f"ROWS FROM (json_to_recordset(%s::json) AS ({shape})) WITH ORDINALITY AS given({listed}, rank)"
    end = " ORDER BY rank" if ordered else ""
    return f"INSERT INTO {table.name} ({listed}) SELECT {read} FROM {given}{end}"


def _json(table: Table, names: Sequence[str], rows: Rows) -> tuple[str]:
    spelled = (_spelled(table.c[name], sqlite=False) for name in names)
    columns = zip(*map(_converted, spelled, zip(*rows, strict=True)), strict=True)
    return (json.dumps([dict(zip(names, row, strict=True)) for row in columns]),)


def _sql_type(column: Column[Any]) -> str:
    kinds = {Boolean: "boolean", Integer: "bigint", BigInteger: "bigint", Date: "date"}
    if isinstance(column.type, Moment):
        return "timestamptz"
    if isinstance(column.type, JSON):
        return "json"
    return next((name for kind, name in kinds.items() if isinstance(column.type, kind)), "text")


def _spelled(column: Column[Any], *, sqlite: bool) -> Callable[[Any], Any] | None:
    """How a value is written for the driver; None when it is taken as it is."""
    if isinstance(column.type, JSON):
        return json.dumps if sqlite else None
    if isinstance(column.type, Moment):
        return iso
    return date.isoformat if isinstance(column.type, Date) else None


def _converted(spell: Callable[[Any], Any] | None, values: Sequence[Any]) -> Sequence[Any]:
    if spell is None:
        return values
    if spell is json.dumps:
        return [None if value is None else spell(value) for value in values]
    known = {
        value: spell(value) for value in set(values) if value is not None
    }  # mostly the same few
    return [known.get(value) for value in values]
