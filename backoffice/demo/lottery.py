"""Slots asked for and answered as sets, through the real arrows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    String,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.types import BigInteger

from backoffice.database.base import iso
from backoffice.database.sets import among, spread
from backoffice.database.work import Work
from backoffice.demo.featured import FEATURED
from backoffice.planning.generation import weekday
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.planning.tables import reservation, slot

S, E = SlotStatus, SlotEvent
_KEY = 10_000_000
_DAY = {"sqlite": String, "postgresql": Date}
_MOMENT: dict[str, Any] = {"sqlite": String, "postgresql": DateTime(timezone=True)}
_OF_THE_PICTURES = sum(len(home.kids) for home in FEATURED)


@dataclass(frozen=True, slots=True)
class Habit:
    """The days on which a child usually comes; `missed` in a thousand are left free."""

    child_id: int
    family_id: int
    activity_id: int
    account_id: str
    weekdays: int
    first: date
    last: date
    missed: int
    asked_at: datetime


def ask(work: Work, habits: Sequence[Habit], holes: Collection[tuple[int, int]]) -> None:
    rows = [
        (h.child_id, h.family_id, h.activity_id, h.account_id, h.weekdays, h.first.isoformat(),
         h.last.isoformat(), h.missed, iso(h.asked_at))
        for h in habits
    ]  # fmt: skip
    usual = spread(
        work.dialect, rows,
        ("child_id", BigInteger), ("family_id", BigInteger), ("activity_id", BigInteger),
        ("account_id", String), ("weekdays", Integer), ("first", _DAY[work.dialect]),
        ("last", _DAY[work.dialect]), ("missed", Integer), ("asked_at", _MOMENT[work.dialect]),
    ).subquery("usual")  # fmt: skip
    that_day = usual.c.weekdays.op(">>")(weekday(work.dialect, slot.c.day) - 1).op("&")(1) == 1
    chosen = select(
        slot.c.id, usual.c.child_id, usual.c.family_id, literal(str(S.RESERVATION_PENDING)),
        literal(str(E.ASK)), literal(str(S.FREE)), literal("family"), usual.c.account_id,
        usual.c.asked_at,
    ).where(
        slot.c.activity_id == usual.c.activity_id,
        slot.c.day.between(usual.c.first, usual.c.last),
        that_day,
        slot.c.closed_reason.is_(None),
        luck(slot.c.id, usual.c.child_id) >= usual.c.missed,
    )  # fmt: skip
    if holes:
        keys = [slot_id * _KEY + child_id for slot_id, child_id in holes]
        chosen = chosen.where(~among(work.dialect, slot.c.id * _KEY + usual.c.child_id, keys))
    columns = (
        "slot_id", "child_id", "family_id", "status", "event", "status_before", "actor", "account_id",
        "acted_at",
    )  # fmt: skip
    work.run(insert(reservation).from_select(columns, chosen))


def answer(work: Work, agent_id: int) -> None:
    """By lot: places first, then a waiting list for days to come; the rest, and a few, refused."""
    lot = luck(reservation.c.child_id, reservation.c.slot_id)
    first = case((reservation.c.child_id <= _OF_THE_PICTURES, 0), else_=1)
    ranked = (
        select(
            reservation.c.id,
            slot.c.day,
            (slot.c.capacity + slot.c.extra - slot.c.taken).label("places"),
            func.row_number()
            .over(partition_by=reservation.c.slot_id, order_by=(first, lot, reservation.c.child_id))
            .label("rank"),
        )
        .join(slot, slot.c.id == reservation.c.slot_id)
        .where(reservation.c.status == str(S.RESERVATION_PENDING))
        .subquery("ranked")
    )
    placed = or_(ranked.c.places.is_(None), ranked.c.rank <= ranked.c.places)
    waits = and_(ranked.c.day >= work.today, ranked.c.rank <= ranked.c.places + 4)
    work.run(
        update(reservation)
        .where(reservation.c.id == ranked.c.id)
        .values(
            status=case(
                (placed, str(S.RESERVED)),
                (waits, str(S.WAITLISTED)),
                else_=str(S.RESERVATION_REFUSED),
            ),
            event=case((placed, str(E.ACCEPT)), (waits, str(E.WAITLIST)), else_=str(E.REFUSE)),
            queued_at=case((waits, reservation.c.acted_at), else_=None),
            actor="service",
            account_id=None,
            agent_id=agent_id,
            version=reservation.c.version + 1,
        )
    )


def walk(
    work: Work,
    group: Sequence[tuple[int, str, str]],
    event: SlotEvent,
    status: SlotStatus,
    agent_id: int | None,
) -> None:
    """One arrow for each: by the family, or by an agent."""
    if not group:
        return
    rows = spread(
        work.dialect, group, ("id", BigInteger), ("account_id", String), ("acted_at", _MOMENT[work.dialect]),
    ).subquery("walked")  # fmt: skip
    work.run(
        update(reservation)
        .where(reservation.c.id == rows.c.id)
        .values(
            status=str(status),
            status_before=case(
                (literal(event == E.ASK), reservation.c.status), else_=reservation.c.status_before
            ),
            event=str(event),
            actor="service" if agent_id else "family",
            account_id=None if agent_id else rows.c.account_id,
            agent_id=agent_id,
            acted_at=rows.c.acted_at,
            version=reservation.c.version + 1,
        )
    )


def luck(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[int]:
    """0 to 999, the same whenever it is drawn for these two."""
    return (one * 7919 + other * 104_729) % 1000
