"""Cells: a symbol, a word and a colour, and they still read in black and white."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from backoffice.planning.grid import Group, Head, Row, closed
from backoffice.planning.slots import SlotStatus
from ui.kit import icons, paint, theme
from ui.kit.tokens import Radius, Type
from ui.planning.faces import CELLS
from ui.planning.model import GridModel

Index = QModelIndex | QPersistentModelIndex
ICON, GAP, SIDE = 12, 3, 4
NARROW = 34  # « 86/96 » does not fit: the bar says the rest


class Cells(QStyledItemDelegate):
    """Draws the body of the grid, whose names take `names` pixels and each slot about `slot`."""

    def __init__(self, model: GridModel) -> None:
        super().__init__(model)
        self._model = model
        self.names, self.slot = 160, 60
        self.pinned = QModelIndex()
        self.firsts: frozenset[int] = frozenset()  # columns that begin a day

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRectF(option.rect)
        line = self._model.grid.lines[index.row()]
        painter.save()
        if isinstance(line, Row):
            self._child(painter, box, line, index.column(), option)
        else:
            self._group(painter, box, line, index.column())
        if option.state & QStyle.StateFlag.State_HasFocus or index == self.pinned:
            one_cell = isinstance(line, Row) or line.heads
            # A group's ring began round its name, in the frozen column.
            ring = _inner(box) if one_cell else box.adjusted(-20, 2, -2, -3)
            paint.focus_ring(painter, ring, Radius.CELL)
        painter.restore()

    def _child(
        self, painter: QPainter, box: QRectF, line: Row, column: int, option: QStyleOptionViewItem
    ) -> None:
        c, head, status = theme.colours(), line.heads[column], line.cells[column]
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(c.selected))
        paint.hline(painter, box.left(), box.right() + 1, box.bottom() - 1, c.line)
        if column in self.firsts:
            painter.fillRect(QRectF(box.left(), box.top(), 1, box.height()), QColor(c.line))
        inner = _inner(box)
        if head is None or closed(head, status):
            painter.fillRect(inner.adjusted(-1, -1, 0, 1), QColor(c.sunken))
        elif status is None:  # not enrolled: nothing can be asked here
            painter.fillRect(inner.adjusted(-1, -1, 0, 1), QColor(c.sunken))
            middle = inner.center()
            paint.hline(painter, middle.x() - 4, middle.x() + 4, round(middle.y()), c.outline)
        elif status is not SlotStatus.FREE:
            ratio = painter.device().devicePixelRatio()
            drawn = _cell(
                status,
                round(inner.width()),
                round(inner.height()),
                self.slot,
                ratio,
                theme.is_dark(),
            )
            painter.drawPixmap(inner.topLeft(), drawn)

    def _group(self, painter: QPainter, box: QRectF, line: Group, column: int) -> None:
        c = theme.colours()
        painter.fillRect(box, QColor(c.sunken))
        paint.hline(painter, box.left(), box.right() + 1, box.bottom() - 1, c.line)
        if not line.heads:  # its words began in the names' column: here is the rest of them
            painter.setClipRect(box)
            group_words(painter, QRectF(-self.names, box.top(), 2000, box.height()), line)
            return
        if column in self.firsts:
            painter.fillRect(QRectF(box.left(), box.top(), 1, box.height()), QColor(c.line))
        if head := line.heads[column]:
            places(painter, box.adjusted(8, 2, -7, -7), head)


def group_words(painter: QPainter, box: QRectF, line: Group) -> None:
    """The group's name, then what is to be known of it."""
    c = theme.colours()
    wide = paint.text(painter, box.adjusted(32, 0, 0, 0), line.name, Type.STRONG, c.text)
    room = box.adjusted(32 + wide + 8, 0, 0, 0)
    if paint.width(line.about, Type.SMALL) <= room.width():
        paint.text(painter, room, line.about, Type.SMALL, c.faint)


def places(painter: QPainter, box: QRectF, head: Head) -> None:
    """« 28/30 » over its bar; full and over have their symbol and their colour."""
    c, narrow = theme.colours(), box.width() < NARROW
    voice = Type.CAPTION if head.full or narrow else Type.SMALL
    words = str(head.taken) if narrow else head.figures
    ink = c.bad if head.full else c.text
    if head.closed_reason:
        words, ink = "" if narrow else "Fermé", c.faint
    line = QRectF(box.left(), box.top(), box.width() + 6, 16)
    wide = paint.text(painter, line, words, voice, ink)
    if head.full and box.width() - wide >= ICON + 2:
        spot = QRectF(
            box.left() + wide + min(5, box.width() - wide - ICON), line.top() + 2, ICON, ICON
        )
        icons.paint(painter, "warning" if head.over else "ban", spot, c.bad)
    if head.capacity is not None and not head.closed_reason:
        bar = QRectF(box.left(), box.top() + 19, box.width(), 5)
        paint.bar(painter, bar, head.taken, head.capacity)


def _inner(box: QRectF) -> QRectF:
    return box.adjusted(2, 3, -1, -4)


@lru_cache(maxsize=256)
def _cell(
    status: SlotStatus,
    wide: int,
    high: int,
    slot: int,
    ratio: float,
    dark: bool,  # noqa: ARG001  of the key
) -> QPixmap:
    """One drawing for each status, size and theme: a month shows thousands of cells."""
    made = QPixmap(round(wide * ratio), round(high * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _draw(painter, QRectF(0, 0, wide, high), status, slot - 3)
    painter.end()
    return made


def _draw(painter: QPainter, box: QRectF, status: SlotStatus, room_for_words: int) -> None:
    face = CELLS[status]
    ink = theme.ink(face.ink)
    paint.rounded(painter, box, Radius.CELL, ink.fill, theme.border(face.ink).name())
    words = wording(status, room_for_words)
    wide = ICON + (GAP + paint.width(words, Type.CAPTION) if words else 0)
    x = box.left() + (box.width() - wide) / 2
    spot = QRectF(round(x), round(box.center().y() - ICON / 2), ICON, ICON)
    icons.paint(painter, face.symbol, spot, ink.text)
    room = QRectF(x + ICON + GAP, box.top(), box.width(), box.height())
    paint.text(painter, room, words, Type.CAPTION, ink.text)


def wording(status: SlotStatus, width: float) -> str:
    """Where « Réservé » does not fit every word shortens; where « Rés. » does not, none is left."""
    face, usual = CELLS[status], CELLS[SlotStatus.RESERVED]
    for words, measure in ((face.word, usual.word), (face.short, usual.short)):
        widest = max(paint.width(words, Type.CAPTION), paint.width(measure, Type.CAPTION))
        if ICON + GAP + widest + SIDE <= width:
            return words
    return ""
