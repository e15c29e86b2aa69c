"""From the inbox to a form and back, in the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backoffice.app import Backoffice
from backoffice.database.changes import last_change
from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.kernel.permissions import Role
from tests.fixtures.database import person
from tests.ui.shown import press, settle
from ui import app

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def asked(desk) -> list[int]:
    """Two families nobody knows."""
    other = desk.form(guardians=[{"last_name": "Blin", "first_name": "Zoé"}], payer=0)
    return [desk.ask(desk.form()), desk.ask(other)]


@pytest.fixture
def window(qtbot, sqlite_address, asked, clock) -> Iterator:
    database = Database(open_engine(sqlite_address), clock)
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


def test_enter_opens_the_form_and_the_answer_goes_on_to_the_next(qtbot, window, asked, desk):
    inbox = window.screen_of("inbox")
    inbox.list.setFocus()
    press(qtbot, window.tasks, inbox.list, KEY.Key_Return)
    view = window.screen_of("newcomers")
    assert window.front is view
    first = view.sheet.request_id
    press(qtbot, window.tasks, view.form, KEY.Key_Return, CONTROL)
    assert window.front is inbox
    assert inbox.toast.said == "Dossier ouvert"
    assert desk.town.status(first) == "accepted"
    (left,) = set(asked) - {first}
    qtbot.waitUntil(lambda: inbox.current() is not None and inbox.current().asked[0][0] == left)


def test_the_answer_is_taken_back_from_the_inbox(qtbot, window, asked, desk):
    inbox = window.screen_of("inbox")
    press(qtbot, window.tasks, inbox.list, KEY.Key_D, CONTROL)
    view = window.screen_of("newcomers")
    first = view.sheet.request_id
    press(qtbot, window.tasks, view.form, KEY.Key_Return, CONTROL)
    press(qtbot, window.tasks, inbox.list, KEY.Key_Z, CONTROL)
    assert desk.town.status(first) == "transmitted"
    assert desk.found("haddad") == ()
