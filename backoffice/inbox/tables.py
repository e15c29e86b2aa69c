"""Requests, grouped as they were sent; decisions; history; rules and reasons."""

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
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import JSON

from backoffice.database.base import BigId, Moment, identity, metadata, one_of, partial, version
from backoffice.inbox.workflow import FIRST_TOWN_RULE, Queue

request_kind = Table(
    "request_kind",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("label", String(80), nullable=False),
)

request_status = Table(
    "request_status",
    metadata,
    Column("status", String(40), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("list_label", String(40), nullable=False),
    Column("history_label", String(40), nullable=False),
    Column("pending", Boolean, nullable=False),  # someone has to answer
)

request_arrow = Table(
    "request_arrow",
    metadata,
    Column("from_status", String(40), ForeignKey("request_status.status"), primary_key=True),
    Column("to_status", String(40), ForeignKey("request_status.status"), primary_key=True),
)


def _while_pending(name: str, *columns: str) -> Index:
    return partial(name, *columns, where="pending > 0")


# What one click on the portal sent, about one thing: a line of the inbox.
submission = Table(
    "submission",
    metadata,
    identity(),
    Column("account_id", String(120), ForeignKey("account.id")),
    Column("batch", String(200)),
    Column("family_id", BigId, ForeignKey("family.id")),
    Column("child_id", BigId, ForeignKey("child.id")),
    Column("activity_id", BigId, ForeignKey("activity.id")),
    Column("facility_id", BigId, ForeignKey("facility.id")),
    Column("queue", String(40), nullable=False),
    Column("kind", String(40), ForeignKey("request_kind.kind"), nullable=False),  # of its first
    Column("submitted_at", Moment, nullable=False),
    Column("requests", Integer, nullable=False, server_default=text("0")),  # kept by trigger
    Column("pending", Integer, nullable=False, server_default=text("0")),  # kept by trigger
    Column("first_day", Date),
    Column("last_day", Date),
    Column("assigned_to", BigId, ForeignKey("agent.id")),
    Column("suspended_until", Date),
    Column("suspended_reason", String(400)),
    Column("opened_by", BigId, ForeignKey("agent.id")),
    Column("opened_at", Moment),
    version(),
    one_of("queue", Queue),
    _while_pending("ix_submission_waiting", "submitted_at", "id"),
    _while_pending("ix_submission_queue", "queue", "submitted_at", "id"),
    _while_pending("ix_submission_day", "first_day", "id"),
    _while_pending("ix_submission_family", "family_id", "submitted_at", "id"),
    Index("ix_submission_batch", "account_id", "batch"),
)

request = Table(
    "request",
    metadata,
    Column("id", BigId, ForeignKey("portal_in_request.id"), primary_key=True, autoincrement=False),
    Column("submission_id", BigId, ForeignKey("submission.id"), nullable=False),
    Column("account_id", String(120), ForeignKey("account.id")),
    Column("family_id", BigId, ForeignKey("family.id")),
    Column("child_id", BigId, ForeignKey("child.id")),
    Column("activity_id", BigId, ForeignKey("activity.id")),
    Column("facility_id", BigId, ForeignKey("facility.id")),
    Column("slot_id", BigId, ForeignKey("slot.id")),
    Column("kind", String(40), ForeignKey("request_kind.kind"), nullable=False),
    Column("status", String(40), ForeignKey("request_status.status"), nullable=False),
    Column("origin", String(10), nullable=False, server_default=text("'portal'")),
    Column("typed_by", BigId, ForeignKey("agent.id")),  # an agent, on behalf of the family
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("description", String(400), nullable=False),
    Column("details", JSON, nullable=False),  # the payload, read and cleaned
    Column("family_words", Text),  # note or reason, as the family wrote it
    Column("submitted_at", Moment, nullable=False),
    Column("taken_in_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),  # written by trigger when the family withdraws
    Column("decided_at", Moment),
    Column("decided_by", BigId, ForeignKey("agent.id")),
    Column("rule_id", BigId, ForeignKey("rule.id")),
    Column("public_reason", Text),
    Column("message", Text),
    Column("read_up_to", BigId, nullable=False, server_default=text("0")),
    version(),
    one_of("origin", ("portal", "agent")),
    CheckConstraint(
        "status NOT IN ('refused', 'void') OR length(trim(coalesce(public_reason, ''))) > 0",
        name="reason_given",
    ),
    CheckConstraint(
        "status NOT IN ('accepted', 'partly_accepted', 'refused', 'void', 'waitlisted')"
        " OR (decided_at IS NOT NULL AND (decided_by IS NOT NULL OR rule_id IS NOT NULL))",
        name="decider_known",
    ),
    Index("ix_request_submission_id", "submission_id"),
    Index("ix_request_child_day", "child_id", "starts_on"),
    Index("ix_request_family_id", "family_id", "id"),
    Index("ix_request_account_id", "account_id"),
    Index("ix_request_slot_id", "slot_id"),
    Index("ix_request_status", "status", "id"),
)

rule = Table(
    "rule",
    metadata,
    identity(start=FIRST_TOWN_RULE),
    Column("name", String(120), nullable=False),
    Column("kind", String(40), ForeignKey("request_kind.kind")),
    Column("activity_id", BigId, ForeignKey("activity.id")),  # none: every activity
    Column("condition", String(20), nullable=False),
    Column("enabled", Boolean, nullable=False, server_default=text("false")),
    Column("created_by", BigId, ForeignKey("agent.id")),
    Column("created_at", Moment),
    version(),
    UniqueConstraint("name"),
    one_of("condition", ("built_in", "in_time", "favourable")),
)

# Every answer given, with the facts it was given on. One at most is in force for a request.
decision = Table(
    "decision",
    metadata,
    identity(),
    Column("request_id", BigId, ForeignKey("request.id"), nullable=False),
    Column("operation_id", String(36), nullable=False),
    Column("at", Moment, nullable=False),
    Column("agent_id", BigId, ForeignKey("agent.id")),
    Column("rule_id", BigId, ForeignKey("rule.id")),
    Column("outcome", String(40), ForeignKey("request_status.status"), nullable=False),
    Column("status_before", String(40), nullable=False),
    Column("slot_before", String(40)),
    Column("slot_after", String(40)),
    Column("public_reason", Text),
    Column("message", Text),
    Column("facts", JSON, nullable=False),
    Column("mail_at", Moment, nullable=False),
    Column("mailed_at", Moment),
    Column("replaces_id", BigId, ForeignKey("decision.id")),
    Column("effective", Boolean, nullable=False, server_default=text("true")),
    Column("undone_at", Moment),
    Column("undone_by", BigId, ForeignKey("agent.id")),
    CheckConstraint("agent_id IS NOT NULL OR rule_id IS NOT NULL", name="decider_known"),
    partial("uq_decision_effective", "request_id", unique=True, where="effective"),
    Index("ix_decision_operation_id", "operation_id"),
    Index("ix_decision_request_id", "request_id"),
    partial("ix_decision_to_mail", "mail_at", where="mailed_at IS NULL"),
)

# An address accepted for a day to come, for one guardian; applied that day.
due_address = Table(
    "due_address",
    metadata,
    identity(),
    Column("decision_id", BigId, ForeignKey("decision.id"), nullable=False),
    Column("guardian_id", BigId, ForeignKey("guardian.id"), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("changes", JSON, nullable=False),  # field: value
    Column("applied_at", Moment),
    Column("cancelled_at", Moment),
    Index("ix_due_address_decision_id", "decision_id"),
    Index("ix_due_address_guardian_id", "guardian_id"),
    partial(
        "ix_due_address_waiting", "due_on", where="applied_at IS NULL AND cancelled_at IS NULL"
    ),
)

# What the family reads of its request after « Création de demande ». Append-only.
request_history = Table(
    "request_history",
    metadata,
    identity(),
    Column("request_id", BigId, ForeignKey("request.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("label", String(200), nullable=False),
    Column("status", String(40), ForeignKey("request_status.status"), nullable=False),
    Column("message", Text),
    Column("public_reason", Text),
    Column("agent_id", BigId, ForeignKey("agent.id")),
    Column("rule_id", BigId, ForeignKey("rule.id")),
    Index("ix_request_history_request_id", "request_id", "id"),
)

# Between agents only: no view of the portal reads this table.
note = Table(
    "note",
    metadata,
    identity(),
    Column("submission_id", BigId, ForeignKey("submission.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("agent_id", BigId, ForeignKey("agent.id"), nullable=False),
    Column("words", Text, nullable=False),
    Index("ix_note_submission_id", "submission_id"),
)

refusal_reason = Table(
    "refusal_reason",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("label", String(400), nullable=False),  # as the family reads it
    Column("position", Integer, nullable=False, server_default=text("0")),
    Column("archived", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("length(trim(label)) > 0", name="label_given"),
)

# What the portal wrote and nobody could understand.
anomaly = Table(
    "anomaly",
    metadata,
    identity(),
    Column("source", String(10), nullable=False),
    Column("source_id", BigId, nullable=False),
    Column("account_id", String(120), nullable=False),
    Column("kind", String(80), nullable=False),
    Column("cause", String(400), nullable=False),
    Column("at", Moment, nullable=False),
    Column("handled_at", Moment),
    Column("handled_by", BigId, ForeignKey("agent.id")),
    UniqueConstraint("source", "source_id"),
    one_of("source", ("request", "event")),
)
