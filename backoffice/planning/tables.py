"""Enrolments, slots with their places, reservations and their history."""

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

from backoffice.database.base import BigId, Moment, identity, metadata, one_of, partial, version

enrolment = Table(
    "enrolment",
    metadata,
    identity(),
    Column("child_id", BigId, ForeignKey("child.id"), nullable=False),
    Column("family_id", BigId, ForeignKey("family.id"), nullable=False),
    Column("activity_id", BigId, ForeignKey("activity.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("weekdays", Integer, nullable=False),  # bit mask, Monday is bit 0
    version(),
    CheckConstraint("starts_on <= ends_on", name="days_ordered"),
    CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays_known"),
    Index("ix_enrolment_child_activity", "child_id", "activity_id"),
    Index("ix_enrolment_activity_id", "activity_id"),
)

slot_status = Table(
    "slot_status",
    metadata,
    Column("status", String(40), primary_key=True),
    Column("public_status", String(40), nullable=False),
    Column("label", String(60), nullable=False),
    Column("symbol", String(20)),
    Column("counted", Boolean, nullable=False),
)

slot_arrow = Table(
    "slot_arrow",
    metadata,
    Column("from_status", String(40), ForeignKey("slot_status.status"), primary_key=True),
    Column("event", String(40), primary_key=True),
    Column("to_status", String(40), ForeignKey("slot_status.status"), primary_key=True),
)

# An activity on a day: what one reserves, and where capacity is counted and locked.
slot = Table(
    "slot",
    metadata,
    identity(),
    Column("activity_id", BigId, ForeignKey("activity.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("starts_at", Time, nullable=False),
    Column("ends_at", Time, nullable=False),
    Column("capacity", Integer),  # none: no limit
    Column("capacity_is_own", Boolean, nullable=False, server_default=text("false")),
    Column("taken", Integer, nullable=False, server_default=text("0")),  # kept by trigger
    Column("extra", Integer, nullable=False, server_default=text("0")),  # dérogations, by trigger
    Column("closed_reason", String(400)),
    version(),
    UniqueConstraint("activity_id", "day"),
    CheckConstraint("capacity >= 0", name="capacity_positive"),
    CheckConstraint("taken >= 0", name="taken_positive"),
    CheckConstraint("capacity IS NULL OR taken <= capacity + extra", name="slot_capacity"),
    Index("ix_slot_day", "day"),
)

# More places than there are: who allowed it, how many, and why.
derogation = Table(
    "derogation",
    metadata,
    identity(),
    Column("slot_id", BigId, ForeignKey("slot.id"), nullable=False),
    Column("places", Integer, nullable=False),
    Column("reason", String(400), nullable=False),
    Column("agent_id", BigId, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("places > 0", name="places_positive"),
    CheckConstraint("length(trim(reason)) > 0", name="reason_given"),
    Index("ix_derogation_slot_id", "slot_id"),
)

# One child in one slot. `event` says by which arrow the row came to its status.
reservation = Table(
    "reservation",
    metadata,
    identity(),
    Column("slot_id", BigId, ForeignKey("slot.id"), nullable=False),
    Column("child_id", BigId, ForeignKey("child.id"), nullable=False),
    Column("family_id", BigId, ForeignKey("family.id"), nullable=False),
    Column("status", String(40), ForeignKey("slot_status.status"), nullable=False),
    Column("event", String(40), nullable=False),
    Column("status_before", String(40), ForeignKey("slot_status.status")),  # before it was asked
    Column("request_id", BigId),  # the last request about it
    Column("actor", String(20), nullable=False),
    Column("account_id", String(120)),
    Column("agent_id", BigId),
    Column("rule_id", BigId),
    Column("acted_at", Moment, nullable=False),
    Column("queue_rank", Integer, nullable=False, server_default=text("0")),
    Column("queued_at", Moment),
    version(),
    UniqueConstraint("slot_id", "child_id"),
    one_of("actor", ("family", "service", "rule")),
    CheckConstraint("status <> 'waitlisted' OR queued_at IS NOT NULL", name="queued_when_waiting"),
    Index("ix_reservation_child_id", "child_id", "slot_id"),
    partial("ix_reservation_asking", "slot_id", where="status = 'reservation_pending'"),
    partial(
        "ix_reservation_queue",
        "slot_id",
        "queue_rank",
        "queued_at",
        "id",
        where="status = 'waitlisted'",
    ),
)

# Append-only, written by trigger at each change of status.
slot_event = Table(
    "slot_event",
    metadata,
    identity(),
    Column("reservation_id", BigId, ForeignKey("reservation.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("status", String(40), nullable=False),
    Column("event", String(40), nullable=False),
    Column("actor", String(20), nullable=False),
    Column("account_id", String(120)),
    Column("agent_id", BigId),
    Column("rule_id", BigId),
    Column("request_id", BigId),
    Index("ix_slot_event_reservation_id", "reservation_id", "id"),
)

absence_reason = Table(
    "absence_reason",
    metadata,
    identity(),
    Column("label", String(120), nullable=False),
    Column("key", String(120), nullable=False),  # folded, to be met in what families type
    Column("justified", Boolean, nullable=False),
    UniqueConstraint("key"),
)
