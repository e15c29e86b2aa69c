"""Agents, the journal, the places and the calendar."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.base import BigId, Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("login", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("disabled_at", Moment(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "role IN ('reader', 'instructor', 'site_manager', 'regie', 'administrator')",
            name=op.f("ck_agent_role_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("login", name=op.f("uq_agent_login")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("public_holiday", sa.String(length=120), nullable=True),
        sa.Column("school_holiday", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "demo_clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("now", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_clock")),
    )
    op.create_table(
        "department",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("hours", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
    )
    op.create_table(
        "facility",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('school', 'leisure_centre', 'creche', 'other')",
            name=op.f("ck_facility_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
    )
    op.create_table(
        "journal",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("work_id", sa.String(length=36), nullable=False),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("login", sa.String(length=63), server_default="", nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_subject", "journal", ["topic", "subject_id", "id"], unique=False)
    op.create_table(
        "journal_seal",
        sa.Column("rank", BigId, autoincrement=False, nullable=False),
        sa.Column("work_id", sa.String(length=36), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("rank", name=op.f("pk_journal_seal")),
        sa.UniqueConstraint("work_id", name=op.f("uq_journal_seal_work_id")),
    )
    op.create_table(
        "operation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "activity",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("short_label", sa.String(length=20), nullable=False),
        sa.Column("facility_id", BigId, nullable=False),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("runs_on", sa.String(length=20), nullable=False),
        sa.Column(
            "open_to_enrolment", sa.Boolean(), server_default=sa.text("(true)"), nullable=False
        ),
        sa.Column("constraints_text", sa.String(length=2000), nullable=True),
        sa.Column(
            "late_absence_invoiced", sa.Boolean(), server_default=sa.text("(true)"), nullable=False
        ),
        sa.Column("promotes_alone", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "runs_on IN ('school_days', 'holidays', 'all')", name=op.f("ck_activity_runs_on_known")
        ),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_activity_capacity_positive")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_activity_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_activity_facility_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("code", "facility_id", name=op.f("uq_activity_code_facility_id")),
    )
    op.create_table(
        "agent_facility",
        sa.Column("agent_id", BigId, nullable=False),
        sa.Column("facility_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_agent_facility_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_agent_facility_facility_id")
        ),
        sa.PrimaryKeyConstraint("agent_id", "facility_id", name=op.f("pk_agent_facility")),
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("agent_id", BigId, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("screen", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_saved_filter_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint(
            "agent_id", "screen", "name", name=op.f("uq_saved_filter_agent_id_screen_name")
        ),
    )
    op.create_table(
        "school_class",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("facility_id", BigId, nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("teacher", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_school_class_facility_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_class")),
        sa.UniqueConstraint("facility_id", "label", name=op.f("uq_school_class_facility_id_label")),
    )
    op.create_table(
        "activity_hours",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("activity_id", BigId, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_activity_hours_hours_ordered")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_activity_hours_weekday_known")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_hours_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_hours")),
        sa.UniqueConstraint(
            "activity_id", "weekday", name=op.f("uq_activity_hours_activity_id_weekday")
        ),
    )
    op.create_table(
        "closure",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("facility_id", BigId, nullable=True),
        sa.Column("activity_id", BigId, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_closure_days_ordered")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_closure_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_closure_facility_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_table(
        "deadline_rule",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("activity_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("hour", sa.Time(), nullable=True),
        sa.Column("working_days", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.CheckConstraint(
            "(form = 'days_before' AND count IS NOT NULL AND hour IS NOT NULL) OR (form = 'week_before' AND weekday IS NOT NULL AND hour IS NOT NULL) OR (form = 'hours_before' AND count IS NOT NULL)",
            name=op.f("ck_deadline_rule_form_complete"),
        ),
        sa.CheckConstraint(
            "form IN ('days_before', 'week_before', 'hours_before')",
            name=op.f("ck_deadline_rule_form_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('reservation', 'reservation_cancellation', 'absence')",
            name=op.f("ck_deadline_rule_kind_known"),
        ),
        sa.CheckConstraint("count >= 0", name=op.f("ck_deadline_rule_count_positive")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_deadline_rule_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_rule")),
        sa.UniqueConstraint("activity_id", "kind", name=op.f("uq_deadline_rule_activity_id_kind")),
    )
    op.create_table(
        "opening_period",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("activity_id", BigId, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_opening_period_days_ordered")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_opening_period_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_period")),
    )
    op.create_index(
        "ix_opening_period_activity_id", "opening_period", ["activity_id"], unique=False
    )
