"""The dossier: contacts, vaccinations, bank and tax data, fields asked for, codes, merges."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.base import BigId, Moment
from backoffice.database.migrations.guarded import guard, on_postgresql, run

revision = "0009"
down_revision = "0008"

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
    _make_tables()
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


def _make_tables() -> None:
    op.create_table(
        "family_merge",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("kept_id", BigId, nullable=False),
        sa.Column("merged_id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", BigId, nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_family_merge_agent_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["family.id"], name=op.f("fk_family_merge_kept_id")),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["family.id"], name=op.f("fk_family_merge_merged_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["agent.id"], name=op.f("fk_family_merge_undone_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_merge")),
    )
    op.create_index("ix_family_merge_kept_id", "family_merge", ["kept_id"], unique=False)
    op.create_table(
        "family_note",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("agent_id", BigId, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_family_note_agent_id")),
        sa.ForeignKeyConstraint(
            ["family_id"], ["family.id"], name=op.f("fk_family_note_family_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_note")),
    )
    op.create_index("ix_family_note_family_id", "family_note", ["family_id", "id"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("added_by", BigId, nullable=True),
        sa.Column("portal_file_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["agent.id"], name=op.f("fk_stored_file_added_by")),
        sa.ForeignKeyConstraint(
            ["portal_file_id"], ["portal_in_file.id"], name=op.f("fk_stored_file_portal_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_index("ix_stored_file_sha256", "stored_file", ["sha256"], unique=False)
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
        "contact",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("child_id", BigId, nullable=False),
        sa.Column("full_name", sa.String(length=240), nullable=False),
        sa.Column("mobile", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("relation", sa.String(length=60), server_default=sa.text("('')"), nullable=False),
        sa.Column("emergency", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("pickup", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_contact_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_child_id", "contact", ["child_id"], unique=False)
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
    op.create_table(
        "payer_rule",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("child_id", BigId, nullable=False),
        sa.Column("guardian_id", BigId, nullable=False),
        sa.Column("activity_id", BigId, nullable=True),
        sa.Column("week", sa.String(length=4), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("week IN ('odd', 'even')", name=op.f("ck_payer_rule_week_known")),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_payer_rule_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_payer_rule_activity_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_payer_rule_child_id")),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardian.id"], name=op.f("fk_payer_rule_guardian_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer_rule")),
    )
    op.create_index("ix_payer_rule_child_id", "payer_rule", ["child_id"], unique=False)
    op.create_table(
        "vaccination",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("child_id", BigId, nullable=False),
        sa.Column("vaccine", sa.String(length=120), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("booster_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_vaccination_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vaccination")),
        sa.UniqueConstraint(
            "child_id", "vaccine", "given_on", name=op.f("uq_vaccination_child_id_vaccine_given_on")
        ),
    )
    op.create_table(
        "asked_iban",
        sa.Column("request_id", BigId, autoincrement=False, nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_asked_iban_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_asked_iban")),
    )
    op.create_table(
        "bank_account",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("guardian_id", BigId, nullable=False),
        sa.Column("holder", sa.String(length=160), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("iban_masked", sa.String(length=60), nullable=False),
        sa.Column("bic", sa.String(length=11), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("opened_by", BigId, nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("request_id", BigId, nullable=True),
        sa.CheckConstraint("length(iban) >= 15", name=op.f("ck_bank_account_iban_given")),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardian.id"], name=op.f("fk_bank_account_guardian_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["agent.id"], name=op.f("fk_bank_account_opened_by")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_bank_account_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
    )
    op.create_index("ix_bank_account_guardian_id", "bank_account", ["guardian_id"], unique=False)
    op.create_index(
        "uq_bank_account_open",
        "bank_account",
        ["guardian_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "field_change",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("agent_id", BigId, nullable=True),
        sa.Column("rule_id", BigId, nullable=True),
        sa.Column("request_id", BigId, nullable=True),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("subject_id", BigId, nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("item", sa.String(length=260), server_default=sa.text("('')"), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "subject IN ('guardian', 'child', 'family', 'contact')",
            name=op.f("ck_field_change_subject_known"),
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_field_change_agent_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_field_change_request_id")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_field_change_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_change")),
    )
    op.create_index("ix_field_change_request_id", "field_change", ["request_id"], unique=False)
    op.create_index(
        "ix_field_change_subject", "field_change", ["subject", "subject_id", "id"], unique=False
    )
    op.create_table(
        "tax_record",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("family_id", BigId, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column(
            "evidence", sa.String(length=200), server_default=sa.text("('')"), nullable=False
        ),
        sa.Column("beneficiary_name", sa.String(length=160), nullable=True),
        sa.Column("beneficiary_number", sa.String(length=40), nullable=True),
        sa.Column("beneficiary_guardian_id", BigId, nullable=True),
        sa.Column("children_count", sa.Integer(), nullable=True),
        sa.Column("scheme", sa.String(length=60), nullable=True),
        sa.Column("monthly_income", BigId, nullable=True),
        sa.Column("yearly_tax_income", BigId, nullable=True),
        sa.Column("family_quotient", sa.Integer(), nullable=True),
        sa.Column("quotient_valid_until", sa.Date(), nullable=True),
        sa.Column("taxable", sa.Boolean(), nullable=True),
        sa.Column("housing_aid", BigId, nullable=True),
        sa.Column("tax_shares", sa.Integer(), nullable=True),
        sa.Column("fund_shares", sa.Integer(), nullable=True),
        sa.Column("rsa", sa.Boolean(), nullable=True),
        sa.Column("rent", BigId, nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", BigId, nullable=True),
        sa.Column("request_id", BigId, nullable=True),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "source IN ('declared', 'tax_notice', 'caf', 'msa', 'api', 'cdap')",
            name=op.f("ck_tax_record_source_known"),
        ),
        sa.ForeignKeyConstraint(
            ["beneficiary_guardian_id"],
            ["guardian.id"],
            name=op.f("fk_tax_record_beneficiary_guardian_id"),
        ),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_tax_record_family_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["agent.id"], name=op.f("fk_tax_record_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_tax_record_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_record")),
    )
    op.create_index(
        "ix_tax_record_family_id", "tax_record", ["family_id", "valid_from", "id"], unique=False
    )
    op.create_table(
        "asked_field",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("request_id", BigId, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("subject_id", BigId, nullable=True),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("item", sa.String(length=260), server_default=sa.text("('')"), nullable=False),
        sa.Column("base", sa.JSON(), nullable=True),
        sa.Column("asked", sa.JSON(), nullable=True),
        sa.Column("current_text", sa.Text(), nullable=True),
        sa.Column("asked_text", sa.Text(), nullable=True),
        sa.Column("sensitive", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("flaw", sa.String(length=400), nullable=True),
        sa.Column(
            "state", sa.String(length=10), server_default=sa.text("'pending'"), nullable=False
        ),
        sa.Column("public_reason", sa.Text(), nullable=True),
        sa.Column("decision_id", BigId, nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state <> 'refused' OR length(trim(coalesce(public_reason, ''))) > 0",
            name=op.f("ck_asked_field_reason_given"),
        ),
        sa.CheckConstraint(
            "state = 'pending' OR decision_id IS NOT NULL",
            name=op.f("ck_asked_field_decision_known"),
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'accepted', 'refused')", name=op.f("ck_asked_field_state_known")
        ),
        sa.CheckConstraint(
            "subject IN ('guardian', 'child', 'family', 'contact')",
            name=op.f("ck_asked_field_subject_known"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_asked_field_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_asked_field_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_field")),
        sa.UniqueConstraint(
            "request_id",
            "subject",
            "subject_id",
            "field",
            "item",
            name=op.f("uq_asked_field_request_id_subject_subject_id_field_item"),
        ),
    )
    op.create_index("ix_asked_field_decision_id", "asked_field", ["decision_id"], unique=False)
    op.create_index(
        "ix_asked_field_pending",
        "asked_field",
        ["subject", "subject_id"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "mandate",
        sa.Column("id", BigId, sa.Identity(always=False, start=1), nullable=False),
        sa.Column("bank_account_id", BigId, nullable=False),
        sa.Column("reference", sa.String(length=35), nullable=False),
        sa.Column(
            "state", sa.String(length=10), server_default=sa.text("'to_sign'"), nullable=False
        ),
        sa.Column(
            "sequence", sa.String(length=4), server_default=sa.text("'FRST'"), nullable=False
        ),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("sequence IN ('FRST', 'RCUR')", name=op.f("ck_mandate_sequence_known")),
        sa.CheckConstraint(
            "state <> 'active' OR signed_on IS NOT NULL", name=op.f("ck_mandate_signed_when_active")
        ),
        sa.CheckConstraint(
            "state IN ('to_sign', 'active', 'closed')", name=op.f("ck_mandate_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["bank_account_id"], ["bank_account.id"], name=op.f("fk_mandate_bank_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("reference", name=op.f("uq_mandate_reference")),
    )
    op.create_index("ix_mandate_bank_account_id", "mandate", ["bank_account_id"], unique=False)
