"""The common manners of every screen."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from backoffice.kernel.topics import Topic
from ui.kit.actions import Command, bind_letters, build_actions, silence_letters
from ui.kit.buttons import Button
from ui.kit.feedback import Banner
from ui.kit.tasks import Tasks


class Screen(QWidget):
    """A page of the main window. It reloads when a topic it listens to has moved,
    at once if it is in front of the agent, otherwise when it next comes to the front.
    """

    topics: ClassVar[frozenset[Topic]] = frozenset()
    title: ClassVar[str] = ""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self._stale = True
        self.commands: dict[str, Command] = {
            command.name: command for command in build_actions(self, tasks.agent)
        }
        self._disabled: set[str] = set()  # by the screen itself, connection or not
        #: where refusals are said; the screen puts it in its layout
        self.banner = Banner()
        tasks.changed.connect(self._on_changed)
        tasks.reachable.connect(self._on_reachable)
        self._on_reachable(tasks.is_reachable)

    def reload(self) -> None:
        """Ask again for what is shown."""
        raise NotImplementedError

    def panes(self) -> list[QWidget]:
        """What F6 walks through, in order."""
        return []

    def letters_act_on(self, target: QWidget) -> None:
        """Single-letter shortcuts act when `target` has the focus, and only then."""
        bind_letters(self.commands.values(), target)

    def silence_letters(self, silent: bool) -> None:
        silence_letters(self.commands.values(), silent=silent)

    def command(self, name: str) -> QAction | None:
        """The action of that method; None if this agent may not."""
        found = self.commands.get(name)
        return found.built if found else None

    def enable(self, name: str, enabled: bool) -> None:
        """Without effect on what the agent may not do; what writes waits for the connection."""
        if enabled:
            self._disabled.discard(name)
        else:
            self._disabled.add(name)
        if name in self.commands:
            self._grey(self.commands[name])

    def buttons(self, *names: str) -> list[Button]:
        """A button for each action this agent may do, following its state."""
        return [self._button(self.commands[name]) for name in names if name in self.commands]

    def menu(self, *names: str) -> QMenu:
        """A menu of the actions this agent may do."""
        made = QMenu(self)
        made.addActions([self.commands[name].built for name in names if name in self.commands])
        return made

    @staticmethod
    def _button(command: Command) -> Button:
        said = command.declared
        return Button(said.text, said.keys, icon=said.icon, look=said.look).follow(command.built)

    def _on_reachable(self, _reachable: bool) -> None:
        for command in self.commands.values():
            if command.declared.writes and command.built.parent() is self:
                self._grey(command)

    def _grey(self, command: Command) -> None:
        waits = command.declared.writes and not self.tasks.is_reachable
        command.built.setEnabled(command.name not in self._disabled and not waits)

    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if topics & self.topics:
            self._stale = True
            self._reload_if_seen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reload_if_seen()

    def _reload_if_seen(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.reload()
