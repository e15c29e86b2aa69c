"""Actions are declared next to the method that carries them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from backoffice.kernel.permissions import Agent, Permission
from ui.kit.buttons import Look
from ui.kit.french import fr
from ui.kit.keys import key_words
from ui.kit.layout import menu_text

F = TypeVar("F", bound=Callable[..., Any])


class Scope(Enum):
    """Where the shortcut acts."""

    SCREEN = auto()  # wherever the focus is, while the screen is in front
    FOCUS = auto()  # only while a given list or viewer has the focus: single letters


@dataclass(frozen=True, slots=True)
class Action:
    text: str
    shortcuts: tuple[str, ...] = ()
    permission: Permission | None = None
    icon: str = ""
    look: Look = Look.PLAIN
    scope: Scope = Scope.SCREEN
    on_selection: bool = False

    @property
    def writes(self) -> bool:
        """Whether it changes something: it cannot while the connection is lost."""
        return self.permission is not None and not self.permission.endswith(":read")

    @property
    def keys(self) -> str:
        """The first shortcut, as engraved."""
        return key_words(self.shortcuts[0]) if self.shortcuts else ""


@dataclass(frozen=True, slots=True)
class Command:
    """A declared action, built for one screen and one agent."""

    name: str
    declared: Action
    built: QAction


def action(
    text: str,
    *,
    shortcut: str | Sequence[str] = (),
    permission: Permission | None = None,
    icon: str = "",
    look: Look = Look.PLAIN,
    scope: Scope | None = None,
    on_selection: bool = False,
) -> Callable[[F], F]:
    """Declare that a method is a command the agent can trigger.

    Without a scope, a bare letter or Space acts on the focused list, anything else on the screen.
    """
    keys = (shortcut,) if isinstance(shortcut, str) else tuple(shortcut)
    bare = any(len(key) == 1 or key == "Space" for key in keys)
    where = scope or (Scope.FOCUS if bare else Scope.SCREEN)

    def declare(method: F) -> F:
        made = Action(text, keys, permission, icon, look, where, on_selection)
        method.__action__ = made  # type: ignore[attr-defined]
        return method

    return declare


def declared_actions(kind: type) -> dict[str, Action]:
    """Every action of a class, its parents' first; an override keeps its parent's declaration."""
    found: dict[str, Action] = {}
    for parent in reversed(kind.__mro__):
        for name, member in vars(parent).items():
            declared = getattr(member, "__action__", None)
            if isinstance(declared, Action):
                found[name] = declared
    return found


def build_actions(owner: QWidget, agent: Agent) -> Iterator[Command]:
    """One QAction per declared method; forbidden ones are not built at all."""
    for name, declared in declared_actions(type(owner)).items():
        if declared.permission is not None and not agent.may(declared.permission):
            continue
        built = QAction(menu_text(declared.text), owner)
        built.setObjectName(name)
        built.setShortcuts([QKeySequence(keys) for keys in declared.shortcuts])
        built.setShortcutVisibleInContextMenu(True)
        built.setToolTip(fr(declared.text))
        built.triggered.connect(_caller(owner, name))
        if declared.scope is Scope.SCREEN:
            owner.addAction(built)
        yield Command(name, declared, built)


def bind_letters(commands: Iterable[Command], target: QWidget) -> None:
    """Give the single letters to the list they act on: they do nothing elsewhere."""
    for command in commands:
        if command.declared.scope is Scope.FOCUS:
            command.built.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            target.addAction(command.built)


def silence_letters(commands: Iterable[Command], *, silent: bool) -> None:
    """Switch single letters off, for those who dictate or shake."""
    for command in commands:
        if command.declared.scope is Scope.FOCUS:
            keys = () if silent else command.declared.shortcuts
            command.built.setShortcuts([QKeySequence(key) for key in keys])


def _caller(owner: QWidget, name: str) -> Callable[[], None]:
    # `triggered` says whether it is checked: the method does not want to know.
    def call() -> None:
        getattr(owner, name)()

    return call
