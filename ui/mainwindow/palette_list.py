"""The answers of the palette: one line each, icon, name, what tells it apart, key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.kit import icons, paint, theme
from ui.kit.french import clean
from ui.kit.tables import ground
from ui.kit.tokens import Space, Type

Index = QModelIndex | QPersistentModelIndex
LINE = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """`opens` is a hit or an action; `typed` words are a family's, shown as they are."""

    icon: str
    title: str
    detail: str
    keys: str = ""
    opens: object = None
    typed: bool = False


class Answers(QAbstractListModel):
    """A handful of lines, replaced whole at each pause of the typing."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Answer] = []

    def show(self, lines: Sequence[Answer]) -> None:
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def at(self, row: int) -> Answer:
        return self._lines[row]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return clean(line.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(
                clean(words) for words in (line.title, line.detail, line.keys) if words
            )
        return None


class AnswerLine(QStyledItemDelegate):
    """The name strong, the rest soft beside it; long words are elided, never wrapped."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, Answers)  # noqa: S101  the only list it is made for
        line, c, box = model.at(index.row()), theme.colours(), QRectF(option.rect)
        ground(painter, option, box, text=44)
        icons.paint(
            painter, line.icon, QRectF(box.left() + 16, box.center().y() - 8, 16, 16), c.soft
        )
        room = box.adjusted(44, 0, -Space.L, 0)
        if line.keys:
            left = room.right() - paint.key_width(line.keys)
            paint.key_cap(painter, left, box.center().y(), line.keys, c.faint, c.line)
            room.setRight(left - Space.S)
        taken = paint.text(painter, room, line.title, Type.ACTION, c.text, typed=line.typed)
        room.setLeft(room.left() + taken + Space.M)
        if line.detail and room.width() > LINE:
            paint.text(painter, room, line.detail, Type.SMALL, c.faint, typed=line.typed)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(option.rect.width(), LINE)
