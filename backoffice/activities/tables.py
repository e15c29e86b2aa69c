"""Facilities, classes, activities, and the days on which they run."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Time,
    UniqueConstraint,
    text,
)

from backoffice.activities.schedule import DeadlineForm, RunsOn
from backoffice.database.base import BigId, identity, metadata, one_of, version

department = Table(
    "department",
    metadata,
    identity(),
    Column("label", String(120), nullable=False),
    Column("phone", String(40)),
    Column("hours", String(200)),
)

facility = Table(
    "facility",
    metadata,
    identity(),
    Column("label", String(120), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("phone", String(40)),
    version(),
    one_of("kind", ("school", "leisure_centre", "creche", "other")),
)

school_class = Table(
    "school_class",
    metadata,
    identity(),
    Column("facility_id", BigId, ForeignKey("facility.id"), nullable=False),
    Column("label", String(60), nullable=False),  # « CE1 B »
    Column("level", String(20), nullable=False),
    Column("teacher", String(120)),
    UniqueConstraint("facility_id", "label"),
)

activity = Table(
    "activity",
    metadata,
    identity(),
    Column("code", String(20), nullable=False),
    Column("label", String(120), nullable=False),
    Column("short_label", String(20), nullable=False),  # fits the head of a column: « Soir »
    Column("facility_id", BigId, ForeignKey("facility.id"), nullable=False),
    Column("department_id", BigId, ForeignKey("department.id"), nullable=False),
    Column("capacity", Integer),  # none: no limit
    Column("runs_on", String(20), nullable=False),
    Column("open_to_enrolment", Boolean, nullable=False, server_default=text("true")),
    Column("constraints_text", String(2000)),
    Column("late_absence_invoiced", Boolean, nullable=False, server_default=text("true")),
    Column("promotes_alone", Boolean, nullable=False, server_default=text("true")),
    Column("position", Integer, nullable=False, server_default=text("0")),
    version(),
    UniqueConstraint("code", "facility_id"),
    CheckConstraint("capacity >= 0", name="capacity_positive"),
    one_of("runs_on", RunsOn),
)

activity_hours = Table(
    "activity_hours",
    metadata,
    identity(),
    Column("activity_id", BigId, ForeignKey("activity.id"), nullable=False),
    Column("weekday", Integer, nullable=False),  # 1 is Monday
    Column("starts_at", Time, nullable=False),
    Column("ends_at", Time, nullable=False),
    UniqueConstraint("activity_id", "weekday"),
    CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday_known"),
    CheckConstraint("starts_at < ends_at", name="hours_ordered"),
)

opening_period = Table(
    "opening_period",
    metadata,
    identity(),
    Column("activity_id", BigId, ForeignKey("activity.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    CheckConstraint("starts_on <= ends_on", name="days_ordered"),
    Index("ix_opening_period_activity_id", "activity_id"),
)

closure = Table(
    "closure",
    metadata,
    identity(),
    Column("facility_id", BigId, ForeignKey("facility.id")),  # neither: the whole town
    Column("activity_id", BigId, ForeignKey("activity.id")),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("reason", String(400), nullable=False),
    CheckConstraint("starts_on <= ends_on", name="days_ordered"),
)

# One row a day for the zone of the town, so that sets can be joined with the calendar.
calendar_day = Table(
    "calendar_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("public_holiday", String(120)),
    Column("school_holiday", String(120)),
)

deadline_rule = Table(
    "deadline_rule",
    metadata,
    identity(),
    Column("activity_id", BigId, ForeignKey("activity.id"), nullable=False),
    Column("kind", String(40), nullable=False),  # reservation, reservation_cancellation, absence
    Column("form", String(20), nullable=False),
    Column("count", Integer),  # days or hours before
    Column("weekday", Integer),  # of the week before, 1 is Monday
    Column("hour", Time),
    Column("working_days", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("activity_id", "kind"),
    one_of("form", DeadlineForm),
    one_of("kind", ("reservation", "reservation_cancellation", "absence")),
    CheckConstraint("count >= 0", name="count_positive"),
    CheckConstraint(
        "(form = 'days_before' AND count IS NOT NULL AND hour IS NOT NULL)"
        " OR (form = 'week_before' AND weekday IS NOT NULL AND hour IS NOT NULL)"
        " OR (form = 'hours_before' AND count IS NOT NULL)",
        name="form_complete",
    ),
)
