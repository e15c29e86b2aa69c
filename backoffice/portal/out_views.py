"""What the portal reads: the views of the contract, with its columns in its order."""

from __future__ import annotations

from sqlalchemy import Connection

from backoffice.portal.out_documents import DOCUMENT_VIEWS
from backoffice.portal.out_dossier import DOSSIER_VIEWS
from backoffice.portal.out_slots import SLOT_VIEWS
from backoffice.portal.sql import Sql
from backoffice.portal.words import CONTRACT_VERSION

# What an account without any link reaches nothing by; with one active link, that family.
_ONLY_FAMILY = (
    "(SELECT CASE WHEN count(*) = 1 THEN min(l.family_id) END FROM link l "
    "WHERE l.account_id = p.account_id AND l.state = 'active')"
)

_PEOPLE: dict[str, str] = {
    "portal_out_preference": """
        SELECT account_id, new_invoice, reservation_accepted, reservation_refused,
               absence_accepted, absence_refused
        FROM preference""",
    "portal_out_facility": """
        SELECT id AS facility_id, label, (kind = 'creche') AS is_creche FROM facility""",
    "portal_out_activity": """
        SELECT a.id AS activity_id, a.code, a.code || '/' || a.label AS label, a.facility_id,
               f.label AS facility, d.label AS service, a.open_to_enrolment, a.constraints_text
        FROM activity a JOIN facility f ON f.id = a.facility_id
        JOIN department d ON d.id = a.department_id""",
}

_REQUESTS: dict[str, str] = {
    "portal_out_request": f"""
        SELECT p.id AS request_id, {{reference}} AS reference, p.account_id,
               coalesce(r.family_id, {_ONLY_FAMILY}) AS family_id, p.batch,
               coalesce(k.kind, 'unknown') AS kind, coalesce(r.description, k.label, u.label) AS description,
               r.child_id, c.first_name || ' ' || c.last_name AS child, f.label AS facility,
               a.code || '/' || a.label AS activity, r.starts_on, r.ends_on,
               r.family_words AS reason, p.submitted_at, s.state, s.status,
               s.list_label AS status_label,
               (SELECT count(*) FROM request_history h WHERE h.request_id = p.id
                AND h.id > coalesce(r.read_up_to, 0)
                AND (h.message IS NOT NULL OR h.public_reason IS NOT NULL)) AS unread_messages
        FROM portal_in_request p
        JOIN request_kind u ON u.kind = 'unknown'
        LEFT JOIN request r ON r.id = p.id
        LEFT JOIN request_kind k ON k.kind = p.kind
        LEFT JOIN child c ON c.id = r.child_id
        LEFT JOIN facility f ON f.id = r.facility_id
        LEFT JOIN activity a ON a.id = r.activity_id
        JOIN request_status s ON s.status = coalesce(r.status, 'submitted')""",
    "portal_out_request_history": """
        SELECT p.id AS request_id, p.submitted_at AS at, 'Création de demande' AS label,
               s.history_label AS status_label, CAST(NULL AS {text}) AS message,
               CAST(NULL AS {text}) AS public_reason
        FROM portal_in_request p JOIN request_status s ON s.status = 'submitted'
        UNION ALL
        SELECT h.request_id, h.at, h.label, s.history_label, h.message, h.public_reason
        FROM request_history h JOIN request_status s ON s.status = h.status""",
}

# Filled by the capabilities to come; their columns are promised from the start.
_EMPTY: dict[str, str] = {
    "portal_out_invoice": "family_id bigint, invoice_id bigint, number text, nature text, service text, "
    "issuer text, issued_on date, due_on date, amount money, balance money, status text, "
    "status_label text, payable_online boolean, emission_code text, reference text, pdf_file_id bigint",
    "portal_out_invoice_line": "family_id bigint, invoice_id bigint, position integer, child text, "
    "activity text, label text, quantity money, unit_price money, amount money",
    "portal_out_invoice_payment": "family_id bigint, invoice_id bigint, paid_on date, "
    "operation_number text, description text, method text, amount money",
    "portal_out_operation": "family_id bigint, operation_number text, date date, description text, "
    "service text, year integer, credit money, debit money, due money",
    "portal_out_payment": "family_id bigint, operation_number text, date date, service text, "
    "description text, amount money",
}


def drop_all(connection: Connection) -> None:
    """Take the views away while the tables they read are changed."""
    for name in reversed((*_FIRST, *VIEWS)):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


def create_all(connection: Connection) -> None:
    """Create every view, in the dialect of the connection."""
    sql = Sql(connection.dialect.name)
    sql.create(connection, "today", f"SELECT {sql.today} AS day")
    sql.create(connection, "portal_out_contract", f"SELECT '{CONTRACT_VERSION}' AS version")
    for name, body in {
        **_PEOPLE,
        **DOSSIER_VIEWS,
        **DOCUMENT_VIEWS,
        **SLOT_VIEWS,
        **_REQUESTS,
    }.items():
        sql.create(connection, name, body)
    for name, columns in _EMPTY.items():
        sql.create(connection, name, sql.nothing(columns))


_FIRST = ("today",)
VIEWS: tuple[str, ...] = (
    "portal_out_contract",
    *_PEOPLE,
    *DOSSIER_VIEWS,
    *DOCUMENT_VIEWS,
    *SLOT_VIEWS,
    *_REQUESTS,
    *_EMPTY,
)
