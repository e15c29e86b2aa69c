"""Which documents are asked for, what was given, and the files it is made of."""

from __future__ import annotations

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
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import JSON

from backoffice.database.base import BigId, Moment, identity, metadata, one_of, partial, version
from backoffice.documents.words import Condition, Effect, Scope, State, Validity

document_type = Table(
    "document_type",
    metadata,
    identity(),
    Column("label", String(120), nullable=False),
    Column("scope", String(10), nullable=False),
    Column("validity", String(20), nullable=False),
    Column("until_day", Date),  # of a validity that ends on a day
    Column("mandatory", Boolean, nullable=False, server_default=text("false")),
    Column("effect", String(10), nullable=False, server_default=text("'none'")),  # of a missing one
    Column("checklist", JSON, nullable=False, server_default=text("'[]'")),  # what to look at
    Column("position", Integer, nullable=False, server_default=text("0")),
    Column("archived", Boolean, nullable=False, server_default=text("false")),
    version(),
    one_of("scope", Scope),
    one_of("validity", Validity),
    one_of("effect", Effect),
    CheckConstraint("validity <> 'until' OR until_day IS NOT NULL", name="day_given"),
    CheckConstraint("length(trim(label)) > 0", name="label_given"),
)

# When a type is asked for; a type without any need is asked of everyone in its scope.
document_need = Table(
    "document_need",
    metadata,
    identity(),
    Column("document_type_id", BigId, ForeignKey("document_type.id"), nullable=False),
    Column("activity_id", BigId, ForeignKey("activity.id")),
    Column("condition", String(20), nullable=False, server_default=text("'always'")),
    one_of("condition", Condition),
    CheckConstraint("activity_id IS NOT NULL OR condition <> 'always'", name="says_something"),
    UniqueConstraint("document_type_id", "activity_id", "condition"),
)

# One row each time something is given. What was accepted stays in force while its replacement is
# examined; a row that a later one took the place of is superseded, and kept.
document = Table(
    "document",
    metadata,
    identity(),
    Column("document_type_id", BigId, ForeignKey("document_type.id"), nullable=False),
    Column("family_id", BigId, ForeignKey("family.id"), nullable=False),  # who gave it
    Column("child_id", BigId, ForeignKey("child.id")),
    Column("guardian_id", BigId, ForeignKey("guardian.id")),
    Column("state", String(20), nullable=False, server_default=text("'validating'")),
    Column("origin", String(10), nullable=False, server_default=text("'portal'")),
    Column("request_id", BigId, ForeignKey("request.id")),
    Column("received_at", Moment, nullable=False),
    Column("received_by", BigId, ForeignKey("agent.id")),
    Column("dated", Date),  # what the document itself says
    Column("valid_until", Date),
    Column("checked", JSON, nullable=False, server_default=text("'[]'")),
    Column("decided_at", Moment),
    Column("decided_by", BigId, ForeignKey("agent.id")),
    Column("public_reason", Text),
    Column("superseded_at", Moment),
    version(),
    one_of("state", State),
    one_of("origin", ("portal", "agent")),
    CheckConstraint("child_id IS NULL OR guardian_id IS NULL", name="one_owner"),
    CheckConstraint(
        "state <> 'invalid' OR length(trim(coalesce(public_reason, ''))) > 0", name="reason_given"
    ),
    *(
        partial(
            f"uq_document_in_force_{owner.removesuffix('_id')}",
            "document_type_id",
            owner,
            unique=True,
            where=f"state = 'received' AND superseded_at IS NULL{alone}",
        )
        for owner, alone in (
            ("child_id", ""),
            ("guardian_id", ""),
            ("family_id", " AND child_id IS NULL AND guardian_id IS NULL"),
        )
    ),
    partial("ix_document_waiting", "received_at", "id", where="state = 'validating'"),
    partial("ix_document_ending", "valid_until", where="state = 'received'"),
    Index("ix_document_child_id", "child_id"),
    Index("ix_document_family_id", "family_id"),
    Index("ix_document_request_id", "request_id"),
)

# The files of a document: as the portal sent them until they are accepted, then as we keep them.
document_file = Table(
    "document_file",
    metadata,
    identity(),
    Column("document_id", BigId, ForeignKey("document.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("portal_file_id", BigId, ForeignKey("portal_in_file.id")),
    Column("stored_file_id", BigId, ForeignKey("stored_file.id")),
    Column("kept", Boolean, nullable=False, server_default=text("true")),
    CheckConstraint("portal_file_id IS NOT NULL OR stored_file_id IS NOT NULL", name="file_given"),
    UniqueConstraint("document_id", "position"),
)

# Said once before a document ends: mails are made of it.
document_reminder = Table(
    "document_reminder",
    metadata,
    identity(),
    Column("document_id", BigId, ForeignKey("document.id"), nullable=False),
    Column("days", Integer, nullable=False),  # before the end
    Column("at", Moment, nullable=False),
    UniqueConstraint("document_id", "days"),
)
