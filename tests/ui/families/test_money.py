"""Bank, mandates, tax data by date of effect: who may, what is masked, what is kept."""

import pytest
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from backoffice.database.journal import journal
from backoffice.kernel.permissions import SYSTEM
from tests.ui.families.reading import fill, lines, press_deed, save
from tests.ui.shown import settle, sheet
from ui.families.sheet import COMMON
from ui.kit.sheet import Sheet

IBAN = "FR7630006000011234567890189"
OTHER = "FR7630001007941234567890185"


@pytest.fixture
def regie(open_as, accountant):
    return open_as(accountant)


def open_account(qtbot, view, iban=IBAN):
    form = press_deed(qtbot, view, "edit_bank")
    fill(form, bank_holder="Mme Linh Nguyen", iban_masked=iban)
    save(qtbot, view, form)
    return form


def journaled(home, action):
    with home.database.read(SYSTEM) as work:
        return work.rows(select(journal).where(journal.c.action == action))


def test_an_account_is_opened_masked_with_a_mandate_to_sign(qtbot, regie, home):
    open_account(qtbot, regie)
    shown = lines(regie.guardians_page)
    assert shown["IBAN"].value.startswith("FR76 ••••")
    account = home.dossier().guardians[0].bank
    assert shown["Mandat SEPA"].value == f"{account.mandate.reference}, à signer"


@pytest.mark.parametrize("iban", ["FR7630006000011234567890188", "FR76"])
def test_a_wrong_iban_is_said_under_its_field(qtbot, regie, home, iban):
    form = open_account(qtbot, regie, iban)
    assert "IBAN n’est pas valide" in form.editors["iban_masked"].line.message
    assert home.dossier().guardians[0].bank is None
    form.reject()


def test_the_iban_stays_typed_until_it_is_saved(qtbot, regie):
    form = press_deed(qtbot, regie, "edit_bank")
    fill(form, iban_masked="fr76 3000 6000 0112 3456 7890 189")
    assert form.editors["iban_masked"].box.text() == "FR76 3000 6000 0112 3456 7890 189"
    form.reject()


def test_the_holder_alone_may_change(qtbot, regie, home):
    open_account(qtbot, regie)
    form = press_deed(qtbot, regie, "edit_bank")
    assert form.editors["iban_masked"].box.text() == ""
    fill(form, bank_holder="Mme Linh Nguyen-Tran", iban_masked="")
    assert form.editors["iban_masked"].line.message == ""
    save(qtbot, regie, form)
    account = home.dossier().guardians[0].bank
    assert account.holder == "Mme Linh Nguyen-Tran"
    assert account.iban_masked.endswith("189")


def test_a_signed_mandate_is_active_then_closed(qtbot, regie, home):
    open_account(qtbot, regie)
    form = press_deed(qtbot, regie, "sign_mandate")
    save(qtbot, regie, form)
    assert home.dossier().guardians[0].bank.mandate.state == "active"
    asked = press_deed(qtbot, regie, "close_mandate")
    asked.accept()
    settle(qtbot, regie.tasks)
    assert home.dossier().guardians[0].bank.mandate.state == "closed"


def test_the_iban_in_full_takes_a_reason_and_is_noted(qtbot, regie, home):
    open_account(qtbot, regie)
    asked = press_deed(qtbot, regie, "show_iban")
    assert not asked.primary.isEnabled()
    asked.findChild(QWidget, "text").setText("Rejet de prélèvement")
    asked.accept()
    settle(qtbot, regie.tasks)
    shown = sheet(regie.shown_in)
    assert shown.number.text() == "FR76 3000 6000 0112 3456 7890 189"
    shown.reject()
    (line,) = journaled(home, "reveal_iban")
    assert IBAN not in str(line.detail)


def test_an_instructor_sees_it_masked_and_changes_nothing_of_it(qtbot, regie, view):
    open_account(qtbot, regie)
    view.reload()
    settle(qtbot, view.tasks)
    assert "•" in lines(view.guardians_page)["IBAN"].value
    for name in ("edit_bank", "show_iban", "sign_mandate"):
        assert view.guardians_page.findChild(QWidget, name) is None


