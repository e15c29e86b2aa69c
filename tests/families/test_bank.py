"""Accounts and mandates: replaced, never changed; the IBAN the régie's alone."""

from datetime import date

import pytest
from sqlalchemy import select, text

from backoffice.families.bank import (
    change_account,
    close_account,
    close_mandate,
    open_account,
    renew_mandate,
    reveal_iban,
    sign_mandate,
)
from backoffice.families.dossier import dossier
from backoffice.families.editing import Cause, change
from backoffice.families.iban import masked
from backoffice.families.tables import asked_iban, bank_account, mandate
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from tests.families.conftest import IBAN, OTHER_IBAN


def shown(home, agent):
    with home.database.read(agent) as work:
        return dossier(work, home.family_id).guardians[0].bank


@pytest.fixture
def opened(home, accountant):
    with home.database.work(accountant) as work:
        return open_account(work, home.mother, "Mme Linh Nguyen", IBAN, "BDFEFRPP")


def test_an_account_opens_with_a_mandate_to_sign(home, clerk, opened):
    found = shown(home, clerk)
    assert (found.id, found.holder, found.iban_masked) == (opened, "Mme Linh Nguyen", masked(IBAN))
    assert found.mandate.state == "to_sign"
    assert home.town.view("portal_out_guardian", guardian_id=home.mother)[0]["bic"] == "BDFEFRPP"


def test_another_account_closes_the_first_and_its_mandate(home, accountant, opened):
    first = shown(home, accountant).mandate
    with home.database.work(accountant) as work:
        sign_mandate(work, first.id, first.version, date(2026, 11, 2))
    with home.database.work(accountant) as work:
        open_account(work, home.mother, "Mme Linh Tran", OTHER_IBAN, replaces=opened)
    now = shown(home, accountant)
    assert (now.iban_masked, now.bic) == (masked(OTHER_IBAN), None)
    assert now.mandate.reference != first.reference
    states = home.town.read(select(mandate.c.state).order_by(mandate.c.id))
    assert [row[0] for row in states] == ["closed", "to_sign"]
    with pytest.raises(OutOfDate), home.database.work(accountant) as work:
        open_account(work, home.mother, "Mme Linh Nguyen", IBAN, replaces=opened)


def test_the_iban_is_nowhere_but_in_its_own_column(home, accountant, opened):
    for table in ("field_change", "journal", "asked_field", "journal_seal"):
        rows = home.town.read(text(f"SELECT * FROM {table}"))
        assert IBAN not in repr(rows)
        assert IBAN[4:-4] not in repr(rows)


def test_seeing_it_whole_takes_the_right_and_a_reason(home, clerk, accountant, opened):
    with home.database.work(accountant) as work:
        assert reveal_iban(work, opened, "Appel de la banque") == IBAN
    with pytest.raises(Refused, match="pourquoi"), home.database.work(accountant) as work:
        reveal_iban(work, opened, " ")
    with pytest.raises(NotAllowed), home.database.work(clerk) as work:
        reveal_iban(work, opened, "Par curiosité")
    told = home.town.read(text("SELECT subject_id FROM journal WHERE action = 'reveal_iban'"))
    assert [row[0] for row in told] == [home.mother]


@pytest.mark.parametrize(
    ("holder", "iban", "sentence"),
    [
        ("", IBAN, "obligatoire"),
        ("Mme Nguyen", IBAN[:-1] + "6", "n’est pas valide"),
        ("Mme Nguyen", "GB82WEST12345698765432", "aucune banque connue"),
    ],
)
def test_bad_accounts_are_refused(home, accountant, holder, iban, sentence):
    with pytest.raises(Refused, match=sentence), home.database.work(accountant) as work:
        open_account(work, home.mother, holder, iban)
    assert home.town.read(select(bank_account.c.id)) == []


def test_an_instructor_keeps_off(home, clerk):
    with pytest.raises(NotAllowed), home.database.work(clerk) as work:
        open_account(work, home.mother, "Mme Nguyen", IBAN)


def test_what_a_request_changed_is_taken_back_with_its_mandate(home, accountant, opened):
    first = shown(home, accountant).mandate
    with home.database.work(accountant) as work:
        sign_mandate(work, first.id, first.version, date(2026, 11, 2))
    request_id = home.asked("guardian", home.mother, "iban_masked", masked(OTHER_IBAN))
    home.town.add(asked_iban, request_id=request_id, iban=OTHER_IBAN)
    before = shown(home, accountant)
    with home.database.work(accountant) as work:
        change(
            work,
            "guardian",
            home.mother,
            {"iban_masked": masked(OTHER_IBAN)},
            request_id=request_id,
        )
    assert shown(home, accountant).iban_masked == masked(OTHER_IBAN)
    with home.database.work(accountant) as work:
        change(work, "guardian", home.mother, {"iban_masked": masked(IBAN)}, request_id=request_id)
    back = shown(home, accountant)
    assert (back.id, back.mandate.id, back.mandate.state) == (before.id, first.id, "active")
    with home.database.work(accountant) as work:
        assert reveal_iban(work, back.id, "Vérification") == IBAN


def test_a_new_holder_keeps_the_iban(home, accountant, opened):
    with home.database.work(accountant) as work:
        change(work, "guardian", home.mother, {"bank_holder": "Mme Linh Nguyen-Tran"})
        now = work.first(select(bank_account).where(bank_account.c.closed_at.is_(None)))
    assert (now.holder, now.iban, now.bic) == ("Mme Linh Nguyen-Tran", IBAN, "BDFEFRPP")


def test_a_new_family_brings_its_iban_without_the_instructor_reading_it(home, clerk, accountant):
    request_id = home.asked("guardian", home.mother, "iban_masked", masked(IBAN))
    home.town.add(asked_iban, request_id=request_id, iban=IBAN)
    with home.database.work(clerk) as work:
        made = open_account(work, home.mother, "Mme Nguyen", masked(IBAN), request_id=request_id)
    with home.database.work(accountant) as work:
        assert reveal_iban(work, made, "Premier prélèvement") == IBAN


def test_an_iban_nobody_knows_cannot_be_guessed(home, admin):
    with pytest.raises(Refused, match="n’est plus connu"), home.database.work(admin) as work:
        change(work, "guardian", home.mother, {"bank_holder": "Moi", "iban_masked": masked(IBAN)})


def test_a_mandate_is_signed_closed_and_made_anew(home, accountant, opened):
    first = shown(home, accountant).mandate
    with pytest.raises(Refused, match="avenir"), home.database.work(accountant) as work:
        sign_mandate(work, first.id, first.version, date(2027, 1, 1))
    with home.database.work(accountant) as work:
        sign_mandate(work, first.id, first.version, date(2026, 11, 2))
    with pytest.raises(OutOfDate), home.database.work(accountant) as work:
        close_mandate(work, first.id, first.version)
    with home.database.work(accountant) as work:
        close_mandate(work, first.id, first.version + 1)
        renew_mandate(work, opened)
    assert shown(home, accountant).mandate.reference == first.reference[:-1] + "2"
    with home.database.work(accountant) as work:
        close_account(work, home.mother)
    assert shown(home, accountant) is None


def test_the_same_account_again_is_no_change(home, accountant, opened):
    with home.database.work(accountant) as work:
        same = {"bank_holder": "Mme Linh Nguyen", "iban_masked": IBAN, "bic": "BDFEFRPP"}
        assert change_account(work, home.mother, same, Cause()) == opened
    assert len(home.history()) == 3
