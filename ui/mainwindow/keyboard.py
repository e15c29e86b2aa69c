"""The keys of the window, and the sheet that lists those of the screen in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.keys import key_words
from ui.kit.layout import menu_text
from ui.kit.screen import Screen
from ui.kit.shortcuts import shortcut_lines

if TYPE_CHECKING:
    from ui.mainwindow.window import MainWindow

# name, words, keys
_KEYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("search", "Rechercher", ("Ctrl+K",)),
    ("refresh", "Actualiser", ("F5",)),
    ("next_pane", "Volet suivant", ("F6",)),
    ("previous_pane", "Volet précédent", ("Shift+F6",)),
    ("larger", "Agrandir l’affichage", ("Ctrl++", "Ctrl+=")),
    ("smaller", "Réduire l’affichage", ("Ctrl+-",)),
    ("plain_size", "Taille normale", ("Ctrl+0",)),
    ("shortcuts", "Raccourcis clavier", ("F1", "?")),
    ("lock", "Verrouiller la session", ("Ctrl+L",)),
    ("quit", "Quitter", ("Ctrl+Q",)),
)

_ALWAYS = ("lock", "quit")  # even while a sheet is open


def build(window: MainWindow) -> dict[str, QAction]:
    """One action for each key of the window; sections come after Ctrl+G."""
    does: dict[str, Callable[[], object]] = {
        "search": window.search,
        "refresh": window.reload,
        "next_pane": lambda: walk_panes(window, 1),
        "previous_pane": lambda: walk_panes(window, -1),
        "larger": lambda: resize(window, 1),
        "smaller": lambda: resize(window, -1),
        "plain_size": lambda: resize(window, 0),
        "shortcuts": lambda: show_sheet(window),
        "lock": window.lock,
        "quit": window.close,
    }
    made = {name: _action(window, name, words, keys, does[name]) for name, words, keys in _KEYS}
    for section in window.sections:
        name = f"go_{section.key}"
        made[name] = _action(window, name, section.words, (section.keys,), _go(window, section.key))
    return made


def show_sheet(window: MainWindow) -> None:
    """The keys of the screen in front, then those of the window."""
    from ui.kit import dialogs

    groups: dict[str, Sequence[tuple[str, str]]] = {}
    if (front := window.front) is not None:
        groups[front.title or "Cet écran"] = shortcut_lines(front.commands.values())
    groups["Partout"] = [(" ou ".join(map(key_words, keys)), words) for _name, words, keys in _KEYS]
    groups["Aller à"] = [(key_words(section.keys), section.words) for section in window.sections]
    dialogs.show_shortcuts(window, groups)


def resize(window: MainWindow, by: int) -> None:
    """Keep the size asked for, and say when it will be seen."""
    from ui.kit import zoom

    window.settings.zoom = wanted = zoom.step(window.settings.zoom, by)
    if (front := window.front) is not None:
        front.banner.info(zoom.words(wanted))


def walk_panes(window: MainWindow, step: int) -> None:
    """F6: from the sidebar to each pane of the screen and back."""
    front = window.front
    panes: list[QWidget] = [window.sidebar.tile(window.sidebar.current)] if front else []
    panes += [pane for pane in (front.panes() if front else []) if pane.isVisible()]
    if not panes:
        return
    focused = QApplication.focusWidget()
    here = next((i for i, pane in enumerate(panes) if _holds(pane, focused)), 0)
    panes[(here + step) % len(panes)].setFocus()


def enter(screen: Screen) -> None:
    """The keyboard goes where one works: the screen's own choice, else its first pane."""
    if screen.focusProxy() is not None:
        screen.setFocus()
    elif panes := screen.panes():
        panes[0].setFocus()


def _holds(pane: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (pane is focused or pane.isAncestorOf(focused))


def _go(window: MainWindow, key: str) -> Callable[[], object]:
    return lambda: window.show_section(key)


def _action(
    window: MainWindow, name: str, words: str, keys: tuple[str, ...], does: Callable[[], object]
) -> QAction:
    made = QAction(menu_text(words), window)
    made.setObjectName(name)
    made.setShortcuts([QKeySequence(key) for key in keys])
    made.setShortcutVisibleInContextMenu(True)
    made.triggered.connect(lambda: _do(window, name, does))
    window.addAction(made)
    return made


def _do(window: MainWindow, name: str, does: Callable[[], object]) -> None:
    if not window.is_asking or name in _ALWAYS:
        does()
