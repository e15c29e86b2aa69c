"""Lists and tables as they look here: calm rows, one ring for the focus, titles small and grey."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from ui.kit import paint, theme
from ui.kit.french import fr
from ui.kit.layout import tip_text
from ui.kit.pagedmodel import Index
from ui.kit.tokens import Height, Radius, Space, Type

State = QStyle.StateFlag


def ground(
    painter: QPainter, option: QStyleOptionViewItem, box: QRectF, *, text: float = Space.L
) -> None:
    """What lies under a row of a list: selected, under the mouse, or a hairline from `text` on."""
    c, inner = theme.colours(), box.adjusted(6, 1, -6, -2)
    if option.state & State.State_Selected:
        paint.rounded(painter, inner, Radius.CONTROL, c.selected)
        if option.state & State.State_HasFocus:
            paint.focus_ring(painter, inner)
        return
    if option.state & State.State_MouseOver:
        paint.rounded(painter, inner, Radius.CONTROL, c.hover)
    paint.hline(painter, box.left() + text, box.right() - Space.L, box.bottom() - 1, c.line)


class RowList(QListView):
    """A list whose rows a delegate paints. Single letters are the screen's, not a type-ahead."""

    opened = Signal(object)  # the index: Entrée or a double click

    def __init__(self, model: QAbstractItemModel, delegate: QStyledItemDelegate, name: str) -> None:
        super().__init__()
        self.setModel(model)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setAccessibleName(fr(name))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self.opened.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """A stays « Accepter »."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))


class Titles(QHeaderView):
    """Column titles: small, grey, over their column's own alignment."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFixedHeight(Height.CONTROL)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        c, box = theme.colours(), QRectF(rect)
        painter.save()
        painter.fillRect(box, QColor(c.surface))
        paint.hline(painter, box.left(), box.right() + 1, box.bottom() - 1, c.line)
        model, across = self.model(), Qt.Orientation.Horizontal
        words = model.headerData(section, across) or ""
        right = model.headerData(section, across, Qt.ItemDataRole.TextAlignmentRole)
        to_right = bool(right and Qt.AlignmentFlag(right) & Qt.AlignmentFlag.AlignRight)
        room = box.adjusted(Cell.INSET, 0, -Cell.INSET, 0)
        align = paint.RIGHT if to_right else paint.LEFT
        paint.text(painter, room, str(words), Type.CAPTION, c.faint, align)
        painter.restore()


class Cell(QStyledItemDelegate):
    """A cell of plain words. Subclasses draw more in `draw`, over the same ground."""

    INSET = Space.M

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c, box = theme.colours(), QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setClipRect(box)
        if state & State.State_Selected:
            painter.fillRect(box, QColor(c.selected))
        elif state & State.State_MouseOver:
            painter.fillRect(box, QColor(c.hover))
        paint.hline(painter, box.left(), box.right() + 1, box.bottom() - 1, c.line)
        self.draw(painter, box.adjusted(self.INSET, 0, -self.INSET, 0), index)
        if state & State.State_HasFocus:
            paint.focus_ring(painter, box.adjusted(2, 1, -2, -2), Radius.CELL)
        painter.restore()

    def draw(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """The words of the model, as typed, in the first column a little stronger."""
        c, words = theme.colours(), index.data()
        align = index.data(Qt.ItemDataRole.TextAlignmentRole)
        to_right = bool(align and Qt.AlignmentFlag(align) & Qt.AlignmentFlag.AlignRight)
        voice, ink = (Type.ACTION, c.text) if index.column() == 0 else (Type.BODY, c.soft)
        where = paint.RIGHT if to_right else paint.LEFT
        paint.text(painter, box, str(words or ""), voice, ink, where, typed=True)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        wide = paint.width(str(index.data() or ""), Type.ACTION, typed=True)
        return QSize(round(wide) + 2 * self.INSET + 2, Height.TABLE)


class Table(QTableView):
    """Rows are chosen whole; widths are shares of the room, so that nothing scrolls sideways."""

    opened = Signal(object)  # the index: Entrée or a double click

    def __init__(
        self,
        model: QAbstractItemModel,
        name: str,
        shares: Sequence[float],
        cell: QStyledItemDelegate | None = None,
    ) -> None:
        super().__init__()
        self._shares = list(shares)
        self.setModel(model)
        delegate = cell or Cell(self)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setAccessibleName(fr(name))
        self.setHorizontalHeader(Titles())
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(Height.TABLE)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)  # Tab leaves: the arrows are for inside
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.doubleClicked.connect(self.opened.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room, whole = self.viewport().width(), sum(self._shares)
        taken = 0
        for column, share in enumerate(self._shares):
            last = column == len(self._shares) - 1
            wide = room - taken if last else round(room * share / whole)
            self.setColumnWidth(column, wide)
            taken += wide

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """A tip shows what a narrow column hides."""
        if event.type() is QEvent.Type.ToolTip:
            return self._explain(event)
        return super().viewportEvent(event)

    def _explain(self, event: QEvent) -> bool:
        if not isinstance(event, QHelpEvent):
            return False
        index = self.indexAt(event.pos())
        words = str(index.data() or "") if index.isValid() else ""
        room = self.columnWidth(index.column()) - 2 * Cell.INSET
        hidden = paint.width(words, Type.ACTION, typed=True) > room
        QToolTip.showText(event.globalPos(), tip_text(words) if hidden else "", self)
        return True
