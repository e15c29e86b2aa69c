"""Edits of the dossier with each agent's own login: what the program asks, the base grants, no more."""

from datetime import date

import pytest
from sqlalchemy import select

from backoffice.families.tables import asked_iban, bank_account, contact, field_change, guardian
from backoffice.inbox import services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.services import AddressScope, FieldsAnswer
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Verb
from backoffice.kernel.permissions import Role
from tests.fixtures.town import Town

IBAN = "FR7630001007941234567890185"


@pytest.fixture(scope="module")
def asked(hall):
    """One edit of each sort, taken in by an instructor's program."""
    town = Town(hall.database)
    who = town.add(
        guardian, family_id=1, rank=1, civility="Mme", last_name="Dubois", first_name="Nadia"
    )
    friend = town.add(contact, child_id=1, full_name="Léa Roy", relation="Tante")
    person = {"full_name": "Odile Tran", "relation": "Tante", "emergency": False, "pickup": True}
    sent = {
        "bank": ("bank_change", {"guardian_id": who, "holder": "N. Dubois", "iban": IBAN}),
        "mobile": ("guardian_change", {"guardian_id": who, "changes": {"mobile": "06 39 98 64 32"}}),
        "name": ("guardian_change", {"guardian_id": who, "changes": {"last_name": "Roy"}}),
        "address": ("address_change", {"guardian_id": who, "changes": {"street": "2 rue du Port"}}),
        "health": ("health_change", {"child_id": 1, "diets": ["sans_porc"], "allergies": []}),
        "vaccines": ("vaccination_change", {"child_id": 1, "vaccinations": [{"vaccine": "ROR", "date": "2020-05-04"}]}),
        "add": ("contact_add", {"child_id": 1, "contact": person}),
        "remove": ("contact_change", {"child_id": 1, "contact_id": friend, "remove": True}),
    }  # fmt: skip
    ids = {name: town.ask("a1", *what) for name, what in sent.items()}
    database = hall.workstation(Role.INSTRUCTOR)
    with database.work(hall.agents[Role.INSTRUCTOR]) as work:
        taken = take_in(work)
    database.close()
    assert (taken.requests, taken.anomalies) == (len(sent), 0)
    return ids


def acted(hall, role, act):
    database = hall.workstation(role)
    try:
        with database.work(hall.agents[role]) as work:
            return act(work)
    finally:
        database.close()


def accept(request_id, *only):
    answer = Answer(Verb.ACCEPT, only=only)
    return lambda work: services.decide(work, [Seen(request_id)], answer)


@pytest.mark.parametrize(
    ("name", "only"),
    [
        ("mobile", ()), ("name", ("last_name",)), ("health", ()), ("vaccines", ()),
        ("add", ("contact", "pickup")), ("remove", ("removed",)),
    ],
)  # fmt: skip
def test_an_instructor_answers_and_takes_back(hall, asked, name, only):
    report = acted(hall, Role.INSTRUCTOR, accept(asked[name], *only))
    assert report.counts == {Result.DONE: 1}
    undone = acted(hall, Role.INSTRUCTOR, lambda work: services.undo(work, report.operation_id))
    assert undone.done == 1
    assert acted(hall, Role.INSTRUCTOR, accept(asked[name], *only)).done == 1


def test_an_instructor_accepts_an_address_for_later(hall, asked):
    town = Town(hall.database)
    (who,) = town.read(select(guardian.c.id))
    from backoffice.families.tables import asked_field

    (field,) = town.read(
        select(asked_field.c.id).where(asked_field.c.request_id == asked["address"])
    )
    scope = AddressScope((who.id,), date(2026, 12, 1))
    answer = FieldsAnswer(Seen(asked["address"]), (field.id,), address=scope)
    report = acted(hall, Role.INSTRUCTOR, lambda work: services.decide_fields(work, [answer]))
    assert report.done == 1


def test_the_regie_alone_answers_for_the_bank(hall, asked):
    refused = acted(hall, Role.INSTRUCTOR, accept(asked["bank"], "iban", "holder"))
    assert [one.sentence for one in refused.outcomes] == ["Réservé à la régie."]
    report = acted(hall, Role.REGIE, accept(asked["bank"], "iban", "holder"))
    assert report.counts == {Result.DONE: 1}
    read = hall.crowd.read
    assert read(select(bank_account.c.iban, bank_account.c.request_id)) == [(IBAN, asked["bank"])]
    undone = acted(hall, Role.REGIE, lambda work: services.undo(work, report.operation_id))
    assert undone.done == 1
    assert acted(hall, Role.REGIE, accept(asked["bank"], "iban", "holder")).done == 1
    assert read(select(request.c.status).where(request.c.id == asked["bank"])) == [("accepted",)]


def test_the_regie_answers_for_nothing_else(hall, asked):
    report = acted(hall, Role.REGIE, accept(asked["mobile"]))
    assert report.done == 0


def test_each_change_bears_the_name_of_its_login(hall, asked):
    mine = hall.agents[Role.INSTRUCTOR].id
    done = select(field_change.c.agent_id).where(field_change.c.request_id == asked["mobile"])
    assert set(hall.crowd.read(done)) == {(mine,)}


@pytest.mark.parametrize("role", [Role.READER, Role.INSTRUCTOR, Role.SITE_MANAGER])
def test_no_prompt_but_the_regie_s_reads_an_iban(hall, asked, role):
    for table in (asked_iban.name, bank_account.name):
        assert hall.said(role, f"SELECT iban FROM {table}") == "InsufficientPrivilege"
