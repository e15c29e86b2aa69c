"""The main window: sections, keys, counters, lock, what others do, and each kind of error."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from backoffice import app as backoffice
from backoffice.agents import filters, services
from backoffice.agents.signin import FOUNDER
from backoffice.app import Backoffice
from backoffice.database.changes import last_change
from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.inbox.reading import InboxFilter
from backoffice.kernel.errors import Refused, Unavailable
from backoffice.kernel.permissions import Role
from backoffice.kernel.topics import Topic
from tests.fixtures.database import person
from ui import app
from ui.kit import dialogs, theme
from ui.kit.sheet import Sheet
from ui.kit.theme import Theme
from ui.mainwindow.window import MainWindow

PASSWORD = "quatre mots sans rapport"
LOGIN = "claire"


@pytest.fixture
def opened(qtbot, sqlite_address) -> Iterator:
    made: list[MainWindow] = []

    def open_window(role=Role.INSTRUCTOR) -> MainWindow:
        database = Database(open_engine(sqlite_address))
        seen = last_change(database.engine)
        window = app.window_of(Backoffice(sqlite_address, database, person(role), seen))
        made.append(window)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: window.tasks.idle)
        return window

    yield open_window
    for window in made:
        qtbot.waitUntil(lambda w=window: w.tasks.idle)
        window.close()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(opened) -> MainWindow:
    return opened()


def quiet(qtbot, window):
    qtbot.waitUntil(lambda: window.tasks.idle)


def test_the_inbox_is_what_one_starts_with(window):
    assert window.sidebar.current == "inbox"
    assert window.front.objectName() == "inbox" or type(window.front).__name__ == "InboxView"


def test_a_screen_is_built_the_first_time_it_is_shown_and_kept(qtbot, window):
    assert list(window._screens) == ["inbox"]
    window.show_section("home")
    quiet(qtbot, window)
    first = window.front
    window.show_section("inbox")
    window.show_section("home")
    quiet(qtbot, window)
    assert window.front is first


def test_each_section_opens_for_each_role(qtbot, opened):
    for role in (Role.READER, Role.REGIE, Role.ADMINISTRATOR):
        window = opened(role)
        for section in window.sections:
            window.show_section(section.key)
            quiet(qtbot, window)
            assert window.sidebar.current == section.key
            assert not window.grab().isNull()


@pytest.mark.parametrize(
    ("letter", "key"), [("A", "home"), ("P", "planning"), ("J", "history"), ("S", "settings")]
)
def test_ctrl_g_then_a_letter_goes_to_a_section(qtbot, window, letter, key):
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{letter}"))
    quiet(qtbot, window)
    assert window.sidebar.current == key


def test_the_question_mark_lists_the_keys_of_the_screen_and_of_the_window(qtbot, window):
    window.findChild(QAction, "shortcuts").trigger()
    sheet = window.findChild(Sheet, "shortcuts")
    said = " ".join(w.accessibleName() for w in sheet.findChildren(QWidget))
    assert "Accepter" in said
    assert "Ctrl+L, Verrouiller la session" in said
    sheet.reject()


def test_the_size_of_the_window_is_changed_with_the_keyboard_and_kept(qtbot, window):
    control = Qt.KeyboardModifier.ControlModifier
    for key, percent in ((Qt.Key.Key_Plus, 110), (Qt.Key.Key_Minus, 100), (Qt.Key.Key_Minus, 90)):
        QTest.keyClick(window, key, control)
        assert window.settings.zoom == percent
        assert f"{percent}\u202f%, à la prochaine ouverture" in window.front.banner.words
    QTest.keyClick(window, Qt.Key.Key_0, control)
    assert window.settings.zoom == 100


def test_under_a_sheet_the_keys_of_the_window_do_nothing(qtbot, window):
    sheet = dialogs.confirm(window, "Émettre", "Une phrase.", "Émettre", lambda: None)
    window.actions_by_name["go_home"].trigger()
    assert window.sidebar.current == "inbox"
    sheet.reject()


def test_the_sidebar_folds_under_1200_pixels(window):
    window.resize(1092, 614)
    assert window.sidebar.width() < 60
    window.resize(1366, 768)
    assert window.sidebar.width() == 200


def test_the_window_fits_the_smallest_screen(window):
    window.resize(1092, 614)
    assert (window.width(), window.height()) == (1092, 614)


def test_everything_one_can_press_has_a_name(qtbot, window):
    for section in window.sections:
        window.show_section(section.key)
        quiet(qtbot, window)
    mute = [
        type(w).__name__
        for w in window.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not w.accessibleName()
        and not isinstance(w, QLabel)
        and w.isVisible()
    ]
    assert mute == []


def test_actions_have_stable_names(window):
    names = {action.objectName() for action in window.findChildren(QAction)}
    assert {"accept", "refuse", "undo", "lock", "quit", "shortcuts", "go_planning"} <= names


def test_a_saved_filter_is_one_click_away(qtbot, window, sqlite_database, town_of):
    wanted = InboxFilter(text="Belkacem")
    with sqlite_database.work(person(Role.INSTRUCTOR)) as work:
        filters.save(work, "Les Belkacem", "inbox", wanted.to_json())
    qtbot.waitUntil(lambda: window._pinned != (), timeout=10_000)
    (pinned,) = window._pinned
    window.sidebar.tile(pinned.key).click()
    quiet(qtbot, window)
    assert window.front.wanted.text == "Belkacem"
    assert window.sidebar.current == "inbox"


# --- what others do -------------------------------------------------------------------------------


def test_what_a_colleague_changes_is_heard(qtbot, window, sqlite_database, admin):
    with (
        qtbot.waitSignal(window.tasks.changed, timeout=10_000) as heard,
        sqlite_database.work(admin) as work,
    ):
        work.record(Topic.ACTIVITIES, "set_capacity", 1)
    assert Topic.ACTIVITIES in heard.args[0]


def test_the_open_window_takes_in_what_families_send(qtbot, window, sqlite_database, town_of):
    town = town_of(sqlite_database)
    family = town.family(accounts=["justine"])
    child = town.child(family)
    town.ask("justine", "absence", {"child_id": child, "date": "pas une date"})
    qtbot.waitUntil(lambda: window.sidebar.tile("anomalies").waiting == 1, timeout=10_000)


def test_a_reader_s_window_takes_nothing_in(qtbot, opened, sqlite_database, town_of, monkeypatch):
    from backoffice import worker

    passes = []
    monkeypatch.setattr(worker, "one_pass", lambda *_: passes.append(1))
    window = opened(Role.READER)
    town = town_of(sqlite_database)
    town.family(accounts=["justine"])
    town.ask("justine", "contact_message", {"service": "x", "subject": "x", "body": "x"})
    with qtbot.waitSignal(window.pulse.answered, timeout=10_000):
        pass
    with qtbot.waitSignal(window.pulse.answered, timeout=10_000):
        pass
    assert passes == []


def test_the_presence_says_when_the_screen_was_last_true(qtbot, window):
    qtbot.waitUntil(lambda: "À jour" in window.sidebar.presence.accessibleName(), timeout=10_000)
    assert "Claire Martin" in window.sidebar.presence.accessibleName()


# --- errors -----------------------------------------------------------------------------------


def fail_with(error):
    def use_case(_work):
        raise error

    return use_case


def test_a_refusal_is_said_in_the_screen_in_front(qtbot, window):
    with qtbot.waitSignal(window.tasks.refused):
        window.tasks.run(window, fail_with(Refused("La date limite est passée.")))
    assert window.front.banner.words == "La date limite est passée."
    assert not window.front.banner.isHidden()


def test_a_lost_connection_shows_a_strip_until_the_base_answers(qtbot, window):
    lost = Unavailable("Connexion au serveur perdue. Rien n’a été enregistré.")
    with qtbot.waitSignal(window.tasks.unavailable):
        window.tasks.run(window, fail_with(lost))
    assert not window.strip.isHidden()
    assert not window.tasks.is_reachable
    assert "Connexion perdue" in window.sidebar.presence.accessibleName()
    qtbot.waitUntil(window.strip.isHidden, timeout=10_000)
    assert window.tasks.is_reachable
    assert "À jour" in window.sidebar.presence.accessibleName()


def test_a_busy_base_is_said_in_the_screen_and_the_strip_stays_away(qtbot, window):
    busy = Unavailable("La base est occupée par un autre programme.")
    with qtbot.waitSignal(window.tasks.unavailable):
        window.tasks.run(window, fail_with(busy))
    assert window.strip.isHidden()
    assert "occupée" in window.front.banner.words


@pytest.mark.expects_log
def test_our_own_mistakes_give_a_text_to_copy_without_what_was_typed(qtbot, window):
    window.tasks.run(window, fail_with(ZeroDivisionError("Belkacem")))
    qtbot.waitUntil(lambda: window.findChild(Sheet, "report") is not None)
    sheet = window.findChild(Sheet, "report")
    told = "".join(
        w.toPlainText() for w in sheet.findChildren(QWidget) if hasattr(w, "toPlainText")
    )
    assert "ZeroDivisionError" in told
    assert "Belkacem" not in told
    sheet.reject()


# --- locking --------------------------------------------------------------------------------------


def test_a_locked_window_shows_nothing(qtbot, window, sqlite_database, town_of):
    town_of(sqlite_database).family("Belkacem-Roy")
    dialogs.confirm(window, "Famille Belkacem", "Une phrase.", "Émettre", lambda: None)
    window.lock()
    shown = [
        w.text() for w in window.findChildren(QLabel) if w.isVisible() and "Belkacem" in w.text()
    ]
    assert shown == []
    assert window.windowTitle() == "Service enfance"
    assert window.findChild(QLineEdit, "lock_password").isVisible()
    window.unlock()
    window.findChild(Sheet, "confirm").reject()


def test_a_locked_window_opens_with_one_s_own_password_only(qtbot, sqlite_address):
    base = backoffice.open_database(sqlite_address)
    with base.work(FOUNDER) as work:
        services.add_agent(work, LOGIN, "Claire Martin", Role.INSTRUCTOR, PASSWORD)
    base.close()
    window = app.main_window(sqlite_address, LOGIN, PASSWORD)
    with qtbot.waitExposed(window):
        window.show()
    window.lock()
    page = window.findChild(QWidget, "lock_page")
    page.password.setText("raté")
    page.open.click()
    qtbot.waitUntil(lambda: not page.banner.isHidden(), timeout=10_000)
    assert window.is_locked
    page.password.setText(PASSWORD)
    with qtbot.waitSignal(window.locked, timeout=10_000):
        page.open.click()
    assert not window.is_locked
    assert window.front.isVisible()
    qtbot.waitUntil(lambda: window.tasks.idle)
    window.close()


def test_keys_do_nothing_while_locked(qtbot, window):
    window.lock()
    window.actions_by_name["go_home"].trigger()
    assert window.sidebar.current == "inbox"
    window.unlock()


def test_an_idle_window_locks_itself(qtbot, window):
    assert window.idle.running
    with qtbot.waitSignal(window.locked):
        window.idle.idle.emit()
    assert not window.idle.running
    window.unlock()
    assert window.idle.running


# --- the agent's menu -----------------------------------------------------------------------------


def test_the_theme_is_changed_at_once_and_remembered(window):
    window.set_theme(Theme.DARK)
    assert theme.is_dark()
    assert window.settings.theme is Theme.DARK
    window.set_theme(Theme.LIGHT)
    assert not theme.is_dark()


def test_the_menu_says_which_theme_is_on(window):
    window.set_theme(Theme.LIGHT)
    menu = window.session_menu()
    ticked = [line.text() for line in menu.actions() if line.isChecked()]
    assert "Thème clair" in ticked
    menu.deleteLater()


def test_letters_can_be_switched_off(window):
    accept = window.front.command("accept")
    window.set_letters(False)
    assert accept.shortcuts() == []
    window.set_letters(True)
    assert [key.toString() for key in accept.shortcuts()] == ["A"]


def test_closing_leaves_no_thread_and_no_connection(qtbot, opened):
    window = opened()
    window.close()
    assert not window.pulse._thread.is_alive()
    assert window.tasks.idle
    assert window.backoffice.engine.pool.checkedout() == 0


def test_two_windows_may_be_open_on_one_base(qtbot, opened):
    first, second = opened(), opened(Role.REGIE)
    assert first.sidebar.current == second.sidebar.current == "inbox"
