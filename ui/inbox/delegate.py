"""How a line is drawn: two lines of text, everything needed to choose where to begin."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from backoffice.inbox.reading import InboxRow
from backoffice.inbox.workflow import PENDING, Status
from ui import labels
from ui.inbox import words
from ui.inbox.model import ADVICE_ROLE, TICK_ROLE, RequestModel
from ui.kit import icons, paint, theme
from ui.kit.pagedmodel import ROW_ROLE
from ui.kit.tokens import ADVICE, FACES, Height, Radius, Space, Type

Index = QModelIndex | QPersistentModelIndex


class RequestRow(QStyledItemDelegate):
    """Tick, child and family, batch, age; then nature, activity, days and advice."""

    TICK, TEXT = 16, 44

    def __init__(self, model: RequestModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(320, Height.INBOX)

    @classmethod
    def on_tick(cls, box: QRect, spot: QPointF) -> bool:
        """Whether a click falls on the tick: its whole corner, not only the square."""
        return spot.x() < box.left() + cls.TEXT - Space.XS

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: InboxRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        box = QRectF(option.rect)
        painter.save()
        painter.setClipRect(box)
        self._ground(painter, option, box)
        first = QRectF(box.left() + self.TEXT, box.top() + 9, 0, 20)
        second = QRectF(first.left(), box.top() + 31, 0, 20)
        right = box.right() - Space.L
        tick = QRectF(box.left() + self.TICK, first.top() + 2, 16, 16)
        paint.tick_box(painter, tick, ticked=bool(index.data(TICK_ROLE)))
        self._first_line(painter, row, first, right)
        self._second_line(painter, row, index.data(ADVICE_ROLE), second, right)
        painter.restore()

    def _first_line(self, painter: QPainter, row: InboxRow, box: QRectF, right: float) -> None:
        c = theme.colours()
        age, late = words.age(row, self._model.now)
        wide = paint.width(age, Type.CAPTION)
        spot = QRectF(right - wide, box.top(), wide, 20)
        paint.text(painter, spot, age, Type.CAPTION, c.warn if late else c.faint, paint.RIGHT)
        right -= wide + Space.S
        if late:
            icons.paint(painter, "clock", QRectF(right - 9, box.top() + 4, 12, 12), c.warn)
            right -= 17
        if slots := words.tag(row):
            right -= paint.width(slots, Type.CAPTION) + 12
            paint.count(painter, right, box.center().y(), slots)
            right -= Space.S
        box.setRight(right)
        wide = paint.text(painter, box, words.who(row), Type.STRONG, c.text, typed=True)
        room = box.adjusted(wide + 8, 0, 0, 0)
        if room.width() > 24:
            paint.text(painter, room, words.whose(row), Type.SMALL, c.faint, typed=True)

    def _second_line(
        self, painter: QPainter, row: InboxRow, level: str, box: QRectF, right: float
    ) -> None:
        c = theme.colours()
        right = self._badge(painter, row, level, right, box.center().y())
        if row.assigned_to:
            icons.paint(painter, "person", QRectF(right - 16, box.top() + 3, 14, 14), c.link)
            right -= 20
        box.setRight(right)
        icon = labels.KIND_ICON.get(row.kind, "person")
        icons.paint(painter, icon, QRectF(box.left(), box.top() + 3, 14, 14), c.soft)
        box.setLeft(box.left() + 20)
        paint.text(painter, box, words.what(row), Type.SMALL, c.soft)

    def _badge(
        self, painter: QPainter, row: InboxRow, level: str, right: float, middle: float
    ) -> float:
        """The advice of what waits, the answer of what does not. Returns what is left of it."""
        status = words.status(row)
        if status in PENDING and level:
            advice = words.advice(level)
            symbol, word, _ = ADVICE[advice]
            ink = paint.advice_ink(advice)
        elif status is Status.INFO_REQUESTED or status not in PENDING:
            face = words.FACE[status]
            symbol, word, ink = FACES[face].symbol, labels.REQUEST_STATUS[status], theme.ink(face)
        else:
            return right
        wide = paint.pill_width(word, symbol)
        paint.pill(painter, right - wide, middle, word, ink, symbol)
        return right - wide - Space.M

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF) -> None:
        c = theme.colours()
        state = option.state
        inner = box.adjusted(6, 1, -6, -2)
        if state & QStyle.StateFlag.State_Selected:
            paint.rounded(painter, inner, Radius.CONTROL, c.selected)
            if state & QStyle.StateFlag.State_HasFocus:
                paint.focus_ring(painter, inner)
            return
        if state & QStyle.StateFlag.State_MouseOver:
            paint.rounded(painter, inner, Radius.CONTROL, c.hover)
        paint.hline(
            painter, box.left() + self.TEXT, box.right() - Space.L, box.bottom() - 1, c.line
        )
