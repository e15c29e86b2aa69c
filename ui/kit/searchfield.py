"""The line one searches with."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from ui.kit import icons, paint, theme
from ui.kit.french import fr
from ui.kit.tokens import Type


class SearchField(QLineEdit):
    """A line to type in, with its glass and the key that leads to it.

    `searched` comes when the typing pauses, at once on Entrée and on clearing.
    """

    searched = Signal(str)
    down = Signal()  # the down arrow: the list below wants the focus
    PAUSE_MS = 250
    LONGEST, WIDEST = 100, 320

    def __init__(self, invitation: str, keys: str = "") -> None:
        super().__init__()
        self._keys, self._said = fr(keys), ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(self.PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.setPlaceholderText(fr(invitation))
        self.setAccessibleName(fr(invitation))
        self.setMaxLength(self.LONGEST)
        self.textChanged.connect(self._on_changed)
        self._make_room()
        self.returnPressed.connect(self._search)

    def _make_room(self) -> None:
        """The glass on the left, and the key on the right while nothing is typed."""
        cap = round(paint.key_width(self._keys)) + 2 if self._keys and not self.text() else 0
        self.setTextMargins(22, 0, cap, 0)

    def sizeHint(self) -> QSize:
        words = paint.width(self.placeholderText(), Type.BODY)
        wide = words + paint.key_width(self._keys) + 60 if self._keys else words + 50
        return QSize(round(min(self.WIDEST, wide)), super().sizeHint().height())

    def _on_changed(self, words: str) -> None:
        self._make_room()
        if words:
            self._pause.start()
        else:
            self._search()

    def _search(self) -> None:
        self._pause.stop()
        words = self.text().strip()
        if words != self._said:
            self._said = words
            self.searched.emit(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.down.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        c, painter = theme.colours(), QPainter(self)
        middle = self.height() / 2
        icons.paint(painter, "search", QRectF(9, middle - 8, 16, 16), c.faint)
        if self._keys and not self.text():
            left = self.width() - 7 - paint.key_width(self._keys)
            paint.key_cap(painter, left, middle, self._keys, c.faint, c.line)
        painter.end()
