from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import text

from backoffice.inbox import services
from backoffice.inbox.services import Answer, Seen
from backoffice.inbox.workflow import Verb
from backoffice.kernel.permissions import SYSTEM
from backoffice.kernel.topics import Topic
from tests.ui.shown import click, column_of, press, settle, sheet, show
from ui.history.view import HistoryView
from ui.kit.navigator import Navigator

DAY = date(2026, 11, 26)
WHEN, WHO, WHAT, ON = range(4)


@pytest.fixture
def past(sqlite_database, town_of, clerk, admin):
    """One request taken in, accepted by the clerk; one rule of the town changed by the admin."""
    town = town_of(sqlite_database)
    family = town.family(accounts=["nadia"])
    town.child_id, town.activity_id = town.child(family), town.activity()
    town.enrol(town.child_id, town.activity_id)
    town.slot(town.activity_id, DAY)
    town.request_id = town.request("reservation", town.child_id, town.activity_id, DAY)
    with sqlite_database.work(clerk) as work:
        services.decide(work, [Seen(town.request_id)], Answer(Verb.ACCEPT))
    with sqlite_database.work(admin) as work:
        services.add_reason(work, "La sortie est complète.")
        work.record(Topic.ACTIVITIES, "set_deadline", town.activity_id, deadline="la veille")
        work.record(Topic.FAMILIES, "edit_family", family)
    return town


@pytest.fixture
def view(qtbot, tasks, past):
    made = HistoryView(tasks, Navigator())
    show(qtbot, made)
    made.table.setFocus()
    return made


def go_to(view, sentence):
    view.table.selectRow(column_of(view.table, WHAT).index(sentence))


def test_the_latest_comes_first_with_its_author_and_its_subject(view):
    assert column_of(view.table, WHAT)[:4] == [
        "Famille modifiée",
        "Délai d’une activité changé",
        "Motif de refus écrit",
        "Demande acceptée",
    ]
    assert column_of(view.table, WHO)[0] == "Zoé Blanc"
    assert column_of(view.table, WHO)[3] == "Claire Martin"
    assert column_of(view.table, ON)[0] == "Famille Belkacem-Roy"
    assert column_of(view.table, WHEN)[0] == "16/11/2026 10:00"


@pytest.mark.parametrize(
    ("sentence", "signal", "told"),
    [
        ("Demande acceptée", "request", lambda past: [past.request_id]),
        ("Famille modifiée", "family", lambda _past: [1]),
        ("Délai d’une activité changé", "planning", lambda past: [None, past.activity_id, None]),
        ("Motif de refus écrit", "section", lambda _past: ["settings"]),
    ],
)
def test_entree_opens_where_it_happened(qtbot, view, past, sentence, signal, told):
    go_to(view, sentence)
    assert view.command("open_subject").isEnabled()
    with qtbot.waitSignal(getattr(view.navigator, signal)) as asked:
        qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert asked.args == told(past)


def test_topic_and_author_narrow_the_list(qtbot, view, tasks, admin):
    view.filters.topic.choose(Topic.REQUESTS)
    settle(qtbot, tasks)
    assert column_of(view.table, WHAT) == ["Demande acceptée"]
    assert (admin.id, "Zoé Blanc") in view.filters.who.choices()
    view.filters.who.choose(admin.id)
    settle(qtbot, tasks)
    assert view.empty.isVisible()
    click(qtbot, tasks, view, "empty_action")
    assert view.model.rowCount() >= 4


def test_a_day_is_typed_and_takes_the_place_of_the_period(qtbot, view, tasks):
    view.filters.period.choose(7)
    settle(qtbot, tasks)
    assert view.model.rowCount() >= 4
    view.filters.day.setText("17/11")
    view.filters.day.settle()
    settle(qtbot, tasks)
    assert view.filters.period.value is None
    assert view.empty.isVisible()
    view.filters.day.setText("16/11/2026")
    view.filters.day.settle()
    settle(qtbot, tasks)
    assert view.model.rowCount() >= 4
    view.filters.day.setText("le 45")
    view.filters.day.settle()
    assert view.banner.isVisible()


def test_a_reference_finds_its_request_however_it_is_typed(qtbot, view, tasks, past):
    view.filters.search.setFocus()
    typed = f"n° {past.request_id:,}".replace(",", " ")
    view.filters.search.setText(typed)
    press(qtbot, tasks, view.filters.search, Qt.Key.Key_Return)
    assert column_of(view.table, WHAT) == ["Demande acceptée"]
    view.filters.search.setText("Belkacem")
    press(qtbot, tasks, view.filters.search, Qt.Key.Key_Return)
    assert "numéro" in view.banner.words


def test_new_lines_wait_above(qtbot, view, tasks, past, sqlite_database, clerk):
    with sqlite_database.work(clerk) as work:
        services.undo(work, past.read(text("SELECT operation_id FROM decision"))[0][0])
    tasks.changed.emit(frozenset({Topic.REQUESTS}))
    settle(qtbot, tasks)
    assert view.arrivals.isVisible()
    qtbot.mouseClick(view.arrivals, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)
    assert column_of(view.table, WHAT)[0] == "Réponse reprise"


def test_a_sound_base_is_said_sound_and_its_mark_can_be_checked_again(qtbot, view, tasks):
    press(qtbot, tasks, view.table, Qt.Key.Key_V)
    opened = sheet(view.shown_in)
    click(qtbot, tasks, opened, "sheet_accept")
    assert "saine" in opened.said.text()
    mark = opened.mark.text()
    opened.anchor.setText(mark)
    click(qtbot, tasks, opened, "sheet_accept")
    assert "saine" in opened.said.text()
    opened.anchor.setText(mark.split(":")[0] + ":" + "0" * 64)
    click(qtbot, tasks, opened, "sheet_accept")
    assert "1 promesse rompue" in opened.said.text()
    opened.anchor.setText("12")
    click(qtbot, tasks, opened, "sheet_accept")
    assert "repère" in opened.banner.words
    opened.reject()


def test_a_broken_promise_is_named(qtbot, view, tasks, sqlite_database, past):
    with sqlite_database.work(SYSTEM) as work:
        work.run(text("UPDATE submission SET requests = 7"))
    press(qtbot, tasks, view.table, Qt.Key.Key_V)
    opened = sheet(view.shown_in)
    click(qtbot, tasks, opened, "sheet_accept")
    assert "1 promesse rompue" in opened.said.text()
    said = [one.text() for one in opened.findChildren(QWidget) if hasattr(one, "text")]
    assert "Une ligne de la file ne compte pas ses demandes comme elles sont." in said
    opened.reject()
