"""The list: one line for what one click sent, a page at a time, never by offset."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from backoffice.activities.tables import activity, facility
from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import child, family
from backoffice.inbox.queries._conditions import LATEST_FIRST, beyond, conditions, key_of
from backoffice.inbox.reading import Counts, InboxFilter, InboxRow, Key, SeenPair
from backoffice.inbox.tables import request, submission
from backoffice.inbox.workflow import DECIDABLE, PENDING, Queue, Status
from backoffice.kernel.permissions import Permission
from backoffice.subscribers.tables import account


def page(work: Work, wanted: InboxFilter, after: Key | None, size: int) -> list[InboxRow]:
    """The next `size` lines after the key of the last one shown."""
    work.require(Permission.REQUEST_READ)
    key = key_of(wanted)
    query = matched(work, wanted)
    if after is not None:
        query = query.where(beyond(wanted, after))
    descending = wanted.state in LATEST_FIRST
    query = query.order_by(*(column.desc() if descending else column for column in key))
    lines = _with_names(query.limit(size).subquery("line"), descending, key)
    found = work.rows(lines)
    asked = _requests_of(work, [row.id for row in found])
    return [_row(row, asked[row.id], wanted) for row in found]


def counts(work: Work, wanted: InboxFilter) -> Counts:
    """How many lines each tab holds under this filter."""
    work.require(Permission.REQUEST_READ)
    s = submission.c
    query = select(s.queue, func.count()).where(*conditions(work, wanted, tab=False))
    found = {Queue(queue): count for queue, count in work.rows(query.group_by(s.queue))}
    return Counts({queue: found.get(queue, 0) for queue in Queue})


def arrived(work: Work, wanted: InboxFilter, after_id: int) -> int:
    """How many lines of this filter came since the one with this id."""
    work.require(Permission.REQUEST_READ)
    query = select(func.count()).select_from(submission)
    return int(work.scalar(query.where(*conditions(work, wanted), submission.c.id > after_id)) or 0)


def matched(work: Work, wanted: InboxFilter) -> Select[Any]:
    """The lines that answer to the filter, as a SELECT to be ordered, bounded or joined."""
    work.require(Permission.REQUEST_READ)
    return select(submission).where(*conditions(work, wanted))


def _with_names(line: Any, descending: bool, key: tuple[Any, ...]) -> Select[Any]:  # noqa: FBT001
    """The page, named: limits first, joins after, so that only its rows are looked up."""
    order = [line.c[column.name] for column in key]
    return (
        select(
            line,
            child.c.first_name,
            child.c.last_name,
            family.c.label.label("family"),
            activity.c.label.label("activity"),
            facility.c.label.label("facility"),
            agent.c.name.label("assigned_name"),
            account.c.display_name,
        )
        .outerjoin(child, child.c.id == line.c.child_id)
        .outerjoin(family, family.c.id == line.c.family_id)
        .outerjoin(activity, activity.c.id == line.c.activity_id)
        .outerjoin(facility, facility.c.id == line.c.facility_id)
        .outerjoin(agent, agent.c.id == line.c.assigned_to)
        .outerjoin(account, account.c.id == line.c.account_id)
        .order_by(*(column.desc() if descending else column for column in order))
    )


def _requests_of(work: Work, ids: Sequence[int]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    if not ids:
        return found
    r = request.c
    query = select(r.submission_id, r.id, r.version, r.kind, r.status).order_by(r.id)
    for row in work.rows(query.where(among(work.dialect, r.submission_id, ids))):
        found[row.submission_id].append(row)
    return found


def _row(row: Any, asked: Sequence[Any], wanted: InboxFilter) -> InboxRow:
    waiting = [a for a in asked if a.status in PENDING] or asked
    return InboxRow(
        id=row.id,
        key=tuple(getattr(row, column.name) for column in key_of(wanted)),
        reference=asked[0].id if asked else 0,
        child=f"{row.first_name} {row.last_name}" if row.first_name is not None else "",
        family=row.family or "",
        family_id=row.family_id,
        asker=row.display_name or "",
        activity=row.activity or "",
        facility=row.facility or "",
        kind=row.kind,
        kinds=tuple(a.kind for a in waiting),
        queue=Queue(row.queue),
        submitted_at=row.submitted_at,
        first_day=row.first_day,
        last_day=row.last_day,
        requests=row.requests,
        pending=row.pending,
        statuses=tuple((Status(s), n) for s, n in Counter(a.status for a in asked).items()),
        seen=_answerable(asked),
        assigned_to=row.assigned_name or "",
        suspended_until=row.suspended_until,
        version=row.version,
    )


def _answerable(asked: Sequence[Any]) -> tuple[SeenPair, ...]:
    """What an answer to the line is given to: those to answer, else those waiting for a place."""
    able = [a for a in asked if a.kind in DECIDABLE]
    pending = [a for a in able if a.status in PENDING]
    chosen = pending or [a for a in able if a.status == Status.WAITLISTED]
    return tuple((a.id, a.version) for a in chosen)
