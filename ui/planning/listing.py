"""The week as a list: one line a child and slot, under the day."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from backoffice.kernel.calendar import long_day
from backoffice.planning.grid import Entry, Grid, label
from ui.kit import paint, theme
from ui.kit.french import fr
from ui.kit.layout import tip_text
from ui.kit.tokens import Height, Radius, Space, Type
from ui.planning.faces import CELLS

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
DAY, HOURS, ACTIVITY, CHILD, CLASS, STATUS = 0.0, 0.17, 0.27, 0.48, 0.72, 0.82


class ListModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if index.isValid() and role in (Role.AccessibleTextRole, Role.ToolTipRole):
            words = fr(_said(self.entries[index.row()]))
            return tip_text(words) if role == Role.ToolTipRole else words
        return None


def _said(entry: Entry) -> str:
    who = f"{entry.pupil.first_name} {entry.pupil.last_name}"
    return f"{label(entry.status)}, {who}, {entry.head.activity}, {long_day(entry.head.day)}"


class Lines(QStyledItemDelegate):
    def __init__(self, model: ListModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(600, Height.TABLE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c, box = theme.colours(), QRectF(option.rect)
        entry = self._model.entries[index.row()]
        before = self._model.entries[index.row() - 1] if index.row() else None
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(c.selected))
        first = before is None or before.head.day != entry.head.day
        paint.hline(painter, 0 if first else Space.L, box.right(), box.top(), c.line)
        self._words(painter, box.adjusted(Space.L, 0, -Space.L, 0), entry, first=first)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, box.adjusted(6, 3, -6, -2), Radius.CONTROL)
        painter.restore()

    def _words(self, painter: QPainter, box: QRectF, entry: Entry, *, first: bool) -> None:
        c, head, pupil = theme.colours(), entry.head, entry.pupil

        def room(start: float, end: float) -> QRectF:
            wide = box.width()
            return QRectF(
                box.left() + wide * start, box.top(), wide * (end - start) - 8, box.height()
            )

        if first:
            paint.text(
                painter, room(DAY, HOURS), long_day(head.day).capitalize(), Type.STRONG, c.text
            )
        hours = f"{head.starts_at:%H:%M} – {head.ends_at:%H:%M}"
        paint.text(painter, room(HOURS, ACTIVITY), hours, Type.SMALL, c.soft)
        paint.text(painter, room(ACTIVITY, CHILD), head.activity, Type.BODY, c.soft, typed=True)
        paint.text(painter, room(CHILD, CLASS), pupil.name, Type.BODY, c.text, typed=True)
        paint.text(painter, room(CLASS, STATUS), pupil.class_label, Type.SMALL, c.faint, typed=True)
        face, spot = CELLS[entry.status], room(STATUS, 1.0)
        words, ink = label(entry.status), theme.ink(face.ink)
        paint.pill(painter, spot.left(), spot.center().y(), words, ink, face.symbol or None)


class PlanningList(QListView):
    """`opened` when a line is pressed or Entrée is."""

    opened = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("planning_list")
        self.setAccessibleName("Planning en liste")
        self.rows = ListModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(Lines(self.rows))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self.opened)

    def show_grid(self, grid: Grid) -> None:
        at = self.currentIndex().row()
        self.rows.show_entries(grid.entries)
        if 0 <= at < len(grid.entries):
            self.setCurrentIndex(self.rows.index(at))

    def entry(self) -> Entry | None:
        index = self.currentIndex()
        return self.rows.entries[index.row()] if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.opened.emit(index)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, not names to look for."""
