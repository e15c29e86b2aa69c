"""The days of a line, each with its tick: a batch may be answered day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from backoffice.inbox.reading import RequestLine, SeenPair
from backoffice.inbox.workflow import PENDING
from ui import labels
from ui.inbox import words
from ui.kit import paint, theme
from ui.kit.french import day, fr
from ui.kit.pagedmodel import NOWHERE, Index
from ui.kit.tokens import FACES, Height, Radius, Space, Type

LINE_ROLE = Qt.ItemDataRole.UserRole + 1
TICK_ROLE = Qt.ItemDataRole.UserRole + 2
_SHOWN = 10


class DayModel(QAbstractListModel):
    """Bounded by construction: the requests of one line."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[RequestLine] = []
        self._left_out: set[int] = set()

    def show_lines(self, lines: Sequence[RequestLine], *, keep: bool) -> None:
        """`keep`: the same line read again; what was unticked stays so."""
        self.beginResetModel()
        self._lines = list(lines)
        self._left_out = self._left_out if keep else set()
        self.endResetModel()

    def line_at(self, at: int) -> RequestLine:
        return self._lines[at]

    def is_ticked(self, line: RequestLine) -> bool:
        return line.answerable and line.request_id not in self._left_out

    def toggle(self, at: int) -> None:
        line = self._lines[at]
        if line.answerable:
            self._left_out ^= {line.request_id}
            self.dataChanged.emit(self.index(at), self.index(at))
            self.changed.emit()

    @property
    def partial(self) -> bool:
        return any(line.answerable and line.request_id in self._left_out for line in self._lines)

    def seen(self) -> tuple[SeenPair, ...]:
        return tuple(
            (line.request_id, line.version) for line in self._lines if self.is_ticked(line)
        )

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role == TICK_ROLE:
            return self.is_ticked(line)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return fr(f"{_named(line)}, {labels.REQUEST_STATUS[line.status]}")
        return None


def _named(line: RequestLine) -> str:
    return day(line.day) if line.day else labels.KIND.get(line.kind, line.kind)


class _DayRow(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, Height.LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: RequestLine = index.data(LINE_ROLE)
        c, box = theme.colours(), QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            paint.rounded(painter, box.adjusted(0, 1, 0, -1), Radius.CONTROL, c.selected)
            if option.state & QStyle.StateFlag.State_HasFocus:
                paint.focus_ring(painter, box.adjusted(0, 1, 0, -1))
        if line.answerable:
            spot = QRectF(box.left() + Space.XS, box.center().y() - 8, 16, 16)
            paint.tick_box(painter, spot, ticked=bool(index.data(TICK_ROLE)))
        name = box.adjusted(28, 0, 0, 0)
        wide = max(96.0, paint.text(painter, name, _named(line), Type.BODY, c.text))
        if line.status not in PENDING:
            face = words.FACE[line.status]
            symbol, ink = FACES[face].symbol, theme.ink(face)
            status = labels.REQUEST_STATUS[line.status]
            left = name.left() + wide + Space.M
            taken = paint.pill(painter, left, box.center().y(), status, ink, symbol)
            reason = QRectF(left + taken + Space.S, box.top(), 0, box.height())
            reason.setRight(box.right())
            paint.text(painter, reason, line.public_reason, Type.SMALL, c.soft, typed=True)
        painter.restore()


class DayList(QListView):
    """Espace, or a click, ticks and unticks the day."""

    def __init__(self) -> None:
        super().__init__()
        self.days = DayModel(self)
        self.setObjectName("inbox_days")
        self.setAccessibleName("Jours demandés")
        self.setModel(self.days)
        self.setItemDelegate(_DayRow(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_lines(self, lines: Sequence[RequestLine], *, keep: bool = False) -> None:
        self.days.show_lines(lines, keep=keep)
        self.setFixedHeight(Height.LINE * min(_SHOWN, len(lines)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.days.toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.days.toggle(index.row())
