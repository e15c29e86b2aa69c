"""Addresses accepted for a day to come."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.base import BigId, Moment
from backoffice.database.migrations.guarded import guard

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "due_address",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("decision_id", BigId, nullable=False),
        sa.Column("guardian_id", BigId, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("applied_at", Moment(), nullable=True),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_due_address_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardian.id"], name=op.f("fk_due_address_guardian_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_address")),
    )
    op.create_index("ix_due_address_decision_id", "due_address", ["decision_id"], unique=False)
    op.create_index("ix_due_address_guardian_id", "due_address", ["guardian_id"], unique=False)
    op.create_index(
        "ix_due_address_waiting",
        "due_address",
        ["due_on"],
        unique=False,
        sqlite_where=sa.text("applied_at IS NULL AND cancelled_at IS NULL"),
        postgresql_where=sa.text("applied_at IS NULL AND cancelled_at IS NULL"),
    )
    guard(
        versioned={},
        append_only=(),
        never_deleted=("due_address",),
        frozen={"due_address": "decision_id, guardian_id, due_on, changes"},
    )
