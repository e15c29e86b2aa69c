"""Which lines a filter means, and in which order: each order is the order of an index."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, tuple_

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.queries._people import as_reference, line_of, of_people
from backoffice.inbox.reading import InboxFilter, Key, Order, State
from backoffice.inbox.tables import request, submission
from backoffice.inbox.workflow import Status

WAITING = frozenset({State.TO_DECIDE, State.INFO_REQUESTED, State.SUSPENDED})
LATEST_FIRST = frozenset({State.CLOSED, State.ALL})


def conditions(work: Work, wanted: InboxFilter, *, tab: bool = True) -> list[ColumnElement[bool]]:
    s = submission.c
    found = list(_of_my_sites(work))
    number = as_reference(wanted.text) if wanted.text else None
    if number is not None and (line := line_of(work, number)) is not None:
        return [*found, s.id == line]
    found += _state(work, wanted.state)
    if tab and wanted.queue is not None:
        found.append(s.queue == wanted.queue)
    found += _chips(work, wanted)
    if wanted.text.strip():
        found.append(of_people(work, wanted.text, waiting=wanted.state in WAITING))
    return found


def key_of(wanted: InboxFilter) -> tuple[ColumnElement[Any], ...]:
    """The columns of the order; each is the order of an index."""
    s = submission.c
    if wanted.state not in WAITING:
        return (s.id,)
    return (s.first_day, s.id) if wanted.order is Order.NEAREST else (s.submitted_at, s.id)


def beyond(wanted: InboxFilter, after: Key) -> ColumnElement[bool]:
    if wanted.state in LATEST_FIRST:
        earlier: ColumnElement[bool] = submission.c.id < after[0]
        return earlier
    return tuple_(*key_of(wanted)) > after


def _state(work: Work, state: State) -> list[ColumnElement[bool]]:
    s = submission.c
    awake = or_(s.suspended_until.is_(None), s.suspended_until <= work.today)
    match state:
        case State.TO_DECIDE:
            return [s.pending > 0, awake]
        case State.SUSPENDED:
            return [s.pending > 0, s.suspended_until > work.today]
        case State.INFO_REQUESTED:
            return [s.pending > 0, _holds(Status.INFO_REQUESTED)]
        case State.WAITLISTED:
            return [_holds(Status.WAITLISTED)]
        case State.CLOSED:
            return [s.pending == 0, ~_holds(Status.WAITLISTED)]
        case State.ALL:
            return []


def _holds(status: Status) -> ColumnElement[bool]:
    asked = select(request.c.submission_id).where(request.c.status == status)
    return submission.c.id.in_(asked)


def _of_my_sites(work: Work) -> list[ColumnElement[bool]]:
    """A site manager sees what concerns their own sites."""
    if work.agent.facilities is None:
        return []
    return [among(work.dialect, submission.c.facility_id, sorted(work.agent.facilities))]


def _chips(work: Work, wanted: InboxFilter) -> list[ColumnElement[bool]]:
    s, found = submission.c, []
    if wanted.facility_ids:
        found.append(among(work.dialect, s.facility_id, wanted.facility_ids))
    if wanted.activity_id is not None:
        found.append(s.activity_id == wanted.activity_id)
    if wanted.kind is not None:
        found.append(s.kind == wanted.kind)
    if wanted.assigned_to_me:
        found.append(s.assigned_to == work.agent.id)
    if wanted.older_than_days is not None:
        found.append(s.submitted_at < work.now - timedelta(days=wanted.older_than_days))
    if wanted.family_id is not None:
        found.append(s.family_id == wanted.family_id)
    if wanted.order is Order.NEAREST and wanted.state in WAITING:
        found.append(s.first_day.is_not(None))  # the others have no day to be near
    return found
