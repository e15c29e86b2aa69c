"""The contract with the portal, column by column, read with the rights of the portal alone."""

import json
import re
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from backoffice.database.roles import group
from backoffice.portal.words import KINDS, REQUEST_STATUSES, SLOT_STATUSES
from tests.portal.contract import COLUMNS, WRITTEN

PAGE = Path(__file__).resolve().parents[3] / "shared" / "portal-contract.md"
READABLE = {"id"}  # what the portal may read of what it wrote

# The last two: a view that could not be written through even with the right.
DENIED = ("permission denied", "cannot delete from view", "cannot insert into view")

SAMPLES = {
    "account_id": "acc-1",
    "batch": "lot-1",
    "kind": "reservation",
    "payload": "{}",
    "client_key": "cle-1",
    "submitted_at": "2026-11-16T09:00:00+00:00",
    "occurred_at": "2026-11-16T09:00:00+00:00",
    "uploaded_at": "2026-11-16T09:00:00+00:00",
    "name": "attestation.pdf",
    "media_type": "application/pdf",
    "content": "x",
}


@contextmanager
def portal(database):
    """A connection that can do what the portal can: on PostgreSQL, the group of its role."""
    with database.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            name = str(connection.execute(text("SELECT current_database()")).scalar())
            connection.exec_driver_sql(f"SET LOCAL ROLE {group(name, 'portal')}")
        yield connection


def refused(database, statement: str) -> bool:
    with portal(database) as connection:
        attempt = connection.begin_nested()
        try:
            connection.exec_driver_sql(statement)
        except (ProgrammingError, OperationalError) as error:
            if not any(sign in str(error.orig) for sign in DENIED):
                raise
            attempt.rollback()
            return True
        attempt.rollback()
        return False


@pytest.mark.parametrize("view", COLUMNS)
def test_a_view_has_the_columns_of_the_contract_in_their_order(contract_database, view):
    with portal(contract_database) as connection:
        found = connection.execute(text(f"SELECT * FROM {view}"))
        assert list(found.keys()) == COLUMNS[view]


@pytest.mark.parametrize("table", WRITTEN)
def test_the_portal_may_write_each_column_of_the_contract(contract_database, table):
    columns = WRITTEN[table]
    with portal(contract_database) as connection:
        insert = text(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(':' + c for c in columns)}) "
            "RETURNING id"
        )
        values = {column: SAMPLES[column] for column in columns}
        if connection.dialect.name == "postgresql" and "content" in values:
            values["content"] = b"x"
        assert connection.execute(insert, values).scalar() >= (
            10_000_000 if "request" in table else 1
        )


def test_the_first_reference_is_the_one_of_the_contract(database, town):
    first, second = (town.ask("acc-1", "reservation", {}) for _ in range(2))
    assert (first, second) == (10_000_000, 10_000_001)
    assert [row["reference"] for row in town.view("portal_out_request", request_id=first)] == [
        "10\u202f000\u202f000"
    ]


def test_nothing_else_is_open_to_the_portal(postgresql_contract):
    """Every table and view of the base × what one can do to it, as one matrix."""
    with postgresql_contract.engine.connect() as connection:
        relations = connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()
        names = sorted(relations)
    wrong = []
    for name in names:
        column = "submitted_at" if name == "portal_in_request" else "*"
        checks = {
            f"SELECT {column} FROM {name}": name not in COLUMNS,
            f"DELETE FROM {name}": True,
            f"INSERT INTO {name} DEFAULT VALUES": True,
        }
        if name in WRITTEN:  # see below, column by column
            del checks[f"INSERT INTO {name} DEFAULT VALUES"]
        wrong += [
            said for said, no in checks.items() if refused(postgresql_contract, said) is not no
        ]
    assert wrong == []
    assert set(COLUMNS) | set(WRITTEN) <= set(names)


