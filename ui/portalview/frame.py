"""The frame that says, all the time, that this is what the family reads."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.kit import icons, paint, theme
from ui.kit.french import clean, fr
from ui.kit.layout import column
from ui.kit.tokens import Radius, Space, Type


class Ribbon(QWidget):
    """« Ce que lit la famille Belkacem sur le portail »."""

    HIGH = 40

    def __init__(self) -> None:
        super().__init__()
        self._family = ""
        self.setObjectName("portal_ribbon")
        self.setFixedHeight(self.HIGH)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_family("")

    def show_family(self, label: str) -> None:
        self._family = clean(label)
        self.setAccessibleName(f"{self._words()} {self._family}, lecture seule")
        self.update()

    def _words(self) -> str:
        return (
            fr("Ce que lit la famille")
            if self._family
            else fr("Ce que lit une famille sur le portail")
        )

    def sizeHint(self) -> QSize:
        return QSize(400, self.HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        icons.paint(painter, "eye", QRectF(Space.L, box.center().y() - 8, 16, 16), c.link)
        left = box.adjusted(Space.L + 24, 0, -120, 0)
        wide = paint.text(painter, left, self._words(), Type.ACTION, c.link)
        name = left.adjusted(wide + 5, 0, 0, 0)
        paint.text(painter, name, self._family, Type.STRONG, c.text, typed=True)
        right = box.adjusted(0, 0, -Space.L, 0)
        wide = paint.width("Lecture seule", Type.SMALL)
        paint.text(painter, right, "Lecture seule", Type.SMALL, c.soft, paint.RIGHT)
        lock = QRectF(right.right() - wide - 18, box.center().y() - 6, 12, 12)
        icons.paint(painter, "lock", lock, c.soft)
        painter.end()


class PortalFrame(QFrame):
    """Another program's screen inside ours: its own page, edged all round."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setObjectName("portal_frame")
        self.ribbon = Ribbon()
        lines = column(self.ribbon, inside, gap=0, margins=(2, 2, 2, 2))
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QPainterPath()
        whole.addRoundedRect(box, Radius.CARD, Radius.CARD)
        painter.fillPath(whole, QColor(c.surface))
        painter.setClipPath(whole)
        painter.fillRect(QRectF(0, 0, self.width(), Ribbon.HIGH + 2), QColor(c.selected))
        painter.setClipping(False)
        painter.setPen(QPen(QColor(c.link), 2))
        painter.drawPath(whole)
        painter.end()
