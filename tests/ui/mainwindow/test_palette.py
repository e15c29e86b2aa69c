"""Ctrl+K: people, references and actions, by the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backoffice.agents.signin import FOUNDER
from backoffice.database.work import Database
from backoffice.families.people import ChildDraft, GuardianDraft
from backoffice.families.services import create_family
from tests.ui.mainwindow.test_window import opened, quiet, window  # noqa: F401  fixtures

CTRL, KEY = Qt.KeyboardModifier.ControlModifier, Qt.Key


@pytest.fixture
def palette(qtbot, window):  # noqa: F811
    with Database(window.backoffice.database.engine).work(FOUNDER) as work:
        create_family(
            work, "Lefèvre", [GuardianDraft("Lefèvre", "<b>Zoé</b>")], [ChildDraft("Roy", "Jade")]
        )
    QTest.keyClick(window, KEY.Key_K, CTRL)
    assert window.finder.isVisible()
    return window.finder


def ask(qtbot, palette, typed):
    palette.field.setText(typed)
    qtbot.waitUntil(lambda: palette.answered == typed)
    return [palette.answers.at(row).title for row in range(palette.answers.rowCount())]


def test_it_begins_with_where_one_can_go(palette):
    titles = [palette.answers.at(row).title for row in range(palette.answers.rowCount())]
    assert {"Accueil", "À traiter", "Planning"} <= set(titles)


def test_words_find_people_shown_as_they_were_typed(qtbot, palette):
    assert "<b>Zoé</b> Lefèvre" in ask(qtbot, palette, "lefe")
    assert ask(qtbot, palette, "jade roy") == ["Jade Roy"]
    assert ask(qtbot, palette, "zzz") == []
    assert "Rien" in palette.note.text()


def test_the_arrows_choose_and_entree_opens(qtbot, palette, monkeypatch):
    led = []
    monkeypatch.setattr(palette._window.routes, "to_hit", led.append)
    titles = ask(qtbot, palette, "lefevre")
    QTest.keyClick(palette.field, KEY.Key_Down)
    assert palette.list.currentIndex().row() == 1
    QTest.keyClick(palette.field, KEY.Key_Up)
    QTest.keyClick(palette.field, KEY.Key_Return)
    assert [hit.title for hit in led] == titles[:1]
    assert not palette.isVisible()


def test_entree_typed_before_the_answers_waits_for_them(qtbot, palette, monkeypatch):
    led = []
    monkeypatch.setattr(palette._window.routes, "to_hit", led.append)
    QTest.keyClicks(palette.field, "jade roy")
    QTest.keyClick(palette.field, KEY.Key_Return)
    qtbot.waitUntil(lambda: bool(led))
    assert led[0].title == "Jade Roy"


def test_what_was_opened_last_is_offered_first(qtbot, palette, monkeypatch):
    monkeypatch.setattr(palette._window.routes, "to_hit", lambda _hit: None)
    ask(qtbot, palette, "jade")
    QTest.keyClick(palette.field, KEY.Key_Return)
    palette._window.search()
    qtbot.waitUntil(lambda: palette._window.tasks.idle)
    assert palette.answers.at(0).title == "Jade Roy"


def test_an_action_is_found_by_its_words_and_done(qtbot, palette):
    assert ask(qtbot, palette, "journ") == ["Journal"]
    QTest.keyClick(palette.field, KEY.Key_Return)
    quiet(qtbot, palette._window)
    assert palette._window.sidebar.current == "history"


def test_echap_closes_it_and_gives_the_keyboard_back(palette):
    QTest.keyClick(palette.field, KEY.Key_Escape)
    assert not palette.isVisible()


def test_every_answer_is_said_to_a_screen_reader(qtbot, palette):
    ask(qtbot, palette, "jade")
    said = palette.answers.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Jade Roy")
