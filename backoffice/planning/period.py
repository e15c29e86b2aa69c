"""Which days a view of the planning shows, and how they are called."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from backoffice.kernel.calendar import long_day, month_name


class View(StrEnum):
    """The views of the portal, as agents know them too."""

    DAY = "day"
    WEEK_5 = "week_5"
    WEEK_7 = "week_7"
    MONTH = "month"
    LIST = "list"


_WEEK = {View.WEEK_5: 5, View.WEEK_7: 7, View.LIST: 7}


def span(view: View, day: date) -> tuple[date, date]:
    """First and last day shown when `day` is in front; a list reads one week."""
    if view is View.DAY:
        return day, day
    if view is View.MONTH:
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=_WEEK[view] - 1)


def days(view: View, day: date) -> tuple[date, ...]:
    first, last = span(view, day)
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def moved(view: View, day: date, steps: int) -> date:
    """The day in front after `steps` periods; a day too far in its month becomes its last."""
    if view is View.DAY:
        return day + timedelta(days=steps)
    if view is not View.MONTH:
        return day + timedelta(weeks=steps)
    year, month = divmod(day.year * 12 + day.month - 1 + steps, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def front(view: View, today: date) -> date:
    """The day to begin with: in a five-day week, a Saturday looks forward to its Monday."""
    if view is View.WEEK_5 and today.isoweekday() > _WEEK[view]:
        return today + timedelta(days=8 - today.isoweekday())
    return today


def words(view: View, day: date) -> str:
    """« Semaine 48, du 23 au 27 novembre 2026 »."""
    first, last = span(view, day)
    if view is View.DAY:
        return long_day(day, year=True).capitalize()
    if view is View.MONTH:
        return f"{month_name(day.month).capitalize()} {day.year}"
    week = f"Semaine {first.isocalendar().week}, du {_number(first)}"
    if first.year != last.year:
        week += f" {month_name(first.month)} {first.year}"
    elif first.month != last.month:
        week += f" {month_name(first.month)}"
    return f"{week} au {_number(last)} {month_name(last.month)} {last.year}"


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)
