"""Subscriber codes; what the dossier adds to older tables, and what is guarded of it."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.base import BigId, Moment
from backoffice.database.migrations.guarded import guard, on_postgresql, run

revision = "0010"
down_revision = "0009"

_TAX = (
    "family_id, valid_from, source, evidence, beneficiary_name, beneficiary_number, "
    "beneficiary_guardian_id, children_count, scheme, monthly_income, yearly_tax_income, "
    "family_quotient, quotient_valid_until, taxable, housing_aid, tax_shares, fund_shares, rsa, rent"
)

COLUMNS = {
    "family": (
        "merged_into {id} CONSTRAINT fk_family_merged_into REFERENCES family (id)",
        "closed_at {moment}",
    ),
    "guardian": ("birth_date DATE",),
    "child": (
        "care_plan BOOLEAN DEFAULT false NOT NULL",
        "care_plan_until DATE",
        "photo_file_id {id} CONSTRAINT fk_child_photo_file_id REFERENCES stored_file (id)",
    ),
    "link": (
        "code_id {id} CONSTRAINT fk_link_code_id REFERENCES subscriber_code (id)",
        "agent_id {id} CONSTRAINT fk_link_agent_id REFERENCES agent (id)",
        "revoked_at {moment}",
        "revoked_by {id} CONSTRAINT fk_link_revoked_by REFERENCES agent (id)",
    ),
}

# What a family typed of its bank is kept apart, for the régie alone: only there may a payload be cleared.
PAYLOAD_ON_POSTGRESQL = """
DROP TRIGGER portal_in_request_frozen ON portal_in_request;
CREATE TRIGGER portal_in_request_frozen
  BEFORE UPDATE OF id, account_id, batch, kind, client_key, submitted_at ON portal_in_request
  FOR EACH ROW EXECUTE FUNCTION backoffice_refuse();
CREATE TRIGGER portal_in_request_payload_frozen BEFORE UPDATE OF payload ON portal_in_request
  FOR EACH ROW WHEN (OLD.kind NOT IN ('bank_change', 'family_creation'))
  EXECUTE FUNCTION backoffice_refuse();

CREATE FUNCTION backoffice_asked_iban() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.iban = '' THEN
    SELECT iban INTO NEW.iban FROM asked_iban WHERE request_id = NEW.request_id;
  END IF;
  RETURN NEW;
END $$;
-- The régie answers for money alone, whatever the prompt it types at.
CREATE FUNCTION backoffice_regie() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.kind NOT IN ('bank_change', 'tax_change')
     AND (SELECT role FROM agent WHERE login = session_user) = 'regie' THEN
    RAISE EXCEPTION 'request_regie' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER request_regie BEFORE UPDATE ON request
  FOR EACH ROW EXECUTE FUNCTION backoffice_regie();
CREATE TRIGGER bank_account_asked_iban BEFORE INSERT ON bank_account
  FOR EACH ROW EXECUTE FUNCTION backoffice_asked_iban();
"""
PAYLOAD_ON_SQLITE = (
    "DROP TRIGGER portal_in_request_frozen",
    """CREATE TRIGGER portal_in_request_frozen
  BEFORE UPDATE OF id, account_id, batch, kind, client_key, submitted_at ON portal_in_request
  BEGIN SELECT RAISE(ABORT, 'portal_in_request is append-only'); END""",
    """CREATE TRIGGER portal_in_request_payload_frozen BEFORE UPDATE OF payload ON portal_in_request
  WHEN OLD.kind NOT IN ('bank_change', 'family_creation')
  BEGIN SELECT RAISE(ABORT, 'portal_in_request is append-only'); END""",
)


def upgrade() -> None:
    _make_codes()
    words = {"id": "BIGINT", "moment": "TIMESTAMP WITH TIME ZONE"}
    if not on_postgresql():
        words = {"id": "INTEGER", "moment": "VARCHAR(32)"}
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column.format(**words)}")
    if on_postgresql():
        run(PAYLOAD_ON_POSTGRESQL)
    else:
        for statement in PAYLOAD_ON_SQLITE:
            op.execute(statement)
    guard(
        versioned={"contact": "", "payer_rule": "", "mandate": ""},
        append_only=("field_change", "link_attempt", "family_note"),
        never_deleted=(
            "asked_field", "bank_account", "mandate", "tax_record", "subscriber_code",
            "stored_file", "family_merge",
        ),
        frozen={
            "asked_field": "request_id, subject, field, item, base, asked",
            "bank_account": "guardian_id, holder, iban, iban_masked, bic, opened_at, request_id",
            "tax_record": _TAX,
            "subscriber_code": "kind, selector, secret_hash, issued_at",
            "stored_file": "name, media_type, size, sha256, content, added_at, portal_file_id",
        },
        stamped=("field_change", "family_note"),
    )  # fmt: skip


def _make_codes() -> None:
    op.create_table(
        "subscriber_code",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("guardian_id", BigId, nullable=True),
        sa.Column("selector", sa.String(length=4), nullable=False),
        sa.Column("secret_hash", sa.String(length=200), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("issued_by", BigId, nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("used_by", sa.String(length=120), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_by", BigId, nullable=True),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "channel IN ('letter', 'email', 'counter')",
            name=op.f("ck_subscriber_code_channel_known"),
        ),
        sa.CheckConstraint(
            "kind = 'family' OR guardian_id IS NOT NULL",
            name=op.f("ck_subscriber_code_guardian_named"),
        ),
        sa.CheckConstraint(
            "kind IN ('family', 'guardian', 'personal')", name=op.f("ck_subscriber_code_kind_known")
        ),
        sa.CheckConstraint(
            "(used_at IS NULL) = (used_by IS NULL)", name=op.f("ck_subscriber_code_user_known")
        ),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_subscriber_code_family_id")
        ),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardian.id"], name=op.f("fk_subscriber_code_guardian_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["agent.id"], name=op.f("fk_subscriber_code_issued_by")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["agent.id"], name=op.f("fk_subscriber_code_revoked_by")
        ),
        sa.ForeignKeyConstraint(
            ["used_by"], ["account.id"], name=op.f("fk_subscriber_code_used_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber_code")),
    )
    op.create_index("ix_subscriber_code_family_id", "subscriber_code", ["family_id"], unique=False)
    op.create_index(
        "uq_subscriber_code_selector",
        "subscriber_code",
        ["kind", "selector"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "link_attempt",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("account_id", sa.String(length=120), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("code_id", BigId, nullable=True),
        sa.CheckConstraint(
            "method IN ('code', 'invoice')", name=op.f("ck_link_attempt_method_known")
        ),
        sa.CheckConstraint(
            "outcome IN ('linked', 'wrong', 'locked')", name=op.f("ck_link_attempt_outcome_known")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_link_attempt_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["code_id"], ["subscriber_code.id"], name=op.f("fk_link_attempt_code_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_attempt")),
    )
    op.create_index(
        "ix_link_attempt_account_id", "link_attempt", ["account_id", "at"], unique=False
    )
