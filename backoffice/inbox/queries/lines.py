"""The list: one line for what one click sent, a page at a time, never by offset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from backoffice.activities.tables import activity, facility
from backoffice.agents.tables import agent
from backoffice.database.work import Work
from backoffice.families.tables import child, family
from backoffice.inbox.queries._conditions import (
    KEPT,
    LATEST_FIRST,
    Shape,
    after_values,
    beyond,
    clauses,
    key_names,
    listed,
    one_of,
    shape_of,
)
from backoffice.inbox.reading import Asked, Counts, InboxFilter, InboxRow, Key
from backoffice.inbox.tables import request, submission
from backoffice.inbox.workflow import Queue
from backoffice.kernel.permissions import Permission
from backoffice.subscribers.tables import account


def page(work: Work, wanted: InboxFilter, after: Key | None, size: int) -> list[InboxRow]:
    """The next `size` lines after the key of the last one shown."""
    work.require(Permission.REQUEST_READ)
    shape, values = shape_of(work, wanted)
    values["size"] = size
    if after is not None:
        values.update(after_values(wanted, after))
    found = work.rows(_page(shape, further=after is not None), values)
    asked = _requests_of(work, [row[0] for row in found])
    by = _KEYS[key_names(wanted)[0]]
    rows = [InboxRow._make((*row, tuple(asked[row[0]]), by(row))) for row in found]
    # The page is in order, and joins keep it; no engine promises it.
    rows.sort(key=_by_key, reverse=shape.state in LATEST_FIRST)
    return rows


_by_key = attrgetter("key")
_KEYS: dict[str, Callable[[Sequence[Any]], Key]] = {
    "id": itemgetter(slice(0, 1)),
    "submitted_at": itemgetter(1, 0),
    "first_day": itemgetter(2, 0),
}


def counts(work: Work, wanted: InboxFilter) -> Counts:
    """How many lines each tab holds under this filter."""
    work.require(Permission.REQUEST_READ)
    shape, values = shape_of(work, wanted, tab=False)
    s = submission.c
    query = select(s.queue, func.count()).where(*clauses(shape)).group_by(s.queue)
    found = {Queue(queue): count for queue, count in work.rows(query, values)}
    return Counts({queue: found.get(queue, 0) for queue in Queue})


def arrived(work: Work, wanted: InboxFilter, after_id: int) -> int:
    """How many lines of this filter came since the one with this id."""
    work.require(Permission.REQUEST_READ)
    shape, values = shape_of(work, wanted)
    query = select(func.count()).select_from(submission)
    query = query.where(*clauses(shape), submission.c.id > after_id)
    return int(work.scalar(query, values) or 0)


def last_line(work: Work) -> int:
    """The bound of what one has before one's eyes: lines that come later have a greater id."""
    work.require(Permission.REQUEST_READ)
    found = work.scalar(select(submission.c.id).order_by(submission.c.id.desc()).limit(1))
    return int(found or 0)


@lru_cache(maxsize=KEPT)
def _page(shape: Shape, *, further: bool) -> Select[Any]:
    """Limits first, names after, so that only the rows of the page are looked up."""
    descending = shape.state in LATEST_FIRST
    s = submission.c
    where = [*clauses(shape), beyond(shape)] if further else clauses(shape)
    key = [s[name] for name in key_names(shape)]
    shown = (
        s.id, s.submitted_at, s.first_day, s.last_day, s.queue, s.kind, s.family_id, s.requests,
        s.pending, s.suspended_until, s.version,
    )  # fmt: skip
    line = (
        select(*shown, s.child_id, s.activity_id, s.facility_id, s.assigned_to, s.account_id)
        .where(*where)
        .order_by(*(column.desc() if descending else column for column in key))
        .limit(bindparam("size"))
        .subquery("line")
    )
    return (
        select(
            *(line.c[column.name] for column in shown),
            child.c.first_name,
            child.c.last_name,
            family.c.label,
            activity.c.label,
            facility.c.label,
            agent.c.name,
            account.c.display_name,
        )
        .outerjoin(child, child.c.id == line.c.child_id)
        .outerjoin(family, family.c.id == line.c.family_id)
        .outerjoin(activity, activity.c.id == line.c.activity_id)
        .outerjoin(facility, facility.c.id == line.c.facility_id)
        .outerjoin(agent, agent.c.id == line.c.assigned_to)
        .outerjoin(account, account.c.id == line.c.account_id)
    )


@lru_cache(maxsize=2)
def _requests(dialect: str) -> Select[Any]:
    r = request.c
    return (
        select(r.submission_id, r.id, r.version, r.kind, r.status)
        .where(one_of(dialect, r.submission_id, "lines"))
        .order_by(r.submission_id, r.id)
    )


def _requests_of(work: Work, ids: Sequence[int]) -> dict[int, list[Asked]]:
    found: dict[int, list[Asked]] = {line: [] for line in ids}
    if ids:
        values = {"lines": listed(work.dialect, ids)}
        for line, number, version, kind, status in work.rows(_requests(work.dialect), values):
            found[line].append((number, version, kind, status))
    return found
