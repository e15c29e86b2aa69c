"""What an agent can see of the planning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from backoffice.activities.tables import activity, facility, school_class
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import child
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.planning.arrange import build
from backoffice.planning.grid import Grid, PlanningFilter
from backoffice.planning.reading import PENDING, gather
from backoffice.planning.slots import SlotStatus
from backoffice.planning.story import EnrolmentLine, SlotStory, told
from backoffice.planning.tables import enrolment, reservation, slot

__all__ = [
    "Choice",
    "Choices",
    "EnrolmentLine",
    "Places",
    "SlotStory",
    "Waiting",
    "activities",
    "choices",
    "classes",
    "facilities",
    "facility_of",
    "grid",
    "places",
    "slot_story",
    "story_of",
    "waiting_list",
]


@dataclass(frozen=True, slots=True)
class Choice:
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the planning's pickers offer, and the day it is in the town."""

    today: date
    facilities: tuple[Choice, ...]
    facility_id: int | None
    activities: tuple[Choice, ...] = ()
    classes: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """How full a slot is; without a capacity there is no limit."""

    slot_id: int
    day: date
    capacity: int | None
    taken: int
    extra: int
    pending: int
    waiting: int

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity + self.extra - self.taken)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One child in the queue of a slot; `rank` is what a family would be told."""

    rank: int
    reservation_id: int
    version: int
    child_id: int
    child: str
    family_id: int
    queued_at: datetime
    request_id: int | None


def grid(work: Work, wanted: PlanningFilter) -> Grid:
    """One facility during one period, laid out."""
    work.require(Permission.PLANNING_READ)
    work.require_facility(wanted.facility_id)
    return build(wanted, gather(work, wanted))


def choices(work: Work, facility_id: int | None = None) -> Choices:
    """Without a known facility, that of the first."""
    work.require(Permission.PLANNING_READ)
    known = facilities(work)
    ids = [one.id for one in known]
    chosen = facility_id if facility_id in ids else next(iter(ids), None)
    if chosen is None:
        return Choices(work.today, known, None)
    return Choices(work.today, known, chosen, activities(work, chosen), classes(work, chosen))


def facilities(work: Work) -> tuple[Choice, ...]:
    """Where something runs, as far as this agent may see: schools first."""
    work.require(Permission.PLANNING_READ)
    f = facility.c
    query = (
        select(f.id, f.label)
        .where(f.id.in_(select(activity.c.facility_id)))
        .order_by(case((f.kind == "school", 0), else_=1), f.label)
    )
    return tuple(Choice(*row) for row in work.rows(query) if work.agent.covers(row.id))


def activities(work: Work, facility_id: int) -> tuple[Choice, ...]:
    work.require(Permission.PLANNING_READ)
    a = activity.c
    query = select(a.id, a.label).where(a.facility_id == facility_id)
    return tuple(Choice(*row) for row in work.rows(query.order_by(a.position, a.label)))


def classes(work: Work, facility_id: int) -> tuple[Choice, ...]:
    """The classes of the children enrolled there, wherever they go to school."""
    work.require(Permission.PLANNING_READ)
    k = school_class.c
    there = (
        select(child.c.school_class_id)
        .join(enrolment, enrolment.c.child_id == child.c.id)
        .join(activity, activity.c.id == enrolment.c.activity_id)
        .where(activity.c.facility_id == facility_id)
    )
    query = (
        select(k.id, k.label, facility.c.id, facility.c.label)
        .join(facility, facility.c.id == k.facility_id)
        .where(k.id.in_(there))
        .order_by(facility.c.label, k.label)
    )
    return tuple(
        Choice(class_id, label if school_id == facility_id else f"{label}, {school}")
        for class_id, label, school_id, school in work.rows(query)
    )


def facility_of(
    work: Work, *, child_id: int | None = None, activity_id: int | None = None
) -> int | None:
    """Whose planning to open for an activity, or for a child: where it is enrolled last."""
    work.require(Permission.PLANNING_READ)
    query = select(activity.c.facility_id)
    if activity_id is not None:
        query = query.where(activity.c.id == activity_id)
    else:
        query = query.join(enrolment, enrolment.c.activity_id == activity.c.id).where(
            enrolment.c.child_id == child_id
        )
        query = query.order_by(enrolment.c.starts_on.desc(), activity.c.position)
    found: int | None = work.scalar(query.limit(1))
    return found


def slot_story(work: Work, child_id: int, slot_id: int) -> SlotStory:
    """How a child's slot came to be as it is, the latest first."""
    work.require(Permission.PLANNING_READ)
    story = told(work, child_id, slot_id)
    if story is None:
        raise Refused("Ce créneau n’existe plus.")
    work.require_facility(story.facility_id)
    return story


def story_of(work: Work, child_id: int, activity_id: int, day: date) -> SlotStory:
    """The same, for who knows the slot as the portal does: by its activity and day."""
    work.require(Permission.PLANNING_READ)
    query = select(slot.c.id).where(slot.c.activity_id == activity_id, slot.c.day == day)
    return slot_story(work, child_id, work.scalar(query) or 0)


def places(work: Work, slot_ids: Iterable[int]) -> dict[int, Places]:
    """How full these slots are, and how many hope for a place in each."""
    work.require(Permission.PLANNING_READ)
    s, r = slot.c, reservation.c
    listed = sorted(set(slot_ids))
    asked = select(r.slot_id, r.status, func.count()).where(
        among(work.dialect, r.slot_id, listed),
        r.status.in_([*map(str, PENDING), str(SlotStatus.WAITLISTED)]),
    )
    pending, waiting = dict.fromkeys(listed, 0), dict.fromkeys(listed, 0)
    for slot_id, status, count in work.rows(asked.group_by(r.slot_id, r.status)):
        (waiting if status == SlotStatus.WAITLISTED else pending)[slot_id] += count
    found = work.rows(
        select(s.id, s.day, s.capacity, s.taken, s.extra).where(among(work.dialect, s.id, listed))
    )
    return {
        slot_id: Places(slot_id, day, capacity, taken, extra, pending[slot_id], waiting[slot_id])
        for slot_id, day, capacity, taken, extra in found
    }


def waiting_list(work: Work, slot_id: int) -> tuple[Waiting, ...]:
    """Who waits for a place, in the order in which one is offered."""
    work.require(Permission.PLANNING_READ)
    r, c = reservation.c, child.c
    query = (
        select(
            r.id, r.version, c.id, c.first_name, c.last_name, r.family_id, r.queued_at, r.request_id
        )
        .join(child, c.id == r.child_id)
        .where(r.slot_id == slot_id, r.status == str(SlotStatus.WAITLISTED))
        .order_by(r.queue_rank, r.queued_at, r.id)
    )
    return tuple(
        Waiting(rank, row[0], row[1], row[2], f"{row[3]} {row[4]}", *row[5:])
        for rank, row in enumerate(work.rows(query), start=1)
    )
