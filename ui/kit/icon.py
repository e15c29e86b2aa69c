"""One icon beside words."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit import icons, theme
from ui.kit.french import fr


class Icon(QWidget):
    """One icon, in a tone of the text around it. Without a name it is decoration."""

    def __init__(self, icon: str, tone: str = "soft", size: int = 16, name: str = "") -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self.setFixedSize(size, size)
        self.setAccessibleName(fr(name))

    def show_icon(self, icon: str, tone: str = "soft") -> None:
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = getattr(theme.colours(), self._tone)
        icons.paint(painter, self._icon, QRectF(self.rect()), ink)
        painter.end()
