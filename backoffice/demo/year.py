"""A school year of reservations.

Every slot a child has the habit of is asked for in the summer, then answered in the order of a
lottery as long as there are places.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select

from backoffice.activities.tables import calendar_day
from backoffice.database.work import Work
from backoffice.demo.lottery import Habit, answer, ask
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
from backoffice.planning.tables import enrolment, reservation

_RESERVED_LETTERS = "rafn"
_WEDNESDAY_MASK, _SCHOOL_MASK = mask_of([3]), mask_of(SCHOOL_WEEK)
_ALL_MASK = mask_of(range(1, 6))


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
    ask(work, habits, holes)
    answer(work, agent_id)
    made = int(work.scalar(select(func.count()).select_from(reservation)))
    work.record(Topic.PLANNING, "demo_reservations", 0, reservations=made)
    return made
