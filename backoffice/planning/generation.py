"""Which slots an activity's hours, periods, calendar and closures call for; made as sets.

Past days are never touched: what took place stays as it was shown. A slot is never deleted: one
that is not called for any more is closed, and opened again should it be called for again.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    extract,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from backoffice.activities.schedule import RunsOn
from backoffice.activities.tables import (
    activity,
    activity_hours,
    calendar_day,
    closure,
    opening_period,
)
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.planning.tables import slot

NOT_RUNNING = "L’activité n’a pas lieu ce jour-là."
_COLUMNS = ("activity_id", "day", "starts_at", "ends_at", "capacity", "closed_reason")


def weekday(dialect: str, day: ColumnElement[Any]) -> ColumnElement[int]:
    """1 for Monday … 7 for Sunday, as the database counts it."""
    if dialect == "sqlite":
        return (cast(func.strftime("%w", day), Integer) + 6) % 7 + 1
    return cast(extract("isodow", day), Integer)


def called_for(work: Work, activity_ids: Collection[int] | None = None) -> Select[Any]:
    """The slots the rules call for, as rows of `slot`; closed days among them, with their reason."""
    day = calendar_day.c.day
    runs = or_(
        activity.c.runs_on == str(RunsOn.ALL),
        and_(
            activity.c.runs_on == str(RunsOn.SCHOOL_DAYS), calendar_day.c.school_holiday.is_(None)
        ),
        and_(
            activity.c.runs_on == str(RunsOn.HOLIDAYS), calendar_day.c.school_holiday.is_not(None)
        ),
    )
    opened = (
        select(opening_period.c.id)
        .where(
            opening_period.c.activity_id == activity.c.id,
            day.between(opening_period.c.starts_on, opening_period.c.ends_on),
        )
        .exists()
    )
    found = (
        select(
            activity.c.id.label("activity_id"),
            day,
            activity_hours.c.starts_at,
            activity_hours.c.ends_at,
            activity.c.capacity,
            _closed_reason().label("closed_reason"),
        )
        .join(activity_hours, activity_hours.c.activity_id == activity.c.id)
        .join(calendar_day, weekday(work.dialect, day) == activity_hours.c.weekday)
        .where(calendar_day.c.public_holiday.is_(None), runs, opened)
    )
    if activity_ids is None:
        return found
    return found.where(among(work.dialect, activity.c.id, activity_ids))


def make(work: Work, activity_ids: Collection[int] | None) -> int:
    """Insert the slots that are missing; how many."""
    dialect_insert = sqlite.insert if work.dialect == "sqlite" else postgresql.insert
    wanted = called_for(work, activity_ids).order_by(activity.c.id, calendar_day.c.day)
    missing = dialect_insert(slot).from_select(_COLUMNS, wanted)
    # Without this option, PostgreSQL's driver is not asked how many.
    counted = missing.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return work.run(counted).rowcount


def follow(work: Work, activity_ids: Collection[int] | None) -> int:
    """Give slots to come the hours and the closure that are now called for; how many changed."""
    wanted = called_for(work, activity_ids).subquery("wanted")
    changed = or_(
        slot.c.starts_at != wanted.c.starts_at,
        slot.c.ends_at != wanted.c.ends_at,
        slot.c.closed_reason.is_distinct_from(wanted.c.closed_reason),
    )
    return work.run(
        update(slot)
        .where(
            slot.c.activity_id == wanted.c.activity_id,
            slot.c.day == wanted.c.day,
            slot.c.day >= work.today,
            changed,
        )
        .values(
            starts_at=wanted.c.starts_at,
            ends_at=wanted.c.ends_at,
            closed_reason=wanted.c.closed_reason,
        )
    ).rowcount


def stop(work: Work, activity_ids: Collection[int] | None) -> int:
    """Close the slots to come that are not called for any more; how many."""
    wanted = called_for(work, activity_ids).subquery("wanted")
    here = and_(slot.c.activity_id == wanted.c.activity_id, slot.c.day == wanted.c.day)
    return work.run(
        _of(work, update(slot), activity_ids)
        .where(
            slot.c.day >= work.today,
            slot.c.closed_reason.is_(None),
            ~select(null()).select_from(wanted).where(here).exists(),
        )
        .values(closed_reason=NOT_RUNNING)
    ).rowcount


def _of(work: Work, change: Any, activity_ids: Collection[int] | None) -> Any:
    if activity_ids is None:
        return change
    return change.where(among(work.dialect, slot.c.activity_id, activity_ids))


def _closed_reason() -> ColumnElement[Any]:
    """Of the closures of the activity, of its facility, or of the whole town, that day."""
    concerned = or_(
        closure.c.activity_id == activity.c.id,
        and_(
            closure.c.activity_id.is_(None),
            or_(closure.c.facility_id.is_(None), closure.c.facility_id == activity.c.facility_id),
        ),
    )
    return (
        select(func.min(closure.c.reason))
        .where(calendar_day.c.day.between(closure.c.starts_on, closure.c.ends_on), concerned)
        .scalar_subquery()
    )
