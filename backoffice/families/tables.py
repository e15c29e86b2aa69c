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
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import JSON

from backoffice.database.base import BigId, Moment, identity, metadata, version

family = Table(
    "family",
    metadata,
    identity(),
    Column("label", String(160), nullable=False),  # « Belkacem-Roy »
    Column("created_at", Moment, nullable=False),
    version(),
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
    CheckConstraint("sex IN ('F', 'M')", name="sex_known"),
    Index("ix_child_school_class_id", "school_class_id"),
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
