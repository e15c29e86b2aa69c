"""The same swatches as in the cells, always under the grid."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kit import icons, paint, theme
from ui.kit.french import fr
from ui.kit.tokens import FACES, Height, Radius, Space, Status, Type

SHOWN = (
    Status.RESERVED, Status.PENDING, Status.WAITLISTED, Status.ABSENT,
    Status.ABSENT_INVOICED, Status.REFUSED, Status.CANCELLED,
)  # fmt: skip
SWATCH, TEXT = 22, 28


class Legend(QWidget):
    """Statuses, then what an empty box and a dash mean. Its gaps shrink before its words do."""

    def __init__(self, statuses: Sequence[Status] = SHOWN) -> None:
        super().__init__()
        self._statuses = tuple(statuses)
        self.setObjectName("planning_legend")
        words = [FACES[status].label for status in self._statuses]
        self.setAccessibleName(fr("Légende : " + ", ".join([*words, "Non réservé", "Non inscrit"])))

    def sizeHint(self) -> QSize:
        return QSize(600, Height.TABLE)

    def _gap(self) -> float:
        words = [FACES[status].label for status in self._statuses] + ["Non réservé", "Non inscrit"]
        used = sum(paint.width(word, Type.SMALL) + TEXT for word in words) - 10
        return max(6.0, min(Space.L, (self.width() - used) / len(words)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, gap = theme.colours(), QPainter(self), self._gap()
        x, middle = 0.0, self.height() / 2
        for status in self._statuses:
            face, ink = FACES[status], theme.ink(status)
            swatch = QRectF(x, round(middle - 9), SWATCH, 18)
            paint.rounded(painter, swatch, Radius.CELL, ink.fill, theme.border(status).name())
            icons.paint(painter, face.symbol, QRectF(x + 5, swatch.top() + 3, 12, 12), ink.text)
            x += self._say(painter, x + TEXT, face.label) + gap
        empty = QRectF(x, round(middle - 9), SWATCH, 18)
        paint.rounded(painter, empty, Radius.CELL, c.surface, c.line)
        x += self._say(painter, x + TEXT, "Non réservé") + gap
        paint.hline(painter, x + 2, x + 10, round(middle), c.outline)
        self._say(painter, x + 18, "Non inscrit")
        painter.end()

    def _say(self, painter: QPainter, left: float, words: str) -> float:
        box = QRectF(left, 0, 200, self.height())
        return TEXT + paint.text(painter, box, words, Type.SMALL, theme.colours().soft)