def test_a_faster_colleague_keeps_the_account_one_did_not_see(qtbot, regie, home, admin):
    from backoffice.families import bank

    open_account(qtbot, regie)
    form = press_deed(qtbot, regie, "edit_bank")
    fill(form, iban_masked=OTHER)
    with home.database.work(admin) as work:
        bank.open_account(work, home.mother, "Autre", "FR1420041010050500013M02606")
    save(qtbot, regie, form)
    assert "collègue" in form.banner.words
    assert form.editors["iban_masked"].box.text().replace(" ", "") == OTHER
    form.reject()


# --- tax and CAF ----------------------------------------------------------------------------------


@pytest.fixture
def common(qtbot, view):
    view.sheet.open_page(COMMON)
    settle(qtbot, view.tasks)
    return view.common_page


def record(qtbot, view, **typed):
    form = press_deed(qtbot, view, "record_tax")
    fill(form, **typed)
    save(qtbot, view, form)
    return form


def test_tax_data_begin_on_their_date_with_source_and_evidence(qtbot, view, common, home):
    record(
        qtbot, view, valid_from="01/09/2026", evidence="attestation 2026", family_quotient="850",
        monthly_income="1 250,50", tax_shares="2,5",
    )  # fmt: skip
    assert Sheet.above(view.shown_in) is None
    (one,) = home.dossier().tax
    assert (one.source, one.evidence, one.in_force) == ("caf", "attestation 2026", True)
    assert (one.values["monthly_income"], one.values["tax_shares"]) == (125050, 250)
    assert lines(common)["Quotient familial"].value == "850"


def test_what_is_not_said_again_stays(qtbot, view, common, home):
    record(qtbot, view, valid_from="01/09/2026", evidence="A", family_quotient="850", rent="600")
    record(qtbot, view, valid_from="01/10/2026", evidence="B", family_quotient="900")
    latest = home.dossier().tax[0]
    assert (latest.values["family_quotient"], latest.values["rent"]) == (900, 60000)


def test_a_source_that_is_not_the_familys_word_takes_its_evidence(qtbot, view, common, home):
    form = record(qtbot, view, family_quotient="850")
    assert "pièce" in form.banner.words
    form.editors["source"].box.choose("declared")
    save(qtbot, view, form)
    assert not home.dossier().tax[0].verified
    assert any("non vérifié" in c.accessibleName() for c in common.findChildren(QWidget))


def test_a_record_typed_by_mistake_is_cancelled_and_still_read(qtbot, view, common, home):
    record(qtbot, view, valid_from="01/09/2026", evidence="A", family_quotient="850")
    (one,) = home.dossier().tax
    asked = press_deed(qtbot, view, f"cancel_tax_{one.id}")
    asked.accept()
    settle(qtbot, view.tasks)
    assert home.dossier().tax[0].cancelled
    assert lines(common)["Quotient familial"].value == ""


def test_a_note_is_between_agents(qtbot, view, home, clerk):
    view.sheet.open_page(6)
    settle(qtbot, view.tasks)
    form = press_deed(qtbot, view, "add_note")
    form.findChild(QWidget, "text").setPlainText("Rappeler lundi")
    form.accept()
    settle(qtbot, view.tasks)
    assert [one.words for one in home.dossier().notes] == ["Rappeler lundi"]
    assert "Rappeler lundi" in view.notes_page.blocks[0].findChildren(QWidget)[-1].accessibleName()


def test_a_note_begun_is_found_again(qtbot, view):
    view.annotate()
    form = sheet(view.shown_in)
    form.findChild(QWidget, "text").setPlainText("À moitié")
    form.reject()
    settle(qtbot, view.tasks)
    view.annotate()
    form = sheet(view.shown_in)
    assert form.findChild(QWidget, "text").toPlainText() == "À moitié"
    form.reject()
