"""The home screen: what waits, who comes, what came in and went out, whether all is well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select

from backoffice.activities.tables import activity, calendar_day, facility
from backoffice.agents import filters
from backoffice.database import options
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox import queries as inbox
from backoffice.inbox.queries.alerts import Alert, alerts
from backoffice.inbox.reading import InboxFilter, Order, State
from backoffice.inbox.tables import anomaly, decision, request, submission
from backoffice.inbox.workflow import Queue, Status
from backoffice.kernel.calendar import at, next_slot
from backoffice.kernel.permissions import Permission
from backoffice.planning.tables import slot
from backoffice.portal.tables import portal_in_event, portal_in_request

WORKING_DAYS = 10
LOOK_AHEAD = timedelta(days=21)
SATURDAY = 5
MOST_FILTERS = 6
_ASIDE = ((State.INFO_REQUESTED, "À compléter"), (State.SUSPENDED, "En suspens"))
_ASIDE_KEYS = {f"filter:{state}" for state, _ in _ASIDE}
_ANSWERED = (
    Status.ACCEPTED,
    Status.PARTLY_ACCEPTED,
    Status.REFUSED,
    Status.VOID,
    Status.WAITLISTED,
)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A filter under the sections of the sidebar. `wanted` is as the inbox keeps its filters."""

    key: str
    name: str
    wanted: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Waiting:
    inbox: int
    documents: int
    anomalies: int
    town: str
    pinned: tuple[Pinned, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueAge:
    """One tab of the inbox: how many lines wait, since when, by age."""

    queue: Queue
    waiting: int
    oldest: datetime
    under_a_day: int
    up_to_three: int
    older: int


@dataclass(frozen=True, slots=True)
class Places:
    taken: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class DayPlaces:
    """Who is expected where: a line for each place, a column for each moment of the day."""

    day: date | None
    moments: tuple[str, ...] = ()
    facilities: tuple[tuple[str, tuple[Places | None, ...]], ...] = ()
    total: tuple[Places, ...] = ()


@dataclass(frozen=True, slots=True)
class DayFlow:
    day: date
    received: int
    handled: int


@dataclass(frozen=True, slots=True)
class Health:
    """Facts about the machinery; the screen says whether they are good."""

    received_at: datetime | None  # the portal's last row
    not_taken_in: int
    waiting_since: datetime | None
    anomalies: int
    next_mail: datetime
    answers_to_mail: int
    following_mail: datetime
    coming_back: tuple[tuple[date, int], ...]  # suspended lines, by the day they return


@dataclass(frozen=True, slots=True)
class Overview:
    read_at: datetime
    today: date
    queues: tuple[QueueAge, ...]
    places: DayPlaces
    flow: tuple[DayFlow, ...]
    health: Health
    most_urgent: int | None  # a request
    alerts: tuple[Alert, ...] = ()


def waiting(work: Work) -> Waiting:
    """What the sidebar counts."""
    work.require(Permission.REQUEST_READ)
    told = inbox.counts(work, InboxFilter())
    return Waiting(
        told.total,
        told.by_queue[Queue.DOCUMENTS],
        _unhandled(work),
        str(options.read(work, "town", "")),
        _pinned(work),
    )


def _pinned(work: Work) -> tuple[Pinned, ...]:
    """The agent's filters; then what is set aside or waits for a family, as long as some is."""
    kept = [
        (f"filter:{one.id}", one.name, InboxFilter.from_json(one.wanted))
        for one in filters.of_screen(work, "inbox")[:MOST_FILTERS]
    ]
    usual = [(f"filter:{state}", name, InboxFilter(state=state)) for state, name in _ASIDE]
    found = [
        Pinned(key, name, wanted.to_json(), _count(work, wanted))
        for key, name, wanted in (*kept, *usual)
    ]
    return tuple(one for one in found if one.waiting or one.key not in _ASIDE_KEYS)


def _count(work: Work, wanted: InboxFilter) -> int:
    told = inbox.counts(work, wanted)
    return told.total if wanted.queue is None else told.by_queue[wanted.queue]


def overview(work: Work) -> Overview:
    work.require(Permission.REQUEST_READ)
    return Overview(
        work.now,
        work.today,
        _queues(work),
        _places(work),
        _flow(work),
        _health(work),
        _most_urgent(work),
        alerts(work),
    )


def _queues(work: Work) -> tuple[QueueAge, ...]:
    s, since = submission.c, submission.c.submitted_at
    mine = [s.pending > 0, or_(s.suspended_until.is_(None), s.suspended_until <= work.today)]
    if work.agent.facilities is not None:
        mine.append(among(work.dialect, s.facility_id, sorted(work.agent.facilities)))
    day, three = work.now - timedelta(days=1), work.now - timedelta(days=3)
    found = work.rows(
        select(
            s.queue,
            func.count().label("waiting"),
            func.min(since).label("oldest"),
            _many(since > day).label("young"),
            _many(and_(since <= day, since > three)).label("middle"),
            _many(since <= three).label("old"),
        )
        .where(*mine)
        .group_by(s.queue)
    )
    rank = {queue: position for position, queue in enumerate(Queue)}
    made = (
        QueueAge(Queue(row.queue), row.waiting, row.oldest, row.young, row.middle, row.old)
        for row in found
    )
    return tuple(sorted(made, key=lambda one: rank[one.queue]))


def _many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _places(work: Work) -> DayPlaces:
    """Today's places; those of the next day that has any when today has none."""
    ahead = slot.c.day.between(work.today, work.today + LOOK_AHEAD)
    day = work.scalar(select(func.min(slot.c.day)).where(ahead, slot.c.closed_reason.is_(None)))
    if day is None:
        return DayPlaces(None)
    a, mine = activity.c, work.agent.facilities
    query = (
        select(
            facility.c.label.label("facility"),
            a.short_label.label("moment"),
            func.min(a.position).label("position"),
            func.min(slot.c.starts_at).label("starts_at"),
            func.sum(slot.c.taken).label("taken"),
            func.sum(slot.c.capacity).label("capacity"),
            _many(slot.c.capacity.is_(None)).label("unlimited"),
        )
        .join(activity, a.id == slot.c.activity_id)
        .join(facility, facility.c.id == a.facility_id)
        .where(slot.c.day == day, slot.c.closed_reason.is_(None))
        .group_by(facility.c.label, a.short_label)
        .order_by(facility.c.label)
    )
    if mine is not None:
        query = query.where(among(work.dialect, a.facility_id, sorted(mine)))
    return _table(day, work.rows(query))


def _table(day: date, rows: Sequence[Row[Any]]) -> DayPlaces:
    first: dict[str, tuple[time, int]] = {}
    cells: dict[str, dict[str, Places]] = {}
    for row in rows:
        key = (row.starts_at, row.position)
        first[row.moment] = min(first.get(row.moment, key), key)
        capacity = None if row.unlimited else int(row.capacity)
        cells.setdefault(row.facility, {})[row.moment] = Places(int(row.taken), capacity)
    moments = tuple(sorted(first, key=lambda name: first[name]))
    lines = tuple(
        (name, tuple(line.get(moment) for moment in moments)) for name, line in cells.items()
    )
    return DayPlaces(day, moments, lines, tuple(_sum(lines, i) for i in range(len(moments))))


def _sum(lines: tuple[tuple[str, tuple[Places | None, ...]], ...], index: int) -> Places:
    column = [line[index] for _, line in lines]
    there = [places for places in column if places is not None]
    limits = [places.capacity for places in there]
    known = [limit for limit in limits if limit is not None]
    whole = sum(known) if len(known) == len(limits) else None
    return Places(sum(places.taken for places in there), whole)


def _flow(work: Work) -> tuple[DayFlow, ...]:
    """Requests received and answered on each of the last working days, today included."""
    back = [work.today - timedelta(days=count) for count in range(WORKING_DAYS * 3)]
    holidays = select(calendar_day.c.day).where(
        calendar_day.c.day >= back[-1], calendar_day.c.public_holiday.is_not(None)
    )
    off = {day for (day,) in work.rows(holidays)}
    working = (day for day in back if day.weekday() < SATURDAY and day not in off)
    days = sorted(islice(working, WORKING_DAYS))
    received = _by_day(work, request.c.submitted_at, days)
    handled = _by_day(work, request.c.decided_at, days, request.c.status.in_(_ANSWERED))
    return tuple(map(DayFlow, days, received, handled))


def _by_day(
    work: Work, moment: ColumnElement[datetime], days: list[date], *also: ColumnElement[bool]
) -> list[int]:
    """How many on each day. What came during a week-end is counted on the day before it."""
    starts = [at(day, time()) for day in days]
    ends = [*starts[1:], at(work.today + timedelta(days=1), time())]
    counted = (_many(and_(moment >= a, moment < b)) for a, b in zip(starts, ends, strict=True))
    found = work.first(select(*counted).where(moment >= starts[0], *also))
    return [int(value) for value in found] if found is not None else [0] * len(days)


def _health(work: Work) -> Health:
    p, e = portal_in_request.c, portal_in_event.c
    hours = options.mail_slots(work)
    soon = next_slot(work.now, hours)
    last = work.scalar(select(p.submitted_at).order_by(p.id.desc()).limit(1))
    rows = work.first(select(func.count(), func.min(p.submitted_at)).where(p.taken_in_at.is_(None)))
    events = work.scalar(select(func.count()).where(e.taken_in_at.is_(None))) or 0
    to_mail = select(func.count()).where(
        decision.c.mailed_at.is_(None), decision.c.mail_at == soon, decision.c.effective
    )
    return Health(
        last,
        int(rows[0] if rows else 0) + int(events),
        rows[1] if rows else None,
        _unhandled(work),
        soon,
        int(work.scalar(to_mail) or 0),
        next_slot(soon, hours),
        _coming_back(work),
    )


def _coming_back(work: Work) -> tuple[tuple[date, int], ...]:
    s = submission.c
    query = (
        select(s.suspended_until, func.count())
        .where(s.pending > 0, s.suspended_until > work.today)
        .group_by(s.suspended_until)
        .order_by(s.suspended_until)
        .limit(2)
    )
    return tuple((day, int(many)) for day, many in work.rows(query))


def _unhandled(work: Work) -> int:
    return int(work.scalar(select(func.count()).where(anomaly.c.handled_at.is_(None))) or 0)


def _most_urgent(work: Work) -> int | None:
    """The line whose day is nearest; the one that has waited longest when none has a day."""
    for order in (Order.NEAREST, Order.OLDEST):
        if found := inbox.page(work, InboxFilter(order=order), None, 1):
            return found[0].reference
    return None
