"""The list of lines. Single letters act here, and only here: the actions are bound to it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from backoffice.inbox.reading import InboxRow
from ui.inbox.delegate import RequestRow
from ui.inbox.model import RequestModel
from ui.kit.pagedmodel import ROW_ROLE, Index


class RequestList(QListView):
    """One line is current; ticks are another thing, and survive moving about."""

    current_changed = Signal(object)  # InboxRow, or None
    opened = Signal()  # Entrée: to the detail

    def __init__(self, model: RequestModel) -> None:
        super().__init__()
        self._lines = model
        self._anchor: int | None = None
        self.setObjectName("inbox_list")
        self.setModel(model)
        self.setItemDelegate(RequestRow(model))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("Demandes à traiter")

    # --- where one is ---------------------------------------------------------------------------

    def current_row(self) -> InboxRow | None:
        found: InboxRow | None = self.currentIndex().data(ROW_ROLE)
        return found

    def select_row(self, at: int) -> None:
        index = self.model().index(at, 0)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def select_id(self, row_id: int) -> bool:
        index = self._lines.index_of(row_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def step(self, by: int) -> None:
        """J and K, Alt+↓ and Alt+↑."""
        at = self.currentIndex().row() + by
        self.select_row(max(0, min(at, self._lines.rowCount() - 1)))

    def step_to_undecided(self, but: frozenset[int]) -> None:
        """The next line that still waits, below first, then above; else stay."""
        rows, at = self._lines.rows(), self.currentIndex().row()
        below, above = range(at + 1, len(rows)), range(at - 1, -1, -1)
        for near in (*below, *above):
            if rows[near].id not in but and rows[near].pending:
                self.select_row(near)
                return

    def visible_rows(self) -> tuple[int, int]:
        """The first row in sight, and how many fit, with a page of margin."""
        first = self.indexAt(self.viewport().rect().topLeft()).row()
        return max(0, first), max(20, self.viewport().height() // 60 + 20)

    # --- ticks ----------------------------------------------------------------------------------

    def toggle_current(self) -> None:
        if (row := self.current_row()) is not None:
            self._lines.tick([row.id], on=not self._lines.is_ticked(row.id))
            self._anchor = self.currentIndex().row()

    def extend(self, by: int) -> None:
        """Maj+↑↓: tick from the anchor to where one goes."""
        here = self.currentIndex().row()
        if here < 0:
            return
        self._anchor = here if self._anchor is None else self._anchor
        there = max(0, min(here + by, self._lines.rowCount() - 1))
        rows = self._lines.rows()
        if abs(there - self._anchor) < abs(here - self._anchor):
            self._lines.tick([rows[here].id], on=False)  # the range shrinks
        low, high = sorted((self._anchor, there))
        self._lines.tick([row.id for row in rows[low : high + 1]], on=True)
        anchor = self._anchor
        self.select_row(there)
        self._anchor = anchor

    # --- Qt's -----------------------------------------------------------------------------------

    def keyboardSearch(self, _typed: str) -> None:
        """A stays « Accepter »: no type-ahead in the inbox."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if shift and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.extend(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        ticking = index.isValid() and RequestRow.on_tick(
            self.visualRect(index), QPointF(event.position())
        )
        if ticking and event.button() == Qt.MouseButton.LeftButton:
            row: InboxRow = index.data(ROW_ROLE)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._anchor is not None:
                low, high = sorted((self._anchor, index.row()))
                self._lines.tick([r.id for r in self._lines.rows()[low : high + 1]], on=True)
            else:
                self._lines.tick([row.id], on=not self._lines.is_ticked(row.id))
                self._anchor = index.row()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            return
        super().mousePressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._anchor = None
        self.viewport().update()
        self.current_changed.emit(current.data(ROW_ROLE))
