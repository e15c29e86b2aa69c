"""The grid as Qt reads it: every cell comes from one value, computed elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from backoffice.kernel.calendar import long_day
from backoffice.planning.grid import Grid, Group, PlanningFilter, Row, said
from ui.kit.french import fr
from ui.kit.layout import tip_text

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
EMPTY = Grid(PlanningFilter(0, date.min))


class GridModel(QAbstractTableModel):
    """Lines of children or of groups; columns of slots."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid = EMPTY

    def show_grid(self, grid: Grid) -> None:
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def renew_cells(self, grid: Grid) -> None:
        """The same lines and columns, with other statuses: nothing moves under the cursor."""
        self.grid = grid
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.grid.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.grid.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or role not in (Role.AccessibleTextRole, Role.ToolTipRole):
            return None
        words = self.said(index.row(), index.column())
        return tip_text(words) if role == Role.ToolTipRole else words

    def said(self, line: int, column: int) -> str:
        """A cell for those who listen: « Réservé, Léo Durant, Garderie soir, lundi 3 novembre »."""
        found = self.grid.lines[line]
        if isinstance(found, Row):
            return fr(said(found, column))
        head = found.heads[column] if found.heads else None
        return fr(head.said if head else f"{found.name}, {found.about}")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if role not in (Role.AccessibleTextRole, Role.ToolTipRole):
            return None
        across = orientation == Qt.Orientation.Horizontal
        words = self._column_said(section) if across else self._line_said(section)
        return tip_text(fr(words)) if role == Role.ToolTipRole else fr(words)

    def _column_said(self, section: int) -> str:
        column = self.grid.columns[section]
        note = next((day.note for day in self.grid.days if day.day == column.day), "")
        said_ = column.head.said if column.head else long_day(column.day)
        return f"{said_}, {note}" if note else said_

    def _line_said(self, section: int) -> str:
        found = self.grid.lines[section]
        if isinstance(found, Group):
            return f"{found.name}, {found.about}"
        pupil = found.pupil
        school = f", {pupil.class_label}" if pupil.class_label else ""
        return f"{pupil.name}{school}" + (f", {pupil.alert}" if pupil.alert else "")
