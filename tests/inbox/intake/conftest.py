"""A family that asks, and everything it may ask."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from backoffice.families.tables import contact, guardian
from backoffice.portal.tables import portal_in_file
from tests.inbox.intake.steps import DAY


@pytest.fixture
def house(town):
    """One account, one child, enrolled in « Garderie soir » with a slot that day."""
    family = town.family(accounts=["nadia"])
    child, activity = town.child(family), town.activity()
    town.enrol(child, activity)
    slot = town.slot(activity, DAY)
    base = {"child_id": child, "activity_id": activity, "date": str(DAY)}

    def payload(**changes):
        return {key: value for key, value in {**base, **changes}.items() if value != "—"}

    return SimpleNamespace(
        family=family, child=child, activity=activity, slot=slot, payload=payload
    )


@pytest.fixture
def others(database, town, house):
    (found,) = town.read(select(guardian.c.id))
    house.facility = town.facility("Crèche Les Pommiers", "creche")
    file_id = town.add(
        portal_in_file, account_id="nadia", name="fdp.pdf", media_type="", content=b"%PDF-1.4"
    )
    house.document_type = town.document_type()
    house.contact = town.add(contact, child_id=house.child, full_name="Léa Roy", relation="Tante")
    return payloads(house, found.id, file_id)


def payloads(house, guardian_id, file_id):
    people = [{"last_name": "Roy", "first_name": "Paul"}]
    on_child, on_guardian = {"child_id": house.child}, {"guardian_id": guardian_id}
    return {
        "guardian_change": {**on_guardian, "changes": {"phone": "01 99 00 12 34"}},
        "guardian_add": {"guardian": {"last_name": "Roy", "first_name": "Paul"}},
        "address_change": {**on_guardian, "changes": {"street": "3 rue des Lilas"}},
        "secondary_address_change": {**on_guardian, "changes": {"street": None}},
        "bank_change": {**on_guardian, "holder": "N. Belkacem", "iban": "FR76", "bic": None},
        "child_change": {**on_child, "changes": {"first_name": "Inès-Lou"}},
        "child_add": {"child": {"first_name": "Noé"}},
        "child_extra_change": {**on_child, "changes": {"glasses": True}},
        "authorisation_change": {**on_child, "changes": {"sport": True, "photo": None}},
        "health_change": {**on_child, "allergies": [{"category": "food", "label": "Œuf"}]},
        "vaccination_change": {**on_child, "vaccinations": [{"vaccine": "ROR", "date": "2020-05-04"}]},
        "contact_add": {
            **on_child,
            "contact": {"full_name": "Léa", "relation": "tante", "emergency": True, "pickup": False},
        },
        "contact_change": {**on_child, "contact_id": house.contact, "remove": True},
        "document": {"document_type_id": house.document_type, **on_child, "file_ids": [file_id]},
        "creche": {
            "guardian1": people[0],
            "child": {"birth_expected": True},
            "address": {"city": "Valcourt"},
            "wishes": [house.facility],
            "entry_date": "2027-03-01",
            "care": "regular",
            "halfdays": {"1": ["am", "pm"]},
        },
        "family_creation": {
            "guardians": people,
            "payer": 0,
            "children": [{"first_name": "Noé"}],
            "enrolments": [{"child": 0, "activity_id": house.activity}],
        },
        "appointment": {
            "service": "Service enfance",
            "wished": ["2026-12-01T09:00:00+01:00"],
            "subject": "Quotient",
        },
        "contact_message": {"subject": "Cantine", "body": "Bonjour,\nmerci."},
    }  # fmt: skip
