"""I5 and S14: what an agent's own login can do at a psql prompt, when no service is there to refuse."""

import re

import pytest

from backoffice.database.base import metadata
from backoffice.database.roles import _WRITES
from backoffice.kernel.permissions import Role
from backoffice.portal.out_views import VIEWS
from tests.reliability.townhall import ROLES

R, N, S, G, A = (
    Role.READER, Role.INSTRUCTOR, Role.SITE_MANAGER, Role.REGIE, Role.ADMINISTRATOR,
)  # fmt: skip
KEPT = ("journal", "journal_seal", "slot_event", "request_history", "decision")
A_COLUMN = {"journal": "action", "journal_seal": "hash", "decision": "facts"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", KEPT)
def test_nobody_rewrites_history(hall, role, table):
    column = A_COLUMN.get(table, "status")
    for statement in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"ALTER TABLE {table} ADD COLUMN mine int",
        f"DROP TABLE {table}",
        f"CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION backoffice_refuse()",
    ):
        assert hall.said(role, statement) == "InsufficientPrivilege", statement


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine LOGIN",
        "SELECT pg_read_file('postgresql.conf')",
        "COPY agent TO PROGRAM 'cat'",
        "SET ROLE owner",
    ],
)
def test_nobody_steps_out_of_their_rights(hall, role, statement):
    assert hall.said(role, statement) == "InsufficientPrivilege"


NOTE = "INSERT INTO note (submission_id, at, agent_id, words) VALUES (1, now(), 1, 'x')"
DECISION = (
    "INSERT INTO decision (request_id, operation_id, at, agent_id, outcome, status_before, facts, mail_at) "
    "VALUES (1, 'x', now(), 1, 'accepted', 'transmitted', '[]', now())"
)
JOURNAL = (
    "INSERT INTO journal (at, work_id, topic, action, subject_id, detail) "
    "VALUES (now(), 'w', 'requests', 'x', 1, '{}')"
)


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        (JOURNAL, ROLES),
        (NOTE, (N, S, G, A)),
        # The régie answers for money: a trigger holds it to the kinds that are its own.
        (DECISION, (N, S, G, A)),
        ("UPDATE request SET message = 'x' WHERE false", (N, S, G, A)),
        ("SELECT iban FROM bank_account", (G, A)),
        ("SELECT iban FROM asked_iban", (G, A)),
        ("SELECT iban_masked FROM bank_account", ROLES),
        ("UPDATE bank_account SET closed_at = now() WHERE false", (G, A)),
        ("UPDATE mandate SET state = 'closed' WHERE false", (G, A)),
        ("DELETE FROM field_change WHERE false", ()),
        ("UPDATE link_attempt SET outcome = 'wrong' WHERE false", ()),
        ("SELECT secret_hash FROM subscriber_code", (N, S, G, A)),
        ("UPDATE reservation SET status = 'reserved' WHERE false", (N, S, A)),
        ("DELETE FROM request WHERE false", ()),
        ("DELETE FROM reservation WHERE false", ()),
        ("UPDATE slot SET capacity = 1 WHERE false", (N, S, A)),
        ("UPDATE slot SET taken = 0 WHERE false", ()),
        ("UPDATE slot SET extra = 9 WHERE false", ()),
        ("INSERT INTO slot (activity_id, day) SELECT 1, now()::date WHERE false", (A,)),
        ("INSERT INTO derogation (slot_id) SELECT 1 WHERE false", (N, A)),
        ("DELETE FROM derogation WHERE false", ()),
        ("UPDATE enrolment SET weekdays = 1 WHERE false", (N, S, A)),
        ("UPDATE setting SET value = '1' WHERE false", (A,)),
        ("UPDATE rule SET enabled = true WHERE false", (A,)),
        ("INSERT INTO refusal_reason (code, label) SELECT 'x', 'x' WHERE false", (A,)),
        ("UPDATE agent SET role = 'administrator' WHERE false", (A,)),
        ("INSERT INTO agent (login) SELECT 'x' WHERE false", (A,)),
        ("DELETE FROM agent WHERE false", ()),
        # A bank's figures are wiped once read; a trigger keeps every other payload as it came.
        ("UPDATE portal_in_request SET payload = '{}' WHERE false", (N, S, A)),
        ("UPDATE slot_arrow SET event = 'x' WHERE false", ()),
        ("INSERT INTO request_arrow VALUES ('refused', 'accepted')", ()),
        ("UPDATE request_status SET pending = true WHERE false", ()),
        ("UPDATE demo_clock SET now = now() WHERE false", ()),
        ("UPDATE alembic_version SET version_num = '9999'", ()),
        ("SELECT backoffice_login('x-mine', 'SCRAM-SHA-256$x', 'reader')", (A,)),
        ("SELECT 1 FROM family LIMIT 1", ROLES),
    ],
)
def test_each_role_writes_what_is_its_own(hall, statement, allowed):
    # A constraint may stop what a right lets through: what counts is that the right did.
    able = [role for role in ROLES if hall.said(role, statement) != "InsufficientPrivilege"]
    assert able == [role for role in ROLES if role in allowed]


@pytest.mark.parametrize("role", [*ROLES, "portal"])
def test_the_rights_of_a_group_are_those_of_the_program_and_no_other(hall, role):
    group = f"{hall.name}_{role}"
    found, wanted = set(), set()
    with hall.database.engine.connect() as connection:
        for table in (*metadata.tables, "alembic_version"):
            for right in ("INSERT", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
                ask = f"SELECT has_table_privilege('{group}', '{table}', '{right}')"
                if connection.exec_driver_sql(ask).scalar():
                    found.add((table, right))
            names = (
                f"SELECT attname, has_column_privilege('{group}', '{table}', attname, 'UPDATE') "
                f"FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0"
            )
            may = {name for name, able in connection.exec_driver_sql(names) if able}
            found |= {(table, f"UPDATE {name}") for name in may}
    for table, rights in _WRITES.items() if role != "portal" else ():
        for words, roles in rights:
            if role in roles:
                wanted |= _spelled(table, words)
    assert found == wanted


def test_the_portal_reads_its_views_and_nothing_else(hall):
    query = (
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace "
        f"AND c.relkind IN ('r', 'v') AND has_table_privilege('{hall.name}_portal', c.oid, 'SELECT')"
    )
    with hall.database.engine.connect() as connection:
        readable = {name for (name,) in connection.exec_driver_sql(query)}
    assert readable == set(VIEWS)


def _spelled(table: str, words: str) -> set[tuple[str, str]]:
    """« INSERT, UPDATE (a, b) » as one word for each right and column."""
    found = set()
    for right, columns in re.findall(r"([A-Z]+)(?: \(([^)]*)\))?", words):
        if right != "UPDATE":
            found.add((table, right))
            continue
        listed = columns.split(", ") if columns else metadata.tables[table].c.keys()
        found |= {(table, f"UPDATE {name}") for name in listed}
    return found
