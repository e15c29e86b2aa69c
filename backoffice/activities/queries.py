"""Facilities, classes and activities as screens show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select

from backoffice.activities.schedule import Deadline, DeadlineForm
from backoffice.activities.tables import (
    activity,
    activity_hours,
    calendar_day,
    closure,
    deadline_rule,
    facility,
    opening_period,
    school_class,
)
from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission


@dataclass(frozen=True, slots=True)
class FacilityLine:
    id: int
    label: str
    kind: str
    phone: str | None
    version: int


@dataclass(frozen=True, slots=True)
class ClassLine:
    id: int
    facility_id: int
    label: str
    level: str
    teacher: str | None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    id: int
    code: str
    label: str
    short_label: str
    facility_id: int
    facility: str
    capacity: int | None
    runs_on: str  # a RunsOn
    open_to_enrolment: bool
    version: int
    late_absence_invoiced: bool = True
    promotes_alone: bool = True

    @property
    def name(self) -> str:
        """As the portal prints it: « 3/Garderie soir »."""
        return f"{self.code}/{self.label}"


@dataclass(frozen=True, slots=True)
class Hours:
    weekday: int  # 1 is Monday
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class Opening:
    """When one activity runs, and until when one may ask."""

    hours: tuple[Hours, ...]
    periods: tuple[tuple[date, date], ...]
    deadlines: dict[str, Deadline]


@dataclass(frozen=True, slots=True)
class ClosureLine:
    id: int
    facility_id: int | None
    activity_id: int | None
    starts_on: date
    ends_on: date
    reason: str


def facilities(work: Work) -> tuple[FacilityLine, ...]:
    work.require(Permission.PLANNING_READ)
    columns = (facility.c.id, facility.c.label, facility.c.kind, facility.c.phone)
    found = select(*columns, facility.c.version).order_by(facility.c.id)
    return tuple(FacilityLine(*tuple(row)) for row in work.rows(found))


def classes(work: Work) -> tuple[ClassLine, ...]:
    work.require(Permission.PLANNING_READ)
    found = select(
        school_class.c.id,
        school_class.c.facility_id,
        school_class.c.label,
        school_class.c.level,
        school_class.c.teacher,
    ).order_by(school_class.c.facility_id, school_class.c.id)
    return tuple(ClassLine(*tuple(row)) for row in work.rows(found))


def activities(work: Work) -> tuple[ActivityLine, ...]:
    work.require(Permission.PLANNING_READ)
    found = (
        select(
            activity.c.id, activity.c.code, activity.c.label, activity.c.short_label,
            activity.c.facility_id, facility.c.label.label("facility"), activity.c.capacity,
            activity.c.runs_on, activity.c.open_to_enrolment, activity.c.version,
            activity.c.late_absence_invoiced, activity.c.promotes_alone,
        )
        .join(facility)
        .order_by(activity.c.position, activity.c.id)
    )  # fmt: skip
    return tuple(ActivityLine(*tuple(row)) for row in work.rows(found))


def opening(work: Work, activity_id: int) -> Opening:
    work.require(Permission.PLANNING_READ)
    hours = (
        select(activity_hours.c.weekday, activity_hours.c.starts_at, activity_hours.c.ends_at)
        .where(activity_hours.c.activity_id == activity_id)
        .order_by(activity_hours.c.weekday)
    )
    periods = (
        select(opening_period.c.starts_on, opening_period.c.ends_on)
        .where(opening_period.c.activity_id == activity_id)
        .order_by(opening_period.c.starts_on)
    )
    return Opening(
        tuple(Hours(*tuple(row)) for row in work.rows(hours)),
        tuple((row.starts_on, row.ends_on) for row in work.rows(periods)),
        _deadlines(work, activity_id),
    )


def closures(work: Work, since: date) -> tuple[ClosureLine, ...]:
    """Closures that are not over at this date."""
    work.require(Permission.PLANNING_READ)
    found = select(
        closure.c.id,
        closure.c.facility_id,
        closure.c.activity_id,
        closure.c.starts_on,
        closure.c.ends_on,
        closure.c.reason,
    )
    later = found.where(closure.c.ends_on >= since).order_by(closure.c.starts_on, closure.c.id)
    return tuple(ClosureLine(*tuple(row)) for row in work.rows(later))


def days_off(work: Work, first: date, last: date) -> frozenset[date]:
    """Public holidays, which working-day deadlines skip."""
    work.require(Permission.PLANNING_READ)
    found = select(calendar_day.c.day).where(
        calendar_day.c.day.between(first, last), calendar_day.c.public_holiday.is_not(None)
    )
    return frozenset(row.day for row in work.rows(found))


def _deadlines(work: Work, activity_id: int) -> dict[str, Deadline]:
    columns = ("kind", "form", "count", "weekday", "hour", "working_days")
    rules = select(*(deadline_rule.c[name] for name in columns)).where(
        deadline_rule.c.activity_id == activity_id
    )
    return {
        kind: Deadline(DeadlineForm(form), count or 0, weekday or 1, hour or time(0), working_days)
        for kind, form, count, weekday, hour, working_days in map(tuple, work.rows(rules))
    }
