"""The few bars we need, drawn by hand: no chart library, no animation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import icons, paint, theme
from ui.kit.french import fr, number
from ui.kit.tokens import Height, Space, Type


@dataclass(frozen=True, slots=True)
class DayCount:
    day: str
    received: int
    handled: int


class ReceivedHandled(QWidget):
    """Two bars a day, received and handled, on one quiet scale."""

    FOOT, LINES, ROOM = 22, 4, 8

    def __init__(self, days: Sequence[DayCount] = ()) -> None:
        super().__init__()
        self._days: list[DayCount] = []
        self._step = 1
        self.setMinimumHeight(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_days(days)

    def show_days(self, days: Sequence[DayCount]) -> None:
        self._days = list(days)
        highest = max((max(day.received, day.handled) for day in days), default=0)
        self._step = round_step(highest, self.LINES)
        said = ", ".join(f"{d.day} {d.received} et {d.handled}" for d in days)
        self.setAccessibleName(fr(f"Demandes reçues et traitées : {said or 'aucune'}"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._days:
            top = self._step * self.LINES
            axis = paint.width(number(top), Type.CAPTION) + self.ROOM
            high = self.height() - self.FOOT - 8
            plot = QRectF(axis, 8, self.width() - axis, high)
            self._scale(painter, plot, top)
            step = plot.width() / len(self._days)
            for index, day in enumerate(self._days):
                self._day(painter, plot, index, day, step)
        painter.end()

    def _scale(self, painter: QPainter, plot: QRectF, top: int) -> None:
        c = theme.colours()
        for value in range(0, top + 1, self._step):
            y = round(plot.bottom() - plot.height() * value / top)
            paint.hline(painter, plot.left(), plot.right(), y, c.outline if value == 0 else c.line)
            box = QRectF(0, y - 8, plot.left() - self.ROOM, 16)
            paint.text(painter, box, number(value), Type.CAPTION, c.faint, paint.RIGHT)

    def _day(self, painter: QPainter, plot: QRectF, index: int, day: DayCount, step: float) -> None:
        c, centre = theme.colours(), plot.left() + step * (index + 0.5)
        wide = max(3.0, min(10.0, step / 2 - 3))
        self._bar(painter, plot, QRectF(centre - wide - 1, 0, wide, 0), day.received, c.outline)
        self._bar(painter, plot, QRectF(centre + 1, 0, wide, 0), day.handled, c.accent)
        last = index == len(self._days) - 1
        foot = QRectF(centre - step / 2, plot.bottom() + 4, step, 18)
        paint.text(painter, foot, day.day, Type.CAPTION, c.text if last else c.faint, paint.CENTRE)

    def _bar(self, painter: QPainter, plot: QRectF, at: QRectF, value: int, colour: str) -> None:
        high = round(plot.height() * value / (self._step * self.LINES))
        box = QRectF(round(at.left()), plot.bottom() - high, at.width(), high + 3)
        painter.setClipRect(plot)
        paint.rounded(painter, box, 2, colour)
        painter.setClipping(False)


def round_step(highest: int, lines: int) -> int:
    """The round distance between two lines so that `lines` of them hold the highest value."""
    wanted = max(1, -(-highest // lines))
    size = 1
    while True:
        for round_one in (1, 2, 5):
            if round_one * size >= wanted:
                return round_one * size
        size *= 10


@dataclass(frozen=True, slots=True)
class Queue:
    icon: str
    kind: str
    waiting: int
    oldest: str
    late: bool
    ages: tuple[int, int, int]  # under a day, one to three days, more


class Queues(QWidget):
    """What waits, kind by kind, and for how long."""

    NAME, COUNT, OLDEST = 176, 44, 96

    def __init__(self, queues: Sequence[Queue] = ()) -> None:
        super().__init__()
        self._queues: list[Queue] = []
        self.show_queues(queues)

    def show_queues(self, queues: Sequence[Queue]) -> None:
        self._queues = list(queues)
        self.setFixedHeight(Height.LINE + Height.CONTROL * len(queues))
        said = " ; ".join(f"{q.kind} : {q.waiting}, depuis {q.oldest}" for q in queues)
        self.setAccessibleName(fr(said or "Rien n'attend"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        head = QRectF(0, 0, self.NAME + self.COUNT, Height.LINE - 4)
        paint.text(painter, head, "En attente", Type.CAPTION, c.faint, paint.RIGHT)
        since = head.adjusted(0, 0, self.OLDEST, 0)
        paint.text(painter, since, "Depuis", Type.CAPTION, c.faint, paint.RIGHT)
        longest = max((queue.waiting for queue in self._queues), default=0)
        for index, queue in enumerate(self._queues):
            top = Height.LINE + index * Height.CONTROL
            self._line(painter, QRectF(0, top, self.width(), Height.CONTROL), queue, longest)
        painter.end()

    def _line(self, painter: QPainter, box: QRectF, queue: Queue, longest: int) -> None:
        c, middle = theme.colours(), box.center().y()
        paint.hline(painter, 0, box.right(), box.top(), c.line)
        icons.paint(painter, queue.icon, QRectF(0, middle - 8, 16, 16), c.soft)
        name = QRectF(26, box.top(), self.NAME - 26, box.height())
        paint.text(painter, name, queue.kind, Type.BODY, c.text)
        count = QRectF(0, box.top(), self.NAME + self.COUNT, box.height())
        paint.text(painter, count, number(queue.waiting), Type.STRONG, c.text, paint.RIGHT)
        since, ink = count.adjusted(0, 0, self.OLDEST, 0), c.warn if queue.late else c.soft
        paint.text(painter, since, queue.oldest, Type.SMALL, ink, paint.RIGHT)
        left = since.right() + Space.XL
        self._ages(painter, QRectF(left, middle - 4, box.width() - left, 8), queue, longest)

    @staticmethod
    def _ages(painter: QPainter, box: QRectF, queue: Queue, longest: int) -> None:
        x = box.left()
        for count, colour in zip(queue.ages, age_inks(), strict=True):
            if count and longest:
                wide = max(3.0, (box.width() - 4) * count / longest)
                paint.rounded(painter, QRectF(x, box.top(), wide, box.height()), 2, colour)
                x += wide + 2


def age_inks() -> tuple[str, str, str]:
    """Under a day, one to three days, more: from calm to warm."""
    c = theme.colours()
    return c.room, c.nearly, c.full


class Key(QWidget):
    """A small square and its meaning. `tone` names a colour: « room », « nearly », « full »."""

    def __init__(self, tone: str, words: str) -> None:
        super().__init__()
        self._tone, self._words = tone, fr(words)
        self.setAccessibleName(self._words)
        self.setFixedSize(round(paint.width(words, Type.CAPTION)) + 17, 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        paint.rounded(painter, QRectF(0, 3, 10, 10), 2, getattr(c, self._tone))
        words = QRectF(15, 0, self.width(), 16)
        paint.text(painter, words, self._words, Type.CAPTION, c.soft)
        painter.end()
