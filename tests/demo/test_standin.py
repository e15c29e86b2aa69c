from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from backoffice.database import schema
from backoffice.demo.standin import Asked, Portal
from backoffice.portal.tables import portal_in_file, portal_in_request

NIGHT = datetime(2026, 11, 15, 22, 55, tzinfo=UTC)
THURSDAY = date(2026, 11, 26)


@pytest.fixture
def portal(database):
    return Portal(database.engine)


def test_references_follow_each_other_from_the_one_the_contract_gives(portal):
    asked = [Asked("nadia", "contact_message", {"subject": str(n), "body": "?"}) for n in range(3)]
    assert portal.ask_all(asked) == [10_000_000, 10_000_001, 10_000_002]
    assert portal.ask_all([]) == []


def test_a_family_reads_her_request_as_soon_as_it_is_written(portal):
    reference = portal.ask("nadia", "absence", {"child_id": 1}, batch="b", at=NIGHT)
    (shown,) = portal.requests("nadia")
    assert shown["reference"] == "10\u202f000\u202f000"
    assert (shown["status"], shown["state"], shown["submitted_at"]) == ("submitted", "open", NIGHT)
    assert [line["label"] for line in portal.history(reference)] == ["Création de demande"]


def test_without_a_moment_the_database_says_when(portal):
    portal.ask("nadia", "absence", {})
    sent = portal.requests("nadia")[0]["submitted_at"]
    assert abs(datetime.now(UTC) - sent) < timedelta(hours=1)


def test_a_retry_with_the_same_key_adds_nothing(portal):
    portal.ask("nadia", "absence", {}, client_key="once")
    with pytest.raises(IntegrityError):
        portal.ask("nadia", "absence", {}, client_key="once")
    assert len(portal.requests("nadia")) == 1


def test_a_family_reads_its_own_planning_and_people(portal, town):
    family_id = town.family(accounts=["nadia"])
    child_id = town.child(family_id)
    activity_id = town.activity()
    town.enrol(child_id, activity_id)
    for day in (THURSDAY, THURSDAY + timedelta(1), THURSDAY + timedelta(7)):
        town.slot(activity_id, day)
    assert portal.families("nadia") == [family_id]
    assert portal.families("stranger") == []
    assert [kid["first_name"] for kid in portal.children("nadia")] == ["Inès"]
    days = portal.slots("nadia", THURSDAY, THURSDAY + timedelta(6))
    assert [row["date"] for row in days] == [THURSDAY, THURSDAY + timedelta(1)]
    assert days[0]["can_reserve"] is True
    assert portal.slots("stranger", THURSDAY, THURSDAY) == []


def test_events_and_files_are_appended(portal, town):
    portal.withdraw("nadia", 10_000_000, at=NIGHT)
    portal.read_messages("nadia")
    portal.read_messages("nadia", [10_000_000])
    portal.set_preferences("nadia", absence_refused=False)
    portal.send_file("nadia", "certificat.pdf", "application/pdf", b"%PDF-1.4")
    rows = town.read(text("SELECT kind FROM portal_in_event ORDER BY id"))
    assert [row.kind for row in rows] == [
        "request_withdrawn", "messages_read", "messages_read", "preferences_set",
    ]  # fmt: skip
    assert town.read(select(portal_in_file.c.name))[0].name == "certificat.pdf"


def test_only_the_views_of_the_contract_can_be_read(portal):
    with pytest.raises(ValueError, match="reservation"):
        portal.view("reservation")


def test_on_postgresql_it_holds_the_rights_of_the_portal_and_no_more(postgresql_database):
    schema.upgrade(postgresql_database.engine)  # gives this very base its groups
    portal = Portal(postgresql_database.engine)
    portal.ask("nadia", "absence", {})
    for forbidden in (select(portal_in_request.c.payload), text("SELECT * FROM reservation")):
        with pytest.raises(DBAPIError, match="permission denied"), portal._open() as connection:
            connection.execute(forbidden)
