"""School holidays by zone and public holidays, as the published libraries know them.

Both libraries are imported late: a window that only shows the inbox does not pay for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.kernel.calendar import short_day
from backoffice.kernel.errors import Refused

ZONES = ("A", "B", "C")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day as the town knows it; without a holiday, it is a school day if its weekday is one."""

    day: date
    public_holiday: str | None
    school_holiday: str | None


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The days asked for, as far as holidays are published, and what the agent must be told."""

    days: tuple[CalendarDay, ...]
    warning: str | None


def school_calendar(
    zone: str, first: date, last: date, *, estimate: bool = False
) -> SchoolCalendar:
    """Every day from `first` to `last` for this zone.

    Days after the last published holiday are left out with a warning, never taken for school
    days; `estimate` gives them the holidays of the same week of a year that is known, named so. Raises
    Refused when nothing at all is known of the days asked for.
    """
    if zone not in ZONES:
        raise Refused(f"« {zone} » n’est pas une zone de vacances scolaires : A, B ou C.")
    if last < first:
        raise Refused("La fin du calendrier précède son début.")
    school = _school_holidays(zone)
    known_until = max(school)
    if first < min(school) or (first > known_until and not estimate):
        raise Refused(_unknown(zone, known_until))
    warning = _unknown(zone, known_until) if last > known_until else None
    end = last if estimate else min(last, known_until)
    public = _public_holidays(first, end)
    days = []
    day = first
    while day <= end:
        days.append(CalendarDay(day, public.get(day), _holiday(school, known_until, day)))
        day += _ONE_DAY
    return SchoolCalendar(tuple(days), warning)


def _holiday(school: Mapping[date, str], known_until: date, day: date) -> str | None:
    alike = _alike(day, known_until)
    found = school.get(alike)
    return f"{found} (dates à confirmer)" if found and alike != day else found


def _alike(day: date, known_until: date) -> date:
    """The day itself or, past what is known, the same weekday of the same week of a known year."""
    found, year = day, min(day.year, known_until.year)
    while found > known_until:
        near = date(year, day.month, 1) + timedelta(days=day.day - 1)
        found = near + timedelta(days=(day.weekday() - near.weekday() + 3) % 7 - 3)
        year -= 1
    return found


def _unknown(zone: str, known_until: date) -> str:
    return (
        f"Les vacances scolaires de la zone {zone} ne sont publiées que jusqu’au "
        f"{short_day(known_until)}. Mettez le programme à jour quand les suivantes paraîtront."
    )


def _school_holidays(zone: str) -> dict[date, str]:
    from vacances_scolaires_france import SchoolHolidayDates

    known = SchoolHolidayDates()
    key = known.zone_key(zone)
    return {day: _spelled(row["nom_vacances"]) for day, row in known.data.items() if row[key]}


def _public_holidays(first: date, last: date) -> dict[date, str]:
    from holidays import country_holidays

    years = range(first.year, last.year + 1)
    return {
        day: _spelled(name)
        for day, name in country_holidays("FR", years=years, language="fr").items()
    }


def _spelled(name: str) -> str:
    return name.replace("'", "’")
