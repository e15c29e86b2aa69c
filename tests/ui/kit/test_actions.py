import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget

from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui.kit.actions import Scope, action, declared_actions
from ui.kit.buttons import Look
from ui.kit.keys import key_words
from ui.kit.layout import column
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.shortcuts import ShortcutLines, shortcut_lines


class Base(Screen):
    @action("Actualiser", shortcut="F5")
    def refresh_all(self):
        self.done.append("refresh")

    @action("Remplacée", shortcut="Ctrl+M")
    def override(self):
        self.done.append("base")


class Example(Base):
    topics = frozenset({Topic.REQUESTS})

    def __init__(self, tasks):
        super().__init__(tasks)
        self.done, self.reloaded = [], 0
        self.list, self.search = QListWidget(), QLineEdit()
        self.list.addItems(["Adam", "Berthe"])
        self.setLayout(column(self.banner, self.search, self.list))
        self.letters_act_on(self.list)

    def reload(self):
        self.reloaded += 1

    @action("Accepter", shortcut="A", permission=Permission.REQUEST_DECIDE, icon="check",
            look=Look.PRIMARY)  # fmt: skip
    def accept(self):
        self.done.append("accept")

    @action("Arts & Jeux", shortcut=("Ctrl+Return", "Ctrl+Enter"))
    def apply(self):
        self.done.append("apply")

    def override(self):
        self.done.append("own")


@pytest.fixture
def screen(qtbot, tasks):
    made = Example(tasks)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


def test_inherited_actions_are_found_and_overridden_ones_called(screen):
    assert list(declared_actions(Example)) == ["refresh_all", "override", "accept", "apply"]
    screen.command("override").trigger()
    assert screen.done == ["own"]


def test_forbidden_actions_are_not_built(qtbot, tasks_of, reader):
    screen = Example(tasks_of(reader))
    qtbot.addWidget(screen)
    assert screen.command("accept") is None
    assert [button.objectName() for button in screen.buttons("accept", "apply")] == ["apply_button"]
    screen.enable("accept", True)


def test_a_letter_acts_on_the_list_and_is_a_letter_in_a_field(qtbot, screen):
    screen.list.setFocus()
    qtbot.keyClick(screen.list, Qt.Key.Key_A)
    assert screen.done == ["accept"]
    screen.search.setFocus()
    qtbot.keyClick(screen.search, Qt.Key.Key_A)
    assert screen.done == ["accept"]
    assert screen.search.text() == "a"


def test_letters_can_be_silenced(qtbot, screen):
    screen.silence_letters(True)
    screen.list.setFocus()
    qtbot.keyClick(screen.list, Qt.Key.Key_A)
    assert screen.done == []
    screen.silence_letters(False)
    qtbot.keyClick(screen.list, Qt.Key.Key_A)
    assert screen.done == ["accept"]


def test_a_screen_wide_key_acts_from_anywhere_in_it(qtbot, screen):
    screen.search.setFocus()
    qtbot.keyClick(screen.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(screen.search, Qt.Key.Key_F5)
    assert screen.done == ["apply", "refresh"]


def test_buttons_show_their_key_and_follow(qtbot, screen):
    [accept] = screen.buttons("accept")
    qtbot.addWidget(accept)
    screen.enable("accept", False)
    assert not accept.isEnabled()
    assert accept.sizeHint().width() > screen.buttons("override")[0].sizeHint().width() - 200
    assert screen.menu("apply", "accept").actions()[0].text() == "Arts && Jeux"


def test_what_decides_waits_for_the_connection_and_what_looks_does_not(qtbot, tasks, screen):
    [accept] = screen.buttons("accept")
    qtbot.addWidget(accept)
    tasks.say_reachable(False)
    assert (accept.isEnabled(), screen.command("apply").isEnabled()) == (False, True)
    screen.list.setFocus()
    qtbot.keyClick(screen.list, Qt.Key.Key_A)
    screen.enable("accept", True)  # the screen goes on by its own rules
    assert (screen.done, accept.isEnabled()) == ([], False)
    tasks.say_reachable(True)
    assert accept.isEnabled()
    tasks.say_reachable(False)
    screen.enable("accept", False)
    tasks.say_reachable(True)
    assert not accept.isEnabled()


def test_a_screen_made_while_the_connection_is_lost_begins_grey(qtbot, tasks):
    tasks.say_reachable(False)
    screen = Example(tasks)
    qtbot.addWidget(screen)
    assert not screen.command("accept").isEnabled()
    tasks.say_reachable(True)
    assert screen.command("accept").isEnabled()


def test_scopes_are_guessed_from_the_key():
    assert declared_actions(Example)["accept"].scope is Scope.FOCUS
    assert declared_actions(Example)["apply"].scope is Scope.SCREEN


def test_a_screen_reloads_when_seen_and_not_before(qtbot, tasks, screen):
    seen = screen.reloaded
    tasks.changed.emit(frozenset({Topic.FAMILIES}))
    assert screen.reloaded == seen
    tasks.changed.emit(frozenset({Topic.REQUESTS}))
    assert screen.reloaded == seen + 1
    screen.hide()
    tasks.changed.emit(frozenset({Topic.REQUESTS}))
    tasks.changed.emit(frozenset({Topic.REQUESTS}))
    assert screen.reloaded == seen + 1
    screen.show()
    assert screen.reloaded == seen + 2


@pytest.mark.parametrize(
    ("shortcut", "engraved"),
    [
        ("Ctrl+Return", "Ctrl+Entrée"),
        ("Shift+F1", "Maj+F1"),
        ("Ctrl+G, T", "Ctrl+G T"),
        ("Ctrl++", "Ctrl++"),
        ("+", "+"),
        ("-", "−"),
        ("Space", "Espace"),
        ("Alt+Down", "Alt+↓"),
    ],
)
def test_keys_are_named_as_on_a_french_keyboard(shortcut, engraved):
    assert key_words(shortcut) == engraved


def test_the_shortcut_sheet_lists_what_this_agent_may_do(qtbot, screen):
    lines = shortcut_lines(screen.commands.values())
    assert ("A", "Accepter") in lines
    assert ("Ctrl+Entrée ou Ctrl+Entrée", "Arts & Jeux") not in lines
    shown = ShortcutLines({"À traiter": lines, "Partout": [("Ctrl+K", "Rechercher")], "Vide": []})
    qtbot.addWidget(shown)
    assert "Ctrl+K, Rechercher" in shown.accessibleName()
    shown.resize(600, 400)
    shown.grab()


def test_screens_ask_the_window_to_go_elsewhere(qtbot):
    navigator = Navigator()
    with qtbot.waitSignal(navigator.family) as said:
        navigator.open_family(3)
    assert said.args == [3]
    with qtbot.waitSignal(navigator.planning) as said:
        navigator.open_planning(child_id=4)
    assert said.args == [4, None, None]
    with qtbot.waitSignals([navigator.request, navigator.section]):
        navigator.open_request(1)
        navigator.open_section("inbox")
