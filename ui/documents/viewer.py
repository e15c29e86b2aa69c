"""The page as a picture, never handed to another program."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from ui.kit import paint, theme
from ui.kit.french import fr
from ui.kit.tokens import Radius, Space, Type

WIDEST = 900  # of a page at 100 %
STEPS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
LINE = 60  # pixels an arrow scrolls


class PageView(QAbstractScrollArea):
    """One page on a grey ground, as wide as the room at 100 %; or the sentence of a refused file."""

    zoomed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page_view")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._picture = QPixmap()  # as drawn, upright
        self._turned = QPixmap()
        self._scaled = QPixmap()
        self._sentence = self._about = ""
        self._zoom, self._angle = 1.0, 0
        self._say()

    # --- what is shown ----------------------------------------------------------------------------

    def show_picture(self, image: QImage, about: str) -> None:
        """`about` says which page of what; where one was looking is kept while it is the same."""
        same = about == self._about and not self._picture.isNull()
        self._picture, self._sentence, self._about = QPixmap.fromImage(image), "", about
        self._turn()
        if not same:
            self.verticalScrollBar().setValue(0)
            across = self.horizontalScrollBar()
            across.setValue(across.maximum() // 2)

    def show_words(self, sentence: str) -> None:
        """Instead of a picture."""
        self._picture, self._sentence, self._about = QPixmap(), sentence, ""
        self._turn()

    def upright(self) -> None:
        """Another file: as it came, whole."""
        self._zoom, self._angle = 1.0, 0
        self._turn()

    @property
    def sentence(self) -> str:
        return self._sentence

    @property
    def has_picture(self) -> bool:
        return not self._picture.isNull()

    @property
    def angle(self) -> int:
        """Degrees, clockwise."""
        return self._angle

    @property
    def percent(self) -> int:
        return round(self._zoom * 100)

    def pixels_wanted(self) -> int:
        """Across the page, on this screen, at this zoom."""
        return round(self._room() * self._zoom * self.devicePixelRatioF())

    def base_pixels(self) -> int:
        """Across the page at 100 %."""
        return round(self._room() * self.devicePixelRatioF())

    # --- zoom and turns ---------------------------------------------------------------------------

    def zoom_in(self) -> None:
        self._set_zoom(next((one for one in STEPS if one > self._zoom), STEPS[-1]))

    def zoom_out(self) -> None:
        self._set_zoom(next((one for one in reversed(STEPS) if one < self._zoom), STEPS[0]))

    def fit(self) -> None:
        self._set_zoom(1.0)

    def turn(self) -> None:
        self._angle = (self._angle + 90) % 360
        self._turn()

    def _set_zoom(self, zoom: float) -> None:
        if zoom == self._zoom:
            return
        middle = self._middle()
        self._zoom = zoom
        self._lay_out()
        for bar, share, page in (
            (self.horizontalScrollBar(), middle[0], self.viewport().width()),
            (self.verticalScrollBar(), middle[1], self.viewport().height()),
        ):
            bar.setValue(round(share * (bar.maximum() + page) - page / 2))
        self.zoomed.emit()

    def _middle(self) -> tuple[float, float]:
        """Where the middle of the room is on the whole, from 0 to 1."""
        found = []
        for bar, page in (
            (self.horizontalScrollBar(), self.viewport().width()),
            (self.verticalScrollBar(), self.viewport().height()),
        ):
            found.append((bar.value() + page / 2) / max(1, bar.maximum() + page))
        return found[0], found[1]

    def _turn(self) -> None:
        self._turned = self._picture
        if self._angle and not self._picture.isNull():
            self._turned = self._picture.transformed(QTransform().rotate(self._angle))
        self._lay_out()
        self._say()

    # --- where everything is ----------------------------------------------------------------------

    def _room(self) -> int:
        return max(100, min(WIDEST, self.viewport().width() - 2 * Space.XL))

    def _size(self) -> QSize:
        """Of the page on screen."""
        if self._turned.isNull():
            return QSize()
        wide = max(1, round(self._room() * self._zoom))
        return QSize(wide, max(1, round(wide * self._turned.height() / self._turned.width())))

    def _lay_out(self) -> None:
        size, room = self._size(), self.viewport().size()
        self._scaled = QPixmap()
        whole = size + QSize(2 * Space.L, 2 * Space.L)
        for bar, wanted, page in (
            (self.horizontalScrollBar(), whole.width(), room.width()),
            (self.verticalScrollBar(), whole.height(), room.height()),
        ):
            bar.setRange(0, max(0, wanted - page))
            bar.setPageStep(page)
            bar.setSingleStep(LINE)
        self.viewport().update()

    def _sheet(self) -> QRectF:
        size, room = self._size(), self.viewport().size()
        left = max(Space.L, (room.width() - size.width()) // 2) - self.horizontalScrollBar().value()
        return QRectF(left, Space.L - self.verticalScrollBar().value(), size.width(), size.height())

    def _say(self) -> None:
        self.setAccessibleName(fr(self._sentence or self._about or "Pièce"))

    # --- Qt's -------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self.viewport())
        box = QRectF(self.viewport().rect())
        painter.fillRect(box, QColor(c.window))
        if self._turned.isNull():
            self._paint_words(painter, box)
        else:
            sheet = self._sheet()
            self._paint_page(painter, sheet)
            paint.rounded(painter, sheet.adjusted(-1, -1, 1, 1), 0, None, c.line)
        if self.hasFocus():
            paint.focus_ring(painter, box, 0)
        painter.end()

    def _paint_page(self, painter: QPainter, sheet: QRectF) -> None:
        ratio = self.devicePixelRatioF()
        wanted = (sheet.size() * ratio).toSize()
        if wanted.width() < self._turned.width():
            if self._scaled.isNull():  # made smaller once, well, rather than at each scroll
                self._scaled = self._turned.scaled(
                    wanted,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            painter.drawPixmap(sheet, self._scaled, QRectF(self._scaled.rect()))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(sheet, self._turned, QRectF(self._turned.rect()))

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        if not self._sentence:
            return
        c, wide = theme.colours(), min(420.0, box.width() - 2 * Space.XL)
        high = paint.paragraph_height(self._sentence, Type.BODY, wide - 2 * Space.L, typed=False)
        card = QRectF((box.width() - wide) / 2, box.height() / 3, wide, high + 2 * Space.L)
        paint.rounded(painter, card, Radius.CARD, c.surface, c.line)
        inner = card.adjusted(Space.L, Space.L, -Space.L, -Space.L)
        paint.paragraph(painter, inner, self._sentence, Type.BODY, c.text, typed=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows scroll; Home and End go to the ends of the page."""
        steps = {
            Qt.Key.Key_Up: QPoint(0, -LINE),
            Qt.Key.Key_Down: QPoint(0, LINE),
            Qt.Key.Key_Left: QPoint(-LINE, 0),
            Qt.Key.Key_Right: QPoint(LINE, 0),
            Qt.Key.Key_Home: QPoint(0, -self.verticalScrollBar().maximum()),
            Qt.Key.Key_End: QPoint(0, self.verticalScrollBar().maximum()),
        }
        step = None if event.modifiers() else steps.get(Qt.Key(event.key()))
        if step is None:
            event.ignore()
            return
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + step.x())
        down.setValue(down.value() + step.y())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
        else:
            super().wheelEvent(event)

    def focusInEvent(self, event: object) -> None:
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:
        self.viewport().update()
