"""Where the demo is played: the clock, the town, the portal, and what may still be asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select

from backoffice.database.work import Database, Work
from backoffice.demo.people import Child, Household, People
from backoffice.demo.places import Places
from backoffice.demo.standin import Portal
from backoffice.inbox.intake import take_in
from backoffice.inbox.services import run_rules
from backoffice.kernel.calendar import local_day
from backoffice.kernel.permissions import SYSTEM, Agent
from backoffice.planning.slots import NOT_RESERVED, SlotStatus
from backoffice.planning.tables import enrolment, reservation, slot

HORIZON = timedelta(days=40)


class Place(NamedTuple):
    """A child, an activity, a day: something one may ask about."""

    slot_id: int
    day: date
    activity_id: int
    child_id: int
    family_id: int
    account_id: str


@dataclass(slots=True)
class Stage:
    """`now` is moved by whoever plays; nothing is asked twice about the same child and slot."""

    database: Database
    portal: Portal
    places: Places
    people: People
    chance: Random
    agents: dict[str, Agent]
    now: datetime
    settled: datetime  # when the summer's reservations had all been answered
    free: list[Place] = field(default_factory=list)
    reserved: list[Place] = field(default_factory=list)
    full: set[int] = field(default_factory=set)  # slots without a place left
    pictured: frozenset[int] = frozenset()  # families nobody else speaks for
    spent: set[tuple[int, int]] = field(default_factory=set)
    played: int = 0

    @property
    def clerk(self) -> Agent:
        return self.agents["instructeur"]

    def child(self, first_name: str, last_name: str) -> tuple[Household, Child] | None:
        """Nobody, in a town too small for this family."""
        for home, kid in self.people.children:
            if (kid.first_name, kid.last_name) == (first_name, last_name):
                return home, kid
        return None

    def ago(self, hours: float) -> datetime:
        """To the second: portals do not tell more."""
        return (self.now - timedelta(hours=hours)).replace(microsecond=0)

    def age(self) -> float:
        """Hours since a request was sent: most are of these days, a few are left over."""
        return self.chance.choice(
            (self.chance.uniform(0.2, 20), self.chance.uniform(8, 48), self.chance.uniform(30, 130))
        )

    def batch(self) -> str:
        self.played += 1
        return f"lot-{self.played:05}"

    def look(self) -> None:
        """Draw what is free and what is reserved around today, in an order left to chance."""
        today = local_day(self.now)
        self.pictured = frozenset(home.id for home in self.people.households if home.home)
        accounts = {home.id: home.account_id for home in self.people.households}
        with self.database.read(SYSTEM) as work:
            rows = work.rows(_places(today, max(1, len(accounts) // 75), self.settled))
        self.chance.shuffle(shuffled := list(rows))
        self.free, self.reserved = [], []
        for row in shuffled:
            place = Place(
                row.id,
                row.day,
                row.activity_id,
                row.child_id,
                row.family_id,
                accounts[row.family_id],
            )
            if row.status in (None, *NOT_RESERVED):
                self.free.append(place)
            elif row.status == SlotStatus.RESERVED:
                self.reserved.append(place)

    def others(
        self, pool: Sequence[Place], count: int, wanted: Callable[[Place], bool]
    ) -> list[Place]:
        """Likewise, but not of the families of the pictures."""
        return self.take(
            pool, count, lambda place: place.family_id not in self.pictured and wanted(place)
        )

    def take(
        self, pool: Sequence[Place], count: int, wanted: Callable[[Place], bool] = lambda _: True
    ) -> list[Place]:
        """The first `count` of the pool that are as wanted and that nobody asked about yet."""
        found: list[Place] = []
        for place in pool:
            if len(found) == count:
                break
            if (place.slot_id, place.child_id) not in self.spent and wanted(place):
                self.spend(place)
                found.append(place)
        return found

    def spend(self, place: Place) -> Place:
        self.spent.add((place.slot_id, place.child_id))
        return place

    def days_of(self, child_id: int, activity_id: int, first: date, count: int) -> list[Place]:
        """The next free days of one child in one activity."""
        days = sorted(
            place
            for place in self.free
            if place.child_id == child_id
            and place.activity_id == activity_id
            and place.day >= first
            and (place.slot_id, place.child_id) not in self.spent
        )
        found = sorted(days, key=lambda place: place.day)[:count]
        return [self.spend(place) for place in found]

    def work_through(self) -> None:
        """Take in all that waits and let the rules answer, as the program would within the minute."""
        while True:
            with self.database.work(SYSTEM) as work:
                taken = take_in(work)
            if not taken.left:
                break
        with self.database.work(SYSTEM) as work:
            run_rules(work)

    def as_clerk(self, act: Callable[[Work], Any]) -> Any:
        with self.database.work(self.clerk) as work:
            return act(work)


def about(place: Place, **words: str) -> dict[str, Any]:
    """The payload of anything asked about a slot."""
    return {
        "child_id": place.child_id,
        "activity_id": place.activity_id,
        "date": place.day.isoformat(),
        **words,
    }


def _places(today: date, step: int, settled: datetime) -> Any:
    that_day = and_(
        slot.c.activity_id == enrolment.c.activity_id,
        slot.c.day.between(enrolment.c.starts_on, enrolment.c.ends_on),
        slot.c.day.between(today - HORIZON, today + HORIZON),
        slot.c.closed_reason.is_(None),
    )
    here = and_(reservation.c.slot_id == slot.c.id, reservation.c.child_id == enrolment.c.child_id)
    return (
        select(
            slot.c.id,
            slot.c.day,
            slot.c.activity_id,
            enrolment.c.child_id,
            enrolment.c.family_id,
            reservation.c.status,
        )
        .join_from(enrolment, slot, that_day)
        .outerjoin(reservation, here)
        # Seventy-five families are enough to play with; those of the pictures are the first.
        .where(or_(enrolment.c.family_id <= 20, enrolment.c.family_id % step == 0))
        # What already happened to a reservation since the summer is left as it is.
        .where(or_(reservation.c.id.is_(None), reservation.c.acted_at < settled))
        .order_by(slot.c.day, slot.c.id, enrolment.c.child_id)
    )
