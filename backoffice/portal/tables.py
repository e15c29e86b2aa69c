"""What the portal writes: rows are appended, never changed by it."""

from __future__ import annotations

from sqlalchemy import Column, Identity, Index, LargeBinary, String, Table, UniqueConstraint
from sqlalchemy.types import JSON

from backoffice.database.base import BigId, Moment, identity, instant, metadata, partial

FIRST_REFERENCE = 10_000_000


def _waiting(table: str) -> Index:
    return partial(f"ix_{table}_waiting", "id", where="taken_in_at IS NULL")


portal_in_request = Table(
    "portal_in_request",
    metadata,
    Column("id", BigId, Identity(start=FIRST_REFERENCE), primary_key=True),
    Column("account_id", String, nullable=False),
    Column("batch", String),
    Column("kind", String, nullable=False),
    Column("payload", JSON(none_as_null=True), nullable=False),
    Column("client_key", String),
    Column("submitted_at", Moment, nullable=False, server_default=instant()),
    Column("taken_in_at", Moment),  # ours
    UniqueConstraint("client_key"),
    _waiting("portal_in_request"),
    sqlite_autoincrement=True,
)

portal_in_file = Table(
    "portal_in_file",
    metadata,
    identity(),
    Column("account_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("media_type", String),
    Column("content", LargeBinary, nullable=False),
    Column("uploaded_at", Moment, nullable=False, server_default=instant()),
    sqlite_autoincrement=True,
)

portal_in_event = Table(
    "portal_in_event",
    metadata,
    identity(),
    Column("account_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("payload", JSON(none_as_null=True), nullable=False),
    Column("client_key", String),
    Column("occurred_at", Moment, nullable=False, server_default=instant()),
    Column("taken_in_at", Moment),  # ours
    UniqueConstraint("client_key"),
    _waiting("portal_in_event"),
    sqlite_autoincrement=True,
)
