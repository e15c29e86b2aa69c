"""Facts of a dossier as the portal lays them out; what the family asked to change is yellow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent

from ui.kit import icons, paint, theme
from ui.kit.french import clean, fr
from ui.kit.textlines import TextLines
from ui.kit.tokens import Height, Radius, Space, Status, Type

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Line:
    """A field's name and what it holds; `asked` is what the family wants instead, if anything.

    `hidden` says why the value is not shown: it takes its place, beside a lock.
    """

    name: str
    value: str = ""
    asked: str | None = None
    hidden: str = ""

    @property
    def said(self) -> str:
        shown = self.hidden or clean(self.value) or "rien"
        wanted = f", demandé : {clean(self.asked) or 'rien'}" if self.asked is not None else ""
        return f"{self.name} : {shown}{wanted}"


class FieldLines(TextLines):
    """Two fields a row while there is room, one under the other otherwise."""

    NAME, VALUE = 168, 120  # the name's usual width; the least room a value needs beside another

    def __init__(self, lines: Sequence[Line] = (), name: str = "") -> None:
        super().__init__()
        self._lines: list[Line] = []
        self._name, self._named = name, self.NAME
        self.show_lines(lines)

    def show_lines(self, lines: Sequence[Line]) -> None:
        self._lines = list(lines)
        longest = max((paint.width(one.name, Type.BODY) for one in lines), default=0)
        self._named = max(self.NAME, round(longest) + Space.M)
        told = " ; ".join(one.said for one in lines)
        self.setAccessibleName(f"{fr(self._name)} : {told}" if self._name else told)
        self.lines_changed()

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(self._lines)

    # --- where each goes --------------------------------------------------------------------------

    def _abreast(self, width: int) -> int:
        half = (width - Space.XL) / 2
        return 2 if half >= self._named + self.VALUE and len(self._lines) > 1 else 1

    def _room(self, width: int) -> float:
        """The width of one field, its name included."""
        abreast = self._abreast(width)
        return (width - Space.XL * (abreast - 1)) / abreast

    def line_count(self) -> int:
        abreast = self._abreast(self.width())
        return (len(self._lines) + abreast - 1) // abreast

    def tops(self, width: int) -> list[int]:
        """How many rows there are depends on the width."""
        if self._measured[0] != width:
            abreast, found = self._abreast(width), [0]
            for first in range(0, len(self._lines), abreast):
                high = max(self._high(one, width) for one in self._lines[first : first + abreast])
                found.append(found[-1] + high)
            self._measured = (width, found)
        return self._measured[1]

    def _high(self, one: Line, width: int) -> int:
        return self._value_height(one, width) + (Height.LINE + 4 if one.asked is not None else 0)

    def _value_height(self, one: Line, width: int) -> int:
        room = self._room(width) - self._named
        fits = one.hidden or paint.width(one.value, Type.BODY, typed=True) <= room
        if fits and "\n" not in one.value:
            return Height.LINE
        return paint.paragraph_height(one.value, Type.BODY, room) + 8

    # --- drawing ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, width = QPainter(self), self.width()
        tops, abreast, seen = self.tops(width), self._abreast(width), event.rect()
        wide = self._room(width)
        for index, one in enumerate(self._lines):
            at, beside = divmod(index, abreast)
            if tops[at + 1] >= seen.top() and tops[at] <= seen.bottom():
                left = beside * (wide + Space.XL)
                high = self._value_height(one, width)
                self._draw(painter, one, QRectF(left, tops[at], wide, high))
        painter.end()

    def _draw(self, painter: QPainter, one: Line, box: QRectF) -> None:
        c = theme.colours()
        name = QRectF(box.left(), box.top(), self._named - Space.S, Height.LINE)
        paint.text(painter, name, one.name, Type.BODY, c.faint)
        value = box.adjusted(self._named, 0, 0, 0)
        if one.hidden:
            icons.paint(painter, "lock", QRectF(value.left(), box.top() + 7, 12, 12), c.faint)
            words = QRectF(value.left() + 18, box.top(), value.width() - 18, Height.LINE)
            paint.text(painter, words, one.hidden, Type.BODY, c.faint)
        elif box.height() > Height.LINE:
            paint.paragraph(painter, value.adjusted(0, 5, 0, 0), one.value, Type.BODY, c.text)
        else:
            ink = c.text if one.value else c.faint
            paint.text(painter, value, one.value or NOTHING, Type.BODY, ink, typed=True)
        if one.asked is not None:
            spot = QRectF(value.left() - 9, box.bottom(), value.width() + 9, Height.LINE)
            self._draw_asked(painter, one.asked or NOTHING, spot)

    @staticmethod
    def _draw_asked(painter: QPainter, asked: str, box: QRectF) -> None:
        """The yellow of the portal: what the family wants there."""
        ink = theme.ink(Status.CHANGED)
        paint.rounded(painter, box, Radius.CELL, ink.fill, theme.border(Status.CHANGED).name())
        room = box.adjusted(9, 0, -9, 0)
        wide = paint.text(painter, room, "Demandé", Type.CAPTION, ink.text, paint.RIGHT)
        room.setRight(room.right() - wide - Space.S)
        paint.text(painter, room, asked, Type.STRONG, ink.text, typed=True)
