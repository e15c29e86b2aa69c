"""A page: millimetres from the top left corner, a few text styles, rules and boxes, no markup."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from backoffice.paper import fonts

MM = 72 / 25.4
A4 = (210.0, 297.0)
LEFT, RIGHT = 18.0, 192.0
INK, SOFT = 0.0, 0.5  # no fill behind text: a black-and-white printer would speckle it
_LEADING = 1.22


class Style(NamedTuple):
    font: str
    size: float

    @property
    def leading(self) -> float:
        """In millimetres."""
        return self.size * _LEADING / MM


SMALL = Style(fonts.REGULAR, 9.5)  # nothing smaller
SMALL_BOLD = Style(fonts.BOLD, 9.5)
BODY = Style(fonts.REGULAR, 10)
STRONG = Style(fonts.BOLD, 10)
LEAD = Style(fonts.BOLD, 12)
TITLE = Style(fonts.BOLD, 20)
CODE = Style(fonts.BOLD, 28)


def measure(text: str, style: Style) -> float:
    """In millimetres."""
    return fonts.width(text, style.font, style.size) / MM


@lru_cache(maxsize=4096)
def wrap(text: str, style: Style, room: float) -> tuple[str, ...]:
    """Lines no wider than `room` mm. Only plain spaces break; a word too long is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if measure(longer, style) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, style, room)
        lines += full
    return (*lines, line)


def _cut(word: str, style: Style, room: float) -> list[str]:
    parts = []
    while measure(word, style) > room:
        fits = (at for at in range(len(word) - 1, 0, -1) if measure(word[:at], style) <= room)
        at = next(fits, 1)
        parts.append(word[:at])
        word = word[at:]
    return [*parts, word]


class Sheet:
    """One PDF. Drawing order is reading order, for those who listen to it.

    The same drawing gives the same bytes.
    """

    def __init__(self, title: str, author: str, size: tuple[float, float] = A4) -> None:
        self._file = BytesIO()
        self.width, self.height = size
        self.canvas = Canvas(
            self._file,
            pagesize=(size[0] * MM, size[1] * MM),
            pageCompression=1,
            invariant=1,
            lang="fr-FR",
            initialFontName=fonts.REGULAR,
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self._stamps: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        self._text = self.canvas.beginText()
        self._style: Style | None = None

    def text(self, x: float, y: float, text: str, style: Style = BODY) -> None:
        """`y` is the baseline. Text is printed as it is: nothing in it is markup."""
        out = self._text
        if style is not self._style:
            out.setFont(style.font, style.size)
            self._style = style
        out.setTextOrigin(x * MM, (self.height - y) * MM)
        out.textOut(text)

    def right(self, x: float, y: float, text: str, style: Style = BODY) -> None:
        self.text(x - measure(text, style), y, text, style)

    def centre(self, x: float, y: float, text: str, style: Style = BODY) -> None:
        self.text(x - measure(text, style) / 2, y, text, style)

    def spaced(self, x: float, y: float, text: str, style: Style, extra: float) -> None:
        """Centred on `x`, `extra` points between letters; it still reads and copies as one word."""
        room = measure(text, style) + (len(text) - 1) * extra / MM
        self._text.setCharSpace(extra)
        self.text(x - room / 2, y, text, style)
        self._text.setCharSpace(0)

    def paragraph(self, x: float, y: float, room: float, text: str, style: Style = BODY) -> float:
        """Returns the baseline of the line that would follow."""
        for line in wrap(text, style, room):
            self.text(x, y, line, style)
            y += style.leading
        return y

    def rule(self, x: float, y: float, to: float, weight: float = 0.5, grey: float = SOFT) -> None:
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(weight)
        y = (self.height - y) * MM
        self.canvas.line(x * MM, y, to * MM, y)

    def box(self, x: float, y: float, width: float, height: float, weight: float = 0.8) -> None:
        self.canvas.setStrokeGray(INK)
        self.canvas.setLineWidth(weight)
        self.canvas.rect(x * MM, (self.height - y - height) * MM, width * MM, height * MM)

    def circle(self, x: float, y: float, radius: float, weight: float = 0.8) -> None:
        self.canvas.setStrokeGray(INK)
        self.canvas.setLineWidth(weight)
        self.canvas.circle(x * MM, (self.height - y) * MM, radius * MM)

    def stamp(self, name: str, draw: Callable[[], None]) -> None:
        """What many pages have alike: `draw` is called the first time, its drawing used again after."""
        self._flush()
        if name not in self._stamps:
            self._stamps.add(name)
            self.canvas.beginForm(name)
            draw()
            self._flush()
            self.canvas.endForm()
        self.canvas.doForm(name)

    def end_page(self) -> None:
        self._flush()
        self.canvas.showPage()

    def pdf(self) -> bytes:
        self.canvas.save()
        return self._file.getvalue()

    def _flush(self) -> None:
        self.canvas.drawText(self._text)
        self._begin()
