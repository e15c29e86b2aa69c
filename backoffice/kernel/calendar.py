"""Days and hours as the town hall counts them: Europe/Paris, whatever the PC says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def local(moment: datetime) -> datetime:
    return moment.astimezone(PARIS)


def local_day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()


def at(day: date, hour: time) -> datetime:
    """The instant, in UTC, when clocks in the town show this day and hour.

    An hour that does not exist (spring) is the one an hour later; one that exists twice (autumn)
    is the first.
    """
    return datetime.combine(day, hour, PARIS).astimezone(UTC)


def next_slot(now: datetime, hours: Sequence[time]) -> datetime:
    """The first mail slot strictly after `now` (traceability SEED-141 to 143), in UTC."""
    today = local_day(now)
    ordered = sorted(hours)
    for day in (today, today + timedelta(days=1)):
        for hour in ordered:
            if (moment := at(day, hour)) > now:
                return moment
    raise ValueError("no mail slot")


def days_before(day: date, count: int, *, working: bool, off: Collection[date] = ()) -> date:
    """The day `count` days earlier; `working` skips week-ends and the days `off`."""
    if not working:
        return day - timedelta(days=count)
    found = day
    while count > 0:
        found -= timedelta(days=1)
        if found.weekday() < 5 and found not in off:  # noqa: PLR2004  Monday to Friday
            count -= 1
    return found


def school_year(day: date) -> tuple[date, date]:
    """From 1 September to 31 August around `day`."""
    first = day.year if day.month >= 9 else day.year - 1  # noqa: PLR2004  September
    return date(first, 9, 1), date(first + 1, 8, 31)


def long_day(day: date, *, year: bool = False) -> str:
    """« jeudi 26 novembre », « mardi 1er décembre 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    words = f"{_DAYS[day.weekday()]} {number} {_MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if year else words


def short_day(day: date) -> str:
    """« 26/11/2026 »."""
    return f"{day:%d/%m/%Y}"


def weekday_name(weekday: int) -> str:
    """1 → « lundi »."""
    return _DAYS[weekday - 1]


def month_name(month: int) -> str:
    """11 → « novembre »."""
    return _MONTHS[month - 1]


def hour_words(hour: time) -> str:
    """« 9 h », « 9 h 30 »."""
    return f"{hour.hour} h {hour.minute:02}" if hour.minute else f"{hour.hour} h"


def weekdays_of(mask: int) -> tuple[int, ...]:
    """The ISO weekdays (1 is Monday) of a stored bit mask, Monday being bit 0."""
    return tuple(day for day in range(1, 8) if mask & (1 << (day - 1)))


def mask_of(weekdays: Collection[int]) -> int:
    mask = 0
    for day in weekdays:
        mask |= 1 << (day - 1)
    return mask
