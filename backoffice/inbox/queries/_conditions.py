"""Which lines a filter means, and in which order: each order is the order of an index.

Statements are made once for each shape of filter and kept: the values travel apart, by name.
Building one costs more than running it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.types import ARRAY, BigInteger

from backoffice.database.work import Work
from backoffice.families.tables import search_entry
from backoffice.inbox.queries._people import Typed, as_reference, entries, line_of, people, typed
from backoffice.inbox.reading import InboxFilter, Key, Order, State
from backoffice.inbox.tables import request, submission
from backoffice.inbox.workflow import Status

WAITING = frozenset({State.TO_DECIDE, State.INFO_REQUESTED, State.SUSPENDED})
LATEST_FIRST = frozenset({State.CLOSED, State.ALL})
KEPT = 256  # statements; agents use a few dozen shapes

Values = dict[str, Any]

# Written out, never bound: an index of what waits only serves a query that says so in its text.
_NONE: ColumnElement[int] = literal_column("0")


class Shape(NamedTuple):
    """What a filter asks about, without what it asks."""

    dialect: str
    state: State
    order: Order
    asks: frozenset[str]
    typed: Typed | None = None  # a common name: looked for line by line


def shape_of(work: Work, wanted: InboxFilter, *, tab: bool = True) -> tuple[Shape, Values]:
    values: Values = {"today": work.today}
    if work.agent.facilities is not None:
        values["sites"] = listed(work.dialect, work.agent.facilities)
    number = as_reference(wanted.text) if wanted.text else None
    if number is not None and (line := line_of(work, number)) is not None:
        values["line"] = line
    else:
        _chips(work, wanted, values, tab=tab)
    common = _people(work, wanted, values) if "line" not in values else None
    asks = frozenset(values)
    return Shape(work.dialect, wanted.state, wanted.order, asks, common), values


def _chips(work: Work, wanted: InboxFilter, values: Values, *, tab: bool) -> None:
    given: Values = {
        "queue": wanted.queue if tab else None,
        "facilities": listed(work.dialect, wanted.facility_ids) if wanted.facility_ids else None,
        "activity": wanted.activity_id,
        "kind": wanted.kind,
        "me": work.agent.id if wanted.assigned_to_me else None,
        "family": wanted.family_id,
    }
    if wanted.older_than_days is not None:
        given["before"] = work.now - timedelta(days=wanted.older_than_days)
    values.update({name: value for name, value in given.items() if value is not None})


def _people(work: Work, wanted: InboxFilter, values: Values) -> Typed | None:
    """Who answers to the text, if they are few; else how to look for them."""
    if not wanted.text.strip():
        return None
    asked, patterns = typed(wanted.text)
    found = people(work, asked, patterns)
    if found is None:
        values.update(patterns)
        return asked
    values["homes"] = listed(work.dialect, found.homes)
    values["families"] = listed(work.dialect, found.families)
    values["children"] = listed(work.dialect, found.children)
    return None


@lru_cache(maxsize=KEPT)
def clauses(shape: Shape) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a shape; their values go by the same names."""
    s, asks = submission.c, shape.asks
    found: dict[str, ColumnElement[bool]] = {
        "sites": one_of(shape.dialect, s.facility_id, "sites"),
        "line": s.id == bindparam("line"),
        "queue": s.queue == bindparam("queue"),
        "facilities": one_of(shape.dialect, s.facility_id, "facilities"),
        "activity": s.activity_id == bindparam("activity"),
        "kind": s.kind == bindparam("kind"),
        "me": s.assigned_to == bindparam("me"),
        "family": s.family_id == bindparam("family"),
        "before": s.submitted_at < bindparam("before"),
        "homes": _of_people(shape),
    }
    kept = [clause for name, clause in found.items() if name in asks]
    if shape.typed is not None:
        kept.append(_commonly_named(shape.typed))
    if "line" in asks:
        return tuple(kept)  # a reference finds its line whatever the rest says
    if shape.order is Order.NEAREST and shape.state in WAITING:
        kept.append(s.first_day.is_not(None))  # the others have no day to be near
    return (*_state(shape.state), *kept)


def _state(state: State) -> tuple[ColumnElement[bool], ...]:
    s = submission.c
    today: BindParameter[Any] = bindparam("today")
    match state:
        case State.TO_DECIDE:
            return (s.pending > _NONE, or_(s.suspended_until.is_(None), s.suspended_until <= today))
        case State.SUSPENDED:
            return (s.pending > _NONE, s.suspended_until > today)
        case State.INFO_REQUESTED:
            return (s.pending > _NONE, _holds(Status.INFO_REQUESTED))
        case State.WAITLISTED:
            return (_holds(Status.WAITLISTED),)
        case State.CLOSED:
            return (s.pending == _NONE, ~_holds(Status.WAITLISTED))
        case State.ALL:
            return ()


def _holds(status: Status) -> ColumnElement[bool]:
    asked = select(request.c.submission_id).where(request.c.status == status)
    return submission.c.id.in_(asked)


def _of_people(shape: Shape) -> ColumnElement[bool]:
    """Lines that wait are indexed by family; the others are reached through their requests."""
    s, dialect = submission.c, shape.dialect
    homes = one_of(dialect, s.family_id, "homes")
    if shape.state not in WAITING:
        asked = select(request.c.submission_id).where(one_of(dialect, request.c.family_id, "homes"))
        homes = s.id.in_(asked)
    mine = or_(one_of(dialect, s.family_id, "families"), one_of(dialect, s.child_id, "children"))
    return and_(homes, mine)


def _commonly_named(asked: Typed) -> ColumnElement[bool]:
    """Among so many, the first lines of the order are soon found: no index is needed."""
    s, entry = submission.c, search_entry.c
    families = select(entry.family_id).where(entry.kind != "child", *entries(asked))
    children = select(entry.subject_id).where(entry.kind == "child", *entries(asked))
    return or_(s.family_id.in_(families), s.child_id.in_(children))


def one_of(dialect: str, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """`column` is among the values given, as one parameter, under this name: see `listed`."""
    if dialect == "sqlite":
        each = func.json_each(bindparam(name)).table_valued("value")
        return column.in_(select(each.c.value))
    return column == func.any(bindparam(name, type_=ARRAY(BigInteger)))


def listed(dialect: str, ids: Collection[int]) -> Any:
    """Ids as the parameter `one_of` waits for."""
    return json.dumps(sorted(ids)) if dialect == "sqlite" else sorted(ids)


def key_names(wanted: InboxFilter | Shape) -> tuple[str, ...]:
    """The columns of the order."""
    if wanted.state not in WAITING:
        return ("id",)
    return ("first_day", "id") if wanted.order is Order.NEAREST else ("submitted_at", "id")


def beyond(shape: Shape) -> ColumnElement[bool]:
    """After the key of the last line shown."""
    columns = [submission.c[name] for name in key_names(shape)]
    last = [
        bindparam(f"after_{name}", type_=column.type)
        for name, column in zip(key_names(shape), columns, strict=True)
    ]
    if shape.state in LATEST_FIRST:
        return columns[0] < last[0]
    return tuple_(*columns) > tuple_(*last)


def after_values(wanted: InboxFilter, after: Key) -> Values:
    return {f"after_{name}": value for name, value in zip(key_names(wanted), after, strict=True)}
