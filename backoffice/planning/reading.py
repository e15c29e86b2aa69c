"""What the planning of one facility needs from the database, in a handful of set queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from backoffice.activities.tables import activity, calendar_day, facility, school_class
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import child
from backoffice.kernel.permissions import Permission
from backoffice.planning.arrange import Facts
from backoffice.planning.grid import Enrolled, Head, PlanningFilter, Pupil
from backoffice.planning.period import span
from backoffice.planning.slots import SlotStatus
from backoffice.planning.tables import enrolment, reservation, slot

PENDING = frozenset(
    {
        SlotStatus.RESERVATION_PENDING,
        SlotStatus.ABSENCE_PENDING,
        SlotStatus.CANCELLATION_PENDING,
    }
)
_STATUSES = {str(status): status for status in SlotStatus}


def gather(work: Work, wanted: PlanningFilter) -> Facts:
    first, last = span(wanted.view, wanted.day)
    there = [activity.c.facility_id == wanted.facility_id]
    if wanted.activity_ids:
        there.append(among(work.dialect, activity.c.id, sorted(wanted.activity_ids)))
    statuses = _statuses(work, there, first, last)
    enrolled = _enrolled(work, there, first, last)
    children = {one.child_id for one in enrolled} | {child_id for _, child_id in statuses}
    return Facts(
        heads=_heads(work, there, first, last, statuses),
        pupils=_pupils(work, children),
        enrolled=enrolled,
        statuses=statuses,
        notes=_notes(work, first, last),
        facility=str(
            work.scalar(select(facility.c.label).where(facility.c.id == wanted.facility_id)) or ""
        ),
    )


Conditions = list[ColumnElement[bool]]


def _statuses(
    work: Work, there: Conditions, first: date, last: date
) -> dict[tuple[int, int], SlotStatus]:
    r = reservation.c
    query = (
        select(r.slot_id, r.child_id, r.status)
        .join(slot, slot.c.id == r.slot_id)
        .join(activity, activity.c.id == slot.c.activity_id)
        .where(*there, slot.c.day.between(first, last), r.status != str(SlotStatus.FREE))
    )
    return {(slot_id, child_id): _STATUSES[word] for slot_id, child_id, word in work.rows(query)}


def _enrolled(work: Work, there: Conditions, first: date, last: date) -> list[Enrolled]:
    e = enrolment.c
    query = (
        select(e.child_id, e.activity_id, e.starts_on, e.ends_on, e.weekdays)
        .join(activity, activity.c.id == e.activity_id)
        .where(*there, e.starts_on <= last, e.ends_on >= first)
    )
    return [Enrolled(*row) for row in work.rows(query)]


def _heads(
    work: Work,
    there: Conditions,
    first: date,
    last: date,
    statuses: dict[tuple[int, int], SlotStatus],
) -> list[Head]:
    pending = Counter(slot_id for (slot_id, _), status in statuses.items() if status in PENDING)
    waiting = Counter(
        slot_id for (slot_id, _), status in statuses.items() if status is SlotStatus.WAITLISTED
    )
    s, a = slot.c, activity.c
    query = (
        select(
            s.id, a.id, a.label, a.short_label, s.day, s.starts_at, s.ends_at, s.capacity, s.taken,
            s.extra, s.closed_reason,
        )
        .join(activity, a.id == s.activity_id)
        .where(*there, s.day.between(first, last))
        .order_by(s.day, a.position, s.starts_at, a.id)
    )  # fmt: skip
    return [
        Head(
            slot_id, activity_id, words, short, day, starts_at, ends_at, capacity, taken, extra,
            pending[slot_id], waiting[slot_id], reason or "",
        )
        for slot_id, activity_id, words, short, day, starts_at, ends_at, capacity, taken, extra, reason
        in work.rows(query)
    ]  # fmt: skip


def _pupils(work: Work, child_ids: Iterable[int]) -> list[Pupil]:
    c, k = child.c, school_class.c
    query = (
        select(
            c.id,
            c.last_name,
            c.first_name,
            k.id,
            k.label,
            k.level,
            k.teacher,
            facility.c.label,
            c.allergies,
        )
        .outerjoin(school_class, k.id == c.school_class_id)
        .outerjoin(facility, facility.c.id == k.facility_id)
        .where(among(work.dialect, c.id, child_ids))
    )
    seen = work.agent.may(Permission.HEALTH_READ)
    return [_pupil(row, health=seen) for row in work.rows(query)]


def _pupil(row: Row[*tuple[Any, ...]], *, health: bool) -> Pupil:
    child_id, last_name, first_name, class_id, *words, allergies = row
    label, level, teacher, school = (word or "" for word in words)
    return Pupil(
        child_id,
        last_name,
        first_name,
        class_id,
        label,
        level,
        teacher,
        school,
        # What whoever looks after the child must not miss, in a word.
        "Allergie" if health and allergies else "",
    )


def _notes(work: Work, first: date, last: date) -> dict[date, str]:
    d = calendar_day.c
    query = select(d.day, d.public_holiday, d.school_holiday).where(d.day.between(first, last))
    return {day: public or school for day, public, school in work.rows(query) if public or school}
