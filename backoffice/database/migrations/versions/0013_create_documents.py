"""Documents: types, what was given, its files, reminders."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.base import BigId, Moment
from backoffice.database.migrations.guarded import guard, on_postgresql

revision = "0013"
down_revision = "0012"

# One in force at most, for whom it is about.
ALONE = (
    ("child", "child_id", ""),
    ("guardian", "guardian_id", ""),
    ("family", "family_id", " AND child_id IS NULL AND guardian_id IS NULL"),
)


def upgrade() -> None:
    _make_tables()
    for name, column, alone in ALONE:
        op.execute(
            f"CREATE UNIQUE INDEX uq_document_in_force_{name} ON document (document_type_id, {column}) "
            f"WHERE state = 'received' AND superseded_at IS NULL{alone}"
        )
    op.execute(
        "CREATE INDEX ix_document_waiting ON document (received_at, id) WHERE state = 'validating'"
    )
    op.execute("CREATE INDEX ix_document_ending ON document (valid_until) WHERE state = 'received'")
    number = "BIGINT" if on_postgresql() else "INTEGER"
    op.execute(
        f"ALTER TABLE stored_file ADD COLUMN parent_id {number} "
        "CONSTRAINT fk_stored_file_parent_id REFERENCES stored_file (id)"
    )
    op.execute("ALTER TABLE stored_file ADD COLUMN scan VARCHAR(12) DEFAULT 'unscanned' NOT NULL")
    guard(
        versioned={"document_type": "", "document": ""},
        append_only=("document_reminder",),
        never_deleted=("document", "document_file"),
        frozen={
            "document": "document_type_id, origin, request_id, received_at",
            "document_file": "document_id, position, portal_file_id",
        },
    )


def _make_tables() -> None:
    op.create_table(
        "document_type",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("validity", sa.String(length=20), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("mandatory", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("effect", sa.String(length=10), server_default=sa.text("'none'"), nullable=False),
        sa.Column("checklist", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("archived", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "effect IN ('block', 'warn', 'none')", name=op.f("ck_document_type_effect_known")
        ),
        sa.CheckConstraint(
            "scope IN ('child', 'guardian', 'family')", name=op.f("ck_document_type_scope_known")
        ),
        sa.CheckConstraint(
            "validity <> 'until' OR until_day IS NOT NULL", name=op.f("ck_document_type_day_given")
        ),
        sa.CheckConstraint(
            "validity IN ('permanent', 'annual', 'half_yearly', 'quarterly', 'school_year', 'until')",
            name=op.f("ck_document_type_validity_known"),
        ),
        sa.CheckConstraint("length(trim(label)) > 0", name=op.f("ck_document_type_label_given")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_type")),
    )
    op.create_table(
        "document_need",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("document_type_id", BigId, nullable=False),
        sa.Column("activity_id", BigId, nullable=True),
        sa.Column(
            "condition", sa.String(length=20), server_default=sa.text("'always'"), nullable=False
        ),
        sa.CheckConstraint(
            "activity_id IS NOT NULL OR condition <> 'always'",
            name=op.f("ck_document_need_says_something"),
        ),
        sa.CheckConstraint(
            "condition IN ('always', 'allergy', 'care_plan')",
            name=op.f("ck_document_need_condition_known"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_document_need_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_type_id"],
            ["document_type.id"],
            name=op.f("fk_document_need_document_type_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_need")),
        sa.UniqueConstraint(
            "document_type_id",
            "activity_id",
            "condition",
            name=op.f("uq_document_need_document_type_id_activity_id_condition"),
        ),
    )
    op.create_table(
        "document",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("document_type_id", BigId, nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("child_id", BigId, nullable=True),
        sa.Column("guardian_id", BigId, nullable=True),
        sa.Column(
            "state", sa.String(length=20), server_default=sa.text("'validating'"), nullable=False
        ),
        sa.Column(
            "origin", sa.String(length=10), server_default=sa.text("'portal'"), nullable=False
        ),
        sa.Column("request_id", BigId, nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("received_by", BigId, nullable=True),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("checked", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", BigId, nullable=True),
        sa.Column("public_reason", sa.Text(), nullable=True),
        sa.Column("superseded_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("origin IN ('portal', 'agent')", name=op.f("ck_document_origin_known")),
        sa.CheckConstraint(
            "state <> 'invalid' OR length(trim(coalesce(public_reason, ''))) > 0",
            name=op.f("ck_document_reason_given"),
        ),
        sa.CheckConstraint(
            "state IN ('validating', 'received', 'invalid', 'expired')",
            name=op.f("ck_document_state_known"),
        ),
        sa.CheckConstraint(
            "child_id IS NULL OR guardian_id IS NULL", name=op.f("ck_document_one_owner")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_document_child_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["agent.id"], name=op.f("fk_document_decided_by")),
        sa.ForeignKeyConstraint(
            ["document_type_id"], ["document_type.id"], name=op.f("fk_document_document_type_id")
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_document_family_id")),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardian.id"], name=op.f("fk_document_guardian_id")
        ),
        sa.ForeignKeyConstraint(
            ["received_by"], ["agent.id"], name=op.f("fk_document_received_by")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_document_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index("ix_document_child_id", "document", ["child_id"], unique=False)
    op.create_index("ix_document_family_id", "document", ["family_id"], unique=False)
    op.create_index("ix_document_request_id", "document", ["request_id"], unique=False)
    op.create_table(
        "document_file",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("document_id", BigId, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("portal_file_id", BigId, nullable=True),
        sa.Column("stored_file_id", BigId, nullable=True),
        sa.Column("kept", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.CheckConstraint(
            "portal_file_id IS NOT NULL OR stored_file_id IS NOT NULL",
            name=op.f("ck_document_file_file_given"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_file_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["portal_file_id"], ["portal_in_file.id"], name=op.f("fk_document_file_portal_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_document_file_stored_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_file")),
        sa.UniqueConstraint(
            "document_id", "position", name=op.f("uq_document_file_document_id_position")
        ),
    )
    op.create_table(
        "document_reminder",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("document_id", BigId, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_reminder_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_reminder")),
        sa.UniqueConstraint(
            "document_id", "days", name=op.f("uq_document_reminder_document_id_days")
        ),
    )
