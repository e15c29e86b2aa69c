"""Agents and the sites of a site manager."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint, text

from backoffice.database.base import BigId, Moment, identity, metadata, one_of, version
from backoffice.kernel.permissions import Role

agent = Table(
    "agent",
    metadata,
    identity(),
    Column("login", String(63), nullable=False),
    Column("name", String(120), nullable=False),
    Column("role", String(40), nullable=False),
    Column("password_hash", String(200)),  # SQLite only: PostgreSQL keeps its own
    Column("disabled_at", Moment),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("failed_at", Moment),
    Column("created_at", Moment, nullable=False),
    version(),
    UniqueConstraint("login"),
    one_of("role", [role for role in Role if role is not Role.SYSTEM]),
)

agent_facility = Table(
    "agent_facility",
    metadata,
    Column("agent_id", BigId, ForeignKey("agent.id"), primary_key=True),
    Column("facility_id", BigId, ForeignKey("facility.id"), primary_key=True),
)

saved_filter = Table(
    "saved_filter",
    metadata,
    identity(),
    Column("agent_id", BigId, ForeignKey("agent.id"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("shared", Boolean, nullable=False, server_default=text("false")),
    Column("screen", String(40), nullable=False),
    Column("wanted", String(2000), nullable=False),
    UniqueConstraint("agent_id", "screen", "name"),
)
