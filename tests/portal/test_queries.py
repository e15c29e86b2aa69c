"""What « Voir comme la famille » reads: the portal's views, and nothing else."""

import re
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event

from backoffice.families.tables import tax_record, vaccination
from backoffice.kernel.errors import NotAllowed
from backoffice.portal import queries
from backoffice.portal.household import household

MONDAY = date(2026, 11, 23)


@pytest.fixture
def durant(town):
    """A family with an account, a child enrolled, a reservation and a request."""
    activity_id = town.activity(town.facility())
    slots = town.slots(activity_id, MONDAY, 2)
    family_id = town.family("Durant", accounts=["acc-1"])
    child_id = town.child(
        family_id, "Léo", "Durant", diets=["sans porc"], allergies=[{"label": "Lait"}, {"bad": 1}]
    )
    town.enrol(child_id, activity_id, weekdays=(1, 2))
    town.reserve(slots[0], child_id)
    request_id = town.ask("acc-1", "absence", {"child_id": child_id})
    return family_id, child_id, activity_id, request_id


def read(database, agent, query, *asked):
    with database.read(agent) as work:
        return query(work, *asked)


def test_requests_are_those_of_the_family(database, reader, durant):
    family_id, _, _, request_id = durant
    [one] = read(database, reader, queries.requests, family_id)
    assert (one.id, one.description, one.state, one.status_label) == (
        request_id,
        "Ajout d'absence",
        "open",
        "En cours",
    )
    assert one.reference == "10\u202f000\u202f000"
    assert read(database, reader, queries.requests, family_id + 1) == ()


def test_a_requests_history_begins_with_its_creation(database, reader, durant):
    [moment] = read(database, reader, queries.request_history, durant[3])
    assert (moment.label, moment.status_label, moment.message) == (
        "Création de demande",
        "En cours d'instruction",
        "",
    )


def test_slots_have_the_portals_words_symbols_and_hours(database, reader, durant):
    first, second = read(database, reader, queries.slots, durant[0], MONDAY, date(2026, 11, 29))
    assert (first.label, first.symbol, first.starts, first.ends) == (
        "Réservé",
        "check",
        "16:30",
        "18:30",
    )
    assert (second.label, second.symbol, second.day) == ("Non réservé", "", date(2026, 11, 24))
    assert (first.child, first.activity) == ("Léo Durant", "1/Garderie soir")


def test_a_slots_history_is_told_from_the_latest_without_any_agents_name(database, reader, durant):
    family_id, child_id, activity_id, _ = durant
    told = read(database, reader, queries.slot_history, family_id, child_id, activity_id, MONDAY)
    assert {one.who for one in told} == {"Traité par l'application enfance"}


def test_the_household_is_told_as_the_portal_lays_it_out(database, reader, durant):
    found = read(database, reader, household, durant[0])
    [child], [guardian], [account] = found.children, found.guardians, found.accounts
    assert (child.person.values["first_name"], child.person.values["allows_photo"]) == (
        "Léo",
        False,
    )
    assert [one.weekdays for one in child.enrolments] == [(1, 2)]
    assert (guardian.values["last_name"], guardian.values["is_payer"]) == ("Durant", True)
    assert (account.account_id, account.state) == ("acc-1", "active")
    assert all(wanted for _, wanted in account.wants)


def test_health_and_means_are_shown_to_whom_they_may(database, town, reader, clerk, durant):
    family_id, child_id, *_ = durant
    town.add(vaccination, child_id=child_id, vaccine="ROR", given_on=MONDAY)
    means = {"valid_from": date(2026, 1, 1), "source": "caf", "rent": 62000}
    town.add(tax_record, family_id=family_id, recorded_at=database.clock(), **means)
    found = read(database, reader, household, family_id)
    assert (found.shows_means, found.shows_health, found.family.values) == (False, False, {})
    assert not {"diets", "allergies"} & found.children[0].person.values.keys()
    assert read(database, clerk, household, family_id).family.values["rent"] == Decimal(620)
    with pytest.raises(NotAllowed), database.work(reader) as work:
        household(work, family_id, health=True)
    with database.work(clerk) as work:
        [child] = household(work, family_id, health=True).children
        assert [(one.action, one.subject_ids) for one in work.entries] == [
            ("see_health", [child_id])
        ]
    assert child.person.values["diets"] == ["sans porc"]
    assert [(one.vaccine, one.given_on) for one in child.vaccinations] == [("ROR", MONDAY)]


def test_documents_and_invoices_are_empty_for_now(database, reader, durant):
    assert read(database, reader, queries.documents, durant[0]) == ()
    assert read(database, reader, queries.invoices, durant[0]) == ()


def test_no_table_but_the_portals_views_is_read(database, reader, durant):
    family_id, child_id, activity_id, request_id = durant
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    read(database, reader, queries.requests, family_id)
    read(database, reader, queries.request_history, request_id)
    read(database, reader, queries.slots, family_id, MONDAY, MONDAY)
    read(database, reader, queries.slot_history, family_id, child_id, activity_id, MONDAY)
    read(database, reader, household, family_id)
    read(database, reader, queries.documents, family_id)
    read(database, reader, queries.invoices, family_id)
    named = {name for one in asked for name in re.findall(r"(?:FROM|JOIN) (\w+)", one)}
    assert named
    assert all(name.startswith("portal_out_") for name in named)


def test_the_module_knows_no_table():
    for module in (queries, sys.modules[household.__module__]):
        assert "tables import" not in Path(module.__file__).read_text(encoding="utf-8")
