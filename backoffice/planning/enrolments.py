"""Enrolments as an agent makes and shortens them, and what shortening one takes away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, or_, select

from backoffice.activities.tables import activity
from backoffice.database.work import Work
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.planning.reading import PENDING
from backoffice.planning.slots import STILL_RESERVED, SlotStatus
from backoffice.planning.tables import enrolment, reservation, slot

GONE = "Cette inscription vient d’être modifiée par un collègue. Rechargez-la."


@dataclass(frozen=True, slots=True)
class Impacted:
    """A day the child will not be enrolled any more, on which something stands."""

    reservation_id: int
    slot_id: int
    day: date
    status: SlotStatus
    request_id: int | None


@dataclass(frozen=True, slots=True)
class Shortened:
    """What a shorter enrolment takes away: cancelled outright, or still to be answered."""

    enrolment_id: int
    ends_on: date
    cancelled: tuple[Impacted, ...]
    unanswered: tuple[Impacted, ...]
    dry_run: bool = False

    @property
    def sentence(self) -> str:
        count = len(self.cancelled)
        words = f"{count} réservation{'s' if count > 1 else ''} à venir "
        words += "seront annulées" if count > 1 else "sera annulée"
        if not count:
            words = "Aucune réservation à venir n’est touchée"
        if waiting := len(self.unanswered):
            many = waiting > 1
            words += f" ; {waiting} demande{'s' if many else ''} en attente sur ces jours "
            words += f"reste{'nt' if many else ''} à traiter"
        return f"{words}."


def held(work: Work, enrolment_id: int, version: int) -> Row[*tuple[Any, ...]]:
    """The enrolment as the agent saw it, held until the end of the work."""
    e = enrolment.c
    query = (
        select(e.id, e.child_id, e.activity_id, e.starts_on, e.ends_on, e.weekdays, e.version,
               activity.c.facility_id)
        .join(activity, activity.c.id == e.activity_id)
        .where(e.id == enrolment_id)
        .with_for_update(of=enrolment)
    )  # fmt: skip
    found = work.first(query)
    if found is None or found.version != version:
        raise OutOfDate(GONE)
    work.require_facility(found.facility_id)
    return found


def impacted(work: Work, known: Row[*tuple[Any, ...]], last: date, weekdays: int) -> list[Impacted]:
    """What stands on the days to come that `last` and `weekdays` would leave out."""
    r, s = reservation.c, slot.c
    statuses = [*map(str, STILL_RESERVED), *map(str, PENDING), str(SlotStatus.WAITLISTED)]
    query = (
        select(r.id, s.id, s.day, r.status, r.request_id)
        .join(slot, s.id == r.slot_id)
        .where(
            r.child_id == known.child_id,
            s.activity_id == known.activity_id,
            and_(s.day >= work.today, s.day >= known.starts_on, s.day <= known.ends_on),
            or_(s.day > last, weekdays != known.weekdays),
            r.status.in_(statuses),
        )
        .order_by(s.day)
    )
    return [
        Impacted(reservation_id, slot_id, day, SlotStatus(status), request_id)
        for reservation_id, slot_id, day, status, request_id in work.rows(query)
        if day > last or not weekdays >> day.weekday() & 1
    ]


def checked(starts_on: date, ends_on: date, weekdays: Sequence[int]) -> None:
    if ends_on < starts_on:
        raise Refused("La fin de l’inscription précède son début.")
    if not weekdays or not set(weekdays) <= set(range(1, 8)):
        raise Refused("Choisissez au moins un jour de la semaine.")


def overlaps(work: Work, child_id: int, activity_id: int, starts_on: date, ends_on: date) -> bool:
    e = enrolment.c
    return (
        work.scalar(
            select(e.id)
            .where(
                e.child_id == child_id,
                e.activity_id == activity_id,
                e.starts_on <= ends_on,
                e.ends_on >= starts_on,
            )
            .limit(1)
        )
        is not None
    )
