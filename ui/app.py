"""The program with its window: one application, one event loop, who comes, and the window."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

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

from backoffice import settings as kept
from backoffice.kernel.errors import Refused
from backoffice.kernel.starting import undisturbed
from ui.kit import icons, theme, zoom
from ui.kit.safety import Safety, write_log_to
from ui.kit.tokens import LIGHT

# SQLAlchemy and the window come later: who comes is asked without them.
if TYPE_CHECKING:
    from backoffice.app import Backoffice
    from backoffice.database.work import Database
    from ui.kit.settings import WindowSettings
    from ui.mainwindow import MainWindow
    from ui.signin.view import SignIn

T = TypeVar("T")
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
    from backoffice import app as backoffice

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


def warm_up() -> None:
    """What the window and its first screen will need."""
    from backoffice.inbox.queries import lines as _asked
    from ui import mainwindow as _around
    from ui.inbox import view as _shown

    del _asked, _around, _shown


def get_ready(address: str) -> Database | None:
    """While the agent types: what opens the base, and what its first look will ask."""
    with undisturbed():
        from backoffice import app as backoffice
        from backoffice.inbox.queries import in_full as _detail
        from backoffice.inbox.queries import lines as _asked
        from backoffice.inbox.queries import offered as _choices

        del _asked, _choices, _detail
        return backoffice.get_ready(address)


def window_of(opened: Backoffice, settings: WindowSettings | None = None) -> MainWindow:
    from ui.mainwindow import MainWindow
    from ui.mainwindow.surfaces import Surfaces

    window = MainWindow(opened, settings=settings, lock_after=remembered()[0].lock_after_minutes)
    Surfaces(window, _now)
    window.resize(*SIZE)
    return window


def run(address: str = "", opened: Backoffice | None = None) -> int:
    """Open the window, or ask who comes, and stay until it is closed."""
    with undisturbed():
        begin(address, opened)
    return QApplication.exec()


def begin(address: str = "", opened: Backoffice | None = None) -> Program:
    """All of `run` but its event loop, for whoever brings their own."""
    program = Program(application())
    if opened is not None:
        program.enter(opened)
    else:
        program.ask(address)
    return program


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
        address = address or known.database
        sign_in = SignIn(address, login)
        if complaint:
            sign_in.complain(complaint)
        sign_in.signed.connect(self.enter)
        sign_in.painted.connect(partial(self._get_ready, sign_in, address))
        self._show(sign_in)

    def _get_ready(self, sign_in: SignIn, address: str) -> None:
        """First what the base takes, off this thread; then the window, which Qt wants on it."""

        def go_on(database: Database | None) -> None:
            from ui.mainwindow.ahead import build_ahead

            if database is not None and sign_in.doorman.idle:  # nobody waits already
                build_ahead(sign_in, database)

        sign_in.doorman.ask(partial(get_ready, address), go_on, lambda _words: None)

    def enter(self, opened: Backoffice) -> None:
        from ui.mainwindow import surfaces

        window = window_of(opened)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, window.settings.theme)
        self._safety.crashed.connect(partial(surfaces.show_report, window))
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


def _now() -> datetime:
    from backoffice.kernel.calendar import local

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
