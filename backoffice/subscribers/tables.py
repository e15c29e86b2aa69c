"""Accounts of the portal, links to families, preferences."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, text

from backoffice.database.base import BigId, Moment, identity, metadata, one_of, partial

account = Table(
    "account",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("civility", String(10)),
    Column("last_name", String(120)),
    Column("first_name", String(120)),
    Column("display_name", String(250), nullable=False, server_default=text("''")),
    Column("email", String(254)),
    Column("state", String(20), nullable=False, server_default=text("'created'")),
    Column("terms_version", String(40)),
    Column("verified_by", String(40)),
    Column("created_at", Moment, nullable=False),
    Column("activated_at", Moment),
    Column("closed_at", Moment),
    Column("signed_in_at", Moment),
    one_of("state", ("unknown", "created", "activated", "closed")),
)

link = Table(
    "link",
    metadata,
    identity(),
    Column("account_id", String(120), ForeignKey("account.id"), nullable=False),
    Column("family_id", BigId, ForeignKey("family.id"), nullable=False),
    Column("guardian_id", BigId, ForeignKey("guardian.id")),
    Column("state", String(20), nullable=False),
    Column("method", String(20), nullable=False),
    Column("reason", String(400)),
    Column("linked_at", Moment, nullable=False),
    Column("activated_at", Moment),
    one_of("state", ("pending_sign_in", "active", "revoked", "refused")),
    one_of("method", ("code", "invoice", "creation", "agent")),
    partial(
        "uq_link_account_family",
        "account_id",
        "family_id",
        unique=True,
        where="state IN ('pending_sign_in', 'active')",
    ),
    Index("ix_link_family_id", "family_id"),
)

preference = Table(
    "preference",
    metadata,
    Column("account_id", String(120), ForeignKey("account.id"), primary_key=True),
    *(
        Column(name, Boolean, nullable=False, server_default=text("true"))
        for name in (
            "new_invoice",
            "reservation_accepted",
            "reservation_refused",
            "absence_accepted",
            "absence_refused",
        )
    ),
    Column("updated_at", Moment, nullable=False),
)
