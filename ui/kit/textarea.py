"""A place for several lines of text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from ui.kit import paint
from ui.kit.french import clean, fr
from ui.kit.tokens import Type


class TextArea(QPlainTextEdit):
    """Plain text, whatever is pasted; Tab goes to the next field; `limit` characters at most."""

    edited = Signal(str)

    def __init__(
        self, name: str, *, value: str = "", invitation: str = "", lines: int = 4, limit: int = 2000
    ) -> None:
        super().__init__()
        self._lines, self._limit = lines, limit
        self.setAccessibleName(fr(name))
        self.setPlaceholderText(fr(invitation))
        self.setTabChangesFocus(True)
        self.set_value(value)
        self.textChanged.connect(self._on_changed)

    @property
    def value(self) -> str:
        return clean(self.toPlainText()).strip()

    def set_value(self, value: str) -> None:
        self.setPlainText(clean(value)[: self._limit])
        self.moveCursor(QTextCursor.MoveOperation.End)

    def left(self) -> int:
        """How many characters may still be typed."""
        return self._limit - len(self.toPlainText())

    def _on_changed(self) -> None:
        if self.left() < 0:
            cursor, kept = self.textCursor(), self.toPlainText()[: self._limit]
            at = min(cursor.position(), self._limit)
            self.blockSignals(True)
            self.setPlainText(kept)
            self.blockSignals(False)
            cursor = self.textCursor()
            cursor.setPosition(at)
            self.setTextCursor(cursor)
        self.edited.emit(self.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # it confirms the sheet
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        high = round(paint.metrics(Type.BODY).lineSpacing() * self._lines) + 18
        return QSize(400, high)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())
