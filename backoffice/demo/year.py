"""A school year of reservations, walked through the real arrows by sets.

Every slot a child has the habit of is asked for in the summer, then answered in the order of a
lottery as long as there are places; then some are cancelled, and some children are absent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
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

from backoffice.activities.tables import calendar_day
from backoffice.database.base import iso
from backoffice.database.sets import among, spread
from backoffice.database.work import Work
from backoffice.demo.people import Child, Household, People
from backoffice.demo.places import (
    EVENING,
    FULL_DAY,
    HALF_DAY,
    HOLIDAYS,
    MEAL,
    MORNING,
    SCHOOL_WEEK,
    TILLEULS,
    Places,
)
from backoffice.kernel.calendar import at, mask_of
from backoffice.kernel.topics import Topic
from backoffice.planning.generation import weekday
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.planning.tables import enrolment, reservation, slot

S, E = SlotStatus, SlotEvent
_RESERVED_LETTERS = "rafn"
_WEDNESDAY_MASK, _SCHOOL_MASK = mask_of([3]), mask_of(SCHOOL_WEEK)
_ALL_MASK = mask_of(range(1, 6))


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


@dataclass(frozen=True, slots=True)
class Year:
    """When the town lives: its school year, and the summer day everyone reserved for it."""

    first: date
    last: date
    school_ends: date
    asked_on: date


def enrol(work: Work, people: People, places: Places, chance: Random, year: Year) -> list[Habit]:
    """Enrol every child where it goes; what it usually does there."""
    weeks = _holiday_weeks(work, year)
    rows: list[dict[str, Any]] = []
    habits: list[Habit] = []
    for home, kid in people.children:
        for (where, short), usual in _week(kid, chance).items():
            mask = (
                _ALL_MASK
                if short == HOLIDAYS
                else _WEDNESDAY_MASK
                if where == TILLEULS
                else _SCHOOL_MASK
            )
            activity_id = places.activities[where, short]
            last = year.last if short == HOLIDAYS else year.school_ends
            rows.append(
                {
                    "child_id": kid.id,
                    "family_id": home.id,
                    "activity_id": activity_id,
                    "starts_on": year.first,
                    "ends_on": last,
                    "weekdays": mask,
                }
            )
            spans = _spans(chance, weeks) if short == HOLIDAYS else [(year.first, last)]
            habits += [
                _habit(home, kid, activity_id, usual, span, chance, year)
                for span in (spans if usual else ())
            ]
    work.run(insert(enrolment), rows)
    work.record(Topic.PLANNING, "demo_enrolments", 0, enrolments=len(rows))
    return habits


def _week(kid: Child, chance: Random) -> dict[tuple[str, str], int]:
    """Where the child is enrolled, and on which weekdays it usually comes, as a mask."""
    if kid.kid:
        return _drawn(kid.kid.week, kid.school)
    found: dict[tuple[str, str], int] = {}
    if chance.random() < 0.9:
        regular = _SCHOOL_MASK if chance.random() < 0.72 else mask_of(chance.sample(SCHOOL_WEEK, 2))
        found[kid.school, MEAL] = regular
    for short, share in ((MORNING, 0.34), (EVENING, 0.5)):
        if chance.random() < share:
            found[kid.school, short] = mask_of(chance.sample(SCHOOL_WEEK, chance.randint(1, 4)))
    wednesdays = chance.random()
    if wednesdays < 0.36:
        usual = _WEDNESDAY_MASK if chance.random() < 0.8 else 0
        found[TILLEULS, FULL_DAY if wednesdays < 0.25 else HALF_DAY] = usual
    if chance.random() < 0.3:
        found[TILLEULS, HOLIDAYS] = _ALL_MASK
    return found


def _drawn(week: str, school: str) -> dict[tuple[str, str], int]:
    """The week of the picture; a letter that is no dash is an enrolment."""
    days = week.split()
    found: dict[tuple[str, str], int] = {}
    for rank, short in enumerate((MORNING, MEAL, EVENING)):
        usual = [day for day in SCHOOL_WEEK if days[day - 1][rank] in _RESERVED_LETTERS]
        found[school, short] = mask_of(usual)
    for short, letter in zip((HALF_DAY, FULL_DAY), list(days[2]), strict=True):
        if letter != "-":
            found[TILLEULS, short] = _WEDNESDAY_MASK if letter in _RESERVED_LETTERS else 0
    return found


def _habit(
    home: Household,
    kid: Child,
    activity_id: int,
    usual: int,
    span: tuple[date, date],
    chance: Random,
    year: Year,
) -> Habit:
    day = year.asked_on + timedelta(days=chance.randint(0, 6))
    asked_at = at(day, time(chance.randint(7, 22), chance.randint(0, 59)))
    missed = 0 if kid.kid else chance.choice((0, 20, 40, 80))
    return Habit(kid.id, home.id, activity_id, home.account_id, usual, *span, missed, asked_at)


def _holiday_weeks(work: Work, year: Year) -> list[tuple[date, date]]:
    """The Monday and the Friday of each week of holidays."""
    found = (
        select(calendar_day.c.day)
        .where(
            calendar_day.c.school_holiday.is_not(None),
            calendar_day.c.day.between(year.first, year.last),
            weekday(work.dialect, calendar_day.c.day) == 1,
        )
        .order_by(calendar_day.c.day)
    )
    return [(row.day, row.day + timedelta(days=4)) for row in work.rows(found)]


def _spans(chance: Random, weeks: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    return [week for week in weeks if chance.random() < 0.4]


def reserve(
    work: Work, habits: Sequence[Habit], holes: Collection[tuple[int, int]], agent_id: int
) -> int:
    """Ask for all that is usual but `holes` (slot, child), then answer; how many."""
    _ask(work, habits, holes)
    _answer(work, agent_id)
    made = int(work.scalar(select(func.count()).select_from(reservation)))
    work.record(Topic.PLANNING, "demo_reservations", 0, reservations=made)
    return made


def _ask(work: Work, habits: Sequence[Habit], holes: Collection[tuple[int, int]]) -> None:
    moment = String if work.dialect == "sqlite" else DateTime(timezone=True)
    rows = [
        (h.child_id, h.family_id, h.activity_id, h.account_id, h.weekdays, h.first.isoformat(),
         h.last.isoformat(), h.missed, iso(h.asked_at))
        for h in habits
    ]  # fmt: skip
    usual = spread(
        work.dialect, rows,
        ("child_id", BigInteger), ("family_id", BigInteger), ("activity_id", BigInteger),
        ("account_id", String), ("weekdays", Integer), ("first", _DAY[work.dialect]),
        ("last", _DAY[work.dialect]), ("missed", Integer), ("asked_at", moment),
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
        _luck(slot.c.id, usual.c.child_id) >= usual.c.missed,
    )  # fmt: skip
    if holes:
        keys = [slot_id * _KEY + child_id for slot_id, child_id in holes]
        chosen = chosen.where(~among(work.dialect, slot.c.id * _KEY + usual.c.child_id, keys))
    columns = (
        "slot_id", "child_id", "family_id", "status", "event", "status_before", "actor", "account_id",
        "acted_at",
    )  # fmt: skip
    work.run(insert(reservation).from_select(columns, chosen))


def _answer(work: Work, agent_id: int) -> None:
    """By lot: places first, then a waiting list for days to come; the rest, and a few, refused."""
    lot = _luck(reservation.c.child_id, reservation.c.slot_id)
    ranked = (
        select(
            reservation.c.id,
            slot.c.day,
            slot.c.capacity,
            func.row_number()
            .over(partition_by=reservation.c.slot_id, order_by=(lot, "child_id"))
            .label("rank"),
        )
        .join(slot, slot.c.id == reservation.c.slot_id)
        .where(reservation.c.status == str(S.RESERVATION_PENDING))
        .subquery("ranked")
    )
    placed = or_(ranked.c.capacity.is_(None), ranked.c.rank <= ranked.c.capacity)
    waits = and_(ranked.c.day >= work.today, ranked.c.rank <= ranked.c.capacity + 4)
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


def _luck(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[int]:
    """0 to 999, the same whenever it is drawn for these two."""
    return (one * 7919 + other * 104_729) % 1000


_KEY = 10_000_000
_DAY = {"sqlite": String, "postgresql": Date}
