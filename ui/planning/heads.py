"""The two heads of the grid: days over their activities, and the children's names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from backoffice.kernel.calendar import weekday_name
from backoffice.planning.grid import Column, Day, Row
from ui.kit import french, icons, paint, theme
from ui.kit.tokens import Radius, Space, Type
from ui.planning.cells import group_words, places
from ui.planning.model import GridModel

if TYPE_CHECKING:
    from ui.planning.table import PlanningTable


class DayTitles(QHeaderView):
    """Two storeys: the day over its activities, each with its places and a bar."""

    DAY, FULL, BRIEF = 28, 76, 40

    def __init__(self, model: GridModel) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._model = model
        self.today = date.min
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(24)
        self.setObjectName("planning_days")

    def sizeHint(self) -> QSize:
        storeys = any(column.head for column in self._model.grid.columns)
        return QSize(super().sizeHint().width(), self.FULL if storeys else self.BRIEF)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        c, painter = theme.colours(), QPainter(self.viewport())
        form = self._form()
        for day in self._model.grid.days:
            left = self.sectionViewportPosition(day.first)
            wide = self._width_of(day)
            if left + wide < 0 or left > self.viewport().width():
                continue
            box = QRectF(left, 0, wide, self.DAY)
            painter.fillRect(box, QColor(c.surface))
            painter.fillRect(QRectF(left, 0, 1, self.height() - 1), QColor(c.line))
            side = 5 if form else 9
            room = box.adjusted(side, 4, -2, 0)
            calls = day_words(day.day)
            fits = (one for one in calls[form:] if paint.width(one, Type.STRONG) <= room.width())
            self._day(painter, room, day, next(fits, calls[-1]))
        painter.end()

    def _width_of(self, day: Day) -> int:
        return sum(self.sectionSize(day.first + i) for i in range(day.count))

    def _form(self) -> int:
        """The longest way of calling the days that fits them all; a narrow day alone shortens."""
        days = self._model.grid.days
        days = tuple(day for day in days if day.count > 1) or days
        for form, side in enumerate((13, 7)):
            if all(
                paint.width(day_words(day.day)[form], Type.STRONG) + side <= self._width_of(day)
                for day in days
            ):
                return form
        return 2

    def _day(self, painter: QPainter, box: QRectF, day: Day, words: str) -> None:
        c = theme.colours()
        ink = c.link if day.day == self.today else c.text
        wide = paint.text(painter, box, words, Type.STRONG, ink)
        room = box.adjusted(wide + Space.S, 0, 0, 0)
        if day.note and room.width() > 60:
            paint.text(painter, room, day.note, Type.SMALL, c.faint)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        c, box = theme.colours(), QRectF(rect)
        painter.save()
        painter.fillRect(box, QColor(c.surface))
        paint.hline(painter, box.left(), box.right() + 1, box.bottom(), c.line)
        self._activity(painter, box, self._model.grid.columns[section])
        painter.restore()

    def _activity(self, painter: QPainter, box: QRectF, column: Column) -> None:
        c = theme.colours()
        if column.head is None:
            return
        side = 9 if box.width() >= 48 else 4
        room = QRectF(box.left() + side, self.DAY, box.width() - side - min(side, 7), 16)
        name = room.adjusted(0, 0, 5, 0)
        words = column.head.short
        if paint.width(words, Type.SMALL) > name.width():
            words = words[:3]
        paint.text(painter, name, words, Type.SMALL, c.soft)
        places(painter, QRectF(room.left(), room.bottom(), room.width(), 26), column.head)


def day_words(day: date) -> tuple[str, str, str]:
    """« Lundi 23 », « Lun. 23 », « L 23 »."""
    name = weekday_name(day.isoweekday()).capitalize()
    full = f"{name} {'1er' if day.day == 1 else day.day}"
    return full, f"{name[:3]}. {day.day}", f"{name[0]} {day.day}"


class Names(QHeaderView):
    """The children, always in sight however far one scrolls."""

    WIDE, WITH_TAG = 160, 178

    def __init__(self, model: GridModel, table: PlanningTable) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._model, self._table = model, table
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(24)
        self.setObjectName("planning_names")

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        line, box = self._model.grid.lines[section], QRectF(rect)
        painter.save()
        painter.setClipRect(box)
        if isinstance(line, Row):
            self._child(painter, box, line)
        else:
            c = theme.colours()
            painter.fillRect(box, QColor(c.sunken))
            paint.hline(painter, box.left(), box.right() + 1, box.bottom(), c.line)
            arrow = "right" if self._table.folded(section) else "down"
            spot = QRectF(box.left() + Space.M, box.center().y() - 6, 12, 12)
            icons.paint(painter, arrow, spot, c.soft)
            words = box if line.heads else QRectF(box.left(), box.top(), 2000, box.height())
            group_words(painter, words, line)
            if (
                self._table.hasFocus()
                and self._table.currentIndex().row() == section
                and not line.heads
            ):
                paint.focus_ring(painter, box.adjusted(2, 2, 20, -3), Radius.CELL)
        painter.restore()

    def _child(self, painter: QPainter, box: QRectF, line: Row) -> None:
        c, pupil = theme.colours(), line.pupil
        painter.fillRect(box, QColor(c.surface))
        paint.hline(painter, box.left() + Space.M, box.right() + 1, box.bottom(), c.line)
        tag = french.clean(pupil.alert)
        room = paint.width(tag, Type.CAPTION) + 22 if tag else Space.S
        name = box.adjusted(Space.M, 0, -room, 0)
        paint.text(painter, name, pupil.name, Type.BODY, c.text, typed=True)
        if tag:
            paint.count(painter, box.right() - room + 4, box.center().y(), tag)


class Corner(QWidget):
    """Where the two heads meet."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        painter.fillRect(box, QColor(c.surface))
        paint.hline(painter, 0, box.right() + 1, box.bottom() - 1, c.line)
        words = QRectF(Space.M, box.height() - 30, box.width() - Space.M, 24)
        paint.text(painter, words, "Enfant", Type.CAPTION, c.faint)
        painter.end()
