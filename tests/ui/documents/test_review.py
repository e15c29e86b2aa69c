"""One key an answer, the next document by itself, and the way back."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from sqlalchemy import select

from backoffice.documents import queries
from backoffice.documents.tables import document
from backoffice.kernel.permissions import SYSTEM, Role
from tests.documents.corpus import pdf
from tests.fixtures.database import person
from tests.ui.documents.conftest import drawn
from tests.ui.shown import click, press, settle, sheet

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def tap(qtbot, view, key, modifier=Qt.KeyboardModifier.NoModifier):
    press(qtbot, view.tasks, view.viewer, key, modifier)


def row(home):
    [found] = home.town.read(select(document))
    return found


def test_it_is_accepted_with_one_key_and_the_next_opens_by_itself(qtbot, home, opened):
    home.send()
    tom = home.sibling()
    home.send(child_id=tom)
    view = opened()
    assert view.sheet.whom == "Léa Fontaine"
    assert view.viewer.hasFocus()
    tap(qtbot, view, KEY.Key_V)
    assert home.state() == "received"
    assert view.sheet.whom == "Tom Fontaine"
    drawn(qtbot, view)
    assert view.viewer.has_picture
    assert view.toast.said == "Pièce validée"
    tap(qtbot, view, KEY.Key_V)
    assert home.state(tom) == "received"
    assert view.empty.isVisible()


def test_an_answer_is_taken_back(qtbot, home, opened):
    home.send()
    view = opened()
    tap(qtbot, view, KEY.Key_V)
    assert home.state() == "received"
    press(qtbot, view.tasks, view, KEY.Key_Z, CONTROL)
    assert home.state() == "validating"
    assert view.sheet.whom == "Léa Fontaine"


def test_what_was_looked_at_and_the_days_are_kept(qtbot, home, opened):
    home.send()
    view = opened()
    tap(qtbot, view, KEY.Key_2)
    view.checklist.dated.setText("3/9/26")
    view.checklist.dated.settle()
    assert view.checklist.until.text() == "03/09/2027"  # a year after its date
    tap(qtbot, view, KEY.Key_V)
    found = row(home)
    assert (str(found.dated), str(found.valid_until)) == ("2026-09-03", "2027-09-03")
    assert found.checked == ["Concerne la bonne personne"]


def test_the_end_typed_by_the_agent_stays_when_the_date_changes(qtbot, home, opened):
    home.send()
    view = opened()
    view.checklist.until.setText("30/6/27")
    view.checklist.until.settle()
    view.checklist.dated.setText("3/9/26")
    view.checklist.dated.settle()
    assert view.checklist.until.text() == "30/06/2027"


def test_a_reason_chosen_refuses_at_once(qtbot, home, opened):
    home.send()
    view = opened()
    view.checklist.reasons["Illisible"].click()
    tap(qtbot, view, KEY.Key_I)
    assert home.state() == "invalid"
    assert row(home).public_reason.startswith("La pièce est illisible")


def test_without_a_reason_one_is_asked(qtbot, home, opened):
    home.send()
    view = opened()
    tap(qtbot, view, KEY.Key_R)
    asked = sheet(view.shown_in)
    asked.findChild(QPlainTextEdit, "text").setPlainText("Il manque le verso.")
    click(qtbot, view.tasks, asked, "sheet_accept")
    assert home.state() == "invalid"
    assert row(home).public_reason == "Il manque le verso."


def test_what_holds_meanwhile_is_said(qtbot, home, opened):
    home.send()
    view = opened()
    tap(qtbot, view, KEY.Key_V)
    home.send()
    view.reload()
    settle(qtbot, view.tasks)
    assert "L’actuelle reste valable jusqu’au" in view.checklist.why.text()


def test_the_same_file_is_told(qtbot, home, opened):
    content = pdf(words="Toujours la même")
    home.send(("a.pdf", content))
    view = opened()
    assert view.checklist.again.text() == ""
    tap(qtbot, view, KEY.Key_V)
    home.send(("b.pdf", content), child_id=home.sibling())
    view.reload()
    settle(qtbot, view.tasks)
    assert "Assurance scolaire de Léa Fontaine" in view.checklist.again.text()


def test_some_of_the_files_are_kept(qtbot, home, opened):
    home.send(("a.pdf", pdf()), ("b.pdf", pdf(words="verso")))
    view = opened()
    first, second = view.checklist.files
    first.click()
    second.click()
    tap(qtbot, view, KEY.Key_V)
    assert home.state() == "validating"
    assert "au moins un fichier" in view.banner.words
    second.click()
    tap(qtbot, view, KEY.Key_V)
    with home.database.read(SYSTEM) as work:
        files = queries.sheet(work, row(home).id).files
    assert [(one.name, one.kept) for one in files] == [("a.pdf", False), ("b.pdf", True)]


def test_a_refused_file_says_why_and_the_document_is_decided_all_the_same(qtbot, home, opened):
    home.send(("a.pdf", b"%PDF-1.4 rien de lisible"))
    view = opened()
    assert not view.viewer.has_picture
    assert "peut être validée ou invalidée" in view.viewer.sentence
    tap(qtbot, view, KEY.Key_V)
    assert home.state() == "received"


def test_the_family_is_one_key_away(qtbot, home, opened):
    home.send()
    view = opened()
    press(qtbot, view.tasks, view, KEY.Key_O, CONTROL)
    assert view.went == [home.family]


def test_those_refused_and_those_that_end_soon_have_their_lists(qtbot, home, opened, clock):
    home.send()
    view = opened()
    view.checklist.reasons["Illisible"].click()
    tap(qtbot, view, KEY.Key_I)
    view.tabs.choose(1)
    settle(qtbot, view.tasks)
    assert view.sheet.state == "invalid"
    assert "illisible" in view.checklist.told.text()
    assert not view.command("accept").isEnabled()
    home.send()
    view.tabs.choose(0)
    settle(qtbot, view.tasks)
    tap(qtbot, view, KEY.Key_V)
    clock.now += timedelta(days=350)
    view.tabs.choose(2)
    settle(qtbot, view.tasks)
    assert view.sheet.state == "received"
    assert "valable jusqu’au" in view.checklist.outcome.text()


def test_a_reader_only_looks(home, opened):
    home.send()
    view = opened(person(Role.READER))
    assert view.viewer.has_picture
    assert {"accept", "refuse", "add", "send_message"}.isdisjoint(view.commands)


def test_everything_has_a_name(home, opened):
    home.send(("a.pdf", pdf()), ("b.pdf", pdf()))
    view = opened()
    nameless = [
        one
        for one in view.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible()
        if not one.accessibleName()
    ]
    assert nameless == []
