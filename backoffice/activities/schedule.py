"""When an activity runs, and until when one may ask: pure rules, no database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from backoffice.kernel.calendar import at, days_before, hour_words, weekday_name


class RunsOn(StrEnum):
    """Which days of the school calendar an activity knows."""

    SCHOOL_DAYS = "school_days"
    HOLIDAYS = "holidays"
    ALL = "all"


class DeadlineForm(StrEnum):
    DAYS_BEFORE = "days_before"
    WEEK_BEFORE = "week_before"
    HOURS_BEFORE = "hours_before"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when one may ask, in one of the three forms towns use.

    days before at an hour (`count`, `hour`, calendar or working days); a weekday and hour of the
    week before (`weekday`, `hour`); hours before the activity starts (`count`).
    """

    form: DeadlineForm
    count: int = 0
    weekday: int = 1
    hour: time = time(0)
    working_days: bool = False

    def ends(self, day: date, starts_at: time, off: Collection[date] = ()) -> datetime:
        """The last instant (UTC, included) at which a request for this day is in time."""
        match self.form:
            case DeadlineForm.DAYS_BEFORE:
                return at(
                    days_before(day, self.count, working=self.working_days, off=off), self.hour
                )
            case DeadlineForm.WEEK_BEFORE:
                monday = day - timedelta(days=day.weekday() + 7)
                return at(monday + timedelta(days=self.weekday - 1), self.hour)
            case DeadlineForm.HOURS_BEFORE:
                return at(day, starts_at) - timedelta(hours=self.count)

    @property
    def words(self) -> str:
        """As a family would be told: « au plus tard 3 jours ouvrés avant, à 9 h »."""
        match self.form:
            case DeadlineForm.DAYS_BEFORE if self.count == 0:
                return f"au plus tard le jour même à {hour_words(self.hour)}"
            case DeadlineForm.DAYS_BEFORE:
                days = f"{self.count} jour{'s' if self.count > 1 else ''}"
                open_days = f" ouvré{'s' if self.count > 1 else ''}" if self.working_days else ""
                return f"au plus tard {days}{open_days} avant, à {hour_words(self.hour)}"
            case DeadlineForm.WEEK_BEFORE:
                return (
                    f"au plus tard le {weekday_name(self.weekday)} de la semaine précédente, "
                    f"à {hour_words(self.hour)}"
                )
            case DeadlineForm.HOURS_BEFORE:
                return f"au plus tard {self.count} h avant le début"
