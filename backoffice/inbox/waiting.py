"""Who waits for a place, in the order in which places are given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select

from backoffice.activities.tables import activity
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Status
from backoffice.planning.generation import weekday
from backoffice.planning.slots import SlotStatus
from backoffice.planning.tables import enrolment, reservation, slot

Turn = tuple[Any, ...]  # the rank an agent chose, when the family asked, the reservation


class Waiting(NamedTuple):
    """A child who waits for a place of a slot, and how full the slot is."""

    slot_id: int
    reservation_id: int
    child_id: int
    request_id: int | None
    turn: Turn
    capacity: int | None
    taken: int


def lines(work: Work, slot_ids: Collection[int]) -> Mapping[int, Sequence[Waiting]]:
    """For each slot where a place would be given without an agent, those who would have it, in turn.

    Left out: lists kept by hand, days closed or gone by, and children who could not come: withdrawn
    by their family, or not enrolled that day any more.
    """
    found: dict[int, list[Waiting]] = {}
    if not slot_ids:
        return found
    v, s = reservation.c, slot.c
    query = (
        select(
            s.id, v.id, v.child_id, v.request_id, v.queue_rank, v.queued_at, s.capacity, s.taken
        )
        .join_from(reservation, slot, s.id == v.slot_id)
        .join(activity, activity.c.id == s.activity_id)
        .outerjoin(request, request.c.id == v.request_id)
        .where(
            among(work.dialect, v.slot_id, slot_ids),
            v.status == str(SlotStatus.WAITLISTED),
            activity.c.promotes_alone,
            s.closed_reason.is_(None),
            s.day >= work.today,
            or_(
                v.request_id.is_(None),
                and_(request.c.status == str(Status.WAITLISTED), request.c.withdrawn_at.is_(None)),
            ),
            _enrolled(work.dialect),
        )
        .order_by(v.slot_id, v.queue_rank, v.queued_at, v.id)
    )  # fmt: skip
    for slot_id, own, child_id, request_id, rank, at, capacity, taken in work.rows(query):
        one = Waiting(slot_id, own, child_id, request_id, (rank, at, own), capacity, taken)
        found.setdefault(slot_id, []).append(one)
    return found


def hold(work: Work, slot_ids: Collection[int]) -> None:
    """Keep the requests that wait there as they are until the end of the work; slots are held already.

    A family that withdraws at this very moment is first, or waits for us. On SQLite the writing
    work already holds the base.
    """
    if work.dialect == "postgresql" and slot_ids:
        r = request.c
        held = select(r.id).where(
            among(work.dialect, r.slot_id, slot_ids), r.status == str(Status.WAITLISTED)
        )
        work.run(held.order_by(r.id).with_for_update())


def _enrolled(dialect: str) -> Any:
    e, day = enrolment.c, slot.c.day
    that_day = e.weekdays.op(">>")(weekday(dialect, day) - 1).op("&")(1) == 1
    here = and_(e.child_id == reservation.c.child_id, e.activity_id == slot.c.activity_id)
    return select(e.id).where(here, e.starts_on <= day, e.ends_on >= day, that_day).exists()
