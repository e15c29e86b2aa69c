"""How the pile is drawn: heads of demands, and under each its fields, as many lines as they take."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.dossier import words
from ui.dossier.model import ASKED, LINE_ROLE, NAME, NOW, REMARK, TICK, TICK_ROLE, ratio, text
from ui.dossier.pile import Item, Note, Part, Pile
from ui.kit import icons, paint, theme
from ui.kit.checks import TONES
from ui.kit.pagedmodel import Index
from ui.kit.tokens import ADVICE, Advice, Height, Radius, Space, Status, Type, edge

TICK_WIDE, INSET = 34, Space.M
_MARK, _WORD = 20, 14  # room of a symbol before a remark; of a word after a value
_HIGHEST = 6 * Height.TABLE


class ChangeCell(QStyledItemDelegate):
    """Tick, field, current value in soft ink, asked value on yellow, what changed meanwhile."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, box = index.data(LINE_ROLE), QRectF(option.rect)
        painter.save()
        painter.setClipRect(box)
        if isinstance(line, Part):
            _part(painter, box, line)
        elif isinstance(line, Note):
            _note(painter, box, line)
        elif isinstance(line, Item):
            state = option.state
            if state & QStyle.StateFlag.State_MouseOver:
                painter.fillRect(box, QColor(theme.colours().hover))
            paint.hline(
                painter, box.left(), box.right() + 1, box.bottom() - 1, theme.colours().line
            )
            ticked = bool(index.data(TICK_ROLE))
            self._cell(painter, box, line, index.column(), ticked=ticked)
            if index.column() == ASKED and state & QStyle.StateFlag.State_HasFocus:
                paint.focus_ring(painter, _inner(box), Radius.CELL)
        painter.restore()

    def _cell(
        self, painter: QPainter, box: QRectF, item: Item, column: int, *, ticked: bool
    ) -> None:
        c = theme.colours()
        if column == TICK:
            _tick(painter, box, item, ticked=ticked)
        elif column == NAME:
            _name(painter, box, item)
        elif column == NOW:
            _words(painter, box.adjusted(INSET, 0, -Space.S, 0), text(item, NOW), Type.BODY, c.soft)
        elif column == ASKED and item.field is not None:
            _asked(painter, box, item, item.field.word, ticked=ticked)
        else:
            _remark(painter, box, item)


def height(item: Item, widths: Mapping[int, int]) -> int:
    """What the longest of its cells takes, where columns are as wide as this."""
    spare = {NAME: _lock(item), ASKED: 2 + _after(item) if item.field else _MARK, REMARK: _MARK}
    most = 0
    for column, wide in widths.items():
        voice = Type.STRONG if column == ASKED and item.field else Type.BODY
        said, room = text(item, column), wide - INSET - Space.S - spare.get(column, 0)
        if paint.width(said, voice, typed=True) > room:
            most = max(most, paint.paragraph_height(said, voice, max(40.0, room)))
    return min(_HIGHEST, max(Height.TABLE, most + Space.L if most else 0))


def _part(painter: QPainter, box: QRectF, part: Part) -> None:
    c = theme.colours()
    painter.fillRect(box, QColor(c.sunken))
    paint.hline(painter, box.left(), box.right() + 1, box.bottom() - 1, c.line)
    icons.paint(painter, part.icon, QRectF(box.left() + 15, box.center().y() - 8, 16, 16), c.soft)
    right = box.right() - Space.L
    right -= paint.text(
        painter, QRectF(box.left(), box.top(), right - box.left(), box.height()),
        part.reference, Type.SMALL, c.faint, paint.RIGHT,
    )  # fmt: skip
    x = box.left() + TICK_WIDE + INSET
    room = QRectF(x, box.top(), right - x - Space.M, box.height())
    room.setLeft(x + paint.text(painter, room, part.title, Type.STRONG, c.text) + Space.S)
    wide = paint.text(painter, room, part.whom, Type.BODY, c.soft)
    room.setLeft(room.left() + (wide + Space.L if part.whom else Space.S))
    for symbol, said, ink in (("warning", part.alert, c.warn), ("lock", part.locked, c.soft)):
        if said and room.width() > 40:
            icons.paint(painter, symbol, QRectF(room.left(), box.center().y() - 7.5, 14, 14), ink)
            room.setLeft(room.left() + _MARK)
            room.setLeft(room.left() + paint.text(painter, room, said, Type.BODY, ink) + Space.L)


def _note(painter: QPainter, box: QRectF, note: Note) -> None:
    level = Advice(str(note.level))
    x, ink = box.left() + TICK_WIDE + INSET, TONES[level](theme.colours())
    icons.paint(painter, ADVICE[level][0], QRectF(x, box.center().y() - 7.5, 14, 14), ink)
    room = QRectF(x + _MARK, box.top(), box.right() - x - _MARK - Space.L, box.height())
    paint.text(painter, room, note.words, Type.BODY, theme.colours().soft)


