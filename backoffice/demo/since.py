"""What happened since the summer: full days, cancellations, absences."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy import insert, select

from backoffice.database.base import iso
from backoffice.database.work import Work
from backoffice.demo.lottery import Habit, answer, ask, luck, walk
from backoffice.demo.people import People
from backoffice.kernel.calendar import at
from backoffice.kernel.topics import Topic
from backoffice.planning.places import set_day_capacity
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.planning.tables import derogation, enrolment, reservation, slot

S, E = SlotStatus, SlotEvent
_WHY_OVER = "Fratrie accueillie à titre exceptionnel, encadrement renforcé ce jour-là"


def fill(work: Work, slot_id: int, people: People, agent_id: int, *, over: int = 0) -> None:
    """Take every place that is left, with enrolled children who had not reserved; `over`: more,
    by dérogation. In a town too small for that, the day has fewer places.
    """
    found = select(slot.c.activity_id, slot.c.day, slot.c.capacity, slot.c.taken, slot.c.version)
    day = work.rows(found.where(slot.c.id == slot_id))[0]
    _take(work, slot_id, people, agent_id, day.capacity - day.taken)
    taken = int(work.scalar(select(slot.c.taken).where(slot.c.id == slot_id)))
    if taken < day.capacity:
        set_day_capacity(work, slot_id, day.version, taken)
    if over:
        values = {"slot_id": slot_id, "places": over, "agent_id": agent_id, "at": work.now}
        work.run(insert(derogation).values(reason=_WHY_OVER, **values))
        _take(work, slot_id, people, agent_id, over)
    work.record(Topic.PLANNING, "demo_full_day", slot_id, over=over)


def _take(work: Work, slot_id: int, people: People, agent_id: int, places: int) -> None:
    known = select(reservation.c.child_id).where(reservation.c.slot_id == slot_id)
    rows = work.rows(
        select(enrolment.c.child_id, enrolment.c.family_id, slot.c.activity_id, slot.c.day)
        .join(slot, slot.c.activity_id == enrolment.c.activity_id)
        .where(slot.c.id == slot_id, enrolment.c.child_id.not_in(known))
        .order_by(luck(slot.c.id, enrolment.c.child_id), enrolment.c.child_id)
    )
    accounts = {home.id: home.account_id for home in people.households if not home.home}
    chosen = [row for row in rows if row.family_id in accounts][: max(places, 0)]
    asked_at = work.now - timedelta(days=9, hours=3)
    habits = [
        Habit(
            row.child_id, row.family_id, row.activity_id, accounts[row.family_id], 127, row.day,
            row.day, 0, asked_at,
        )
        for row in chosen
    ]  # fmt: skip
    if habits:
        ask(work, habits, ())
        answer(work, agent_id)


def live(work: Work, people: People, chance: Random, agent_id: int, settled: datetime) -> None:
    """What happened since: some reservations were cancelled, and some children were absent."""
    lot = luck(reservation.c.id, reservation.c.child_id)
    rows = work.rows(
        select(reservation.c.id, reservation.c.family_id, slot.c.day)
        .join(slot, slot.c.id == reservation.c.slot_id)
        .where(
            reservation.c.status == str(S.RESERVED),
            slot.c.day <= work.today + timedelta(days=3),
            reservation.c.acted_at < work.now - timedelta(days=12),
            lot < 45,
        )
        .order_by(reservation.c.id)
    )
    accounts = {home.id: home.account_id for home in people.households}
    absent: list[tuple[int, str, str]] = []
    invoiced: list[tuple[int, str, str]] = []
    cancelled: list[tuple[int, str, str]] = []
    for row in rows:
        asked_at = at(
            row.day - timedelta(days=chance.randint(1, 6)), time(chance.randint(7, 21), 17)
        )
        group = chance.choices((absent, invoiced, cancelled), (6, 2, 3))[0]
        if settled < asked_at < work.now:
            group.append((row.id, accounts[row.family_id], iso(asked_at)))
    for group, pending, event, status in (
        (absent, S.ABSENCE_PENDING, E.ACCEPT, S.ABSENT),
        (invoiced, S.ABSENCE_PENDING, E.ACCEPT_INVOICED, S.ABSENT_INVOICED),
        (cancelled, S.CANCELLATION_PENDING, E.ACCEPT, S.RESERVATION_CANCELLED),
    ):
        walk(work, group, E.ASK, pending, None)
        walk(work, group, event, status, agent_id)
    work.record(Topic.PLANNING, "demo_absences", 0, absences=len(absent) + len(invoiced))
