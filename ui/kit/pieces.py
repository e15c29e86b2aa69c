"""What an agent reads: icons, badges, initials, places, facts, quotes. Each can be shown anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.kit import icons, paint, theme
from ui.kit.checks import Check, Checks
from ui.kit.french import fr
from ui.kit.icon import Icon
from ui.kit.layout import column, plain, reveal, tip
from ui.kit.timeline import Moment, Timeline
from ui.kit.tokens import ADVICE, FACES, Advice, Height, Space, Status, Type

__all__ = [
    "Badge",
    "Check",
    "Checks",
    "DayPlaces",
    "Facts",
    "Icon",
    "Initials",
    "Moment",
    "Places",
    "Quote",
    "Timeline",
    "initials",
    "quote",
]


class Badge(QWidget):
    """A status or an advice: symbol, word and colour, always the three."""

    def __init__(self, status: Status, words: str = "", symbol: str = "") -> None:
        super().__init__()
        self._status, self._words, self._symbol = status, "", ""
        self.show_status(status, words, symbol)

    @classmethod
    def of(cls, advice: Advice) -> Badge:
        symbol, words, status = ADVICE[advice]
        return cls(status, words, symbol)

    def show_status(self, status: Status, words: str = "", symbol: str = "") -> None:
        """The status's own words and symbol, unless others are given."""
        face = FACES[status]
        self._status, self._words = status, fr(words or face.label)
        self._symbol = symbol or face.symbol
        self.setAccessibleName(self._words)
        wide = paint.pill_width(self._words, self._symbol or None)
        self.setFixedSize(round(wide) + 1, Height.PILL)
        self.update()

    def show_advice(self, advice: Advice) -> None:
        symbol, words, status = ADVICE[advice]
        self.show_status(status, words, symbol)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.ink(self._status)
        paint.pill(painter, 0, self.height() / 2, self._words, ink, self._symbol or None)
        painter.end()


def initials(name: str) -> str:
    """« Inès Belkacem » → « IB »; nothing readable → « ? »."""
    letters = [word[0] for word in name.replace("-", " ").split() if word[0].isalpha()]
    return "".join([letters[0], letters[-1]] if len(letters) > 1 else letters).upper() or "?"


