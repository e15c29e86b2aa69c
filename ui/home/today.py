"""Each place, each moment of the day: how many are expected out of how many places."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from backoffice.history.overview import DayPlaces, Places
from ui.kit import icons, paint, theme
from ui.kit.french import fr
from ui.kit.tokens import Height, Space, Type

Cells = tuple[Places | None, ...]
MOST_MOMENTS = 4  # what a card has room for; the others are in the planning


class TodayTable(QWidget):
    LINE, NARROWEST = 38, 70

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("today_table")
        self._day = DayPlaces(None)
        self.show_day(self._day)

    def show_day(self, day: DayPlaces) -> None:
        self._day = day
        lines = len(day.facilities) + (1 if len(day.facilities) > 1 else 0)
        self.setFixedHeight(Height.LINE + self.LINE * lines + 2)
        self.setAccessibleName(fr(self._said()))
        self.update()

    def _said(self) -> str:
        day = self._day
        if not day.facilities:
            return "Aucune activité"
        lines = (
            f"{name} : "
            + ", ".join(
                f"{moment} {_figures(places)}"
                for moment, places in zip(day.moments, cells, strict=True)
                if places is not None
            )
            for name, cells in day.facilities
        )
        return " ; ".join(lines)

    def _moments(self) -> tuple[str, ...]:
        return self._day.moments[:MOST_MOMENTS]

    def _name(self) -> float:
        """As wide as the longest name, as long as the figures keep their room."""
        wide = max((paint.width(name, Type.BODY) for name, _ in self._day.facilities), default=0)
        room = self.width() - self.NARROWEST * max(1, len(self._moments()))
        return min(wide + Space.L, room)

    def _step(self) -> float:
        return (self.width() - self._name()) / max(1, len(self._moments()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        for index, title in enumerate(self._moments()):
            box = QRectF(self._name() + index * self._step(), 0, self._step(), Height.LINE - 4)
            paint.text(painter, box, title, Type.CAPTION, c.faint)
        top = Height.LINE
        for name, cells in self._day.facilities:
            self._line(painter, top, name, cells, total=False)
            top += self.LINE
        if len(self._day.facilities) > 1:
            self._line(painter, top, "Total", self._day.total, total=True)
        painter.end()

    def _line(self, painter: QPainter, top: int, name: str, cells: Cells, *, total: bool) -> None:
        c = theme.colours()
        paint.hline(painter, 0, self.width(), top, c.outline if total else c.line)
        box = QRectF(0, top, self._name() - Space.S, self.LINE)
        paint.text(painter, box, name, Type.STRONG if total else Type.BODY, c.text, typed=True)
        for index, places in enumerate(cells[:MOST_MOMENTS]):
            left = self._name() + index * self._step()
            if places is not None:
                self._cell(
                    painter, QRectF(left, top, self._step() - Space.L, self.LINE), places, total
                )

    @staticmethod
    def _cell(painter: QPainter, box: QRectF, places: Places, total: bool) -> None:
        c, capacity = theme.colours(), places.capacity
        full = capacity is not None and places.taken >= capacity
        voice = Type.STRONG if total else Type.CAPTION if full else Type.SMALL
        figures = QRectF(box.left(), box.top() + 5, box.width(), 18)
        ink = c.bad if full else c.text
        wide = paint.text(painter, figures, _figures(places), voice, ink)
        if full:
            spot = QRectF(box.left() + wide + 5, figures.top() + 3, 12, 12)
            icons.paint(
                painter, "warning" if places.taken > (capacity or 0) else "ban", spot, c.bad
            )
        if capacity is not None:
            bar = QRectF(box.left(), box.top() + 26, box.width(), 5)
            paint.bar(painter, bar, places.taken, capacity)


def _figures(places: Places) -> str:
    return str(places.taken) if places.capacity is None else f"{places.taken}/{places.capacity}"
