"""The locked window: nothing of a family on it, and one's own password to come back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.kit.buttons import Button, Look
from ui.kit.feedback import Banner
from ui.kit.layout import card, column, label, panel, row
from ui.kit.pieces import Icon
from ui.kit.tokens import Space, Type

Sorry = Callable[[str], object]
Unlock = Callable[[str, Callable[[], object], Sorry], object]

_USED = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class LockPage(QWidget):
    """Covers the window. `unlock(password, opened, refused)` is the window's to answer."""

    leave = Signal()

    def __init__(self, window: QWidget, name: str, unlock: Unlock) -> None:
        super().__init__(window)
        self.setObjectName("lock_page")
        self._unlock = unlock
        self.password = QLineEdit()
        self.password.setObjectName("lock_password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("Mot de passe")
        self.banner = Banner()
        self.open = Button("Déverrouiller", "Entrée", look=Look.PRIMARY, name="unlock")
        self.quit = Button("Quitter", look=Look.QUIET, name="lock_quit")
        self.open.clicked.connect(self._ask)
        self.password.returnPressed.connect(self._ask)
        self.quit.clicked.connect(self.leave)
        inside = column(
            row(Icon("lock", "soft", 20), label("Session verrouillée", Type.HEADING), None),
            label(f"Session de {name}", Type.BODY, "soft"),
            Space.S,
            label("Mot de passe", Type.SMALL, "soft"),
            self.password,
            self.banner,
            row(self.open, self.quit, None),
            gap=Space.S,
            margins=(Space.XL, Space.XL, Space.XL, Space.XL),
        )
        box = card(inside)
        box.setFixedWidth(400)
        page = panel("backdrop", column(None, row(None, box, None), None))
        self.setLayout(column(page, gap=0))

    def _ask(self) -> None:
        self.banner.clear()
        self.open.set_busy(True)
        typed = self.password.text()
        self.password.clear()
        self._unlock(typed, self._opened, self._refused)

    def _opened(self) -> None:
        self.open.set_busy(False)

    def _refused(self, words: str) -> None:
        self.open.set_busy(False)
        self.banner.error(words, closes=False)
        self.password.setFocus()


LONGEST_HOURS = 12  # after so long, one's password is asked again, used or not


class IdleWatch(QObject):
    """Says when nobody has touched the window for a while, or when the day has been too long.

    It watches the native window only: a filter on every widget would cost at each event.
    """

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._longest = QTimer(self)
        self._longest.setSingleShot(True)
        self._longest.setInterval(LONGEST_HOURS * 3_600_000)
        self._longest.timeout.connect(self.idle)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(minutes * 60_000)
        self._timer.timeout.connect(self.idle)
        self._watched: QObject | None = None

    def watch(self, window: QWidget) -> None:
        handle: QObject = window.windowHandle()
        if handle is not self._watched:
            handle.installEventFilter(self)
            self._watched = handle
        self._timer.start()
        self._longest.start()

    def stop(self) -> None:
        self._timer.stop()
        self._longest.stop()

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _USED and self._timer.isActive():
            self._timer.start()
        return False
