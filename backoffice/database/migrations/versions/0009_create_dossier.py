"""The dossier: contacts, vaccinations, bank and tax data, fields asked for, merges."""

import sqlalchemy as sa
from alembic import op

from backoffice.database.base import BigId, Moment

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
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
