"""From what a family asks to change to what the portal then shows, for every kind."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from backoffice.database.journal import setting
from backoffice.families.bank import NOT_COMPLETE
from backoffice.families.tables import asked_iban, bank_account, contact, mandate
from backoffice.inbox import services
from backoffice.inbox.edits.branch import TOGETHER
from backoffice.inbox.plan import Result, Seen
from backoffice.kernel.errors import NotAllowed
from backoffice.kernel.permissions import SYSTEM
from backoffice.portal.tables import portal_in_request
from tests.inbox.edits.conftest import IBAN, OTHER_IBAN, REFUSE


def guardian_change(home):
    payload = {"guardian_id": home.father, "changes": {"mobile": "0639986432", "accepts_sms": True}}
    return payload, ("mobile", "accepts_sms"), lambda: home.guardian(home.father), {
        "mobile": "06 39 98 64 32", "accepts_sms": True,
    }  # fmt: skip


def address_change(home):
    changes = {"street": "3 bis allée du Moulin", "postcode": "44215", "city": "Valcourt-le-Bas"}
    payload = {"guardian_id": home.mother, "changes": changes}
    return payload, tuple(changes), lambda: home.guardian(home.mother), changes


def secondary_address_change(home):
    payload = {
        "guardian_id": home.mother,
        "changes": {"street": "2 rue du Port", "postcode": "44000"},
    }
    after = {"secondary_street": "2 rue du Port", "secondary_postcode": "44000"}
    return payload, tuple(after), lambda: home.guardian(home.mother), after


def child_change(home):
    payload = {"child_id": home.minh, "changes": {"first_name": "Minh-Anh"}}
    return payload, ("first_name",), lambda: home.child(home.minh), {"first_name": "Minh-Anh"}


def child_extra_change(home):
    changes = {"insurance_company": "Mutuelle du Val", "glasses": True}
    payload = {"child_id": home.minh, "changes": changes}
    return payload, tuple(changes), lambda: home.child(home.minh), changes


def authorisation_change(home):
    payload = {"child_id": home.minh, "changes": {"photo": True, "leave_alone": True}}
    after = {"allows_photo": True, "allows_leave_alone": True}
    return payload, tuple(after), lambda: home.child(home.minh), after


def vaccination_change(home):
    given = {"vaccine": "ROR", "date": "2026-11-04"}
    payload = {"child_id": home.mai, "vaccinations": [given]}

    def seen():
        rows = home.town.view("portal_out_vaccination", child_id=home.mai)
        return {"vaccines": [(row["vaccine"], str(row["date"])) for row in rows]}

    return payload, ("vaccinations",), seen, {"vaccines": [("ROR", "2026-11-04")]}


def health_change(home):
    allergies = [{"category": "Alimentaires", "label": "gluten"}]
    payload = {"child_id": home.mai, "diets": ["sans_porc"], "allergies": allergies}

    def seen():
        row = home.town.view("portal_out_child", child_id=home.mai)[0]
        return {"diets": _json(row["diets"]), "allergies": _json(row["allergies"])}

    return payload, ("diets", "allergies"), seen, {"diets": ["sans_porc"], "allergies": allergies}


def contact_add(home):
    person = {
        "full_name": "Odile Tran", "mobile": "0639985520", "relation": "Grand-mère",
        "emergency": True, "pickup": True,
    }  # fmt: skip
    payload = {"child_id": home.minh, "contact": person}
    return payload, ("contact", "pickup"), lambda: _contacts(home), {
        "contacts": [("Odile Tran", "06 39 98 55 20", True, True)]
    }  # fmt: skip


def contact_change(home):
    contact_id = home.town.add(contact, child_id=home.minh, full_name="Léa Roy", relation="Tante")
    changes = {"pickup": True, "mobile": "06 39 98 01 02"}
    payload = {"child_id": home.minh, "contact_id": contact_id, "changes": changes}
    return payload, tuple(changes), lambda: _contacts(home), {
        "contacts": [("Léa Roy", "06 39 98 01 02", False, True)]
    }  # fmt: skip


def contact_removal(home):
    home.town.add(contact, child_id=home.minh, full_name="Léa Roy", relation="Tante", pickup=True)
    (row,) = home.town.read(select(contact.c.id))
    payload = {"child_id": home.minh, "contact_id": row.id, "remove": True}
    return payload, ("removed",), lambda: _contacts(home), {"contacts": []}


def _contacts(home):
    rows = home.town.view("portal_out_contact", child_id=home.minh)
    return {
        "contacts": [
            (row["full_name"], row["mobile"], bool(row["emergency"]), bool(row["pickup"]))
            for row in rows
        ]
    }


def _json(value):
    import json

    return json.loads(value) if isinstance(value, str) else value


CASES = (
    guardian_change, address_change, secondary_address_change, child_change, child_extra_change,
    authorisation_change, vaccination_change, health_change, contact_add, contact_change,
    contact_removal,
)  # fmt: skip


@pytest.fixture(params=CASES, ids=lambda case: case.__name__)
def case(request, home):
    """An edit sent: its reference, its fields, how to look at what it changes, what it should be."""
    payload, names, look, after = request.param(home)
    kind = request.param.__name__.replace("contact_removal", "contact_change")
    before = {name: look()[name] for name in after}
    return home.ask(kind, payload), names, lambda: {n: look()[n] for n in after}, before, after


def test_yellow_until_decided(home, case):
    request_id, names, look, before, _ = case
    assert home.status(request_id) == "transmitted"
    assert set(home.yellow(request_id)) == set(names)
    assert look() == before


def test_accepted_then_taken_back(home, case, clerk):
    request_id, names, look, before, after = case
    report = home.only(clerk, request_id, *names)
    assert report.counts == {Result.DONE: 1}
    assert (home.status(request_id), look(), home.yellow(request_id)) == ("accepted", after, {})
    assert home.undo(clerk, report).done == 1
    assert (home.status(request_id), look()) == ("transmitted", before)
    assert set(home.yellow(request_id)) == set(names)
    assert home.only(clerk, request_id, *names).done == 1
    assert look() == after


def test_refused_then_taken_back(home, case, clerk):
    request_id, names, look, before, _ = case
    report = home.decide(clerk, request_id, REFUSE)
    assert (home.status(request_id), look(), home.yellow(request_id)) == ("refused", before, {})
    assert home.history(request_id)[-1]["public_reason"] == "Le justificatif manque."
    home.undo(clerk, report)
    assert set(home.yellow(request_id)) == set(names)


def test_in_part_then_the_rest_refused(home, case, clerk):
    request_id, names, look, before, after = case
    if len(names) == 1:
        assert home.only(clerk, request_id, *names).done == 1
        return
    first, rest = names[0], names[1:]
    report = home.only(clerk, request_id, first)
    assert report.counts == {Result.PARTLY: 1}
    assert home.status(request_id) == "transmitted"
    assert set(home.yellow(request_id)) == set(rest)
    assert home.history(request_id)[-1]["label"] == "Réponse à une partie de la demande"
    assert home.decide(clerk, request_id, REFUSE).counts == {Result.DONE: 1}
    assert (home.status(request_id), home.yellow(request_id)) == ("partly_accepted", {})
    assert look() not in (before, after) or len(look()) == 1
    assert "Le justificatif manque." in home.history(request_id)[-1]["public_reason"]


def bank(home, iban=IBAN):
    payload = {"guardian_id": home.mother, "holder": "Mme Linh Nguyen", "iban": iban, "bic": None}
    return home.ask("bank_change", payload)


def shown_bank(home):
    row = home.guardian(home.mother)
    return row["bank_holder"], row["iban_masked"]


def test_a_bank_is_the_regie_s_and_makes_a_new_mandate(home, clerk, accountant):
    request_id = bank(home)
    report = home.decide(clerk, request_id)
    assert [outcome.sentence for outcome in report.outcomes] == ["Réservé à la régie."]
    alone = home.decide(accountant, request_id)
    # A name alone would close a signed mandate for another still to sign: it is looked at with the IBAN.
    told = "À cocher soi-même : Titulaire du compte, IBAN."
    assert [outcome.sentence for outcome in alone.outcomes] == [told]
    half = home.only(accountant, request_id, "holder")
    assert [outcome.sentence for outcome in half.outcomes] == [NOT_COMPLETE]
    home.only(accountant, request_id, "iban", "holder")
    assert home.status(request_id) == "accepted"
    holder, masked = shown_bank(home)
    assert (holder, masked) == ("Mme Linh Nguyen", "FR76 •••• •••• •••• •••• •••0 185")
    (made,) = home.town.read(select(mandate))
    assert made.state == "to_sign"
    (account,) = home.town.read(select(bank_account.c.iban, bank_account.c.request_id))
    assert tuple(account) == ("FR7630001007941234567890185", request_id)


def test_a_bank_taken_back_opens_the_former_account_again(home, accountant):
    first = home.only(accountant, bank(home), "iban", "holder")
    assert first.done == 1
    second = home.only(accountant, bank(home, OTHER_IBAN), "iban")
    assert shown_bank(home)[1].startswith("FR14")
    home.undo(accountant, second)
    assert shown_bank(home)[1].startswith("FR76")
    accounts = home.town.read(select(bank_account.c.closed_at).order_by(bank_account.c.id))
    assert [row.closed_at is None for row in accounts] == [True, False]


def test_an_iban_never_keeps_the_bic_of_another_bank(home, accountant):
    payload = {"guardian_id": home.mother, "holder": "Mme Linh Nguyen", "iban": IBAN}
    request_id = home.ask("bank_change", {**payload, "bic": "BDFEFRPP"})
    for halves in (("iban", "holder"), ("bic", "holder")):
        report = home.only(accountant, request_id, *halves)
        assert [one.sentence for one in report.outcomes] == [TOGETHER]
    assert home.only(accountant, request_id, "iban", "bic", "holder").done == 1


def test_an_iban_is_nowhere_in_full_but_for_the_regie(home):
    request_id = bank(home)
    bare = IBAN.replace(" ", "")
    (row,) = home.town.read(select(portal_in_request).where(portal_in_request.c.id == request_id))
    assert bare not in str(row.payload).replace(" ", "")
    (kept,) = home.town.read(select(asked_iban))
    assert tuple(kept) == (request_id, bare)
    said = str([tuple(row) for row in home.fields(request_id).values()])
    assert bare not in said.replace(" ", "")
    assert home.yellow(request_id)["iban_masked"] == (None, "FR76 •••• •••• •••• •••• •••0 185")


def test_an_iban_that_was_typed_is_forgotten_once_its_answer_is_old(home, accountant):
    home.only(accountant, bank(home), "iban", "holder")
    home.clock.now += timedelta(days=61)
    second = bank(home, OTHER_IBAN)
    home.decide(accountant, second, REFUSE)
    assert [row.request_id for row in home.town.read(select(asked_iban))] == [second]


def test_the_regie_writes_to_families_about_banks_alone(home, accountant):
    request_id = bank(home)
    with home.database.work(accountant) as work:
        assert services.ask_information(work, [Seen(request_id)], "Le RIB, s’il vous plaît.") == 1
    assert home.history(request_id)[-1]["message"] == "Le RIB, s’il vous plaît."
    other = home.ask("child_extra_change", {"child_id": home.minh, "changes": {"glasses": True}})
    with pytest.raises(NotAllowed), home.database.work(accountant) as work:
        services.ask_information(work, [Seen(other)], "Et ça ?")


def test_declared_means_are_kept_as_such(home, clerk):
    with home.database.work(SYSTEM) as work:
        work.run(setting.insert(), {"key": "tax_editable", "value": True})
    request_id = home.ask("tax_change", {"changes": {"family_quotient": 812, "rent": "640,50"}})
    report = home.decide(clerk, request_id)
    assert home.status(request_id) == "accepted"
    (row,) = home.town.view("portal_out_tax", family_id=home.family)
    assert (row["family_quotient"], float(row["rent"])) == (812, 640.5)
    home.undo(clerk, report)
    assert home.town.view("portal_out_tax", family_id=home.family) == []
