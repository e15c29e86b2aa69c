"""One bound parameter for thousands of values: the way sets travel to both databases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, String, bindparam, cast, func, select
from sqlalchemy.types import ARRAY, JSON, BigInteger

# SQLAlchemy's own types: the dialect of PostgreSQL would slow the start of every embedded base.
_BIG = ARRAY(BigInteger)
_TEXT = ARRAY(String)


def among(
    dialect: str, column: ColumnElement[Any], values: Iterable[int | str]
) -> ColumnElement[bool]:
    """`column IN values`, whatever their number, as one parameter."""
    listed = list(values)
    if dialect == "sqlite":
        each = func.json_each(bindparam(None, json.dumps(listed))).table_valued("value")
        return column.in_(select(each.c.value))
    kind = _TEXT if isinstance(column.type, String) else _BIG
    return column == func.any(cast(bindparam(None, listed, type_=kind), kind))


def spread(dialect: str, rows: Sequence[Sequence[Any]], *columns: tuple[str, Any]) -> Select[Any]:
    """A set of rows as a SELECT, for INSERT … FROM SELECT and UPDATE … FROM.

    `columns` are (name, SQL type) in the order of the values of each row; the rows travel as one
    JSON parameter.
    """
    parameter: BindParameter[str] = bindparam(
        None, json.dumps([list(row) for row in rows], default=str)
    )
    if dialect == "sqlite":
        each = func.json_each(parameter).table_valued("value", name="spread_row")
        return select(
            *(
                _plain(func.json_extract(each.c.value, f"$[{at}]"), kind).label(name)
                for at, (name, kind) in enumerate(columns)
            )
        )
    items = func.json_array_elements(cast(parameter, JSON)).table_valued("value", name="spread_row")
    return select(
        *(
            cast(cast(items.c.value, JSON).op("->>")(at), kind).label(name)
            for at, (name, kind) in enumerate(columns)
        )
    )


def _plain(value: ColumnElement[Any], kind: Any) -> ColumnElement[Any]:
    # SQLite has no JSON type: to cast to it would turn the text into a number.
    return value if kind is JSON else cast(value, kind)
