import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from backoffice.inbox import anomalies
from backoffice.inbox.intake import take_in
from backoffice.kernel.permissions import SYSTEM
from tests.ui.shown import click, column_of, press, settle, show
from ui.anomalies.view import AnomaliesView
from ui.kit.navigator import Navigator


@pytest.fixture
def portal(sqlite_database, town_of):
    """A family whose portal writes nonsense, once as a request and once as an event."""
    town = town_of(sqlite_database)
    town.family(accounts=["nadia"])
    town.wrong = town.ask("nadia", "reservation", {"date": "le 12"})
    town.tell("nadia", "no_such_thing", {"a": 1})
    take(sqlite_database)
    return town


def take(database):
    with database.work(SYSTEM) as work:
        take_in(work, 100)


@pytest.fixture
def view(qtbot, tasks, portal):
    made = AnomaliesView(tasks, Navigator())
    show(qtbot, made)
    made.table.setFocus()
    return made


def test_each_row_says_when_whose_what_and_why(view, portal):
    assert column_of(view.table, 0) == ["16/11/2026 10:00"] * 2
    assert column_of(view.table, 1) == ["Justine MARTIN"] * 2
    assert column_of(view.table, 5) == ["À voir"] * 2
    assert all(column_of(view.table, 3))
    assert f"{portal.wrong:,}".replace(",", "\u202f") in column_of(view.table, 4)
    assert view.detail.isVisible()
    assert view.detail.cause.text() == view.current().cause


def test_t_sets_it_aside_and_the_next_one_is_there(qtbot, view, tasks):
    first = view.current().id
    press(qtbot, tasks, view.table, Qt.Key.Key_T)
    assert view.model.rowCount() == 1
    assert view.current().id != first
    press(qtbot, tasks, view.table, Qt.Key.Key_T)
    assert view.empty.isVisible()
    assert view.empty.accessibleName().startswith("Aucune anomalie à voir")
    click(qtbot, tasks, view, "empty_action")
    assert view.filter.current == 1
    assert column_of(view.table, 5) == ["Traitée"] * 2
    assert not view.command("handle").isEnabled()
    assert "Claire Martin" in view.detail.handled.text()


def test_entree_opens_the_request_and_an_event_has_none(qtbot, view, tasks, portal):
    for at, row in enumerate(view.model.rows()):
        view.table.selectRow(at)
        assert view.command("open_request").isEnabled() == (row.request_id is not None)
    view.table.selectRow([row.request_id for row in view.model.rows()].index(portal.wrong))
    with qtbot.waitSignal(view.navigator.request) as asked:
        qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert asked.args == [portal.wrong]


def test_what_arrives_waits_to_be_called_in(qtbot, view, tasks, portal, sqlite_database):
    portal.ask("nadia", "reservation", {})
    take(sqlite_database)
    tasks.changed.emit(view.topics)
    settle(qtbot, tasks)
    assert view.model.rowCount() == 2
    assert view.arrivals.isVisible()
    qtbot.mouseClick(view.arrivals, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert view.model.rowCount() == 3


def test_a_reader_reads_and_has_no_button_to_handle(qtbot, tasks_of, reader, portal):
    tasks = tasks_of(reader)
    view = AnomaliesView(tasks, Navigator())
    show(qtbot, view)
    assert view.model.rowCount() == 2
    assert view.command("handle") is None
    assert view.findChild(QWidget, "handle_button") is None


def test_a_colleague_was_quicker(qtbot, view, tasks, sqlite_database, admin):
    with sqlite_database.work(admin) as work:
        anomalies.handle(work, view.current().id)
    with qtbot.waitSignal(tasks.refused) as said:
        press(qtbot, tasks, view.table, Qt.Key.Key_T)
    assert "collègue" in said.args[0]
    assert view.model.rowCount() == 1
