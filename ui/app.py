"""The program with its window: one application, one event loop, and where each error is said."""
# ruff: noqa: E402  what is imported first, and what is at rest meanwhile, is measured: see below

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

# All that is made while a program starts is kept: to look for garbage in it only costs.
gc.disable()

# SQLAlchemy first: Qt slows down every import made after its own.
from backoffice import app as backoffice
from backoffice import settings as kept
from backoffice.app import Backoffice
from backoffice.kernel.calendar import local
from backoffice.kernel.errors import Refused

# isort: split

from PySide6.QtCore import (
    QEventLoop,
    QLibraryInfo,
    QLocale,
    QObject,
    QRectF,
    Qt,
    QTimer,
    QTranslator,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit import icons, theme, zoom
from ui.kit.safety import Safety, write_log_to
from ui.kit.settings import WindowSettings
from ui.kit.tokens import LIGHT
from ui.mainwindow import MainWindow

if TYPE_CHECKING:
    from ui.signin.doorman import Doorman

gc.freeze()
gc.enable()

T = TypeVar("T")
RETRY_SECONDS = (1, 2, 5, 10, 30)
SIZE = (1366, 768)


def application() -> QApplication:
    """The one application, dressed."""
    made = QApplication.instance()
    if made is None:
        zoom.begin()
    app = made if isinstance(made, QApplication) else QApplication(sys.argv[:1])
    if app.property("backoffice") is None:
        app.setProperty("backoffice", True)
        app.setApplicationName("backoffice")
        app.setApplicationDisplayName("Service enfance")
        app.setDesktopFileName("backoffice")
        QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
        _speak_french(app)
        theme.apply(app, theme.current(app))
        app.setWindowIcon(icon())
    return app


def main_window(database_url: str, login: str, password: str) -> MainWindow:
    """The window of an agent, signed in; it starts when it is shown. For scripts and tests."""
    with (
        undisturbed(),
        meanwhile(lambda: backoffice.open_signed_in(database_url, login, password)) as opened,
    ):
        application()
        warm_up()
    return window_of(opened.result())


@contextmanager
def meanwhile(job: Callable[[], T]) -> Iterator[Future[T]]:
    """Checking a password is slow on purpose: the window gets ready at the same time."""
    with ThreadPoolExecutor(1, thread_name_prefix="door") as door:
        yield door.submit(job)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without a search for garbage: what is made here is kept."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def warm_up() -> None:
    """What the first screen will need."""
    from backoffice.inbox import queries as _asked
    from ui.inbox import view as _shown

    del _asked, _shown


def window_of(opened: Backoffice, settings: WindowSettings | None = None) -> MainWindow:
    window = MainWindow(opened, settings=settings, lock_after=remembered()[0].lock_after_minutes)
    Surfaces(window)
    window.resize(*SIZE)
    return window


def run(address: str = "", opened: Backoffice | None = None) -> int:
    """Open the window, or ask who comes, and stay until it is closed."""
    app = application()
    program = Program(app)
    if opened is not None:
        program.enter(opened)
    else:
        program.ask(address)
    return app.exec()


def remembered() -> tuple[kept.Settings, str]:
    """What this PC remembers; if its file cannot be read, the usual settings and why not."""
    try:
        return kept.load(), ""
    except Refused as error:
        return kept.Settings(), str(error)


class Program(QObject):
    """Sign-in, then the window."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._safety = Safety(_now, self)
        self._safety.install()
        write_log_to(_log_folder())
        self.front: QWidget | None = None
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: QApplication.closeAllWindows())
        # Python hears a signal between two of its own instructions: give it some to run.
        self._ear = QTimer(self)
        self._ear.timeout.connect(lambda: None)
        self._ear.start(500)

    def ask(self, address: str = "") -> None:
        from ui.signin.view import SignIn

        known, complaint = remembered()
        login = known.login if address in ("", known.database) else ""
        sign_in = SignIn(address or known.database, login)
        if complaint:
            sign_in.complain(complaint)
        sign_in.signed.connect(self.enter)
        self._show(sign_in)

    def enter(self, opened: Backoffice) -> None:
        window = window_of(opened)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, window.settings.theme)
        self._safety.crashed.connect(lambda said, told: _show_report(window, said, told))
        restored = window.settings.restore_window(window)
        self._show(window, maximised=not restored and _is_small(window))

    def _show(self, widget: QWidget, *, maximised: bool = False) -> None:
        before, self.front = self.front, widget
        if maximised:
            widget.showMaximized()
        else:
            widget.show()
        if before is not None:
            before.close()
            before.deleteLater()


class Surfaces(QObject):
    """Each kind of error has its place: in the screen, in the strip, or in a report."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._tries = 0
        self._lost_at = ""
        self._safety = Safety(_now, self)
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
        self._safety.crashed.connect(self._report)
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

    def _report(self, said: str, told: str) -> None:
        _show_report(self._window, said, told)

    def _unlock(
        self, password: str, opened: Callable[[], object], refused: Callable[[str], object]
    ) -> None:
        """The agent's own password, asked of the base again."""
        from ui.signin.doorman import Doorman

        if self._doorman is None:
            self._doorman = Doorman(self)
        address, login = self._window.backoffice.address, self._window.agent.login

        def job() -> None:
            backoffice.open_signed_in(address, login, password).close()

        self._doorman.ask(job, lambda _done: opened(), refused)

    def _leave(self) -> None:
        self._retry.stop()
        if self._doorman is not None:
            self._doorman.close()


def live_for(milliseconds: int) -> None:
    """Let the window work, paint and answer; for scripts that look at it."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def icon() -> QIcon:
    """A house on the accent, drawn by ourselves at the sizes desktops ask for."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.accent))
        painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.22, size * 0.22)
        inset = size * 0.18
        inside = QRectF(inset, inset, size - 2 * inset, size - 2 * inset)
        icons.paint(painter, "home", inside, LIGHT.on_accent)
        painter.end()
        made.addPixmap(pixmap)
    return made


def _show_report(window: QWidget, said: str, told: str) -> None:
    from ui.kit.dialogs import show_report

    show_report(window, said, told)


def _ping(work: object) -> str:
    return type(work).__name__


def _now() -> datetime:
    return local(datetime.now().astimezone())


def _is_small(window: QWidget) -> bool:
    screen = window.screen()
    return screen.availableGeometry().width() <= SIZE[0]


def _log_folder() -> Path:
    from platformdirs import user_log_path

    return user_log_path("backoffice", appauthor=False)


def _speak_french(app: QApplication) -> None:
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_fr", folder):
        app.installTranslator(translator)
