"""Tax and CAF data: by effective date, with their source, cancelled but never changed."""

from datetime import date

import pytest

from backoffice.families.dossier import dossier
from backoffice.families.editing import change, current
from backoffice.families.tax import cancel_tax, record_tax, values_on
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused

NOTICE = "Avis d’imposition 2025"
TODAY = date(2026, 11, 16)


def quotient(home, agent, day=TODAY):
    with home.database.read(agent) as work:
        return values_on(work, [home.family_id], day).get(home.family_id, {}).get("family_quotient")


def records(home, agent):
    with home.database.read(agent) as work:
        return dossier(work, home.family_id).tax


def test_what_is_in_force_is_the_latest_begun(home, accountant, clerk):
    with home.database.work(accountant) as work:
        first = {"family_quotient": 904, "monthly_income": "1850,50", "taxable": True}
        record_tax(work, home.family_id, date(2026, 1, 1), "caf", "Attestation CAF 01/2026", first)
        record_tax(
            work, home.family_id, date(2026, 9, 1), "tax_notice", NOTICE, {"family_quotient": 1204}
        )
        record_tax(
            work, home.family_id, date(2027, 1, 1), "caf", "À venir", {"family_quotient": 700}
        )
    assert quotient(home, clerk) == 1204
    assert quotient(home, clerk, date(2026, 3, 1)) == 904
    assert quotient(home, clerk, date(2027, 3, 1)) == 700
    assert quotient(home, clerk, date(2025, 3, 1)) is None
    [row] = home.town.view("portal_out_tax", family_id=home.family_id)
    assert (row["family_quotient"], float(row["monthly_income"])) == (1204, 1850.5)
    assert [(one.in_force, one.verified) for one in records(home, clerk)] == [
        (False, True),
        (True, True),
        (False, True),
    ]


def test_what_was_typed_by_mistake_is_cancelled_and_still_read(home, accountant, clerk):
    with home.database.work(accountant) as work:
        record_tax(
            work, home.family_id, date(2026, 1, 1), "caf", "Attestation", {"family_quotient": 904}
        )
        wrong = record_tax(
            work, home.family_id, date(2026, 9, 1), "caf", "Faute", {"family_quotient": 9}
        )
    with home.database.work(accountant) as work:
        cancel_tax(work, wrong)
    assert quotient(home, clerk) == 904
    assert [one.cancelled for one in records(home, clerk)] == [True, False]
    assert home.history()[-1][1:5] == ("family_quotient", "", 9, 904)
    with pytest.raises(OutOfDate), home.database.work(accountant) as work:
        cancel_tax(work, wrong)


def test_what_a_family_declares_is_not_verified_and_can_be_taken_back(home, clerk, accountant):
    with home.database.work(accountant) as work:
        record_tax(work, home.family_id, date(2026, 1, 1), "caf", "Attestation", {"rsa": True})
    request_id = home.asked("family", home.family_id, "rsa", False)
    with home.database.work(clerk) as work:
        change(work, "family", home.family_id, {"rsa": False, "rent": 62000}, request_id=request_id)
    assert [one.verified for one in records(home, clerk)] == [False, True]
    with home.database.work(clerk) as work:
        change(work, "family", home.family_id, {"rsa": True, "rent": None}, request_id=request_id)
        held = current(work, "family", [home.family_id])[home.family_id]
    assert (held["rsa"], held["rent"]) == (True, None)
    assert [one.cancelled for one in records(home, clerk)] == [True, False]


@pytest.mark.parametrize(
    ("source", "evidence", "values", "sentence"),
    [
        ("rumour", "", {"rsa": True}, "Choisissez la source"),
        ("caf", " ", {"rsa": True}, "Indiquez la pièce"),
        ("declared", "", {"monthly_income": "beaucoup"}, "montant en euros"),
        ("declared", "", {}, "au moins une donnée"),
        ("declared", "", {"beneficiary_guardian_id": 999}, "responsable de la famille"),
    ],
)
def test_bad_data_are_refused(home, accountant, source, evidence, values, sentence):
    with pytest.raises(Refused, match=sentence), home.database.work(accountant) as work:
        record_tax(work, home.family_id, date(2026, 9, 1), source, evidence, values)


def test_a_reader_sees_no_income(home, reader, manager_of):
    for agent in (reader, manager_of(1)):
        assert records(home, agent) is None
        with pytest.raises(NotAllowed), home.database.work(agent) as work:
            record_tax(work, home.family_id, date(2026, 9, 1), "declared", "", {"rsa": True})
