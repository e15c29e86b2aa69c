"""The documents of a list, side by side above the one that is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QWheelEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from backoffice.documents.queries import Line
from ui.documents import words
from ui.documents.words import Tab
from ui.kit import paint, theme
from ui.kit.pagedmodel import ROW_ROLE, Ask, Column, Index, PagedModel
from ui.kit.tables import RowList
from ui.kit.tokens import Height, Radius, Space, Type

WIDE = 168
AHEAD = 20  # tiles before the end of what is loaded: time to ask for more
State = QStyle.StateFlag


class Strip(RowList):
    current_changed = Signal(object)  # the line, or None

    def __init__(self, fetch: Callable[[Ask[Line]], None], clock: Callable[[], datetime]) -> None:
        self.tab, self.clock = Tab.WAITING, clock
        columns: list[Column[Line]] = [Column("Pièce", lambda one: one.label, said=self._said)]
        self.lines: PagedModel[Line] = PagedModel(columns, fetch)
        super().__init__(self.lines, Tile(self), "Pièces à valider")
        self.lines.setParent(self)
        self.tab, self.clock = Tab.WAITING, clock
        self.setObjectName("documents_strip")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setFixedHeight(Height.BAR)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.horizontalScrollBar().valueChanged.connect(lambda _at: self._read_on())
        self.selectionModel().currentChanged.connect(lambda *_: self._follow())

    # --- the screen's -----------------------------------------------------------------------------

    def show_tab(self, tab: Tab) -> None:
        self.tab = tab
        self.setAccessibleName(tab.value)
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())
        self.lines.restart()

    def current(self) -> Line | None:
        return self.lines.row_at(self.currentIndex())

    def go_to(self, document_id: int) -> bool:
        """False when it is not among those loaded."""
        index = self.lines.index_of(document_id)
        if index.isValid():
            self.setCurrentIndex(index)
        return index.isValid()

    def step(self, by: int) -> None:
        at = self.currentIndex().row() + by
        if 0 <= at < self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(at, 0))

    def step_past(self, leaving: frozenset[int]) -> None:
        """To the next one that stays, or else the one before."""
        here, rows = self.currentIndex().row(), self.lines.rows()
        order = [*range(here + 1, len(rows)), *range(here - 1, -1, -1)]
        near = next((at for at in order if rows[at].id not in leaving), None)
        if near is not None:
            self.setCurrentIndex(self.lines.index(near, 0))

    def next_one(self, leaving: frozenset[int]) -> Line | None:
        """What is likely to be opened after the current one."""
        rows = self.lines.rows()[self.currentIndex().row() + 1 :]
        return next((one for one in rows if one.id not in leaving), None)

    # --- how --------------------------------------------------------------------------------------

    def _said(self, line: Line) -> str:
        return words.said(line, self.tab, self.clock())

    def _follow(self) -> None:
        self._read_on()
        self.current_changed.emit(self.current())

    def _read_on(self) -> None:
        """A list laid out sideways does not ask for more by itself."""
        bar = self.horizontalScrollBar()
        near = self.currentIndex().row() + AHEAD >= self.lines.rowCount()
        if (near or bar.value() + AHEAD * WIDE >= bar.maximum()) and self.lines.rowCount():
            top = QModelIndex()
            if self.lines.canFetchMore(top):
                self.lines.fetchMore(top)

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar, turned = self.horizontalScrollBar(), event.angleDelta()
        bar.setValue(bar.value() - (turned.y() or turned.x()))
        event.accept()


def _label(line: Line) -> str:
    return line.label


class Tile(QStyledItemDelegate):
    """Whose, what, since when."""

    def __init__(self, strip: Strip) -> None:
        super().__init__()
        self._strip = strip

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(WIDE, Height.BAR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(ROW_ROLE)
        c, strip = theme.colours(), self._strip
        painter.save()
        box = QRectF(option.rect).adjusted(2, Space.XS, -2, -Space.XS)
        chosen = bool(option.state & State.State_Selected)
        if chosen or option.state & State.State_MouseOver:
            paint.rounded(painter, box, Radius.CONTROL, c.selected if chosen else c.hover)
        if chosen and option.state & State.State_HasFocus:
            paint.focus_ring(painter, box)
        age = words.age(line, strip.tab, strip.clock())
        first = QRectF(box.left() + Space.S, box.top() + 4, box.width() - 2 * Space.S, 20)
        taken = paint.text(painter, first, age, Type.CAPTION, c.faint, paint.RIGHT)
        voice = Type.STRONG if chosen else Type.ACTION
        name = first.adjusted(0, 0, -taken - 6, 0)
        paint.text(painter, name, line.whom, voice, c.text, typed=True)
        second = first.adjusted(0, 19, 0, 19)
        paint.text(painter, second, line.label, Type.SMALL, c.soft, typed=True)
        painter.restore()
