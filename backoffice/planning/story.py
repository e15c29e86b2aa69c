"""How one child's slot came to be as it is, as an agent reads it: latest word first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, column, select, table
from sqlalchemy.types import Text

from backoffice.activities.tables import activity, facility
from backoffice.agents.tables import agent
from backoffice.database.base import Moment
from backoffice.database.work import Work
from backoffice.families.tables import child, family, family_child
from backoffice.kernel.calendar import weekdays_of
from backoffice.planning.grid import label
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.planning.tables import enrolment, reservation, slot, slot_event
from backoffice.subscribers.tables import account

# The inbox stands on the planning, not the other way: of its tables only these columns are read.
_rule = table("rule", column("id"), column("name"))
_request = table("request", column("id"), column("family_words", Text))
_decision = table(
    "decision",
    column("request_id"),
    column("at", Moment),
    column("public_reason", Text),
    column("message", Text),
)

_ASKED = {
    SlotStatus.RESERVATION_PENDING: "Demande de réservation",
    SlotStatus.ABSENCE_PENDING: "Demande d’absence",
    SlotStatus.CANCELLATION_PENDING: "Demande d’annulation",
}


@dataclass(frozen=True, slots=True)
class StoryEvent:
    at: datetime
    label: str
    who: str
    words: str = ""  # what the family wrote, or was told


@dataclass(frozen=True, slots=True)
class EnrolmentLine:
    """By what right a child is in a slot."""

    id: int
    version: int
    family_id: int
    starts_on: date
    ends_on: date
    weekdays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SlotStory:
    """One cell of the planning, opened."""

    slot_id: int
    child_id: int
    child: str
    family_id: int | None
    family: str
    activity_id: int
    activity: str
    facility_id: int
    facility: str
    day: date
    starts_at: time
    ends_at: time
    capacity: int | None
    taken: int
    closed_reason: str
    status: SlotStatus | None  # none: not enrolled
    reservation_id: int | None
    request_id: int | None  # the last request about it
    enrolment: EnrolmentLine | None
    events: tuple[StoryEvent, ...]

    @property
    def full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity


def told(work: Work, child_id: int, slot_id: int) -> SlotStory | None:
    """None when there is no such child or slot."""
    place = work.first(_place(slot_id))
    who = work.first(select(child.c.first_name, child.c.last_name).where(child.c.id == child_id))
    if place is None or who is None:
        return None
    r = reservation.c
    held = work.first(
        select(r.id, r.status, r.family_id, r.request_id).where(
            r.slot_id == slot_id, r.child_id == child_id
        )
    )
    enrolled = _enrolment(work, child_id, place)
    family_id = (
        held.family_id if held else enrolled.family_id if enrolled else _any_family(work, child_id)
    )
    free = SlotStatus.FREE if enrolled else None
    status = SlotStatus(held.status) if held and held.status != SlotStatus.FREE else free
    return SlotStory(
        slot_id=slot_id,
        child_id=child_id,
        child=f"{who.first_name} {who.last_name}",
        family_id=family_id,
        family=_family_label(work, family_id),
        activity_id=place.activity_id,
        activity=place.activity,
        facility_id=place.facility_id,
        facility=place.facility,
        day=place.day,
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        capacity=place.capacity,
        taken=place.taken,
        closed_reason=place.closed_reason or "",
        status=status,
        reservation_id=held.id if held else None,
        request_id=held.request_id if held else None,
        enrolment=enrolled,
        events=_events(work, held.id) if held else (),
    )


def _place(slot_id: int) -> Any:
    s, a, f = slot.c, activity.c, facility.c
    return (
        select(
            a.id.label("activity_id"), a.label.label("activity"), f.id.label("facility_id"),
            f.label.label("facility"), s.day, s.starts_at, s.ends_at, s.capacity, s.taken,
            s.closed_reason,
        )
        .select_from(slot)
        .join(activity, a.id == s.activity_id)
        .join(facility, f.id == a.facility_id)
        .where(s.id == slot_id)
    )  # fmt: skip


def _enrolment(work: Work, child_id: int, place: Row[*tuple[Any, ...]]) -> EnrolmentLine | None:
    e, day = enrolment.c, place.day
    found = work.rows(
        select(e.id, e.version, e.family_id, e.starts_on, e.ends_on, e.weekdays).where(
            e.child_id == child_id,
            e.activity_id == place.activity_id,
            e.starts_on <= day,
            e.ends_on >= day,
        )
    )
    lines = (
        EnrolmentLine(
            row.id,
            row.version,
            row.family_id,
            row.starts_on,
            row.ends_on,
            weekdays_of(row.weekdays),
        )
        for row in found
    )
    return next((line for line in lines if day.isoweekday() in line.weekdays), None)


def _any_family(work: Work, child_id: int) -> int | None:
    f = family_child.c
    found: int | None = work.scalar(
        select(f.family_id).where(f.child_id == child_id).order_by(f.family_id).limit(1)
    )
    return found


def _family_label(work: Work, family_id: int | None) -> str:
    return str(work.scalar(select(family.c.label).where(family.c.id == family_id)) or "")


def _events(work: Work, reservation_id: int) -> tuple[StoryEvent, ...]:
    v, d = slot_event.c, _decision.c
    query = (
        select(
            v.at, v.status, v.event, v.actor, agent.c.name.label("agent"),
            account.c.display_name.label("account"), _rule.c.name.label("rule"),
            _request.c.family_words, d.public_reason, d.message,
        )
        .select_from(slot_event)
        .outerjoin(agent, agent.c.id == v.agent_id)
        .outerjoin(account, account.c.id == v.account_id)
        .outerjoin(_rule, _rule.c.id == v.rule_id)
        .outerjoin(_request, _request.c.id == v.request_id)
        .outerjoin(_decision, (d.request_id == v.request_id) & (d.at == v.at))
        .where(v.reservation_id == reservation_id)
        .order_by(v.id.desc())
    )  # fmt: skip
    return tuple(_event(row) for row in work.rows(query))


def _event(row: Row[*tuple[Any, ...]]) -> StoryEvent:
    status, event = SlotStatus(row.status), SlotEvent(row.event)
    if event is SlotEvent.ASK:
        return StoryEvent(
            row.at, _ASKED.get(status, label(status)), _who(row), row.family_words or ""
        )
    said = label(status)
    if event is SlotEvent.WITHDRAW:
        said = "Demande retirée par la famille"
    elif event is SlotEvent.UNDO:
        said = f"Réponse reprise : {said}"
    elif event is SlotEvent.PROMOTE:
        said = f"{said}, place libérée"
    return StoryEvent(row.at, said, _who(row), row.message or row.public_reason or "")


def _who(row: Row[*tuple[Any, ...]]) -> str:
    if row.actor == "family":
        if row.agent:
            return f"{row.agent}, au guichet"
        return row.account or "la famille"
    return row.agent or row.rule or "l’application enfance"
