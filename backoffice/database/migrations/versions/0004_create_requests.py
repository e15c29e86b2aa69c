"""What the portal writes, and what becomes of it."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.base import BigId, Moment, instant

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "portal_in_event",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("client_key", sa.String(), nullable=True),
        sa.Column("occurred_at", Moment(), server_default=instant(), nullable=False),
        sa.Column("taken_in_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_in_event")),
        sa.UniqueConstraint("client_key", name=op.f("uq_portal_in_event_client_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_portal_in_event_waiting",
        "portal_in_event",
        ["id"],
        unique=False,
        sqlite_where=sa.text("taken_in_at IS NULL"),
        postgresql_where=sa.text("taken_in_at IS NULL"),
    )
    op.create_table(
        "portal_in_file",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", Moment(), server_default=instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_in_file")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "portal_in_request",
        sa.Column("id", BigId, sa.Identity(always=False, start=10000000), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("client_key", sa.String(), nullable=True),
        sa.Column("submitted_at", Moment(), server_default=instant(), nullable=False),
        sa.Column("taken_in_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_in_request")),
        sa.UniqueConstraint("client_key", name=op.f("uq_portal_in_request_client_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_portal_in_request_waiting",
        "portal_in_request",
        ["id"],
        unique=False,
        sqlite_where=sa.text("taken_in_at IS NULL"),
        postgresql_where=sa.text("taken_in_at IS NULL"),
    )
    op.create_table(
        "refusal_reason",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=400), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("archived", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.CheckConstraint("length(trim(label)) > 0", name=op.f("ck_refusal_reason_label_given")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_refusal_reason")),
    )
    op.create_table(
        "request_kind",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_request_kind")),
    )
    op.create_table(
        "request_status",
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("list_label", sa.String(length=40), nullable=False),
        sa.Column("history_label", sa.String(length=40), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("status", name=op.f("pk_request_status")),
    )
    op.create_table(
        "anomaly",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("source_id", BigId, nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("cause", sa.String(length=400), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("handled_at", Moment(), nullable=True),
        sa.Column("handled_by", BigId, nullable=True),
        sa.CheckConstraint("source IN ('request', 'event')", name=op.f("ck_anomaly_source_known")),
        sa.ForeignKeyConstraint(["handled_by"], ["agent.id"], name=op.f("fk_anomaly_handled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anomaly")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_anomaly_source_source_id")),
    )
    op.create_table(
        "request_arrow",
        sa.Column("from_status", sa.String(length=40), nullable=False),
        sa.Column("to_status", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_status"], ["request_status.status"], name=op.f("fk_request_arrow_from_status")
        ),
        sa.ForeignKeyConstraint(
            ["to_status"], ["request_status.status"], name=op.f("fk_request_arrow_to_status")
        ),
        sa.PrimaryKeyConstraint("from_status", "to_status", name=op.f("pk_request_arrow")),
    )
    op.create_table(
        "rule",
        sa.Column("id", BigId, sa.Identity(always=False, start=100), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("activity_id", BigId, nullable=True),
        sa.Column("condition", sa.String(length=20), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("created_by", BigId, nullable=True),
        sa.Column("created_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "condition IN ('built_in', 'in_time', 'favourable')",
            name=op.f("ck_rule_condition_known"),
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_rule_activity_id")),
        sa.ForeignKeyConstraint(["created_by"], ["agent.id"], name=op.f("fk_rule_created_by")),
        sa.ForeignKeyConstraint(["kind"], ["request_kind.kind"], name=op.f("fk_rule_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
        sa.UniqueConstraint("name", name=op.f("uq_rule_name")),
    )
    op.create_table(
        "submission",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=True),
        sa.Column("batch", sa.String(length=200), nullable=True),
        sa.Column("family_id", BigId, nullable=True),
        sa.Column("child_id", BigId, nullable=True),
        sa.Column("activity_id", BigId, nullable=True),
        sa.Column("facility_id", BigId, nullable=True),
        sa.Column("queue", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("submitted_at", Moment(), nullable=False),
        sa.Column("requests", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("pending", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("assigned_to", BigId, nullable=True),
        sa.Column("suspended_until", sa.Date(), nullable=True),
        sa.Column("suspended_reason", sa.String(length=400), nullable=True),
        sa.Column("opened_by", BigId, nullable=True),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "queue IN ('reservations', 'absences', 'dossier', 'documents', 'creche', 'families', 'messages')",
            name=op.f("ck_submission_queue_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_submission_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_submission_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to"], ["agent.id"], name=op.f("fk_submission_assigned_to")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_submission_child_id")),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_submission_facility_id")
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_submission_family_id")),
        sa.ForeignKeyConstraint(["kind"], ["request_kind.kind"], name=op.f("fk_submission_kind")),
        sa.ForeignKeyConstraint(["opened_by"], ["agent.id"], name=op.f("fk_submission_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    op.create_index("ix_submission_batch", "submission", ["account_id", "batch"], unique=False)
    op.create_index(
        "ix_submission_day",
        "submission",
        ["first_day", "id"],
        unique=False,
        sqlite_where=sa.text("pending > 0"),
        postgresql_where=sa.text("pending > 0"),
    )
    op.create_index(
        "ix_submission_family",
        "submission",
        ["family_id", "submitted_at", "id"],
        unique=False,
        sqlite_where=sa.text("pending > 0"),
        postgresql_where=sa.text("pending > 0"),
    )
    op.create_index(
        "ix_submission_queue",
        "submission",
        ["queue", "submitted_at", "id"],
        unique=False,
        sqlite_where=sa.text("pending > 0"),
        postgresql_where=sa.text("pending > 0"),
    )
    op.create_index(
        "ix_submission_waiting",
        "submission",
        ["submitted_at", "id"],
        unique=False,
        sqlite_where=sa.text("pending > 0"),
        postgresql_where=sa.text("pending > 0"),
    )
    op.create_table(
        "note",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("submission_id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("agent_id", BigId, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_note_agent_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_note_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index("ix_note_submission_id", "note", ["submission_id"], unique=False)
    op.create_table(
        "request",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("submission_id", BigId, nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=True),
        sa.Column("family_id", BigId, nullable=True),
        sa.Column("child_id", BigId, nullable=True),
        sa.Column("activity_id", BigId, nullable=True),
        sa.Column("facility_id", BigId, nullable=True),
        sa.Column("slot_id", BigId, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column(
            "origin", sa.String(length=10), server_default=sa.text("'portal'"), nullable=False
        ),
        sa.Column("typed_by", BigId, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("description", sa.String(length=400), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("family_words", sa.Text(), nullable=True),
        sa.Column("submitted_at", Moment(), nullable=False),
        sa.Column("taken_in_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", BigId, nullable=True),
        sa.Column("rule_id", BigId, nullable=True),
        sa.Column("public_reason", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("read_up_to", BigId, server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("origin IN ('portal', 'agent')", name=op.f("ck_request_origin_known")),
        sa.CheckConstraint(
            "status NOT IN ('accepted', 'partly_accepted', 'refused', 'void', 'waitlisted') OR (decided_at IS NOT NULL AND (decided_by IS NOT NULL OR rule_id IS NOT NULL))",
            name=op.f("ck_request_decider_known"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('refused', 'void') OR length(trim(coalesce(public_reason, ''))) > 0",
            name=op.f("ck_request_reason_given"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_request_account_id")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_request_activity_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_request_child_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["agent.id"], name=op.f("fk_request_decided_by")),
        sa.ForeignKeyConstraint(
            ["facility_id"], ["facility.id"], name=op.f("fk_request_facility_id")
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_request_family_id")),
        sa.ForeignKeyConstraint(["id"], ["portal_in_request.id"], name=op.f("fk_request_id")),
        sa.ForeignKeyConstraint(["kind"], ["request_kind.kind"], name=op.f("fk_request_kind")),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_request_rule_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["slot.id"], name=op.f("fk_request_slot_id")),
        sa.ForeignKeyConstraint(
            ["status"], ["request_status.status"], name=op.f("fk_request_status")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_request_submission_id")
        ),
        sa.ForeignKeyConstraint(["typed_by"], ["agent.id"], name=op.f("fk_request_typed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    op.create_index("ix_request_account_id", "request", ["account_id"], unique=False)
    op.create_index("ix_request_child_day", "request", ["child_id", "starts_on"], unique=False)
    op.create_index("ix_request_family_id", "request", ["family_id", "id"], unique=False)
    op.create_index("ix_request_slot_id", "request", ["slot_id"], unique=False)
    op.create_index("ix_request_status", "request", ["status", "id"], unique=False)
    op.create_index("ix_request_submission_id", "request", ["submission_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("request_id", BigId, nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("rule_id", BigId, nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("status_before", sa.String(length=40), nullable=False),
        sa.Column("slot_before", sa.String(length=40), nullable=True),
        sa.Column("slot_after", sa.String(length=40), nullable=True),
        sa.Column("public_reason", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("mail_at", Moment(), nullable=False),
        sa.Column("mailed_at", Moment(), nullable=True),
        sa.Column("replaces_id", BigId, nullable=True),
        sa.Column("effective", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", BigId, nullable=True),
        sa.CheckConstraint(
            "agent_id IS NOT NULL OR rule_id IS NOT NULL", name=op.f("ck_decision_decider_known")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_decision_agent_id")),
        sa.ForeignKeyConstraint(
            ["outcome"], ["request_status.status"], name=op.f("fk_decision_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["decision.id"], name=op.f("fk_decision_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_decision_request_id")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_decision_rule_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["agent.id"], name=op.f("fk_decision_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_operation_id", "decision", ["operation_id"], unique=False)
    op.create_index("ix_decision_request_id", "decision", ["request_id"], unique=False)
    op.create_index(
        "ix_decision_to_mail",
        "decision",
        ["mail_at"],
        unique=False,
        sqlite_where=sa.text("mailed_at IS NULL"),
        postgresql_where=sa.text("mailed_at IS NULL"),
    )
    op.create_index(
        "uq_decision_effective",
        "decision",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("effective"),
        postgresql_where=sa.text("effective"),
    )
    op.create_table(
        "request_history",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("request_id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("public_reason", sa.Text(), nullable=True),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("rule_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agent.id"], name=op.f("fk_request_history_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_history_request_id")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_request_history_rule_id")),
        sa.ForeignKeyConstraint(
            ["status"], ["request_status.status"], name=op.f("fk_request_history_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_history")),
    )
    op.create_index(
        "ix_request_history_request_id", "request_history", ["request_id", "id"], unique=False
    )
