"""Accounts of the portal, links to families, preferences."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

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
    Column("search_key", String(520), nullable=False, server_default=text("''")),  # folded
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
    Column("code_id", BigId, ForeignKey("subscriber_code.id")),  # what it was made with
    Column("agent_id", BigId, ForeignKey("agent.id")),  # who made it, by hand
    Column("revoked_at", Moment),
    Column("revoked_by", BigId, ForeignKey("agent.id")),
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

# A code abonné (of a family or of one guardian), or a payer's personal code. Its secret part is only
# ever hashed; `selector` finds it.
subscriber_code = Table(
    "subscriber_code",
    metadata,
    identity(),
    Column("kind", String(10), nullable=False),
    Column("family_id", BigId, ForeignKey("family.id"), nullable=False),
    Column("guardian_id", BigId, ForeignKey("guardian.id")),
    Column("selector", String(4), nullable=False),
    Column("secret_hash", String(200), nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("issued_by", BigId, ForeignKey("agent.id")),
    Column("expires_at", Moment, nullable=False),
    Column("channel", String(10)),
    Column("sent_at", Moment),
    Column("used_at", Moment),
    Column("used_by", String(120), ForeignKey("account.id")),
    Column("revoked_at", Moment),
    Column("revoked_by", BigId, ForeignKey("agent.id")),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    one_of("kind", ("family", "guardian", "personal")),
    one_of("channel", ("letter", "email", "counter")),
    CheckConstraint("kind = 'family' OR guardian_id IS NOT NULL", name="guardian_named"),
    CheckConstraint("(used_at IS NULL) = (used_by IS NULL)", name="user_known"),
    partial(
        "uq_subscriber_code_selector", "kind", "selector", unique=True, where="revoked_at IS NULL"
    ),
    Index("ix_subscriber_code_family_id", "family_id"),
)

# Each try to link an account. Append-only; holds nothing of what was typed.
link_attempt = Table(
    "link_attempt",
    metadata,
    identity(),
    Column("account_id", String(120), ForeignKey("account.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("method", String(10), nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("code_id", BigId, ForeignKey("subscriber_code.id")),
    one_of("method", ("code", "invoice")),
    one_of("outcome", ("linked", "wrong", "locked")),
    Index("ix_link_attempt_account_id", "account_id", "at"),
)
