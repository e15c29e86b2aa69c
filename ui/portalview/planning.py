"""The family's planning: month, week or list, with the portal's words and symbols."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
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
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from backoffice.kernel.calendar import long_day
from backoffice.planning import period
from backoffice.planning.period import View
from backoffice.portal.rows import PortalSlot
from ui.kit import paint, theme
from ui.kit.controls import IconButton, Segments
from ui.kit.feedback import Empty
from ui.kit.french import fr
from ui.kit.layout import column, line, row, rule
from ui.kit.tokens import Height, Radius, Space, Type
from ui.portalview.calendar import Calendar, said
from ui.portalview.faces import SLOTS, SYMBOLS

Index = QModelIndex | QPersistentModelIndex
VIEWS = ((View.MONTH, "Mois"), (View.WEEK_7, "Semaine"), (View.LIST, "Liste"))


class SlotModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slots: Sequence[PortalSlot] = ()

    def show_slots(self, slots: Sequence[PortalSlot]) -> None:
        self.beginResetModel()
        self.slots = slots
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.slots)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and role == Qt.ItemDataRole.AccessibleTextRole:
            return fr(said(self.slots[index.row()]))
        return None


class SlotLines(QStyledItemDelegate):
    def __init__(self, model: SlotModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, Height.TABLE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c, box, at = theme.colours(), QRectF(option.rect), index.row()
        slot = self._model.slots[at]
        first = at == 0 or self._model.slots[at - 1].day != slot.day
        painter.save()
        paint.hline(painter, Space.L, box.right(), box.bottom() - 1, c.line)
        wide = box.width() - 2 * Space.L
        stops = [box.left() + Space.L + wide * share for share in (0.0, 0.24, 0.4, 0.7, 1.0)]
        rooms = [
            QRectF(left, box.top(), right - left - 8, box.height())
            for left, right in pairwise(stops)
        ]
        if first:
            paint.text(painter, rooms[0], long_day(slot.day).capitalize(), Type.STRONG, c.text)
        hours = f"{slot.starts} – {slot.ends}"
        paint.text(painter, rooms[1], hours, Type.SMALL, c.soft)
        what = f"{slot.activity}, {slot.child}"
        paint.text(painter, rooms[2], what, Type.BODY, c.text, typed=True)
        self._status(painter, rooms[3], slot)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.focus_ring(painter, box.adjusted(6, 3, -6, -4), Radius.CONTROL)
        painter.restore()

    @staticmethod
    def _status(painter: QPainter, box: QRectF, slot: PortalSlot) -> None:
        c, status = theme.colours(), SLOTS.get(slot.status, SLOTS["free"])
        if slot.status == "free":
            paint.text(painter, box, slot.label, Type.SMALL, c.faint)
            return
        symbol = SYMBOLS.get(slot.symbol)
        paint.pill(painter, box.left(), box.center().y(), slot.label, theme.ink(status), symbol)


class PortalPlanning(QWidget):
    """`wanted(first, last)` when other days are looked at; `opened` with the slot under the cursor."""

    wanted = Signal(object, object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._view, self._day = View.WEEK_7, date.min
        self._words = line("", Type.STRONG)
        back, forth = IconButton("left", "Jours précédents"), IconButton("right", "Jours suivants")
        back.clicked.connect(lambda: self._go(-1))
        forth.clicked.connect(lambda: self._go(1))
        back.setObjectName("portal_previous")
        forth.setObjectName("portal_next")
        self.views = Segments([words for _, words in VIEWS], 1, "Vue du planning de la famille")
        self.views.chosen.connect(self._choose_view)
        self.calendar, self.listing = Calendar(), QListView()
        self.listing.setObjectName("portal_list")
        self.listing.setAccessibleName("Planning de la famille, en liste")
        self.rows = SlotModel(self)
        self.listing.setModel(self.rows)
        self.listing.setItemDelegate(SlotLines(self.rows))
        hint = "Seules les activités auxquelles les enfants sont inscrits sont affichées."
        self.empty = Empty("Aucun créneau.", hint, icon="calendar")
        self._pages = QStackedWidget()
        for page in (self.calendar, self.listing, self.empty):
            self._pages.addWidget(page)
        bar = row(
            back,
            forth,
            self._words,
            self.views,
            gap=Space.XS,
            margins=(Space.M, Space.S, Space.M, Space.S),
        )
        bar.setStretchFactor(self._words, 1)
        lines = column(bar, rule(), self._pages, gap=0)
        lines.setStretch(2, 1)
        self.setLayout(lines)
        self.calendar.selectionModel().currentChanged.connect(self._on_cell)
        self.listing.selectionModel().currentChanged.connect(self._on_line)

    @property
    def span(self) -> tuple[date, date]:
        return period.span(self._view, self._day)

    def begin(self, today: date) -> None:
        """The first days shown, once it is known what day it is in the town."""
        if self._day == date.min:
            self._day = today
        self._say()

    def show_slots(self, slots: Sequence[PortalSlot]) -> None:
        listed = self._view is View.LIST
        days = period.days(self._view, self._day)
        running = {slot.day for slot in slots}
        self.calendar.show_slots([day for day in days if day in running or len(days) <= 7], slots)
        self.rows.show_slots(slots)
        self._pages.setCurrentWidget(
            self.empty if not slots else self.listing if listed else self.calendar
        )

    def _choose_view(self, at: int) -> None:
        self._view = VIEWS[at][0]
        self._ask()

    def _go(self, steps: int) -> None:
        if self._day != date.min:
            self._day = period.moved(self._view, self._day, steps)
            self._ask()

    def _ask(self) -> None:
        self._say()
        if self._day != date.min:
            self.wanted.emit(*self.span)

    def _say(self) -> None:
        self._words.say(period.words(self._view, self._day))

    def _on_cell(self, index: QModelIndex) -> None:
        if slot := self.calendar.rows.slot_at(index):
            self.opened.emit(slot)

    def _on_line(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.rows.slots[index.row()])
