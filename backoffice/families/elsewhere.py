"""Names that dossiers show and that slices above this one keep: read, never written, here."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Date, column, table

REQUEST = table("request", column("id"), column("status"), column("withdrawn_at"))
REQUEST_STATUS = table("request_status", column("status"), column("state"))
SCHOOL_CLASS = table("school_class", column("id"), column("label"), column("facility_id"))
FACILITY = table("facility", column("id"), column("label"))
ACTIVITY = table("activity", column("id"), column("label"), column("facility_id"))
DOCUMENT = table(
    "document",
    *(
        column(name)
        for name in (
            "id", "document_type_id", "family_id", "child_id", "guardian_id", "state", "superseded_at",
        )
    ),
)  # fmt: skip
DUE_ADDRESS = table(
    "due_address",
    column("id"),
    column("guardian_id", BigInteger),
    column("due_on", Date),
    column("changes", JSON),
    column("applied_at"),
    column("cancelled_at"),
)