@pytest.mark.parametrize("table", WRITTEN)
def test_what_was_written_is_neither_read_nor_changed_by_the_portal(postgresql_contract, table):
    with postgresql_contract.engine.connect() as connection:
        columns = list(connection.execute(text(f"SELECT * FROM {table}")).keys())
    readable = {c for c in columns if not refused(postgresql_contract, f"SELECT {c} FROM {table}")}
    changeable = {
        c for c in columns if not refused(postgresql_contract, f"UPDATE {table} SET {c} = NULL")
    }
    writable = {
        c
        for c in columns
        if not refused(postgresql_contract, f"INSERT INTO {table} ({c}) SELECT NULL WHERE false")
    }
    assert (readable, changeable) == (READABLE, set())
    assert writable == set(WRITTEN[table])


def test_the_portal_may_neither_create_nor_call_what_is_ours(postgresql_contract):
    assert refused(postgresql_contract, "CREATE TABLE ours (id int)")
    assert refused(postgresql_contract, "SELECT backoffice_login('x', 'y', 'reader')")
    assert refused(postgresql_contract, "TRUNCATE portal_in_request")


@pytest.mark.parametrize("status", SLOT_STATUSES)
def test_a_slot_is_told_in_the_words_of_the_contract(contract_database, status):
    with contract_database.engine.connect() as connection:
        told = connection.execute(
            text("SELECT public_status, label, symbol FROM slot_status WHERE status = :s"),
            {"s": status},
        ).one()
    assert tuple(told) == SLOT_STATUSES[status][:3]


def test_a_family_reads_its_slots_with_their_words_hours_and_rights(database, town):
    activity_id = town.activity(town.facility("École Jules-Ferry"), label="Garderie soir")
    monday, tuesday = (town.slot(activity_id, date(2026, 11, day)) for day in (23, 24))
    past = town.slot(activity_id, date(2025, 11, 24))
    family_id = town.family()
    child_id = town.child(family_id, "Léo", "Durant")
    town.enrol(child_id, activity_id, starts_on=date(2025, 9, 1))
    town.reserve(monday, child_id)
    _demo_clock(town)
    rows = sorted(
        town.view("portal_out_slot", family_id=family_id), key=lambda row: str(row["date"])
    )
    assert [_told(row) for row in rows] == [
        ("2025-11-24", "free", "Non réservé", None, False, False, False),
        ("2026-11-23", "reserved", "Réservé", "check", False, True, True),
        ("2026-11-24", "free", "Non réservé", None, True, False, False),
    ]
    assert [str(rows[1][key])[:5] for key in ("start_time", "end_time")] == ["16:30", "18:30"]
    assert (rows[1]["child"], rows[1]["activity"], rows[1]["facility"]) == (
        "Léo Durant", "1/Garderie soir", "École Jules-Ferry",
    )  # fmt: skip
    assert {past, tuesday}  # days without reservation still make a row


def test_a_slots_history_names_who_asked_and_hides_who_answered(database, town):
    slot_id = town.slot(town.activity(), date(2026, 11, 23))
    family_id = town.family(accounts=["acc-1"])
    town.reserve(slot_id, town.child(family_id))
    told = town.view("portal_out_slot_history", family_id=family_id)
    assert [(row["status_label"], row["actor_label"]) for row in told] == [
        ("Réservation en attente", "Traité par l'application enfance"),
        ("Réservé", "Traité par l'application enfance"),
    ]


def test_a_request_is_seen_from_the_moment_it_is_written(database, town):
    family_id = town.family(accounts=["acc-1"])
    request_id = town.ask("acc-1", "absence", {"child_id": 1}, batch="lot")
    [row] = town.view("portal_out_request", request_id=request_id)
    assert (row["family_id"], row["kind"], row["description"]) == (
        family_id,
        "absence",
        "Ajout d'absence",
    )
    assert (row["state"], row["status"], row["status_label"]) == ("open", "submitted", "En cours")
    [line] = town.view("portal_out_request_history", request_id=request_id)
    assert (line["label"], line["status_label"]) == (
        "Création de demande",
        "En cours d'instruction",
    )


def test_an_unknown_kind_is_still_seen_by_the_family(database, town):
    town.family(accounts=["acc-1"])
    request_id = town.ask("acc-1", "telepathy", {})
    [row] = town.view("portal_out_request", request_id=request_id)
    assert (row["kind"], row["status_label"]) == ("unknown", "En cours")


