"""A freed place goes to the waiting list, in its order, in the very work that frees it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Row, select

from backoffice.activities.tables import activity
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import BUILT_IN, Rule, Status
from backoffice.inbox.writing import Author, Line, next_mail, write
from backoffice.kernel.topics import Topic
from backoffice.planning import moves
from backoffice.planning.moves import Actor, Move
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.planning.tables import reservation, slot


def promote(work: Work, slot_ids: Iterable[int], operation_id: str | None = None) -> int:
    """Give the free places of these slots to those who wait; how many were given.

    Order: rank, then the moment the family asked, then the reservation. Slots are already locked
    by whoever freed them. Activities whose list is kept by hand are left alone.
    """
    chosen = _next_in_line(work, set(slot_ids) - {None})
    if not chosen:
        return 0
    rule_id = BUILT_IN[Rule.WAITING_LIST]
    moves.move(
        work,
        [Move(row.id, SlotEvent.PROMOTE, SlotStatus.RESERVED) for row in chosen],
        Actor("rule", rule_id=rule_id),
    )
    waiting = _still_waiting(work, [row.request_id for row in chosen if row.request_id])
    lines = [
        Line(
            row.request_id,
            Status.ACCEPTED,
            str(Status.WAITLISTED),
            str(SlotStatus.WAITLISTED),
            str(SlotStatus.RESERVED),
            facts=json.dumps(
                [["places", "favourable", {"taken": row.taken, "capacity": row.capacity}]]
            ),
        )
        for row in chosen
        if row.request_id in waiting
    ]
    write(work, lines, Author(None, rule_id), operation_id or work.id, next_mail(work))
    work.record_many(Topic.REQUESTS, "promote", [line.request_id for line in lines])
    work.record_many(Topic.PLANNING, "promote", [row.id for row in chosen])
    return len(chosen)


def _next_in_line(work: Work, slot_ids: set[int]) -> list[Row[tuple[int, ...]]]:
    if not slot_ids:
        return []
    v, s = reservation.c, slot.c
    query = (
        select(v.id, v.slot_id, v.request_id, s.capacity, s.taken)
        .join(slot, s.id == v.slot_id)
        .join(activity, activity.c.id == s.activity_id)
        .where(
            among(work.dialect, v.slot_id, slot_ids),
            v.status == str(SlotStatus.WAITLISTED),
            activity.c.promotes_alone,
            s.closed_reason.is_(None),
            s.day >= work.today,
        )
        .order_by(v.slot_id, v.queue_rank, v.queued_at, v.id)
    )
    chosen, given = [], dict.fromkeys(slot_ids, 0)
    for row in work.rows(query):
        if row.capacity is None or row.taken + given[row.slot_id] < row.capacity:
            given[row.slot_id] += 1
            chosen.append(row)
    return chosen


def _still_waiting(work: Work, request_ids: list[int]) -> set[int]:
    query = select(request.c.id).where(
        among(work.dialect, request.c.id, request_ids),
        request.c.status == str(Status.WAITLISTED),
        request.c.withdrawn_at.is_(None),
    )
    return {row.id for row in work.rows(query)}
