"""A history, and what was written in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


class Timeline(TextLines):
    """A history on one thread, the latest word first: it is the one to answer."""

    WHEN, SAID = 92, 40  # width of the hour; how many moments a screen reader is given

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
        words = self._moments[index].words
        if not words:
            return Height.LINE
        room = width - self.WHEN - 20
        return 23 + paint.paragraph_height(_quoted(words), Type.BODY, room) + 3

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
        box = QRectF(self.WHEN + 20, top, self.width() - self.WHEN - 20, Height.LINE)
        if moment.internal:
            icons.paint(painter, "lock", QRectF(box.left(), top + 7, 12, 12), c.faint)
            box.setLeft(box.left() + 18)
        wide = paint.text(painter, box, moment.what, Type.BODY, c.text)
        paint.text(painter, box.adjusted(wide + 8, 0, 0, 0), moment.who, Type.SMALL, c.faint)
        if moment.words:
            left = self.WHEN + 20
            room = QRectF(left, top + 23, self.width() - left, end - top - 23)
            paint.paragraph(painter, room, _quoted(moment.words), Type.BODY, c.soft)


def _quoted(words: str) -> str:
    return f"«\u202f{words.strip()}\u202f»"
