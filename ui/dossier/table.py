"""The table of the pile: arrows go from field to field, over the heads of demands."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip

from ui.dossier.cells import TICK_WIDE, ChangeCell, PartCell, height
from ui.dossier.model import ASKED, NAME, NOW, REMARK, TICK, TITLES, ChangeModel, PartsModel
from ui.dossier.pile import Item, Key, Note, Part, Pile
from ui.kit.pagedmodel import Index
from ui.kit.tables import Table
from ui.kit.tokens import Height

SHARES = {NAME: 0.205, NOW: 0.205, ASKED: 0.325}


class ChangeTable(Table):
    """X and Espace tick the field one is on; nothing sensitive is ever ticked for the agent."""

    item_changed = Signal(object)  # Item, or None
    tick_pressed = Signal(object)  # Item

    def __init__(self, model: ChangeModel) -> None:
        self.changes = model  # asked for as soon as there is a model
        super().__init__(model, "Ce que la famille demande", (1.0,) * len(TITLES), ChangeCell())
        self.setObjectName("dossier_fields")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.verticalHeader().setMinimumSectionSize(Height.LINE)
        self.horizontalHeader().setMinimumSectionSize(TICK_WIDE)
        model.modelReset.connect(self._lay_out)

    # --- where one is -----------------------------------------------------------------------------

    def current_item(self) -> Item | None:
        return self.changes.item(self.currentIndex())

    def go_to(self, key: Key) -> bool:
        index = self.changes.index_of(key)
        if index.isValid():
            self._go(index.row())
        return index.isValid()

    def go_to_part(self, part: Part) -> None:
        """Its first field that waits, under its head."""
        wanted = next((item for item in part.items if item.waits), part.items[0])
        if self.go_to(wanted.key):
            head = self.changes.index(self.changes.pile.lines.index(part), TICK)
            self.scrollTo(head, QAbstractItemView.ScrollHint.EnsureVisible)

    def step(self, by: int) -> None:
        rows = list(self._stops())
        if not rows:
            return
        here = self.currentIndex().row()
        at = rows.index(here) + by if here in rows else 0
        self._go(rows[max(0, min(at, len(rows) - 1))])

    def go_to_first(self) -> None:
        """The first thing this agent may answer; else the first there is."""
        lines = self.changes.pile.lines
        able = [at for at in self._stops() if isinstance(it := lines[at], Item) and it.able]
        if stops := able or list(self._stops()):
            self._go(stops[0])

    def _stops(self) -> Iterator[int]:
        lines = self.changes.pile.lines
        return (at for at, line in enumerate(lines) if isinstance(line, Item))

    def _go(self, row: int) -> None:
        index = self.changes.index(row, ASKED)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        head = row - 1
        while head > 0 and isinstance(self.changes.pile.lines[head], Note):
            head -= 1
        if head >= 0 and isinstance(self.changes.pile.lines[head], Part):
            self.scrollTo(self.changes.index(head, TICK))  # the head of one's own demand
        self.scrollTo(index)

    # --- layout -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.clearSpans()
        for row, line in enumerate(self.changes.pile.lines):
            if not isinstance(line, Item):
                self.setSpan(row, 0, 1, len(TITLES))
            elif line.field is None:
                self.setSpan(row, NAME, 1, ASKED - NAME)
                self.setSpan(row, ASKED, 1, len(TITLES) - ASKED)  # its advice
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - TICK_WIDE
        taken = 0
        self.setColumnWidth(TICK, TICK_WIDE)
        for column, share in SHARES.items():
            # Names begin where their title does: the margin of the tick is theirs.
            wide = round((room - 12) * share) + (12 if column == NAME else 0)
            self.setColumnWidth(column, wide)
            taken += wide
        self.setColumnWidth(REMARK, room - taken)
        self._measure()

    def _measure(self) -> None:
        name, now, asked, remark = (self.columnWidth(at) for at in (NAME, NOW, ASKED, REMARK))
        fields = {NAME: name, NOW: now, ASKED: asked, REMARK: remark}
        whole = {NAME: name + now, ASKED: asked + remark}
        for row, line in enumerate(self.changes.pile.lines):
            if isinstance(line, Item):
                self.setRowHeight(row, height(line, fields if line.field else whole))
            else:
                self.setRowHeight(row, Height.TABLE if isinstance(line, Part) else Height.LINE)

    # --- keys and presses -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8,
            Qt.Key.Key_Home: -len(self.changes.pile.lines),
            Qt.Key.Key_End: len(self.changes.pile.lines),
        }  # fmt: skip
        if event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            if event.key() in steps:
                self.step(steps[Qt.Key(event.key())])
                return
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """X ticks: letters are commands here, not names to look for."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        line = self.changes.line(index)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() != Qt.MouseButton.LeftButton or line is None or isinstance(line, Note):
            return
        if isinstance(line, Part):
            self.go_to_part(line)
            return
        self._go(index.row())
        if index.column() == TICK:
            self.tick_pressed.emit(line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged here."""

    def _explain(self, event: QEvent) -> bool:
        """The whole of a value, where its row does not show it."""
        if not isinstance(event, QHelpEvent):
            return False
        index = self.indexAt(event.pos())
        said = index.data(Qt.ItemDataRole.ToolTipRole) if index.isValid() else ""
        QToolTip.showText(event.globalPos(), said or "", self)
        return True

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self.item_changed.emit(self.changes.item(current))


class PartList(QListView):
    """The pile, demand by demand; choosing one leads to its fields."""

    opened = Signal(object)  # Part

    def __init__(self, pile: Pile) -> None:
        super().__init__()
        self.parts = PartsModel(pile, self)
        self._pile = pile
        cell = PartCell(pile)
        cell.setParent(self)
        self.setObjectName("dossier_parts")
        self.setAccessibleName("Demandes de la famille")
        self.setModel(self.parts)
        self.setItemDelegate(cell)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def current_part(self) -> Part | None:
        at = self.currentIndex().row()
        return self._pile.parts[at] if 0 <= at < len(self._pile.parts) else None

    def show_current(self, part: Part | None) -> None:
        """Silently: the table is already there."""
        at = self._pile.parts.index(part) if part in self._pile.parts else -1
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self.parts.index(at) if at >= 0 else QModelIndex())
        self.blockSignals(blocked)

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here too."""

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if (part := self.current_part()) is not None:
            self.opened.emit(part)
