"""The zone of the school holidays: it moves the calendar, and every slot with it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from backoffice.activities.calendar import ZONES
from backoffice.activities.services import refresh_calendar
from backoffice.activities.tables import calendar_day
from backoffice.database import options
from backoffice.database.work import Work
from backoffice.kernel.calendar import school_year
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.planning.opening import Impact, generate_slots


@dataclass(frozen=True, slots=True)
class ZoneChanged:
    impact: Impact
    warning: str | None  # holidays that are not published yet


def set_school_zone(work: Work, zone: str, *, dry_run: bool = False) -> ZoneChanged:
    """Write the calendar again for another zone; reservations of days that close are cancelled.

    A dry run does all of it, says what came of it, and takes it back.
    """
    work.require(Permission.SETTINGS_EDIT)
    if zone not in ZONES:
        raise Refused("Choisissez la zone de vacances scolaires : A, B ou C.")
    told = len(work.entries)
    attempt = work.connection.begin_nested()
    changed = _set(work, zone)
    if dry_run:
        attempt.rollback()
        del work.entries[told:]
    else:
        attempt.commit()
    return changed


def _set(work: Work, zone: str) -> ZoneChanged:
    options.write(work, "school_zone", zone)
    days = work.first(select(func.min(calendar_day.c.day), func.max(calendar_day.c.day)))
    first, last = days if days and days[0] else school_year(work.today)
    found = refresh_calendar(work, first, last, estimate=True)
    impact = generate_slots(work)
    work.record(Topic.ACTIVITIES, "set_school_zone", 0, words=f"zone {zone}", done=impact.sentence)
    return ZoneChanged(impact, found.warning)
