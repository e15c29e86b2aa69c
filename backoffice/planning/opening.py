"""When an activity runs, the days it is closed, and what that does to its slots.

Each change can first be shown: `dry_run` tells what it would do, by the same code, and does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from backoffice.activities.tables import activity, activity_hours, closure, opening_period
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.kernel.calendar import short_day
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic
from backoffice.planning import generation
from backoffice.planning.moves import Actor, Move, lock, move
from backoffice.planning.slots import STILL_RESERVED, SlotEvent, SlotStatus
from backoffice.planning.tables import reservation, slot

_WAITING = (
    SlotStatus.RESERVATION_PENDING,
    SlotStatus.ABSENCE_PENDING,
    SlotStatus.CANCELLATION_PENDING,
    SlotStatus.WAITLISTED,
)


@dataclass(frozen=True, slots=True)
class Span:
    """The hours of an activity on one weekday, 1 being Monday."""

    weekday: int
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change of the opening does, or would do, to slots and to families."""

    made: int = 0
    changed: int = 0
    closed: int = 0
    cancelled: int = 0
    families: int = 0
    waiting: int = 0  # requests on those days that an agent still has to answer

    @property
    def sentence(self) -> str:
        told = [
            (self.made, "jour créé", "jours créés"),
            (self.changed, "jour modifié", "jours modifiés"),
            (self.closed, "jour fermé", "jours fermés"),
            (self.cancelled, "réservation annulée", "réservations annulées"),
            (self.families, "famille concernée", "familles concernées"),
            (self.waiting, "demande à répondre", "demandes à répondre"),
        ]
        words = [f"{n} {many if n > 1 else one}" for n, one, many in told if n]
        return ", ".join(words).capitalize() + "." if words else "Rien ne change."


def generate_slots(work: Work, activity_ids: Collection[int] | None = None) -> Impact:
    """Make, change and close slots so that they are what hours, periods and calendar call for.

    Running it again changes nothing. Reservations of slots that close are cancelled.
    """
    work.require(Permission.ACTIVITY_EDIT)
    impact = _follow(work, activity_ids)
    if impact != Impact():
        work.record_many(
            Topic.PLANNING, "generate_slots", activity_ids or [0], done=impact.sentence
        )
    return impact


def set_hours(
    work: Work, activity_id: int, version: int, hours: Sequence[Span], *, dry_run: bool = False
) -> Impact:
    """Replace the hours of the week; slots to come follow."""
    work.require(Permission.ACTIVITY_EDIT)
    if len({span.weekday for span in hours}) < len(hours):
        raise Refused("Une activité n’a qu’un horaire par jour de la semaine.")
    if any(span.starts_at >= span.ends_at for span in hours):
        raise Refused("La fin d’un horaire doit venir après son début.")

    def change() -> None:
        work.run(delete(activity_hours).where(activity_hours.c.activity_id == activity_id))
        for span in hours:
            work.run(
                insert(activity_hours).values(
                    activity_id=activity_id,
                    weekday=span.weekday,
                    starts_at=span.starts_at,
                    ends_at=span.ends_at,
                )
            )

    return _changed(work, "set_hours", activity_id, version, change, dry_run=dry_run)


def set_periods(
    work: Work,
    activity_id: int,
    version: int,
    periods: Sequence[tuple[date, date]],
    *,
    dry_run: bool = False,
) -> Impact:
    """Replace the opening periods; slots to come follow."""
    work.require(Permission.ACTIVITY_EDIT)
    if any(first > last for first, last in periods):
        raise Refused("La fin d’une période doit venir après son début.")

    def change() -> None:
        work.run(delete(opening_period).where(opening_period.c.activity_id == activity_id))
        for first, last in periods:
            work.run(
                insert(opening_period).values(
                    activity_id=activity_id, starts_on=first, ends_on=last
                )
            )

    return _changed(work, "set_periods", activity_id, version, change, dry_run=dry_run)


def close_days(
    work: Work,
    first: date,
    last: date,
    reason: str,
    *,
    facility_id: int | None = None,
    activity_id: int | None = None,
    dry_run: bool = False,
) -> Impact:
    """Close an activity, a facility, or the whole town when neither is given.

    Reservations of those days are cancelled by the service; what families still wait for there is
    left to be answered.
    """
    work.require(Permission.ACTIVITY_EDIT)
    if not (words := clean(reason, 400)):
        raise Refused("Indiquez le motif de la fermeture : les familles le liront.")
    if first < work.today:
        raise Refused(f"Le {short_day(first)} est passé : on ne ferme que des jours à venir.")
    if last < first:
        raise Refused("La fin de la fermeture doit venir après son début.")

    def change() -> None:
        values = {"facility_id": facility_id, "activity_id": activity_id, "reason": words}
        work.run(insert(closure).values(starts_on=first, ends_on=last, **values))

    ids = _concerned(work, facility_id, activity_id)
    impact = _tried(work, change, ids) if dry_run else _done(work, change, ids)
    if not dry_run:
        told = {"first": first, "last": last, "reason": words, "done": impact.sentence}
        work.record_many(Topic.PLANNING, "close_days", ids, **told)
    return impact


