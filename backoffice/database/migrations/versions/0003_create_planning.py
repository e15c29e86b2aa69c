"""Enrolments, slots, reservations and their history."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.base import BigId, Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "absence_reason",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("justified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_reason")),
        sa.UniqueConstraint("key", name=op.f("uq_absence_reason_key")),
    )
    op.create_table(
        "slot_status",
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("public_status", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("symbol", sa.String(length=20), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("status", name=op.f("pk_slot_status")),
    )
    op.create_table(
        "slot_arrow",
        sa.Column("from_status", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("to_status", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_status"], ["slot_status.status"], name=op.f("fk_slot_arrow_from_status")
        ),
        sa.ForeignKeyConstraint(
            ["to_status"], ["slot_status.status"], name=op.f("fk_slot_arrow_to_status")
        ),
        sa.PrimaryKeyConstraint("from_status", "event", "to_status", name=op.f("pk_slot_arrow")),
    )
    op.create_table(
        "slot",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("activity_id", BigId, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column(
            "capacity_is_own", sa.Boolean(), server_default=sa.text("(false)"), nullable=False
        ),
        sa.Column("taken", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("extra", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("closed_reason", sa.String(length=400), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_slot_capacity_positive")),
        sa.CheckConstraint(
            "capacity IS NULL OR taken <= capacity + extra", name=op.f("ck_slot_slot_capacity")
        ),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_slot_taken_positive")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_slot_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("activity_id", "day", name=op.f("uq_slot_activity_id_day")),
    )
    op.create_index("ix_slot_day", "slot", ["day"], unique=False)
    op.create_table(
        "derogation",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("slot_id", BigId, nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("agent_id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_derogation_reason_given")),
        sa.CheckConstraint("places > 0", name=op.f("ck_derogation_places_positive")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_derogation_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_derogation")),
    )
    op.create_index("ix_derogation_slot_id", "derogation", ["slot_id"], unique=False)
    op.create_table(
        "enrolment",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("child_id", BigId, nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("activity_id", BigId, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_enrolment_days_ordered")),
        sa.CheckConstraint("weekdays BETWEEN 1 AND 127", name=op.f("ck_enrolment_weekdays_known")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_enrolment_activity_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_enrolment_child_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_enrolment_family_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    op.create_index("ix_enrolment_activity_id", "enrolment", ["activity_id"], unique=False)
    op.create_index(
        "ix_enrolment_child_activity", "enrolment", ["child_id", "activity_id"], unique=False
    )
    op.create_table(
        "reservation",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("slot_id", BigId, nullable=False),
        sa.Column("child_id", BigId, nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("status_before", sa.String(length=40), nullable=True),
        sa.Column("request_id", BigId, nullable=True),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=True),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("rule_id", BigId, nullable=True),
        sa.Column("acted_at", Moment(), nullable=False),
        sa.Column("queue_rank", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("queued_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "actor IN ('family', 'service', 'rule')", name=op.f("ck_reservation_actor_known")
        ),
        sa.CheckConstraint(
            "status <> 'waitlisted' OR queued_at IS NOT NULL",
            name=op.f("ck_reservation_queued_when_waiting"),
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_reservation_child_id")),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_reservation_family_id")
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_reservation_slot_id")),
        sa.ForeignKeyConstraint(
            ["status"], ["slot_status.status"], name=op.f("fk_reservation_status")
        ),
        sa.ForeignKeyConstraint(
            ["status_before"], ["slot_status.status"], name=op.f("fk_reservation_status_before")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
        sa.UniqueConstraint("slot_id", "child_id", name=op.f("uq_reservation_slot_id_child_id")),
    )
    op.create_index("ix_reservation_child_id", "reservation", ["child_id", "slot_id"], unique=False)
    op.create_index(
        "ix_reservation_asking",
        "reservation",
        ["slot_id"],
        unique=False,
        sqlite_where=sa.text("status = 'reservation_pending'"),
        postgresql_where=sa.text("status = 'reservation_pending'"),
    )
    op.create_index(
        "ix_reservation_queue",
        "reservation",
        ["slot_id", "queue_rank", "queued_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'waitlisted'"),
        postgresql_where=sa.text("status = 'waitlisted'"),
    )
    op.create_table(
        "slot_event",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("reservation_id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=True),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("rule_id", BigId, nullable=True),
        sa.Column("request_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("fk_slot_event_reservation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot_event")),
    )
    op.create_index(
        "ix_slot_event_reservation_id", "slot_event", ["reservation_id", "id"], unique=False
    )
