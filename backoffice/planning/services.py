"""What an agent can do on the planning without a family's request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import insert, select, update

from backoffice.activities.tables import activity
from backoffice.database.base import BigId
from backoffice.database.sets import spread
from backoffice.database.work import Work
from backoffice.families.tables import family_child
from backoffice.kernel.calendar import mask_of
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic
from backoffice.planning import enrolments
from backoffice.planning.attendance import Marked, Marks, Seen, mark
from backoffice.planning.enrolments import Impacted, Shortened
from backoffice.planning.moves import Actor, Move, lock, move
from backoffice.planning.slots import STILL_RESERVED, SlotEvent, SlotStatus
from backoffice.planning.tables import enrolment, reservation, slot

__all__ = [
    "Impacted",
    "Marked",
    "Marks",
    "Seen",
    "Shortened",
    "enrol",
    "justify",
    "mark_no_show",
    "mark_present",
    "set_rank",
    "shorten_enrolment",
    "unmark",
]

_CAME = {
    **dict.fromkeys(STILL_RESERVED, SlotStatus.PRESENT),
    SlotStatus.FREE: SlotStatus.PRESENT_UNRESERVED,
}
_DID_NOT_COME = dict.fromkeys(STILL_RESERVED, SlotStatus.ABSENT_INVOICED)
_EXCUSED = {SlotStatus.ABSENT_INVOICED: SlotStatus.ABSENT}


def mark_present(work: Work, seen: Sequence[Seen], *, overbook_reason: str = "") -> Marks:
    """The child is there, expected or not; one who was not takes a place, by dérogation if need be."""
    work.require(Permission.PLANNING_EDIT)
    return mark(
        work, seen, SlotEvent.MARK_PRESENT, _CAME, overbook_reason=clean(overbook_reason, 400)
    )


def mark_no_show(work: Work, seen: Sequence[Seen]) -> Marks:
    """Expected, and did not come: invoiced, until a reason excuses it."""
    work.require(Permission.PLANNING_EDIT)
    return mark(work, seen, SlotEvent.MARK_NO_SHOW, _DID_NOT_COME)


def justify(work: Work, seen: Sequence[Seen], words: str) -> Marks:
    """An absence that was invoiced is not any more: a certificate came."""
    work.require(Permission.PLANNING_EDIT)
    if not (reason := clean(words, 400)):
        raise Refused("Indiquez ce qui justifie l’absence.")
    return mark(work, seen, SlotEvent.JUSTIFY, _EXCUSED, reason=reason)


def unmark(work: Work, marked: Sequence[Marked]) -> Marks:
    """Take marks back: each cell finds the status it had, if nobody has moved it since."""
    work.require(Permission.PLANNING_EDIT)
    done = [one for one in marked if one.done and one.status and one.before]
    outcomes: list[Marked] = []
    for before in sorted({one.before for one in done if one.before}):
        group = [one for one in done if one.before is before]
        seen = [Seen(one.slot_id, one.child_id, one.status) for one in group if one.status]
        back = dict.fromkeys((one.status for one in seen), before)
        outcomes.extend(mark(work, seen, SlotEvent.UNDO, back).outcomes)
    return Marks(tuple(outcomes))


def set_rank(work: Work, slot_id: int, reservation_id: int, version: int, rank: int) -> None:
    """Put one child of the waiting list at this place of it (1 is next).

    Those who join later come after all whose order was chosen: ranks chosen are below zero.
    """
    work.require(Permission.PLANNING_EDIT)
    work.require_facility(
        work.scalar(
            select(activity.c.facility_id)
            .join(slot, slot.c.activity_id == activity.c.id)
            .where(slot.c.id == slot_id)
        )
    )
    lock(work, [slot_id])
    r = reservation.c
    waiting = work.rows(
        select(r.id, r.version)
        .where(r.slot_id == slot_id, r.status == str(SlotStatus.WAITLISTED))
        .order_by(r.queue_rank, r.queued_at, r.id)
    )
    if (reservation_id, version) not in [tuple(row) for row in waiting]:
        raise OutOfDate("La liste d’attente vient de changer. Rechargez-la.")
    order = [row.id for row in waiting if row.id != reservation_id]
    order.insert(max(0, min(rank - 1, len(order))), reservation_id)
    ranks = [(one, at - len(order)) for at, one in enumerate(order)]
    lines = spread(work.dialect, ranks, ("id", BigId), ("queue_rank", BigId)).subquery("ranks")
    work.run(
        update(reservation)
        .where(r.id == lines.c.id)
        .values(queue_rank=lines.c.queue_rank, version=r.version + 1)
    )
    work.record(Topic.PLANNING, "set_rank", reservation_id, slot=slot_id, rank=rank)


def enrol(
    work: Work,
    child_id: int,
    activity_id: int,
    starts_on: date,
    ends_on: date,
    weekdays: Sequence[int],
    *,
    family_id: int | None = None,
) -> int:
    """Enrol a child in an activity, for these weekdays (1 is Monday) of a period."""
    work.require(Permission.PLANNING_EDIT)
    enrolments.checked(starts_on, ends_on, weekdays)
    facility_id = work.scalar(select(activity.c.facility_id).where(activity.c.id == activity_id))
    families = select(family_child.c.family_id).where(family_child.c.child_id == child_id)
    known = [row.family_id for row in work.rows(families.order_by(family_child.c.family_id))]
    if facility_id is None or not known or family_id not in (None, *known):
        raise Refused("Cet enfant ou cette activité n’existe plus.")
    work.require_facility(facility_id)
    if enrolments.overlaps(work, child_id, activity_id, starts_on, ends_on):
        raise Refused("L’enfant est déjà inscrit à cette activité sur une partie de cette période.")
    values = {
        "child_id": child_id,
        "family_id": family_id or known[0],
        "activity_id": activity_id,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "weekdays": mask_of(set(weekdays)),
    }
    made = int(work.run(insert(enrolment).values(**values)).inserted_primary_key[0])  # type: ignore[index]
    told = {
        "child": child_id,
        "activity": activity_id,
        "starts_on": str(starts_on),
        "ends_on": str(ends_on),
    }
    work.record(Topic.PLANNING, "enrol", made, **told)
    return made


def shorten_enrolment(
    work: Work,
    enrolment_id: int,
    version: int,
    ends_on: date,
    *,
    weekdays: Sequence[int] | None = None,
    dry_run: bool = False,
) -> Shortened:
    """End an enrolment earlier, or on fewer weekdays; reservations left outside are cancelled.

    Requests not yet answered on those days stay in the inbox, where the advice says why they cannot
    be accepted. The families are told, and the places offered, by `inbox.counter.end_enrolment`.
    """
    work.require(Permission.PLANNING_EDIT)
    known = enrolments.held(work, enrolment_id, version)
    mask = mask_of(set(weekdays)) if weekdays is not None else known.weekdays
    if ends_on > known.ends_on or mask & ~known.weekdays or not mask:
        raise Refused("Ceci allonge l’inscription : faites-en plutôt une nouvelle.")
    if ends_on < known.starts_on:
        raise Refused("La fin de l’inscription précède son début.")
    found = enrolments.impacted(work, known, ends_on, mask)
    cancelled = tuple(one for one in found if one.status in STILL_RESERVED)
    unanswered = tuple(one for one in found if one.status not in STILL_RESERVED)
    result = Shortened(enrolment_id, ends_on, cancelled, unanswered, dry_run=True)
    if dry_run:
        return result
    lock(work, {one.slot_id for one in cancelled})
    change = update(enrolment).where(enrolment.c.id == enrolment_id)
    work.run(change.values(ends_on=ends_on, weekdays=mask, version=version + 1))
    moves = [
        Move(one.reservation_id, SlotEvent.CANCEL_BY_SERVICE, SlotStatus.RESERVATION_CANCELLED)
        for one in cancelled
    ]
    move(work, moves, Actor("service", agent_id=work.agent.id))
    work.record(
        Topic.PLANNING,
        "shorten_enrolment",
        enrolment_id,
        ends_on=str(ends_on),
        cancelled=len(moves),
    )
    return replace(result, dry_run=False)