def closed_days(work: Work, closure_id: int | None = None) -> list[int]:
    """The slots to come that are closed; of the days and places of one closure, if it is given."""
    work.require(Permission.PLANNING_READ)
    query = select(slot.c.id).where(slot.c.day >= work.today, slot.c.closed_reason.is_not(None))
    if closure_id is not None:
        found = _closure(work, closure_id)
        if found is None:
            return []
        ids = _concerned(work, found.facility_id, found.activity_id)
        query = query.where(
            among(work.dialect, slot.c.activity_id, ids),
            slot.c.day.between(found.starts_on, found.ends_on),
        )
    return [row.id for row in work.rows(query.order_by(slot.c.id))]


def reopen_days(work: Work, closure_id: int) -> Impact:
    """End a closure. What it cancelled stays cancelled: families may reserve again."""
    work.require(Permission.ACTIVITY_EDIT)
    found = _closure(work, closure_id)
    if found is None:
        raise OutOfDate("Cette fermeture vient d’être retirée par un collègue.")
    ids = _concerned(work, found.facility_id, found.activity_id)
    impact = _done(work, lambda: work.run(delete(closure).where(closure.c.id == closure_id)), ids)
    work.record_many(Topic.PLANNING, "reopen_days", ids, done=impact.sentence)
    return impact


def _closure(work: Work, closure_id: int) -> Row[*tuple[Any, ...]] | None:
    c = closure.c
    return work.first(
        select(c.facility_id, c.activity_id, c.starts_on, c.ends_on).where(c.id == closure_id)
    )


def _changed(
    work: Work,
    action: str,
    activity_id: int,
    version: int,
    change: Callable[[], object],
    *,
    dry_run: bool,
) -> Impact:
    if dry_run:
        return _tried(work, change, [activity_id])
    seen = (activity.c.id == activity_id) & (activity.c.version == version)
    if work.run(update(activity).where(seen).values(version=version + 1)).rowcount == 0:
        raise OutOfDate("Cette activité vient d’être modifiée par un collègue. Rechargez-la.")
    impact = _done(work, change, [activity_id])
    work.record(Topic.ACTIVITIES, action, activity_id, done=impact.sentence)
    return impact


def _done(work: Work, change: Callable[[], object], activity_ids: Collection[int]) -> Impact:
    change()
    return _follow(work, activity_ids)


def _tried(work: Work, change: Callable[[], object], activity_ids: Collection[int]) -> Impact:
    """The very same change, then taken back."""
    with work.connection.begin_nested() as attempt:
        impact = _done(work, change, activity_ids)
        attempt.rollback()
    return impact


def _follow(work: Work, activity_ids: Collection[int] | None) -> Impact:
    open_before = set(_slots(work, activity_ids, closed=False))
    made = generation.make(work, activity_ids)
    changed = generation.follow(work, activity_ids)
    changed += generation.stop(work, activity_ids)
    closed = open_before & set(_slots(work, activity_ids, closed=True))
    cancelled, families, waiting = _cancel(work, closed)
    return Impact(made, changed - len(closed), len(closed), cancelled, families, waiting)


def _cancel(work: Work, slot_ids: Collection[int]) -> tuple[int, int, int]:
    """Cancel what is reserved there: reservations, families, and what still waits."""
    if not slot_ids:
        return 0, 0, 0
    lock(work, slot_ids)
    concerned = (*STILL_RESERVED, *_WAITING)
    rows = work.rows(
        select(reservation.c.id, reservation.c.family_id, reservation.c.status)
        .where(
            among(work.dialect, reservation.c.slot_id, sorted(slot_ids)),
            reservation.c.status.in_([str(status) for status in concerned]),
        )
        .order_by(reservation.c.id)
    )
    reserved = [row for row in rows if row.status in STILL_RESERVED]
    after = SlotStatus.RESERVATION_CANCELLED
    moves = [Move(row.id, SlotEvent.CANCEL_BY_SERVICE, after) for row in reserved]
    move(work, moves, Actor("service", agent_id=work.agent.id or None))
    return len(reserved), len({row.family_id for row in rows}), len(rows) - len(reserved)


def _slots(work: Work, activity_ids: Collection[int] | None, *, closed: bool) -> list[int]:
    state: ColumnElement[bool] = (
        slot.c.closed_reason.is_not(None) if closed else slot.c.closed_reason.is_(None)
    )
    found = select(slot.c.id).where(slot.c.day >= work.today, state)
    if activity_ids is not None:
        found = found.where(among(work.dialect, slot.c.activity_id, activity_ids))
    return [row.id for row in work.rows(found)]


def _concerned(work: Work, facility_id: int | None, activity_id: int | None) -> list[int]:
    found = select(activity.c.id).order_by(activity.c.id)
    if activity_id is not None:
        found = found.where(activity.c.id == activity_id)
    elif facility_id is not None:
        found = found.where(activity.c.facility_id == facility_id)
    ids = [row.id for row in work.rows(found)]
    if not ids:
        raise Refused("Aucune activité n’est concernée par cette fermeture.")
    return ids
