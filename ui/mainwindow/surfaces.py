"""Where each kind of error is said, and who lets the agent back in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from ui.kit.safety import Safety

if TYPE_CHECKING:
    from ui.mainwindow.window import MainWindow
    from ui.signin.doorman import Doorman

RETRY_SECONDS = (1, 2, 5, 10, 30)


class Surfaces(QObject):
    """Each kind of error has its place: in the screen, in the strip, or in a report."""

    def __init__(self, window: MainWindow, clock: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._window = window
        self._tries = 0
        self._lost_at = ""
        self._safety = Safety(clock, self)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._ask_again)
        self._doorman: Doorman | None = None
        tasks, pulse = window.tasks, window.pulse
        tasks.refused.connect(self._refused)
        tasks.unavailable.connect(self._unavailable)
        tasks.available.connect(self._available)
        tasks.crashed.connect(self._safety.catch)
        pulse.crashed.connect(self._safety.catch)
        pulse.answered.connect(self._answered)
        self._safety.crashed.connect(partial(show_report, window))
        window.strip.retry.connect(self._ask_again)
        window.unlocker = self._unlock
        window.left.connect(self._leave)

    def _refused(self, words: str) -> None:
        if (front := self._window.front) is not None:
            front.banner.error(words)

    def _unavailable(self, words: str) -> None:
        """The strip says the connection is lost; a busy or read-only base is said in the screen."""
        window = self._window
        if not window.strip.isHidden() or "onnexion" in words:
            self._lose()
        elif (front := window.front) is not None:
            front.banner.warning(words)

    def _answered(self, well: bool) -> None:
        if well and not self._window.strip.isHidden():
            self._available()
        elif not well:
            self._lose()

    def _lose(self) -> None:
        if not self._lost_at:
            self._lost_at = self._hour()
        self._window.connection_lost(self._lost_at, self._window.dated or self._lost_at)
        if not self._retry.isActive():
            wait = RETRY_SECONDS[min(self._tries, len(RETRY_SECONDS) - 1)]
            self._tries += 1
            self._retry.start(wait * 1000)

    def _ask_again(self) -> None:
        self._retry.stop()
        self._window.tasks.read(self, _ping, then=lambda _said: self._available())

    def _available(self) -> None:
        self._retry.stop()
        self._tries, self._lost_at = 0, ""
        if not self._window.strip.isHidden():
            self._window.connection_back()

    def _hour(self) -> str:
        return f"{self._window.now():%H:%M}"

    def _unlock(
        self, password: str, opened: Callable[[], object], refused: Callable[[str], object]
    ) -> None:
        """The agent's own password, asked of the base again."""
        from ui.signin.doorman import Doorman

        if self._doorman is None:
            self._doorman = Doorman(self)
        address, login = self._window.backoffice.address, self._window.agent.login

        def job() -> None:
            from backoffice import app as backoffice

            backoffice.open_signed_in(address, login, password).close()

        self._doorman.ask(job, lambda _done: opened(), refused)

    def _leave(self) -> None:
        self._retry.stop()
        if self._doorman is not None:
            self._doorman.close()


def show_report(window: QWidget, said: str, told: str) -> None:
    from ui.kit.dialogs import show_report as show

    show(window, said, told)


def _ping(work: object) -> str:
    return type(work).__name__