class Initials(QWidget):
    """A person's initials in a disc: a place for the eye to start."""

    def __init__(self, name: str = "", size: int = 40) -> None:
        super().__init__()
        self._letters = ""
        self.setFixedSize(size, size)
        self.show_name(name)

    def show_name(self, name: str) -> None:
        self._letters = initials(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        paint.rounded(painter, box, box.height() / 2, c.selected)
        voice = Type.TITLE if self.width() >= 36 else Type.CAPTION
        paint.text(painter, box, self._letters, voice, c.link, paint.CENTRE, typed=True)
        painter.end()


@dataclass(frozen=True, slots=True)
class Places:
    """One day's places; `note` says in the tip what the figures do not: pending, waiting."""

    day: str
    taken: int
    capacity: int
    note: str = ""


class DayPlaces(QWidget):
    """Places taken per day: day, bar, figures. Weeks go side by side while they fit."""

    LINE, TITLE, NARROWEST = 24, 22, 180

    def __init__(self, weeks: Sequence[tuple[str, Sequence[Places]]] = ()) -> None:
        super().__init__()
        self._weeks: list[tuple[str, Sequence[Places]]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_weeks(weeks)

    def show_weeks(self, weeks: Sequence[tuple[str, Sequence[Places]]]) -> None:
        self._weeks = list(weeks)
        days = [day for _, days in weeks for day in days]
        said = " ; ".join(
            f"{p.day} {p.taken} sur {p.capacity}" + (f", {p.note}" if p.note else "") for p in days
        )
        self.setAccessibleName(fr(f"Places prises : {said}" if said else "Places prises"))
        tip(self, "\n".join(f"{p.day} : {p.note}" for p in days if p.note))
        self.updateGeometry()
        self.update()

    def _abreast(self, width: int) -> int:
        fitting = max(1, (width + Space.XL) // (self.NARROWEST + Space.XL))
        return max(1, min(3, fitting, len(self._weeks)))

    def _rows(self, width: int) -> list[list[tuple[str, Sequence[Places]]]]:
        abreast = self._abreast(width)
        return [self._weeks[i : i + abreast] for i in range(0, len(self._weeks), abreast)]

    def _row_height(self, row: list[tuple[str, Sequence[Places]]]) -> int:
        return self.TITLE + self.LINE * max(len(days) for _, days in row)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return sum(map(self._row_height, rows)) + Space.S * max(0, len(rows) - 1)

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(400, self.width())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, top = theme.colours(), QPainter(self), 0
        abreast = self._abreast(self.width())
        columns = max(abreast, min(3, (self.width() + Space.XL) // (self.NARROWEST + Space.XL)))
        wide = (self.width() - Space.XL * (columns - 1)) / columns
        for row in self._rows(self.width()):
            for index, (title, days) in enumerate(row):
                left = index * (wide + Space.XL)
                head = QRectF(left, top, wide, self.TITLE - 4)
                paint.text(painter, head, title, Type.CAPTION, c.faint)
                for line, places in enumerate(days):
                    y = top + self.TITLE + line * self.LINE
                    self._line(painter, QRectF(left, y, wide, self.LINE), places)
            top += self._row_height(row) + Space.S
        painter.end()

    def _line(self, painter: QPainter, box: QRectF, places: Places) -> None:
        c = theme.colours()
        full, over = places.taken >= places.capacity, places.taken > places.capacity
        figures, ink = f"{places.taken}/{places.capacity}", c.bad if full else c.soft
        paint.text(painter, box, places.day, Type.SMALL, c.text)
        if full:
            spot = QRectF(box.right() - 54, box.center().y() - 6, 12, 12)
            icons.paint(painter, "warning" if over else "ban", spot, c.bad)
        voice = Type.CAPTION if full else Type.SMALL
        paint.text(painter, box, figures, voice, ink, paint.RIGHT)
        room = QRectF(box.left() + 60, round(box.center().y()) - 3, box.width() - 120, 6)
        paint.bar(painter, room, places.taken, places.capacity)


class Facts(QWidget):
    """A short title, then a word and a fact a line; figures go to the right."""

    FIRST, HEAD = 56, 38

    def __init__(
        self, title: str, lines: Sequence[tuple[str, str]] = (), *, figures: bool = False
    ) -> None:
        super().__init__()
        self._title, self._figures = fr(title), figures
        self._lines: list[tuple[str, str]] = []
        self.show_lines(lines)

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        self._lines = list(lines)
        said = " ; ".join(f"{first}, {second}" for first, second in lines)
        self.setAccessibleName(fr(f"{self._title} : {said}"))
        self.setFixedHeight(self.HEAD + Height.LINE * len(lines))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        paint.hline(painter, 0, self.width(), 8, c.line)
        head = QRectF(0, 14, self.width(), 22)
        paint.text(painter, head, self._title, Type.CAPTION, c.faint)
        for index, (first, second) in enumerate(self._lines):
            box = QRectF(0, self.HEAD + index * Height.LINE, self.width(), Height.LINE)
            if self._figures:
                wide = paint.text(painter, box, second, Type.BODY, c.text, paint.RIGHT)
                words = box.adjusted(0, 0, -wide - Space.S, 0)
                paint.text(painter, words, first, Type.BODY, c.soft)
            else:
                paint.text(painter, box, first, Type.BODY, c.text)
                second_box = box.adjusted(self.FIRST, 0, 0, 0)
                paint.text(painter, second_box, second, Type.BODY, c.soft)
        painter.end()


class Quote(QFrame):
    """What a family wrote, exactly as typed, set apart by a thin line. Hidden when empty."""

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self.setObjectName("quote")
        self._words = plain("", Type.BODY, "soft", wrap=True)
        self.setLayout(column(self._words, margins=(Space.M, 0, 0, 0)))
        self.show_words(words)

    def show_words(self, words: str) -> None:
        self._words.say(f"«\u202f{words.strip()}\u202f»")
        reveal(self, bool(words.strip()))


def quote(words: str) -> Quote:
    return Quote(words)
