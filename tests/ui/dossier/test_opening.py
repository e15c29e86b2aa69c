"""From the inbox to the pile and back, in the window."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from backoffice.app import Backoffice
from backoffice.database.changes import last_change
from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.kernel.permissions import Role
from tests.fixtures.database import person
from tests.ui.dossier.invented import nguyen
from tests.ui.shown import settle
from ui import app

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def asked(sqlite_lines):
    """Two lines of edits, and one of a slot between them."""
    sqlite_lines.open()
    sqlite_lines.town.reasons()
    people = [
        ("Minh Nguyen", "Nguyen", "a"),
        ("Zoé Alba", "Alba", "b"),
        ("Léo Durant", "Durant", "c"),
    ]
    kinds = ["address_change", "reservation", "guardian_change"]
    return [
        sqlite_lines.ask(sqlite_lines.household(*who), kind=kind)
        for who, kind in zip(people, kinds, strict=True)
    ]


@pytest.fixture
def window(qtbot, sqlite_address, asked, base) -> Iterator:
    database = Database(open_engine(sqlite_address))
    seen = last_change(database.engine)
    made = app.window_of(Backoffice(sqlite_address, database, person(Role.INSTRUCTOR), seen))
    with qtbot.waitExposed(made):
        made.show()
    settle(qtbot, made.tasks)
    inbox = made.screen_of("inbox")
    qtbot.waitUntil(lambda: inbox.model.rowCount() == len(asked))
    settle(qtbot, made.tasks)
    yield made
    qtbot.waitUntil(lambda: made.tasks.idle)
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def on(window, line):
    inbox = window.screen_of("inbox")
    inbox.list.select_id(line)
    inbox.list.setFocus()
    return inbox


def test_enter_on_a_line_of_edits_opens_its_pile(qtbot, window, asked, base):
    inbox = on(window, asked[0])
    qtbot.keyClick(inbox.list, KEY.Key_Return)
    settle(qtbot, window.tasks)
    assert window.front.objectName() == "dossier"
    assert base.asked == (None, asked[0])
    assert window.sidebar.current == "inbox"
    assert window.front.table.hasFocus()


def test_enter_on_any_other_line_goes_to_its_detail(qtbot, window, asked):
    inbox = on(window, asked[1])
    qtbot.keyClick(inbox.list, KEY.Key_Return)
    assert window.front is inbox
    assert inbox.detail.hasFocus()


def test_the_button_of_the_bar_opens_it_too(qtbot, window, asked):
    inbox = on(window, asked[2])
    qtbot.waitUntil(inbox.findChild(QWidget, "open_dossier_button").isVisible)
    inbox.findChild(QWidget, "open_dossier_button").click()
    settle(qtbot, window.tasks)
    assert window.front.objectName() == "dossier"


def test_escape_comes_back_to_the_line_one_left(qtbot, window, asked):
    inbox = on(window, asked[0])
    inbox.open_dossier()
    settle(qtbot, window.tasks)
    qtbot.keyClick(window.front.table, KEY.Key_Escape)
    settle(qtbot, window.tasks)
    assert window.front is inbox
    assert inbox.current().id == asked[0]
    assert inbox.list.hasFocus()


def test_the_last_answer_comes_back_on_the_next_line_where_it_can_be_undone(
    qtbot, window, asked, base
):
    whole = nguyen()
    [only] = whole.sections[3:4]
    base.sheet = replace(whole, sections=(replace(only, submission_id=asked[0]),))
    inbox = on(window, asked[0])
    qtbot.keyClick(inbox.list, KEY.Key_Return)
    settle(qtbot, window.tasks)
    qtbot.keyClick(window.front.table, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: window.front is inbox)
    settle(qtbot, window.tasks)
    assert inbox.toast.said == "1 champ accepté"
    assert inbox.command("undo").isEnabled()
    assert inbox.current().id == asked[1]
    assert inbox.list.hasFocus()


def test_a_family_s_pile_is_opened_from_anywhere(qtbot, window, base):
    window.show_section("home")
    window.open_dossier(family_id=7)
    settle(qtbot, window.tasks)
    assert base.asked == (7, None)
    qtbot.keyClick(window.front.table, KEY.Key_Escape)
    settle(qtbot, window.tasks)
    assert window.sidebar.current == "home"
    assert window.front is window.screen_of("home")
