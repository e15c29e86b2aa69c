"""The pile as Qt's views read it: a line for each demand, then one for each of its fields."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, QObject, Qt

from backoffice.inbox.edits.reading import EditSheet
from ui.dossier import words
from ui.dossier.pile import Item, Key, Line, Part, Pile
from ui.kit.french import clean, fr
from ui.kit.layout import tip_text
from ui.kit.pagedmodel import Index

LINE_ROLE = Qt.ItemDataRole.UserRole
TICK_ROLE = Qt.ItemDataRole.UserRole + 1
TITLES = ("", "Champ", "Actuel", "Demandé", "Modifié entre-temps")
TICK, NAME, NOW, ASKED, REMARK = range(5)


class ChangeModel(QAbstractTableModel):
    """What would change. Heads of demands are not places one stops at."""

    def __init__(self, pile: Pile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pile = pile

    def show(self, sheet: EditSheet | None) -> None:
        self.beginResetModel()
        self.pile.show(sheet)
        self.endResetModel()

    def touch(self) -> None:
        """Ticks moved."""
        if self.rowCount():
            last = self.index(self.rowCount() - 1, len(TITLES) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def line(self, index: Index) -> Line | None:
        return self.pile.lines[index.row()] if index.isValid() else None

    def item(self, index: Index) -> Item | None:
        found = self.line(index)
        return found if isinstance(found, Item) else None

    def index_of(self, key: Key) -> QModelIndex:
        at = self.pile.line_of(key)
        return QModelIndex() if at is None else self.index(at, ASKED)

    # --- what the view asks -----------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.pile.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return fr(TITLES[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.item(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index)
        if role == LINE_ROLE:
            return line
        if isinstance(line, Item):
            return self._of_item(line, index.column(), role)
        return _of_part(line, role) if isinstance(line, Part) else None

    def _of_item(self, item: Item, column: int, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text(item, column)
            case Qt.ItemDataRole.ToolTipRole:
                return tip_text(text(item, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return clean(self._spoken(item))
            case _ if role == TICK_ROLE:
                return self.pile.is_ticked(item)
        return None

    def _spoken(self, item: Item) -> str:
        """The first of a demand says whose it is: one does not stop at its head."""
        said, part = words.spoken(item, ticked=self.pile.is_ticked(item)), self.pile.part_of(item)
        first = part is not None and part.items[0] == item
        return f"{words.head(part)} ; {said}" if first and part else said


class PartsModel(QAbstractListModel):
    """The demands, beside the table: how much of each is ticked."""

    def __init__(self, pile: Pile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pile = pile

    def renew(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def touch(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.pile.parts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        part = self.pile.parts[index.row()]
        if role == LINE_ROLE:
            return part
        if role == Qt.ItemDataRole.DisplayRole:
            return words.about(part)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            ticked = f"{ratio(self.pile, part)} coché"
            return clean(", ".join(filter(None, (words.about(part), ticked, part.locked))))
        return None


def ratio(pile: Pile, part: Part) -> str:
    """« 1/2 »: what is ticked of what waits."""
    return f"{len(pile.ticked(part))}/{len(part.waiting)}"


def text(item: Item, column: int) -> str:
    """What a cell says; values as they were typed. Requests answered whole have only their advice."""
    one = item.field
    if column == NAME:
        return item.name
    if column == REMARK or (column == ASKED and one is None):
        return words.remark(item)[1]
    if one is None or column == TICK:
        return ""
    return words.value(one, one.current if column == NOW else one.asked)


def _of_part(part: Part, role: int) -> str | None:
    if role not in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
        return None
    said = clean(words.head(part))
    return tip_text(said) if role == Qt.ItemDataRole.ToolTipRole else said
