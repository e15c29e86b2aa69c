"""Whatever a family types is shown as typed: never as markup, on any screen (reliability S7)."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit, QWidget

from backoffice.app import Backoffice
from backoffice.database.changes import last_change
from backoffice.database.work import Database
from backoffice.inbox.intake import take_in
from backoffice.kernel.calendar import local_day
from backoffice.kernel.permissions import SYSTEM, Role
from tests.fixtures.database import person
from tests.fixtures.town import Town
from ui import app

HOSTILE = '<img src="/etc/passwd"><b>Zoé</b> & <a href="https://exemple.fr">=1+1</a>'
MARK = "<img"


@pytest.fixture
def town(sqlite_database) -> Town:
    """A family whose every word is hostile has asked for something of each sort."""
    town = Town(sqlite_database)
    day = local_day(sqlite_database.clock()) + timedelta(days=3)
    activity_id = town.activity(label=f"Garderie {HOSTILE}"[:120])
    town.slot(activity_id, day)
    town.family_id = town.family(HOSTILE[:120], accounts=["nadia"])
    child_id = town.child(town.family_id, HOSTILE[:110], HOSTILE[:110])
    town.enrol(child_id, activity_id, weekdays=range(1, 8))
    about = {"child_id": child_id, "activity_id": activity_id, "date": day.isoformat()}
    town.ask("nadia", "reservation", {**about, "note": HOSTILE})
    town.ask("nadia", "contact_message", {"subject": HOSTILE, "body": HOSTILE})
    town.ask("nadia", "guardian_change", {"guardian_id": 1, "changes": {"last_name": HOSTILE}})
    town.ask("nadia", HOSTILE, {"x": HOSTILE})
    town.tell("nadia", HOSTILE, {"x": HOSTILE})
    with sqlite_database.work(SYSTEM) as work:
        take_in(work)
    return town


@pytest.fixture
def window(qtbot, town, sqlite_address):
    database = Database(town.database.engine, town.database.clock)
    seen = last_change(database.engine)
    made = app.window_of(Backoffice(sqlite_address, database, person(Role.ADMINISTRATOR), seen))
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.tasks.idle)
    yield made
    qtbot.waitUntil(lambda: made.tasks.idle)
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def test_no_screen_reads_the_words_of_a_family_as_markup(qtbot, window, monkeypatch):
    loaded = []
    monkeypatch.setattr(QTextEdit, "loadResource", lambda *given: loaded.append(given))
    qtbot.waitUntil(
        lambda: _checked(window) > 0
    )  # the detail of the first line: else nothing is tried
    for section in window.sections:
        window.show_section(section.key)
        qtbot.waitUntil(lambda: window.tasks.idle)
        QApplication.processEvents()
        window.grab()
        _checked(window)
    assert loaded == []


def test_the_portal_s_view_of_the_family_shows_them_as_typed(qtbot, window, town):
    window.navigator.open_family(town.family_id)
    qtbot.waitUntil(lambda: _checked(window.front) > 0)
    window.grab()


def _checked(window: QWidget) -> int:
    """How many widgets bear the words; labels among them say them as plain text, and so do tips.

    Our own widgets paint their words themselves: there is no markup to read.
    """
    found = 0
    for widget in window.findChildren(QWidget):
        words = widget.text() if hasattr(widget, "text") else ""
        found += MARK in words
        if isinstance(widget, QLabel) and MARK in words:
            assert widget.textFormat() is Qt.TextFormat.PlainText, widget.objectName()
        tip = widget.toolTip()
        assert not (MARK in tip and Qt.mightBeRichText(tip)), widget.objectName()
    return found
