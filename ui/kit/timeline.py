"""A history, and what was written in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from ui.kit import icons, paint, theme
from ui.kit.french import fr
from ui.kit.textlines import TextLines
from ui.kit.tokens import Height, Type


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a history; `words` is what was written, if anything, exactly as typed.

    `internal` words are for agents only: they carry a lock.
    """

    at: str
    what: str
    who: str
    words: str = ""
    internal: bool = False


class _Head(NamedTuple):
    """What happened and who did it: the height of the first, of both, and whether one line holds them."""

    what: int
    height: int
    beside: bool


class Timeline(TextLines):
    """A history on one thread, the latest word first: it is the one to answer."""

    WHEN, THREAD, LOCK, TOP = 92, 20, 18, 5  # widths, and where the first of several lines begins
    SAID = 40  # how many moments a screen reader is given

    def __init__(self, moments: Sequence[Moment] = ()) -> None:
        super().__init__()
        self._moments: list[Moment] = []
        self.show_moments(moments)

    def show_moments(self, moments: Sequence[Moment]) -> None:
        self._moments = list(moments)
        said = (
            f"{m.at}, {m.what}, {m.who}" + (f" : {m.words[:200]}" if m.words else "")
            for m in moments[: self.SAID]
        )
        self.setAccessibleName(fr("Historique : " + " ; ".join(said)))
        self.lines_changed()

    def line_count(self) -> int:
        return len(self._moments)

    def line_height(self, index: int, width: int) -> int:
        moment = self._moments[index]
        high = self._head(moment, width).height
        if not moment.words:
            return high
        room = width - self.WHEN - self.THREAD
        return high + paint.paragraph_height(_quoted(moment.words), Type.BODY, room)

    def _head(self, moment: Moment, width: int) -> _Head:
        """On one line if it can be; else on several, then who it was under them."""
        room = width - self.WHEN - self.THREAD - (self.LOCK if moment.internal else 0)
        what, who = paint.width(moment.what, Type.BODY), paint.width(moment.who, Type.SMALL)
        if what + (8 + who if moment.who else 0) <= room:
            return _Head(Height.LINE, Height.LINE, beside=True)
        high = Height.LINE
        if what > room:
            high = self.TOP + paint.paragraph_height(moment.what, Type.BODY, room, typed=False) + 2
        under = paint.paragraph_height(moment.who, Type.SMALL, room, typed=False) + 2
        return _Head(high, high + (under if moment.who else 0), beside=False)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tops = QPainter(self), self.tops(self.width())
        seen = event.rect()
        for index, moment in enumerate(self._moments):
            if tops[index + 1] >= seen.top() and tops[index] <= seen.bottom():
                last = index + 1 == len(self._moments)
                self._draw(painter, moment, tops[index], tops[index + 1], last=last)
        painter.end()

    def _draw(self, painter: QPainter, moment: Moment, top: int, end: int, *, last: bool) -> None:
        c = theme.colours()
        middle = QPointF(self.WHEN + 5, top + Height.LINE / 2)
        if not last:
            thread = QRectF(middle.x() - 0.5, middle.y() + 7, 1, end - top - 14)
            painter.fillRect(thread, QColor(c.line))
        paint.dot(painter, middle, 3, c.link if moment.words else c.outline)
        when = QRectF(0, top, self.WHEN - 8, Height.LINE)
        paint.text(painter, when, moment.at, Type.SMALL, c.faint)
        left = self.WHEN + self.THREAD
        head = self._head(moment, self.width())
        box = QRectF(left, top, self.width() - left, head.what)
        if moment.internal:
            icons.paint(painter, "lock", QRectF(left, top + 7, 12, 12), c.faint)
            box.setLeft(left + self.LOCK)
        self._draw_head(painter, moment, box, head)
        if moment.words:
            below = top + head.height - 3
            room = QRectF(left, below, self.width() - left, end - below)
            paint.paragraph(painter, room, _quoted(moment.words), Type.BODY, c.soft)

    def _draw_head(self, painter: QPainter, moment: Moment, box: QRectF, head: _Head) -> None:
        c = theme.colours()
        if head.beside:
            wide = paint.text(painter, box, moment.what, Type.BODY, c.text)
            paint.text(painter, box.adjusted(wide + 8, 0, 0, 0), moment.who, Type.SMALL, c.faint)
            return
        if head.what == Height.LINE:
            paint.text(painter, box, moment.what, Type.BODY, c.text)
        else:
            above = box.adjusted(0, self.TOP, 0, 0)
            paint.paragraph(painter, above, moment.what, Type.BODY, c.text, typed=False)
        under = QRectF(box.left(), box.bottom() - 3, box.width(), head.height - head.what)
        paint.paragraph(painter, under, moment.who, Type.SMALL, c.faint, typed=False)


def _quoted(words: str) -> str:
    return f"«\u202f{words.strip()}\u202f»"
