"""What really happened in a slot: who came, who did not, and what excuses it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, insert, select

from backoffice.activities.tables import activity
from backoffice.database.base import BigId
from backoffice.database.sets import spread
from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic
from backoffice.planning.grid import label
from backoffice.planning.moves import Actor, Move, lock, move
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.planning.tables import derogation, enrolment, reservation, slot


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell, and the status the agent saw in it."""

    slot_id: int
    child_id: int
    status: SlotStatus


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of one cell; `sentence` says why nothing did."""

    slot_id: int
    child_id: int
    done: bool
    status: SlotStatus | None
    sentence: str = ""
    before: SlotStatus | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    outcomes: tuple[Marked, ...]

    @property
    def done(self) -> int:
        return sum(outcome.done for outcome in self.outcomes)

    @property
    def left(self) -> tuple[Marked, ...]:
        return tuple(outcome for outcome in self.outcomes if not outcome.done)


@dataclass(frozen=True, slots=True)
class _Cell:
    seen: Seen
    day: date
    reservation_id: int | None
    status: SlotStatus
    room: int | None  # places left in the slot; none: no limit
    family_id: int | None  # under which the child is enrolled that day


def mark(
    work: Work,
    seen: Sequence[Seen],
    event: SlotEvent,
    outcome: Mapping[SlotStatus, SlotStatus],
    *,
    overbook_reason: str = "",
    **detail: Any,
) -> Marks:
    """Move each cell that still stands as it was seen, from the statuses `outcome` knows."""
    lock(work, {one.slot_id for one in seen})
    cells = _read(work, seen)
    marks, came = [], []
    places: Counter[int] = Counter()
    for one in seen:
        cell = cells.get((one.slot_id, one.child_id))
        refusal = _refusal(work, one, cell, outcome)
        unexpected = one.status is SlotStatus.FREE
        if not refusal and unexpected and cell is not None:
            places[one.slot_id] += 1
            if cell.room is not None and places[one.slot_id] > cell.room and not overbook_reason:
                refusal = "Complet : accueillir cet enfant demande une dérogation et son motif."
        marks.append(
            Marked(one.slot_id, one.child_id, False, cell.status if cell else None, refusal)
            if refusal
            else Marked(one.slot_id, one.child_id, True, outcome[one.status], "", one.status)
        )
        if not refusal and cell is not None:
            came.append(cell)
    _make_room(work, [cell for cell in came if cell.status is SlotStatus.FREE], overbook_reason)
    _write(work, came, event, outcome)
    done = [mark.slot_id for mark in marks if mark.done]
    work.record_many(Topic.PLANNING, str(event), sorted(set(done)), children=len(done), **detail)
    return Marks(tuple(marks))


def _read(work: Work, seen: Sequence[Seen]) -> dict[tuple[int, int], _Cell]:
    """The cells as they are now, those of children enrolled or already held only."""
    asked = spread(
        work.dialect,
        [(one.slot_id, one.child_id) for one in seen],
        ("slot_id", BigId),
        ("child_id", BigId),
    ).subquery("asked")
    r, s = reservation.c, slot.c
    query = (
        select(
            asked.c.slot_id, asked.c.child_id, s.day, s.capacity, s.extra, s.taken,
            activity.c.facility_id, r.id, r.status, _enrolled_family(asked.c.child_id),
        )
        .select_from(asked)
        .join(slot, s.id == asked.c.slot_id)
        .join(activity, activity.c.id == s.activity_id)
        .outerjoin(reservation, and_(r.slot_id == s.id, r.child_id == asked.c.child_id))
    )  # fmt: skip
    cells: dict[tuple[int, int], _Cell] = {}
    for row in work.rows(query):
        work.require_facility(row.facility_id)
        cells[row.slot_id, row.child_id] = _cell(row)
    return cells


def _cell(row: Row[*tuple[Any, ...]]) -> _Cell:
    status = SlotStatus(row.status) if row.status else SlotStatus.FREE
    room = None if row.capacity is None else row.capacity + row.extra - row.taken
    return _Cell(
        Seen(row.slot_id, row.child_id, status), row.day, row.id, status, room, row.family_id
    )


def _refusal(
    work: Work, seen: Seen, cell: _Cell | None, outcome: Mapping[SlotStatus, SlotStatus]
) -> str:
    if cell is None:
        return "Ce créneau n’existe plus."
    if cell.status is not seen.status:
        return f"Ce créneau vient de changer : {label(cell.status)}."
    if seen.status not in outcome:
        return f"Sans objet : ce créneau est « {label(seen.status)} »."
    if cell.day > work.today:
        return "Ce jour n’est pas encore venu."
    if cell.reservation_id is None and cell.family_id is None:
        return "L’enfant n’est pas inscrit à cette activité ce jour-là : inscrivez-le d’abord."
    return ""


def _make_room(work: Work, cells: Sequence[_Cell], reason: str) -> None:
    """Write the dérogations for children who came to a full slot."""
    missing: Counter[int] = Counter()
    room = {cell.seen.slot_id: cell.room for cell in cells}
    for cell in cells:
        missing[cell.seen.slot_id] += 1
    made = [
        {"slot_id": slot_id, "places": count - left, "reason": clean(reason, 400),
         "agent_id": work.agent.id, "at": work.now}
        for slot_id, count in missing.items()
        if (left := room[slot_id]) is not None and count > left
    ]  # fmt: skip
    if made:
        work.require(Permission.OVERBOOK)
        work.run(insert(derogation), made)


def _write(
    work: Work,
    cells: Sequence[_Cell],
    event: SlotEvent,
    outcome: Mapping[SlotStatus, SlotStatus],
) -> None:
    known = [
        Move(cell.reservation_id, event, outcome[cell.status])
        for cell in cells
        if cell.reservation_id is not None
    ]
    move(work, known, Actor("service", agent_id=work.agent.id))
    # Only a presence starts from nothing: the database refuses any other arrow.
    new = [
        {
            "slot_id": cell.seen.slot_id,
            "child_id": cell.seen.child_id,
            "family_id": cell.family_id,
            "status": str(outcome[cell.status]),
            "event": str(event),
            "actor": "service",
            "agent_id": work.agent.id,
            "acted_at": work.now,
        }
        for cell in cells
        if cell.reservation_id is None
    ]
    if new:
        work.run(insert(reservation), new)


def _enrolled_family(child_id: ColumnElement[int]) -> ColumnElement[int | None]:
    e = enrolment.c
    return (
        select(e.family_id)
        .where(
            e.child_id == child_id,
            e.activity_id == slot.c.activity_id,
            slot.c.day.between(e.starts_on, e.ends_on),
        )
        .limit(1)
        .correlate_except(enrolment)
        .scalar_subquery()
        .label("family_id")
    )
