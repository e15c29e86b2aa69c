"""The grid on screen: fits its columns to the window, folds its groups, walks by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from backoffice.planning.grid import Grid, Group, Head, Row
from backoffice.planning.slots import SlotStatus
from ui.kit.tokens import Height
from ui.planning.cells import Cells
from ui.planning.heads import Corner, DayTitles, Names
from ui.planning.model import GridModel, Index

GROUP, GROUP_PLACES = 30, 40
NARROWEST, WIDEST = 30, 200


class PlanningTable(QTableView):
    """`opened` when a cell is pressed or Entrée is; `head_opened` for the places of a slot."""

    opened = Signal(QModelIndex)
    head_opened = Signal(object, QRect)  # Head, where it was pressed

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("planning_grid")
        self.setAccessibleName("Planning par enfant")
        self.rows = GridModel(self)
        self._folded: set[str] = set()
        self._cells = Cells(self.rows)
        self.days, self.names = DayTitles(self.rows), Names(self.rows, self)
        self.setModel(self.rows)
        self.setItemDelegate(self._cells)
        self.setHorizontalHeader(self.days)
        self.setVerticalHeader(self.names)
        self._corner = Corner(self)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerWidget(QWidget())
        self.days.sectionPressed.connect(self._press_head)
        self.names.sectionPressed.connect(self._press_name)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def grid(self) -> Grid:
        return self.rows.grid

    def show_grid(self, grid: Grid, today: date) -> None:
        """Renew the cells where nothing else changed; otherwise lay the table out anew."""
        self.days.today = today
        if _shape(grid) == _shape(self.grid):
            self.rows.renew_cells(grid)
            self.days.viewport().update()
            return
        here, top = self._here(), self.verticalScrollBar().value()
        self.clearSpans()
        self.rows.show_grid(grid)
        self._cells.firsts = frozenset(day.first for day in grid.days)
        self._lay_lines()
        self._fit()
        self.verticalScrollBar().setValue(top)
        if not self._return_to(here):
            self._show_day(today)

    def row_at(self, index: QModelIndex) -> Row | None:
        line = self.grid.lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Row) else None

    def head_at(self, index: QModelIndex) -> Head | None:
        return self.grid.head_at(index.row(), index.column()) if index.isValid() else None

    def chosen(self) -> Iterator[tuple[Row, Head, SlotStatus]]:
        """The selected cells of children enrolled there; the current one where none is selected."""
        indexes = self.selectedIndexes() or [self.currentIndex()]
        for index in sorted(indexes, key=lambda i: (i.row(), i.column())):
            row, head = self.row_at(index), self.head_at(index)
            if row is not None and head is not None and (status := row.cells[index.column()]):
                yield row, head, status

    def go_to(self, line: int, column: int) -> None:
        index = self.rows.index(line, column)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flag)
        self.scrollTo(index)

    # --- folding ----------------------------------------------------------------------------------

    def folded(self, line: int) -> bool:
        found = self.grid.lines[line]
        return isinstance(found, Group) and found.key in self._folded

    def toggle(self, line: int) -> None:
        found = self.grid.lines[line]
        if isinstance(found, Group):
            self._folded.symmetric_difference_update({found.key})
            self._hide_folded()
            self.names.viewport().update()

    def _hide_folded(self) -> None:
        hidden = False
        for at, line in enumerate(self.grid.lines):
            if isinstance(line, Group):
                hidden = line.key in self._folded
            else:
                self.setRowHidden(at, hidden)

    # --- layout -----------------------------------------------------------------------------------

    def _lay_lines(self) -> None:
        for at, line in enumerate(self.grid.lines):
            if isinstance(line, Row):
                self.setRowHeight(at, Height.GRID)
            else:
                self.setRowHeight(at, GROUP_PLACES if line.heads else GROUP)
                if not line.heads and len(self.grid.columns) > 1:
                    self.setSpan(at, 0, 1, len(self.grid.columns))
        self._hide_folded()

    def _fit(self) -> None:
        """All slots have one width, to the pixel left over, hence one wording."""
        alerts = any(isinstance(line, Row) and line.pupil.alert for line in self.grid.lines)
        self.names.setFixedWidth(Names.WITH_TAG if alerts else Names.WIDE)
        self._cells.names = self.names.maximumWidth()
        if not (count := len(self.grid.columns)):
            return
        room = self.viewport().width() + self.names.width() - self._cells.names
        slot = min(WIDEST, max(NARROWEST, room // count))
        spare = room - slot * count
        for column in range(count):
            self.setColumnWidth(column, slot + (1 if column < spare < count else 0))
        self._cells.slot = slot

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._corner.setGeometry(0, 0, self.viewport().x(), self.viewport().y())
        self._corner.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.names.viewport().update()  # a group's ring goes round its name too

    # --- keys and presses -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._open(index)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, not names to look for."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if (
            event.button() == Qt.MouseButton.LeftButton
            and plain
            and index.isValid()
            and len(self.selectedIndexes()) <= 1
        ):
            self._open(index)

    def _open(self, index: QModelIndex) -> None:
        line, head = self.grid.lines[index.row()], self.head_at(index)
        if isinstance(line, Row):
            self.opened.emit(index)
        elif head is not None:
            self.head_opened.emit(head, self._on_page(self.visualRect(index)))
        else:
            self.toggle(index.row())

    def _press_head(self, section: int) -> None:
        if head := self.grid.columns[section].head:
            left = self.columnViewportPosition(section)
            box = QRect(left, -self.days.height(), self.columnWidth(section), self.days.height())
            self.head_opened.emit(head, self._on_page(box))

    def _press_name(self, section: int) -> None:
        if isinstance(self.grid.lines[section], Group):
            self.toggle(section)

    def pin(self, pinned: bool) -> None:
        """Keep the ring round the current cell while what it opened has the focus."""
        self._cells.pinned = self.currentIndex() if pinned else QModelIndex()
        self.viewport().update()

    def _on_page(self, box: QRect) -> QRect:
        """From the viewport's coordinates to the table's."""
        return QRect(self.viewport().mapTo(self, box.topLeft()), box.size())

    def _here(self) -> tuple[int, int] | None:
        """The child and slot under the cursor."""
        index = self.currentIndex()
        row, head = self.row_at(index), self.head_at(index)
        return (row.pupil.child_id, head.slot_id) if row and head else None

    def _return_to(self, here: tuple[int, int] | None) -> bool:
        for line, row in enumerate(self.grid.lines):
            if here and isinstance(row, Row) and row.pupil.child_id == here[0]:
                for column, head in enumerate(row.heads):
                    if head and head.slot_id == here[1]:
                        self.go_to(line, column)
                        return True
        return False

    def _show_day(self, day: date) -> None:
        """A month does not fit: begin with today."""
        first = next((one.first for one in self.grid.days if one.day == day), 0)
        before = sum(self.columnWidth(column) for column in range(first))
        self.horizontalScrollBar().setValue(before)


def _shape(grid: Grid) -> tuple[object, ...]:
    lines = tuple(line.pupil.child_id if isinstance(line, Row) else line.key for line in grid.lines)
    heads = tuple(column.head.slot_id if column.head else column.day for column in grid.columns)
    return grid.wanted.grouping, lines, heads
