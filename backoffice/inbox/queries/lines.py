"""The list: one line for what one click sent, a page at a time, never by offset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
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
from backoffice.inbox.reading import Counts, InboxFilter, InboxRow, Key, SeenPair
from backoffice.inbox.tables import request, submission
from backoffice.inbox.workflow import DECIDABLE, PENDING, Queue, Status
from backoffice.kernel.permissions import Permission
from backoffice.subscribers.tables import account

_QUEUES = {str(queue): queue for queue in Queue}
_STATUSES = {str(status): status for status in Status}
_PENDING, _DECIDABLE = frozenset(map(str, PENDING)), frozenset(map(str, DECIDABLE))
_WAITLISTED = str(Status.WAITLISTED)
_Asked = tuple[int, int, str, str]  # id, version, kind, status


def page(work: Work, wanted: InboxFilter, after: Key | None, size: int) -> list[InboxRow]:
    """The next `size` lines after the key of the last one shown."""
    work.require(Permission.REQUEST_READ)
    shape, values = shape_of(work, wanted)
    values["size"] = size
    if after is not None:
        values.update(after_values(wanted, after))
    found = work.rows(_page(shape, further=after is not None), values)
    asked = _requests_of(work, [row[0] for row in found])
    by_day = key_names(wanted)[0]
    return [_row(row, asked.get(row[0], ()), by_day) for row in found]


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


@lru_cache(maxsize=KEPT)
def _page(shape: Shape, *, further: bool) -> Select[Any]:
    """Limits first, names after, so that only the rows of the page are looked up."""
    descending = shape.state in LATEST_FIRST
    s = submission.c
    where = [*clauses(shape), beyond(shape)] if further else clauses(shape)
    key = [s[name] for name in key_names(shape)]
    line = (
        select(submission)
        .where(*where)
        .order_by(*(column.desc() if descending else column for column in key))
        .limit(bindparam("size"))
        .subquery("line")
    )
    order = [line.c[column.name] for column in key]
    return (
        select(
            line.c.id, line.c.submitted_at, line.c.first_day, line.c.last_day, line.c.queue,
            line.c.kind, line.c.family_id, line.c.requests, line.c.pending,
            line.c.suspended_until, line.c.version, child.c.first_name, child.c.last_name,
            family.c.label, activity.c.label, facility.c.label, agent.c.name,
            account.c.display_name,
        )
        .outerjoin(child, child.c.id == line.c.child_id)
        .outerjoin(family, family.c.id == line.c.family_id)
        .outerjoin(activity, activity.c.id == line.c.activity_id)
        .outerjoin(facility, facility.c.id == line.c.facility_id)
        .outerjoin(agent, agent.c.id == line.c.assigned_to)
        .outerjoin(account, account.c.id == line.c.account_id)
        .order_by(*(column.desc() if descending else column for column in order))
    )  # fmt: skip


@lru_cache(maxsize=2)
def _requests(dialect: str) -> Select[Any]:
    r = request.c
    return (
        select(r.submission_id, r.id, r.version, r.kind, r.status)
        .where(one_of(dialect, r.submission_id, "lines"))
        .order_by(r.submission_id, r.id)
    )


def _requests_of(work: Work, ids: Sequence[int]) -> Mapping[int, Sequence[_Asked]]:
    found: dict[int, list[_Asked]] = {line: [] for line in ids}
    if ids:
        values = {"lines": listed(work.dialect, ids)}
        for line, number, version, kind, status in work.rows(_requests(work.dialect), values):
            found[line].append((number, version, kind, status))
    return found


def _row(row: Any, asked: Sequence[_Asked], by: str) -> InboxRow:
    (
        line, submitted_at, first_day, last_day, queue, kind, family_id, requests, pending,
        suspended_until, version, first_name, last_name, family_label, activity_label,
        facility_label, assigned_to, asker,
    ) = row  # fmt: skip
    key: Key = (line,)
    if by != "id":
        key = (first_day if by == "first_day" else submitted_at, line)
    return InboxRow(
        id=line,
        key=key,
        reference=asked[0][0] if asked else 0,
        child=f"{first_name} {last_name}" if first_name is not None else "",
        family=family_label or "",
        family_id=family_id,
        asker=asker or "",
        activity=activity_label or "",
        facility=facility_label or "",
        kind=kind,
        kinds=tuple([a[2] for a in asked if a[3] in _PENDING] or [a[2] for a in asked]),
        queue=_QUEUES[queue],
        submitted_at=submitted_at,
        first_day=first_day,
        last_day=last_day,
        requests=requests,
        pending=pending,
        statuses=_statuses(asked),
        seen=_answerable(asked),
        assigned_to=assigned_to or "",
        suspended_until=suspended_until,
        version=version,
    )


def _statuses(asked: Sequence[_Asked]) -> tuple[tuple[Status, int], ...]:
    found: dict[str, int] = {}
    for one in asked:
        found[one[3]] = found.get(one[3], 0) + 1
    return tuple([(_STATUSES[status], count) for status, count in found.items()])


def _answerable(asked: Sequence[_Asked]) -> tuple[SeenPair, ...]:
    """What an answer to the line is given to: those to answer, else those waiting for a place."""
    pending = [a[:2] for a in asked if a[3] in _PENDING and a[2] in _DECIDABLE]
    if pending:
        return tuple(pending)
    return tuple([a[:2] for a in asked if a[3] == _WAITLISTED and a[2] in _DECIDABLE])
