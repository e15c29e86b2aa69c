"""The family's slots as a table: a line for each child and activity, a column for each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from backoffice.kernel.calendar import long_day, weekday_name
from backoffice.portal.rows import PortalSlot
from ui.kit import icons, paint, theme
from ui.kit.french import clean, fr
from ui.kit.layout import tip_text
from ui.kit.tokens import Radius, Space, Type
from ui.portalview.faces import SLOTS, SYMBOLS

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
LINE, NARROWEST = 62, 30
NAME, NAME_NARROW, TIGHT = 200, 168, 800  # names give way where the table is tight


@dataclass(frozen=True, slots=True)
class SlotLine:
    """One child in one activity."""

    child: str
    activity: str
    facility: str
    slots: dict[date, PortalSlot]


def lines_of(slots: Sequence[PortalSlot]) -> list[SlotLine]:
    """In the order of the day: by child, then by hour."""
    found: dict[tuple[str, int, int], SlotLine] = {}
    for one in sorted(slots, key=lambda slot: (slot.child, slot.starts, slot.activity)):
        key = (one.child, one.child_id, one.activity_id)
        line = found.setdefault(key, SlotLine(one.child, one.activity, one.facility, {}))
        line.slots[one.day] = one
    return sorted(found.values(), key=lambda line: line.child)


def said(slot: PortalSlot) -> str:
    """As the portal's tip: « Réservé, Léo Durant, 1/Garderie soir, lundi 3 novembre »."""
    hours = f"{slot.starts} – {slot.ends}"
    return f"{slot.label}, {slot.child}, {slot.activity}, {long_day(slot.day)}, {hours}"


class CalendarModel(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.days: Sequence[date] = ()
        self.lines: list[SlotLine] = []

    def show_slots(self, days: Sequence[date], slots: Sequence[PortalSlot]) -> None:
        self.beginResetModel()
        self.days, self.lines = days, lines_of(slots)
        self.endResetModel()

    def slot_at(self, index: Index) -> PortalSlot | None:
        if not index.isValid():
            return None
        return self.lines[index.row()].slots.get(self.days[index.column()])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.days)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role not in (Role.AccessibleTextRole, Role.ToolTipRole):
            return None
        slot = self.slot_at(index)
        words = fr(said(slot)) if slot else fr("Pas de créneau")
        return tip_text(words) if role == Role.ToolTipRole else words

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if role not in (Role.AccessibleTextRole, Role.ToolTipRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return fr(long_day(self.days[section]))
        line = self.lines[section]
        words = clean(f"{line.child}, {line.activity}, {line.facility}")
        return tip_text(words) if role == Role.ToolTipRole else words


class SlotCells(QStyledItemDelegate):
    """The portal's symbol and its whole word; where days are narrow, the symbol alone."""

    def __init__(self, model: CalendarModel) -> None:
        super().__init__(model)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c, box = theme.colours(), QRectF(option.rect)
        painter.save()
        paint.hline(painter, box.left(), box.right() + 1, box.bottom() - 1, c.line)
        painter.fillRect(QRectF(box.left(), box.top(), 1, box.height()), QColor(c.line))
        inner = box.adjusted(3, 4, -2, -5)
        slot = self._model.slot_at(index)
        if slot is None:
            painter.fillRect(box.adjusted(1, 0, 0, -1), QColor(c.sunken))
        else:
            self._slot(painter, inner, slot)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, inner, Radius.CELL)
        painter.restore()

    def _slot(self, painter: QPainter, box: QRectF, slot: PortalSlot) -> None:
        status = SLOTS.get(slot.status, SLOTS["free"])
        ink, free = theme.ink(status), slot.status == "free"
        if not free:
            paint.rounded(painter, box, Radius.CELL, ink.fill, theme.border(status).name())
        symbol = SYMBOLS.get(slot.symbol)
        middle = box.center()
        if box.width() < 56:
            spot = QRectF(round(middle.x() - 6), round(middle.y() - 6), 12, 12)
            if symbol:
                icons.paint(painter, symbol, spot, ink.text)
            return
        colour = theme.colours().faint if free else ink.text
        wide = box.width() - 8
        high = paint.paragraph_height(slot.label, Type.CAPTION, wide, typed=False)
        top = middle.y() - (high + (14 if symbol else 0)) / 2 + 1
        if symbol:
            spot = QRectF(box.left() + 5, round(top), 12, 12)
            icons.paint(painter, symbol, spot, ink.text)
            top += 14
        room = QRectF(box.left() + 5, top, wide, box.height())
        paint.paragraph(painter, room, slot.label, Type.CAPTION, colour, typed=False)


class DayHeads(QHeaderView):
    HIGH = 34

    def __init__(self, model: CalendarModel) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._model = model
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)
        self.setFixedHeight(self.HIGH)

    def paintSection(self, painter: QPainter, rect: Any, section: int) -> None:
        c, box, day = theme.colours(), QRectF(rect), self._model.days[section]
        painter.save()
        painter.fillRect(box, QColor(c.surface))
        paint.hline(painter, box.left(), box.right() + 1, box.bottom(), c.line)
        name = weekday_name(day.isoweekday())
        words = f"{name[:3].capitalize()}. {day.day}"
        if paint.width(words, Type.CAPTION) + 10 > box.width():
            words = str(day.day)
        ink = c.faint if day.isoweekday() > 5 else c.soft
        paint.text(painter, box.adjusted(6, 0, 0, 0), words, Type.CAPTION, ink)
        painter.restore()


class LineHeads(QHeaderView):
    def __init__(self, model: CalendarModel) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._model = model
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(LINE)
        self.setFixedWidth(NAME)

    def paintSection(self, painter: QPainter, rect: Any, section: int) -> None:
        c, box, line = theme.colours(), QRectF(rect), self._model.lines[section]
        before = self._model.lines[section - 1].child if section else ""
        painter.save()
        painter.fillRect(box, QColor(c.surface))
        paint.hline(painter, box.left() + Space.L, box.right() + 1, box.bottom(), c.line)
        first = QRectF(box.left() + Space.L, box.top() + 6, box.width() - Space.L - 4, 17)
        if line.child != before:
            paint.text(painter, first, line.child, Type.STRONG, c.text, typed=True)
        second = first.translated(0, 17) if line.child != before else first.translated(0, 8)
        paint.text(painter, second, line.activity, Type.SMALL, c.soft, typed=True)
        painter.restore()


class Calendar(QTableView):
    """Walks by arrows; what is under the cursor is told by the caller."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("portal_calendar")
        self.setAccessibleName("Planning de la famille")
        self.rows = CalendarModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(SlotCells(self.rows))
        self.setHorizontalHeader(DayHeads(self.rows))
        self.setVerticalHeader(LineHeads(self.rows))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)

    def show_slots(self, days: Sequence[date], slots: Sequence[PortalSlot]) -> None:
        self.rows.show_slots(days, slots)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        heads = self.verticalHeader()
        heads.setFixedWidth(NAME if self.width() >= TIGHT else NAME_NARROW)
        if count := len(self.rows.days):
            wide, spare = divmod(self.viewport().width(), count)
            for column in range(count):
                more = 1 if column < spare and wide >= NARROWEST else 0
                self.setColumnWidth(column, max(NARROWEST, wide) + more)
