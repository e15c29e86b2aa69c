"""Families, their guardians and children, with the portal's own blocks and names."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import JSON

from backoffice.database.base import (
    BigId,
    Moment,
    identity,
    metadata,
    one_of,
    partial,
    version,
)

family = Table(
    "family",
    metadata,
    identity(),
    Column("label", String(160), nullable=False),  # « Belkacem-Roy »
    Column("created_at", Moment, nullable=False),
    version(),
    Column("merged_into", BigId, ForeignKey("family.id")),  # its people are there now
    Column("closed_at", Moment),  # taken back, or merged: found no more, never deleted
)


def _yes_or_no(name: str, default: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text(default))


def _address(prefix: str = "") -> list[Column[Any]]:
    sizes = {
        "country": 60, "postcode": 12, "city": 120, "street": 160,
        "address_extra": 160, "building": 120, "locality": 120,
    }  # fmt: skip
    return [Column(prefix + name, String(size)) for name, size in sizes.items()]


guardian = Table(
    "guardian",
    metadata,
    identity(),
    Column("family_id", BigId, ForeignKey("family.id"), nullable=False),
    Column("rank", Integer, nullable=False),
    _yes_or_no("is_payer", "false"),
    Column("civility", String(10)),
    Column("last_name", String(120), nullable=False),
    Column("first_name", String(120), nullable=False),
    Column("capacity", String(60)),
    Column("marital_status", String(60)),
    Column("email", String(254)),
    Column("phone", String(40)),
    Column("mobile", String(40)),
    _yes_or_no("accepts_email", "true"),
    _yes_or_no("accepts_sms", "false"),
    _yes_or_no("accepts_post", "true"),
    _yes_or_no("invoice_by_email", "false"),
    _yes_or_no("invoice_by_sms", "false"),
    _yes_or_no("invoice_by_post", "true"),
    *_address(),
    *_address("secondary_"),
    version(),
    Column("birth_date", Date),
    UniqueConstraint("family_id", "rank"),
    CheckConstraint("rank IN (1, 2)", name="rank_known"),
)

child = Table(
    "child",
    metadata,
    identity(),
    Column("last_name", String(120), nullable=False),
    Column("first_name", String(120), nullable=False),
    Column("birth_date", Date),
    Column("sex", String(1)),
    Column("school_class_id", BigId, ForeignKey("school_class.id")),
    Column("insurance_company", String(120)),
    Column("insurance_number", String(60)),
    _yes_or_no("glasses", "false"),
    _yes_or_no("dental_device", "false"),
    _yes_or_no("hearing_device", "false"),
    _yes_or_no("allows_sport", "false"),
    _yes_or_no("allows_photo", "false"),
    _yes_or_no("allows_leave_alone", "false"),
    _yes_or_no("allows_outings", "false"),
    _yes_or_no("allows_hospitalisation", "false"),
    Column("diets", JSON, nullable=False, server_default=text("'[]'")),
    Column("allergies", JSON, nullable=False, server_default=text("'[]'")),
    version(),
    _yes_or_no("care_plan", "false"),  # PAI
    Column("care_plan_until", Date),
    Column("photo_file_id", BigId, ForeignKey("stored_file.id")),
    CheckConstraint("sex IN ('F', 'M')", name="sex_known"),
    Index("ix_child_school_class_id", "school_class_id"),
    Index("ix_child_birth_date", "birth_date"),
)

# A child of separated parents belongs to two households.
family_child = Table(
    "family_child",
    metadata,
    Column("family_id", BigId, ForeignKey("family.id"), primary_key=True),
    Column("child_id", BigId, ForeignKey("child.id"), primary_key=True),
    Index("ix_family_child_child_id", "child_id"),
)

# What one may type to find a family: names and e-mails folded, phones as bare figures.
search_entry = Table(
    "search_entry",
    metadata,
    identity(),
    Column("family_id", BigId, ForeignKey("family.id"), nullable=False),
    Column("kind", String(20), nullable=False),  # family, guardian, child, phone, email
    Column("subject_id", BigId, nullable=False),
    Column("key", String(400), nullable=False),
    Index("ix_search_entry_family_id", "family_id"),
)

# Who may be called for a child, and who may fetch it.
contact = Table(
    "contact",
    metadata,
    identity(),
    Column("child_id", BigId, ForeignKey("child.id"), nullable=False),
    Column("full_name", String(240), nullable=False),
    Column("mobile", String(40)),
    Column("phone", String(40)),
    Column("relation", String(60), nullable=False, server_default=text("''")),
    _yes_or_no("emergency", "false"),
    _yes_or_no("pickup", "false"),
    version(),
    Index("ix_contact_child_id", "child_id"),
)

vaccination = Table(
    "vaccination",
    metadata,
    identity(),
    Column("child_id", BigId, ForeignKey("child.id"), nullable=False),
    Column("vaccine", String(120), nullable=False),
    Column("given_on", Date, nullable=False),
    Column("booster_on", Date),
    UniqueConstraint("child_id", "vaccine", "given_on"),
)

# Who pays for a child: by activity, by alternating week, or both; the household's payer otherwise.
payer_rule = Table(
    "payer_rule",
    metadata,
    identity(),
    Column("child_id", BigId, ForeignKey("child.id"), nullable=False),
    Column("guardian_id", BigId, ForeignKey("guardian.id"), nullable=False),
    Column("activity_id", BigId, ForeignKey("activity.id")),  # none: every activity
    Column("week", String(4)),  # of the ISO calendar; none: every week
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    version(),
    one_of("week", ("odd", "even")),
    CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="in_order"),
    Index("ix_payer_rule_child_id", "child_id"),
)

# One open account at most for a guardian. `iban` is the régie's alone to read: see `database.roles`.
bank_account = Table(
    "bank_account",
    metadata,
    identity(),
    Column("guardian_id", BigId, ForeignKey("guardian.id"), nullable=False),
    Column("holder", String(160), nullable=False),
    Column("iban", String(34), nullable=False),
    Column("iban_masked", String(60), nullable=False),
    Column("bic", String(11)),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", BigId, ForeignKey("agent.id")),
    Column("closed_at", Moment),
    Column("request_id", BigId, ForeignKey("request.id")),
    CheckConstraint("length(iban) >= 15", name="iban_given"),
    partial("uq_bank_account_open", "guardian_id", unique=True, where="closed_at IS NULL"),
    Index("ix_bank_account_guardian_id", "guardian_id"),
)

# A SEPA mandate; its reference is the RUM.
mandate = Table(
    "mandate",
    metadata,
    identity(),
    Column("bank_account_id", BigId, ForeignKey("bank_account.id"), nullable=False),
    Column("reference", String(35), nullable=False, unique=True),
    Column("state", String(10), nullable=False, server_default=text("'to_sign'")),
    Column("sequence", String(4), nullable=False, server_default=text("'FRST'")),
    Column("signed_on", Date),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    version(),
    one_of("state", ("to_sign", "active", "closed")),
    one_of("sequence", ("FRST", "RCUR")),
    CheckConstraint("state <> 'active' OR signed_on IS NOT NULL", name="signed_when_active"),
    Index("ix_mandate_bank_account_id", "bank_account_id"),
)

# An IBAN a family typed, kept apart from its request until the régie has answered.
asked_iban = Table(
    "asked_iban",
    metadata,
    Column("request_id", BigId, ForeignKey("request.id"), primary_key=True, autoincrement=False),
    Column("iban", String(34), nullable=False),
)

# Tax and CAF data by effective date; the one in force is the latest begun and not cancelled.
tax_record = Table(
    "tax_record",
    metadata,
    identity(),
    Column("family_id", BigId, ForeignKey("family.id"), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("source", String(20), nullable=False),
    Column("evidence", String(200), nullable=False, server_default=text("''")),
    Column("beneficiary_name", String(160)),
    Column("beneficiary_number", String(40)),
    Column("beneficiary_guardian_id", BigId, ForeignKey("guardian.id")),
    Column("children_count", Integer),
    Column("scheme", String(60)),
    Column("monthly_income", BigId),  # cents, as are all amounts here
    Column("yearly_tax_income", BigId),
    Column("family_quotient", Integer),  # euros, as the CAF writes it
    Column("quotient_valid_until", Date),
    Column("taxable", Boolean),
    Column("housing_aid", BigId),
    Column("tax_shares", Integer),  # hundredths of a share
    Column("fund_shares", Integer),  # hundredths of a share
    Column("rsa", Boolean),
    Column("rent", BigId),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", BigId, ForeignKey("agent.id")),
    Column("request_id", BigId, ForeignKey("request.id")),
    Column("cancelled_at", Moment),
    one_of("source", ("declared", "tax_notice", "caf", "msa", "api", "cdap")),
    Index("ix_tax_record_family_id", "family_id", "valid_from", "id"),
)

# A field a family asked to change, yellow on its screen until it is decided.
asked_field = Table(
    "asked_field",
    metadata,
    identity(),
    Column("request_id", BigId, ForeignKey("request.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("subject", String(10), nullable=False),
    Column("subject_id", BigId),  # none: a person to be made
    Column("field", String(60), nullable=False),
    Column("item", String(260), nullable=False, server_default=text("''")),  # one of a list
    Column("base", JSON),  # as it was when the family asked
    Column("asked", JSON),
    Column("current_text", Text),  # as families read it; follows every edit
    Column("asked_text", Text),
    Column("sensitive", Boolean, nullable=False, server_default=text("false")),
    Column("flaw", String(400)),  # why this field cannot be accepted
    Column("state", String(10), nullable=False, server_default=text("'pending'")),
    Column("public_reason", Text),
    Column("decision_id", BigId, ForeignKey("decision.id")),
    Column("decided_at", Moment),
    one_of("subject", ("guardian", "child", "family", "contact")),
    one_of("state", ("pending", "accepted", "refused")),
    CheckConstraint(
        "state <> 'refused' OR length(trim(coalesce(public_reason, ''))) > 0", name="reason_given"
    ),
    CheckConstraint("state = 'pending' OR decision_id IS NOT NULL", name="decision_known"),
    UniqueConstraint("request_id", "subject", "subject_id", "field", "item"),
    partial("ix_asked_field_pending", "subject", "subject_id", where="state = 'pending'"),
    Index("ix_asked_field_decision_id", "decision_id"),
)

# What a dossier held before and after each change, and who made it. Append-only.
field_change = Table(
    "field_change",
    metadata,
    identity(),
    Column("at", Moment, nullable=False),
    Column("agent_id", BigId, ForeignKey("agent.id")),
    Column("rule_id", BigId, ForeignKey("rule.id")),
    Column("request_id", BigId, ForeignKey("request.id")),
    Column("subject", String(10), nullable=False),
    Column("subject_id", BigId, nullable=False),
    Column("field", String(60), nullable=False),
    Column("item", String(260), nullable=False, server_default=text("''")),
    Column("before", JSON),
    Column("after", JSON),
    one_of("subject", ("guardian", "child", "family", "contact")),
    Index("ix_field_change_subject", "subject", "subject_id", "id"),
    Index("ix_field_change_request_id", "request_id"),
)

# What is kept of a file once it was accepted.
stored_file = Table(
    "stored_file",
    metadata,
    identity(),
    Column("name", String(255), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", BigId, ForeignKey("agent.id")),
    Column("portal_file_id", BigId, ForeignKey("portal_in_file.id")),
    Column("parent_id", BigId, ForeignKey("stored_file.id")),  # turned or cropped from it
    Column("scan", String(12), nullable=False, server_default=text("'unscanned'")),
    Index("ix_stored_file_sha256", "sha256"),
)

# Between agents only.
family_note = Table(
    "family_note",
    metadata,
    identity(),
    Column("family_id", BigId, ForeignKey("family.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("agent_id", BigId, ForeignKey("agent.id"), nullable=False),
    Column("words", Text, nullable=False),
    Index("ix_family_note_family_id", "family_id", "id"),
)

# Two dossiers made one; `moved` says which rows went over, so that it can be undone.
family_merge = Table(
    "family_merge",
    metadata,
    identity(),
    Column("kept_id", BigId, ForeignKey("family.id"), nullable=False),
    Column("merged_id", BigId, ForeignKey("family.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("agent_id", BigId, ForeignKey("agent.id")),
    Column("moved", JSON, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", BigId, ForeignKey("agent.id")),
    Index("ix_family_merge_kept_id", "kept_id"),
)
