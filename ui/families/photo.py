"""A child's photo, as the program drew it anew; initials while there is none."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from ui.kit import paint, theme
from ui.kit.pieces import initials
from ui.kit.tokens import Radius, Type

SIDE = 96


class Photo(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._picture = name, QPixmap()
        self.setObjectName("child_photo")
        self.setFixedSize(SIDE, SIDE)
        self.setAccessibleName(f"Photo de {name} : aucune")

    @property
    def shown(self) -> bool:
        return not self._picture.isNull()

    def show_photo(self, content: bytes | None) -> None:
        self._picture = QPixmap()
        if content:
            self._picture.loadFromData(content, "JPEG")
        self.setAccessibleName(f"Photo de {self._name}" + ("" if self.shown else " : aucune"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.shown:
            edge = QPainterPath()
            edge.addRoundedRect(box, Radius.CARD, Radius.CARD)
            painter.setClipPath(edge)
            side = min(self._picture.width(), self._picture.height())
            source = QRectF(
                (self._picture.width() - side) / 2, (self._picture.height() - side) / 2, side, side
            )
            painter.drawPixmap(box, self._picture, source)
        else:
            paint.rounded(painter, box, Radius.CARD, c.selected)
            letters = initials(self._name)
            paint.text(painter, box, letters, Type.FIGURE, c.link, paint.CENTRE, typed=True)
        painter.end()
