"""How many places an activity has, or one of its days. Fewer than are taken is a dérogation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from backoffice.activities.tables import activity
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.kernel.calendar import short_day
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic
from backoffice.planning.moves import lock
from backoffice.planning.tables import derogation, slot

_CHANGED = "Les places viennent d’être modifiées par un collègue. Rechargez-les."


@dataclass(frozen=True, slots=True)
class PlacesChanged:
    slots: int
    over: int  # places beyond the new capacity, over all those days, covered by dérogation


@dataclass(frozen=True, slots=True)
class DayPlaces:
    """The places of one day of one activity; `own` when they are not the activity's."""

    slot_id: int
    version: int
    capacity: int | None
    taken: int
    own: bool
    closed_reason: str | None


def day_places(work: Work, activity_id: int, day: date) -> DayPlaces | None:
    """None when the activity does not run that day."""
    work.require(Permission.PLANNING_READ)
    s = slot.c
    query = select(s.id, s.version, s.capacity, s.taken, s.capacity_is_own, s.closed_reason)
    found = work.first(query.where(s.activity_id == activity_id, s.day == day))
    return DayPlaces(*tuple(found)) if found else None


def days_that_follow(work: Work, activity_id: int) -> list[int]:
    """The days to come of an activity that have no number of places of their own."""
    work.require(Permission.PLANNING_READ)
    query = select(slot.c.id).where(
        slot.c.activity_id == activity_id,
        slot.c.day >= work.today,
        slot.c.capacity_is_own.is_(False),
    )
    return [row.id for row in work.rows(query.order_by(slot.c.id))]


def set_capacity(
    work: Work, activity_id: int, version: int, capacity: int | None, *, overbook_reason: str = ""
) -> PlacesChanged:
    """Change an activity's places and those of its days to come that have no number of their own."""
    work.require(Permission.ACTIVITY_EDIT)
    lock(work, ids := days_that_follow(work, activity_id))
    seen = (activity.c.id == activity_id) & (activity.c.version == version)
    change = update(activity).where(seen).values(capacity=_positive(capacity), version=version + 1)
    if work.run(change).rowcount == 0:
        raise OutOfDate(_CHANGED)
    over = _cover(work, ids, capacity, overbook_reason)
    work.run(update(slot).where(among(work.dialect, slot.c.id, ids)).values(capacity=capacity))
    work.record(Topic.ACTIVITIES, "set_capacity", activity_id, capacity=capacity, over=over)
    return PlacesChanged(len(ids), over)


def set_day_capacity(
    work: Work, slot_id: int, version: int, capacity: int | None, *, overbook_reason: str = ""
) -> PlacesChanged:
    """Change the places of one day only."""
    work.require(Permission.PLANNING_EDIT)
    lock(work, [slot_id])
    found = work.first(
        select(slot.c.version, slot.c.day, slot.c.activity_id, activity.c.facility_id)
        .join(activity)
        .where(slot.c.id == slot_id)
    )
    if found is None or found.version != version:
        raise OutOfDate(_CHANGED)
    work.require_facility(found.facility_id)
    if found.day < work.today:
        raise Refused(f"Le {short_day(found.day)} est passé : ses places ne changent plus.")
    over = _cover(work, [slot_id], _positive(capacity), overbook_reason)
    change = update(slot).where(slot.c.id == slot_id)
    work.run(change.values(capacity=capacity, capacity_is_own=True))
    told = {"day": found.day, "capacity": capacity, "over": over}
    work.record(Topic.PLANNING, "set_day_capacity", slot_id, **told)
    return PlacesChanged(1, over)


def _cover(work: Work, slot_ids: Sequence[int], capacity: int | None, reason: str) -> int:
    """Write the dérogations for the children already taken beyond `capacity`; how many places."""
    if capacity is None:
        return 0
    lock(work, slot_ids)
    beyond = slot.c.taken - slot.c.extra - capacity
    rows = work.rows(
        select(slot.c.id, beyond.label("places"))
        .where(among(work.dialect, slot.c.id, slot_ids), beyond > 0)
        .order_by(slot.c.id)
    )
    if not rows:
        return 0
    work.require(Permission.OVERBOOK)
    over = sum(int(row.places) for row in rows)
    if not (words := clean(reason, 400)):
        raise Refused(
            f"Des enfants sont déjà attendus au-delà de {capacity} places : "
            "indiquez le motif de la dérogation."
        )
    made: list[dict[str, Any]] = [
        {
            "slot_id": row.id,
            "places": row.places,
            "reason": words,
            "agent_id": work.agent.id,
            "at": work.now,
        }
        for row in rows
    ]
    work.run(insert(derogation), made)
    ids = [row.id for row in rows]
    work.record_many(Topic.PLANNING, "derogation", ids, reason=words, capacity=capacity)
    return over


def _positive(capacity: int | None) -> int | None:
    if capacity is not None and capacity < 0:
        raise Refused("Une capacité ne peut pas être négative.")
    return capacity
