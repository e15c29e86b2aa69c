"""The list stays calm, is walked with the keyboard, and never believes what was typed."""

import subprocess
import sys
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QImage, QKeySequence, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QStyleOptionViewItem, QWidget

from backoffice.inbox import services
from backoffice.inbox.reading import InboxFilter, Order, State
from backoffice.inbox.services import Seen
from backoffice.inbox.workflow import Queue, Verb
from backoffice.kernel.errors import Unavailable
from backoffice.kernel.text import reference
from tests.ui.inbox.conftest import WEEK, settled
from ui.inbox import calls
from ui.inbox.calls import Reply
from ui.inbox.delegate import RequestRow
from ui.kit.actions import Scope

KEY = Qt.Key
HOSTILE = '<b>Rémi</b> & "Zoé" \u202e=cmd|1'


@pytest.fixture
def many(lines):
    people = lines.household()
    first = lines.database.clock() - timedelta(days=9)
    return [
        lines.ask(people, [WEEK[0] + timedelta(days=n + n // 5 * 2)], at=first + timedelta(hours=n))
        for n in range(6)
    ]


def waiting(qtbot, view):
    qtbot.waitUntil(lambda: view.tasks.idle)


def test_the_model_keeps_qt_s_promises(qtbot, view, lines, many, clerk):
    v = view()
    QAbstractItemModelTester(v.model, QAbstractItemModelTester.FailureReportingMode.Fatal, v)
    QAbstractItemModelTester(
        v.detail._asked.days.days, QAbstractItemModelTester.FailureReportingMode.Fatal, v
    )
    v.list.select_row(3)
    v.accept()
    settled(qtbot, v)
    v.model.tick_all()
    v.filters.apply(InboxFilter(state=State.ALL))
    settled(qtbot, v)
    assert v.model.rowCount() == 6


def test_j_k_and_arrows_walk_and_alt_arrows_walk_from_anywhere(qtbot, view, many):
    v = view()
    for key, at in ((KEY.Key_J, 1), (KEY.Key_Down, 2), (KEY.Key_K, 1), (KEY.Key_Up, 0)):
        qtbot.keyClick(v.list, key)
        assert v.list.currentIndex().row() == at
    v.command("next_line").trigger()
    assert v.list.currentIndex().row() == 1
    assert QKeySequence("Alt+Down") in v.command("next_line").shortcuts()
    qtbot.keyClick(v.list, KEY.Key_Return)
    assert v.detail.hasFocus()
    qtbot.keyClick(v.detail, KEY.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert v.list.currentIndex().row() == 2
    qtbot.keyClick(v.detail, KEY.Key_Escape)
    assert v.list.hasFocus()
    settled(qtbot, v)


def test_space_ticks_shift_arrows_tick_a_range_ctrl_a_all_that_matches(qtbot, view, many):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_Space)
    assert v.model.ticks() == (many[0],)
    for _ in range(2):
        qtbot.keyClick(v.list, KEY.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert v.model.ticks() == tuple(many[:3])
    qtbot.keyClick(v.list, KEY.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert v.model.ticks() == tuple(many[:2])
    assert v.ticked.isVisible()
    qtbot.keyClick(v.list, KEY.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert v.model.all_ticked
    qtbot.keyClick(v.list, KEY.Key_Space)
    assert v.model.unticked() == (many[1],)
    v.model.untick_all()
    assert not v.ticked.isVisible()
    settled(qtbot, v)


def test_a_click_in_the_corner_ticks_and_does_not_move(qtbot, view, many):
    v = view()
    box = v.list.visualRect(v.model.index(2, 0))
    qtbot.mouseClick(
        v.list.viewport(), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(20, 20)
    )
    assert v.model.ticks() == (many[2],)
    assert v.list.currentIndex().row() == 0
    qtbot.mouseClick(v.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert v.list.currentIndex().row() == 2
    settled(qtbot, v)


def test_letters_do_nothing_but_in_the_list(qtbot, view, lines, many):
    v = view()
    v.filters.search.setFocus()
    qtbot.keyClicks(v.filters.search, "aa")
    assert lines.statuses_of(many[0]) == ["transmitted"]
    v.silence_letters(True)
    v.list.setFocus()
    qtbot.keyClick(v.list, KEY.Key_A)
    waiting(qtbot, v)
    assert lines.statuses_of(many[0]) == ["transmitted"]


def test_new_requests_are_announced_and_move_nothing(qtbot, view, lines, many):
    v = view()
    v.list.select_row(2)
    settled(qtbot, v)
    before = [row.id for row in v.model.rows()]
    old = lines.database.clock() - timedelta(days=30)
    lines.ask(lines.household("Léo Durant", "Durant", "b"), WEEK[:1], at=old)
    v.reload()
    qtbot.waitUntil(v.arrivals.isVisible)
    settled(qtbot, v)
    assert v.arrivals.words() == "1 nouvelle demande"
    assert [row.id for row in v.model.rows()] == before
    assert v.current().id == many[2]
    v.arrivals.click()
    qtbot.waitUntil(lambda: v.model.rowCount() == 7)
    settled(qtbot, v)
    assert not v.arrivals.isVisible()
    assert v.current().id == many[2]
    assert v.model.rows()[0].child == "Léo Durant"


def test_advice_comes_after_the_rows_without_blocking(qtbot, view, many):
    v = view()
    qtbot.waitUntil(lambda: all(v.model.advice(line) == "favourable" for line in many))
    settled(qtbot, v)


def test_tabs_chips_and_search_ask_again(qtbot, view, lines, many):
    absence = lines.ask(lines.household("Léo Durant", "Durant", "b"), WEEK[:1], kind="absence")
    v = view()
    shown = lambda: [row.id for row in v.model.rows()]  # noqa: E731
    v.tabs.choose(1 + list(Queue).index(Queue.ABSENCES))
    qtbot.waitUntil(lambda: shown() == [absence])
    v.tabs.choose(0)
    qtbot.waitUntil(lambda: len(shown()) == 7)
    v.filters.search.setText("durant")
    qtbot.keyClick(v.filters.search, KEY.Key_Return)
    qtbot.waitUntil(lambda: shown() == [absence])
    v.filters.search.clear()
    qtbot.waitUntil(lambda: len(shown()) == 7)
    v.filters.search.setText(reference(lines.requests_of(many[4])[0][0]))
    qtbot.keyClick(v.filters.search, KEY.Key_Return)
    qtbot.waitUntil(lambda: shown() == [many[4]])
    settled(qtbot, v)


def test_a_chip_is_taken_off_by_one_click(qtbot, view, lines, many):
    v = view()
    v.filters.apply(InboxFilter(kind="absence", order=Order.NEAREST, older_than_days=3))
    qtbot.waitUntil(v.empty.isVisible)
    names = [key for key, *_ in v.filters.in_force()]
    assert names == ["state", "kind", "age", "order"]
    v.findChild(type(v.filters._chips.itemAt(1).widget()), "inbox_chip_kind").click()
    qtbot.waitUntil(lambda: v.model.rowCount() == 6)
    settled(qtbot, v)


def test_an_empty_list_says_why_and_what_to_do(qtbot, view, lines):
    v = view()
    assert "Aucune demande en attente" in v.empty.accessibleName()
    assert "Dernière actualisation 10:00" in v.empty.accessibleName()
    v.filters.apply(InboxFilter(kind="absence"))
    qtbot.waitUntil(lambda: "filtres" in v.empty.accessibleName())
    v.empty.acted.emit()
    qtbot.waitUntil(lambda: "en attente" in v.empty.accessibleName())
    v.filters.search.setText("zz")
    qtbot.keyClick(v.filters.search, KEY.Key_Return)
    qtbot.waitUntil(lambda: "zz" in v.empty.accessibleName())
    v.empty.acted.emit()
    qtbot.waitUntil(lambda: v.wanted.state is State.ALL)
    waiting(qtbot, v)


def test_a_failed_reading_is_said_and_can_be_asked_again(qtbot, view, lines, many, monkeypatch):
    v = view()
    real = calls.page

    def fail(*_):
        raise Unavailable("panne")

    monkeypatch.setattr(calls, "page", fail)
    v.filters.apply(InboxFilter(order=Order.NEAREST))
    qtbot.waitUntil(v.empty.isVisible)
    assert "n’ont pas pu être lues" in v.empty.accessibleName()
    monkeypatch.setattr(calls, "page", real)
    v.empty.acted.emit()
    qtbot.waitUntil(lambda: v.model.rowCount() == 6)
    settled(qtbot, v)


def test_what_a_family_typed_is_shown_as_typed_everywhere(qtbot, view, lines):
    people = lines.household(HOSTILE, HOSTILE, "a")
    line = lines.ask(people, WEEK[:1], words=HOSTILE)
    lines.ask(people, (), kind="contact_message", details={"subject": HOSTILE, "body": HOSTILE})
    v = view()
    settled(qtbot, v)
    assert v.current().id == line
    for label in v.detail.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
    assert "<b>Rémi</b>" in v.detail._head._name.text()
    assert "\u202e" not in v.detail._head._name.text()
    drawn = QImage(400, 60, QImage.Format.Format_RGB32)
    painter = QPainter(drawn)
    option = QStyleOptionViewItem()
    option.rect = drawn.rect()
    RequestRow(v.model).paint(painter, option, v.model.index(0, 0))
    painter.end()
    v.list.select_row(1)
    settled(qtbot, v)


def test_every_action_has_its_name_and_the_letters_of_the_house(qtbot, view, many):
    v = view()
    expected = {
        "accept": "A", "refuse": "R", "waitlist": "L", "suspend": "S", "send_message": "M",
        "ask_information": "C", "annotate": "N", "see_history": "H", "undo": "Ctrl+Z",
        "search": "Ctrl+F", "tick_all": "Ctrl+A", "toggle_tick": "Space",
    }  # fmt: skip
    for name, keys in expected.items():
        command = v.commands[name]
        assert keys in command.declared.shortcuts
        assert v.findChild(QAction, name) is command.built
        assert command.built.text()
    taken = [keys for c in v.commands.values() for keys in c.declared.shortcuts]
    assert len(taken) == len(set(taken))
    for name in ("accept", "annotate", "toggle_tick"):
        assert v.commands[name].declared.scope is Scope.FOCUS
    assert v.findChild(QAction, "accept").shortcutContext() is Qt.ShortcutContext.WidgetShortcut
    settled(qtbot, v)


def test_a_line_answered_elsewhere_leaves_and_the_detail_follows(qtbot, view, lines, many, admin):
    v = view()
    with lines.database.work(admin) as work:
        seen = [Seen(*pair) for pair in lines.requests_of(many[0])]
        services.decide(work, seen, Reply(Verb.ACCEPT).answer())
    v.reload()
    qtbot.waitUntil(lambda: v.model.rowCount() == 5)
    settled(qtbot, v)
    assert v.detail.shown.id == many[1]


def test_a_change_of_theme_repaints_without_rebuilding(qtbot, view, many, qapp):
    from ui.kit import theme

    v = view()
    theme.apply(qapp, theme.Theme.DARK)
    v.list.event(QEvent(QEvent.Type.PaletteChange))
    assert not v.grab().isNull()
    settled(qtbot, v)


def test_whatever_takes_the_focus_says_its_name(qtbot, view, lines, many):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_D)
    settled(qtbot, v)
    found = [w for w in v.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    nameless = [w for w in found if w.isVisible() and not w.accessibleName()]
    assert [type(w).__name__ for w in nameless] == []
    assert len(found) > 10


def test_a_line_is_found_read_refused_and_undone_without_a_mouse(qtbot, view, lines, many):
    v = view()
    qtbot.keyClick(v.list, KEY.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert v.filters.search.hasFocus()
    qtbot.keyClicks(v.filters.search, str(lines.requests_of(many[2])[0][0]))
    qtbot.keyClick(v.filters.search, KEY.Key_Return)
    qtbot.waitUntil(lambda: v.model.rowCount() == 1)
    qtbot.keyClick(v.filters.search, KEY.Key_Down)
    assert v.list.hasFocus()
    settled(qtbot, v)
    qtbot.keyClick(v.list, KEY.Key_R)
    text = QApplication.focusWidget()
    assert v.window().isAncestorOf(text)
    qtbot.keyClick(text, KEY.Key_Space)
    qtbot.keyClick(text, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: lines.statuses_of(many[2]) == ["refused"])
    settled(qtbot, v)
    assert v.list.hasFocus()
    qtbot.keyClick(v.list, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: lines.statuses_of(many[2]) == ["transmitted"])
    settled(qtbot, v)


def test_the_screen_fits_a_small_window(qtbot, view, many):
    v = view()
    settled(qtbot, v)
    assert v.minimumSizeHint().width() <= 1040
    assert v.minimumSizeHint().height() <= 560


def test_the_screen_is_imported_without_the_database():
    """SQLAlchemy costs more than an empty window: it is imported on a worker, meanwhile."""
    asked = "import sys, ui.inbox.view; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