def _tick(painter: QPainter, box: QRectF, item: Item, *, ticked: bool) -> None:
    c, middle = theme.colours(), box.center().y()
    if item.able:
        spot = QRectF(box.left() + 15, middle - 8.5, 16, 16)
        paint.tick_box(painter, spot, ticked=ticked, locked=item.sensitive or bool(item.flaw))
        return
    spot = QRectF(box.left() + 16, middle - 7.5, 14, 14)
    if item.waits:
        icons.paint(painter, "lock", spot, c.faint)
    else:
        symbol, _, tone = words.remark(item)
        icons.paint(painter, symbol, spot, getattr(c, tone))


def _name(painter: QPainter, box: QRectF, item: Item) -> None:
    c, cell = theme.colours(), box.adjusted(INSET, 0, -Space.S - _lock(item), 0)
    wide = _words(painter, cell, item.name, Type.BODY, c.text if item.waits else c.soft)
    if item.sensitive:
        x = cell.left() + min(wide, cell.width()) + 6
        icons.paint(painter, "lock", QRectF(x, box.center().y() - 7.5, 14, 14), c.faint)


def _asked(painter: QPainter, box: QRectF, item: Item, word: str, *, ticked: bool) -> None:
    inner, c, voice = _inner(box), theme.colours(), Type.STRONG if ticked else Type.BODY
    if not item.waits:
        _words(painter, inner.adjusted(9, 0, -9, 0), text(item, ASKED), Type.BODY, c.soft)
        return
    ink = theme.ink(Status.CHANGED)
    paint.rounded(painter, inner, Radius.CELL, ink.fill, edge(ink, c.surface))
    paint.text(painter, inner.adjusted(0, 0, -9, 0), word, Type.CAPTION, ink.text, paint.RIGHT)
    room = inner.adjusted(9, 0, -9 - _after(item), 0)
    _words(painter, room, text(item, ASKED), voice, ink.text)


def _remark(painter: QPainter, box: QRectF, item: Item) -> None:
    symbol, said, tone = words.remark(item)
    if not said:
        return
    ink, cell = getattr(theme.colours(), tone), box.adjusted(INSET, 0, -Space.S, 0)
    if symbol and (item.waits or item.field is None):
        spot = QRectF(cell.left(), box.center().y() - 7.5, 14, 14)
        icons.paint(painter, symbol, spot, ink)
        cell.setLeft(cell.left() + _MARK)
    _words(painter, cell, said, Type.BODY, ink)


def _words(painter: QPainter, box: QRectF, said: str, voice: Type, ink: str) -> float:
    """On one line if it fits, else on as many as there is room for."""
    if paint.width(said, voice, typed=True) <= box.width():
        return paint.text(painter, box, said, voice, ink, typed=True)
    high = paint.paragraph_height(said, voice, box.width())
    if high > box.height():
        painter.setClipRect(box.adjusted(0, 4, 0, -5))
    top = box.top() + max(4.0, (box.height() - high) / 2)
    paint.paragraph(painter, QRectF(box.left(), top, box.width(), high), said, voice, ink)
    return box.width()


def _inner(box: QRectF) -> QRectF:
    return box.adjusted(3, 3, -3, -4)


def _lock(item: Item) -> int:
    return _MARK if item.sensitive else 0


def _after(item: Item) -> float:
    return paint.width(item.field.word, Type.CAPTION) + _WORD if item.field else 0.0


class PartCell(QStyledItemDelegate):
    """A demand of the pile: what it touches, whose, and how much of it is ticked."""

    HIGH = Height.BAR - 4

    def __init__(self, pile: Pile) -> None:
        super().__init__()
        self._pile = pile

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self.HIGH + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        part: Part = index.data(LINE_ROLE)
        c, box = theme.colours(), QRectF(option.rect).adjusted(0, 0, 0, -2)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if chosen or over:
            paint.rounded(painter, box, Radius.CONTROL, c.selected if chosen else c.hover)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, box)
        left, top, right = box.left(), box.top(), box.right() - INSET
        spot = QRectF(left + INSET, top + 9, 16, 16)
        icons.paint(painter, part.icon, spot, c.link if chosen else c.soft)
        said, untouched = ratio(self._pile, part), not self._pile.ticked(part)
        wary = untouched and bool(part.waiting) and not part.locked
        wide = paint.width(said, Type.CAPTION)
        first = QRectF(left + 38, top + 7, right - wide - Space.S - left - 38, 20)
        paint.text(painter, first, part.title, Type.STRONG, c.text)
        figures = QRectF(right - wide, top + 7, wide, 20)
        paint.text(painter, figures, said, Type.CAPTION, c.warn if wary else c.faint, paint.RIGHT)
        shut = 18 if part.sensitive else 0
        second = QRectF(left + 38, top + 26, right - shut - left - 38, 18)
        paint.text(painter, second, part.whom, Type.SMALL, c.soft)
        if shut:
            icons.paint(painter, "lock", QRectF(right - 14, top + 28, 14, 14), c.faint)
        painter.restore()