def test_each_family_sees_only_what_is_its_own(database, town):
    one, other = town.family("Un", accounts=["acc-1"]), town.family("Deux", accounts=["acc-2"])
    town.child(one)
    town.child(other, "Tom")
    town.ask("acc-1", "absence", {})
    for family_id, name in ((one, "Inès"), (other, "Tom")):
        assert [
            row["first_name"] for row in town.view("portal_out_child", family_id=family_id)
        ] == [name]
        assert len(town.view("portal_out_guardian", family_id=family_id)) == 1
    assert town.view("portal_out_request", family_id=other) == []


if PAGE.exists():  # the page lies beside this repository where it is developed

    def test_the_columns_tested_are_those_of_the_page():
        page = PAGE.read_text(encoding="utf-8")
        rows = re.findall(r"^\| `(portal_out_\w+)` \| (.+) \|$", page, re.MULTILINE)
        told = {view: _columns(words) for view, words in rows}
        assert told == {view: _folded(columns) for view, columns in COLUMNS.items()}

    def test_the_words_are_those_of_the_page():
        page = PAGE.read_text(encoding="utf-8")
        slots, requests = (
            _table(page, "`portal_out_slot.status`"),
            _table(page, "`portal_out_request.status`"),
        )
        told = {
            (public, label, symbol or "*(none)*")
            for public, label, symbol, _ in SLOT_STATUSES.values()
        }
        assert told == {
            (status, label, symbol) for cell, label, symbol in slots for status in _codes(cell)
        }
        assert {(s, told[0], told[1], told[2]) for s, told in REQUEST_STATUSES.items()} == {
            (status, *words) for cell, *words in requests for status in _codes(cell)
        }
        assert {
            _codes(kind)[0]: label for kind, label, _ in _table(page, "`kind` | label")
        } == KINDS


def _told(row):
    rights = (bool(row[name]) for name in ("can_reserve", "can_declare_absence", "can_cancel"))
    return (str(row["date"]), row["status"], row["status_label"], row["symbol"], *rights)


def _demo_clock(town) -> None:
    from sqlalchemy import column, insert, table

    from backoffice.database.base import Moment

    clock = table("demo_clock", column("id"), column("now", Moment))
    town.database.clock.now = datetime(2026, 11, 16, 9, tzinfo=UTC)
    with town.database.engine.begin() as connection:
        connection.execute(insert(clock).values(id=1, now=town.database.clock.now))


def _columns(words: str) -> list[str]:
    """The columns of a line of the page; its one shorthand is left as it stands."""
    bare = re.sub(r"\([^)]*\)", "", words.replace("`", "").split(":")[0])
    return [word.strip() for word in bare.split(",") if word.strip()]


def _folded(columns: list[str]) -> list[str]:
    """« secondary_… » stands on the page for the seven columns of a second address."""
    kept = [column for column in columns if not column.startswith("secondary_")]
    if len(kept) < len(columns):
        at = next(i for i, column in enumerate(columns) if column.startswith("secondary_"))
        kept.insert(at, "secondary_…")
    return kept


def _table(page: str, head: str) -> list[list[str]]:
    lines = page[page.index(head) :].split("\n\n", maxsplit=1)[0].splitlines()[2:]
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in lines
        if line.startswith("|")
    ]


def _codes(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell) or [cell.strip(" |")]


def test_what_json_the_views_hold_is_readable(database, town):
    family_id = town.family()
    child_id = town.child(
        family_id, diets=["sans porc"], allergies=[{"category": "food", "label": "Arachide"}]
    )
    town.enrol(child_id, town.activity(), weekdays=(1, 4))
    [child] = town.view("portal_out_child", family_id=family_id)
    [enrolled] = town.view("portal_out_enrolment", family_id=family_id)
    read = [
        value if isinstance(value, list) else json.loads(value)
        for value in (child["diets"], enrolled["weekdays"])
    ]
    assert read == [["sans porc"], [1, 4]]
