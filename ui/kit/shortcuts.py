"""The keys of a screen, gathered for the sheet one opens with « ? »."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import paint, theme
from ui.kit.actions import Command
from ui.kit.french import fr
from ui.kit.keys import key_words
from ui.kit.tokens import Height, Space, Type

Groups = Mapping[str, Sequence[tuple[str, str]]]


def shortcut_lines(commands: Iterable[Command]) -> list[tuple[str, str]]:
    """Keys as engraved, and what they do; actions without a key are left out."""
    return [
        (" ou ".join(dict.fromkeys(map(key_words, said.shortcuts))), said.text)
        for said in (command.declared for command in commands)
        if said.shortcuts
    ]


class ShortcutLines(QWidget):
    """Headings, key caps and words, in two columns."""

    HEAD, KEYS = 34, 132

    def __init__(self, groups: Groups) -> None:
        super().__init__()
        self._groups = {title: list(lines) for title, lines in groups.items() if lines}
        said = (
            f"{title} : " + ", ".join(f"{keys}, {words}" for keys, words in lines)
            for title, lines in self._groups.items()
        )
        self.setAccessibleName(fr(" ; ".join(said)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(400, max([40, *(self._bottoms(self._columns()))]))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def _group_height(self, title: str) -> int:
        return self.HEAD + Height.LINE * len(self._groups[title]) + Space.S

    def _columns(self) -> tuple[list[str], list[str]]:
        """Fill the left column to half the height, the rest goes right."""
        left: list[str] = []
        right: list[str] = []
        half = sum(map(self._group_height, self._groups)) / 2
        taken = 0
        for title in self._groups:
            (left if taken < half else right).append(title)
            taken += self._group_height(title)
        return left, right

    def _bottoms(self, columns: tuple[list[str], list[str]]) -> list[int]:
        return [sum(map(self._group_height, titles)) for titles in columns]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        wide = (self.width() - Space.XL) / 2
        for index, titles in enumerate(self._columns()):
            top = 0
            for title in titles:
                self._draw(painter, title, QRectF(index * (wide + Space.XL), top, wide, 0))
                top += self._group_height(title)
        painter.end()

    def _draw(self, painter: QPainter, title: str, box: QRectF) -> None:
        c = theme.colours()
        head = QRectF(box.left(), box.top(), box.width(), self.HEAD - 6)
        paint.text(painter, head, title, Type.STRONG, c.text)
        for index, (keys, words) in enumerate(self._groups[title]):
            top = box.top() + self.HEAD + index * Height.LINE
            paint.key_cap(painter, box.left(), top + Height.LINE / 2, keys, c.soft, c.outline)
            left = max(self.KEYS, paint.key_width(keys) + Space.S)
            room = QRectF(box.left() + left, top, box.width() - left, Height.LINE)
            paint.text(painter, room, words, Type.BODY, c.soft)
