"""What the database guards by itself, the same in both dialects."""

from collections.abc import Iterable, Mapping
from typing import Any

from alembic import op

# Revisions 0006 and 0007.

# table: the columns whose change an agent must have seen (none: any)
VERSIONED = {
    "agent": "", "family": "", "guardian": "", "child": "", "facility": "", "activity": "",
    "enrolment": "", "reservation": "", "rule": "",
    "slot": "OF capacity, capacity_is_own, closed_reason, starts_at, ends_at",
    "submission": "OF assigned_to, suspended_until",
    "request": "OF status, withdrawn_at, message, public_reason",
}  # fmt: skip
APPEND_ONLY = ("journal", "journal_seal", "slot_event", "request_history", "derogation", "note")
NEVER_DELETED = ("request", "decision", "portal_in_request", "portal_in_event", "portal_in_file")
FROZEN = {
    "portal_in_request": "id, account_id, batch, kind, payload, client_key, submitted_at",
    "portal_in_event": "id, account_id, kind, client_key, occurred_at",
    "portal_in_file": "id, account_id, name, media_type, content, uploaded_at",
    "decision": "request_id, operation_id, at, agent_id, rule_id, outcome, status_before, "
    "slot_before, slot_after, public_reason, message, facts, mail_at, replaces_id",
}

STAMPED = ("journal", "request_history", "decision", "derogation", "note")


def on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def run(statements: str) -> None:
    """Several statements in one text, for PostgreSQL."""
    # Without parameters the driver takes several statements, and leaves % alone.
    raw: Any = op.get_bind().connection.dbapi_connection
    raw.cursor().execute(statements)


def guard(
    versioned: Mapping[str, str],
    append_only: Iterable[str],
    never_deleted: Iterable[str],
    frozen: Mapping[str, str],
    stamped: Iterable[str] = (),
) -> None:
    """Versions raised at each change; rows that are never changed, never deleted, or in part.

    `versioned` and `frozen` give the columns of each table. `stamped`: on PostgreSQL, `agent_id` is
    whoever is signed in.
    """
    guarded = _on_postgresql if on_postgresql() else _on_sqlite
    guarded(versioned, tuple(append_only), tuple(never_deleted), frozen)
    if on_postgresql():
        for table in stamped:
            op.execute(
                f"CREATE TRIGGER {table}_stamp BEFORE INSERT ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION backoffice_stamp()"
            )


def _on_postgresql(
    versioned: Mapping[str, str],
    append_only: tuple[str, ...],
    never_deleted: tuple[str, ...],
    frozen: Mapping[str, str],
) -> None:
    def refuse(table: str, moment: str, name: str, each: str = "ROW") -> None:
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION backoffice_refuse()"
        )

    for table, columns in versioned.items():
        op.execute(
            f"CREATE TRIGGER {table}_version BEFORE UPDATE {columns} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION backoffice_bump()"
        )
    for table in append_only:
        refuse(table, "UPDATE OR DELETE", "append_only")
    for table in (*append_only, *never_deleted):
        refuse(table, "TRUNCATE", "not_emptied", "STATEMENT")
    for table in never_deleted:
        refuse(table, "DELETE", "not_deleted")
    for table, columns in frozen.items():
        refuse(table, f"UPDATE OF {columns}", "frozen")


def _on_sqlite(
    versioned: Mapping[str, str],
    append_only: tuple[str, ...],
    never_deleted: tuple[str, ...],
    frozen: Mapping[str, str],
) -> None:
    def refuse(table: str, moment: str, name: str) -> None:
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )

    for table, columns in versioned.items():
        # A statement that raised the version itself is left alone: it saved a second write.
        op.execute(
            f"CREATE TRIGGER {table}_version AFTER UPDATE {columns} ON {table} "
            "WHEN NEW.version = OLD.version BEGIN "
            f"UPDATE {table} SET version = OLD.version + 1 WHERE id = NEW.id; END"
        )
    for table in append_only:
        refuse(table, "UPDATE", "not_changed")
    for table in (*append_only, *never_deleted):
        refuse(table, "DELETE", "not_deleted")
    for table, columns in frozen.items():
        refuse(table, f"UPDATE OF {columns}", "frozen")
