"""`backoffice families`: finding a dossier and reading it."""

import json
from datetime import date
from uuid import uuid4

import pytest

from backoffice.agents import services as agents
from backoffice.database import schema
from backoffice.families import bank, contacts, tax
from backoffice.families.people import ChildDraft, GuardianDraft
from backoffice.families.services import annotate_family, create_family
from backoffice.kernel.permissions import Role

PASSWORD = "quatre mots sans rapport"
IBAN = "FR7630006000011234567890189"


@pytest.fixture
def login_of(database, admin, monkeypatch):
    """An agent of this role; the password is in the environment."""
    monkeypatch.setenv("BACKOFFICE_PASSWORD", PASSWORD)

    def hired(role):
        schema.upgrade(database.engine)
        login = f"a{uuid4().hex[:10]}"
        with database.work(admin) as work:
            agents.add_agent(work, login, "Claire Martin", role, PASSWORD)
        return login

    return hired


@pytest.fixture
def made(database, admin):
    mother = GuardianDraft("Lefèvre", "Zoé", civility="Mme", mobile="06 39 98 12 40")
    child = ChildDraft("Lefèvre", "Jade", date(2018, 5, 4), "F")
    with database.work(admin) as work:
        found = create_family(work, "Lefèvre", [mother], [child])
        bank.open_account(work, found.guardian_ids[0], "Zoé Lefèvre", IBAN)
        grandmother = {"full_name": "Odile Tran", "relation": "Grand-mère", "pickup": "oui"}
        contacts.add_contact(work, found.child_ids[0], contacts.read_contact(grandmother))
        year = {"family_quotient": "850"}
        tax.record_tax(work, found.family_id, date(2026, 1, 1), "caf", "attestation 2026", year)
        annotate_family(work, found.family_id, "Rappeler lundi")
    return found


@pytest.mark.parametrize("words", [["lefevre"], ["jade", "lef"], ["06 39 98"], ["06", "39", "98"]])
def test_a_family_is_found_by_what_one_types(run, login_of, made, words):
    login = login_of(Role.INSTRUCTOR)
    code, out, _ = run("families", "search", *words, "--as", login)
    assert (code, out.split()) == (0, [str(made.family_id), "Lefèvre", "Jade"])


def test_nobody_found_is_no_failure(run, login_of, made):
    code, out, _ = run("families", "search", "zzz", "--as", login_of(Role.INSTRUCTOR))
    assert (code, out.strip()) == (0, "Aucune famille ne répond.")
    code, out, _ = run("families", "search", "zzz", "--json", "--as", login_of(Role.INSTRUCTOR))
    assert (code, json.loads(out)) == (0, [])


def test_a_dossier_is_shown_in_the_words_of_the_portal(run, login_of, made):
    login = login_of(Role.INSTRUCTOR)
    code, out, _ = run("families", "show", str(made.family_id), "--as", login)
    assert code == 0
    for said in (
        "Mme Zoé Lefèvre", "Téléphone portable : 06 39 98 12 40", "Quotient familial : 850",
        "Contact : Odile Tran, Grand-mère, autorisé à récupérer l’enfant", "Attestation CAF",
        "Rappeler lundi", "à signer",
    ):  # fmt: skip
        assert said in out
    assert IBAN not in out.replace(" ", "")


def test_what_one_may_not_see_is_not_told(run, login_of, made):
    login = login_of(Role.READER)
    code, out, _ = run("families", "show", str(made.family_id), "--json", "--as", login)
    told = json.loads(out)
    assert (code, told["tax"]) == (0, None)
    assert IBAN not in out.replace(" ", "")
    assert "allergies" not in told["children"][0]["values"]


@pytest.mark.parametrize("number", ["12a", "99999999"])
def test_a_number_that_is_no_dossier_is_refused(run, login_of, made, number):
    code, out, err = run("families", "show", number, "--as", login_of(Role.INSTRUCTOR))
    assert code in (1, 2)
    assert not out
    assert "dossier" in err or "famille" in err


def test_searching_for_nothing_is_told_off(run, login_of, made):
    code, _, err = run("families", "search", " ", "--as", login_of(Role.INSTRUCTOR))
    assert (code, "Dites qui chercher" in err) == (2, True)
