"""What every A4 document has at the same place: sender, title, address, fold marks, footer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from backoffice.paper import fonts
from backoffice.paper.emitter import Emitter
from backoffice.paper.sheet import (
    BODY,
    LEAD,
    LEFT,
    MM,
    RIGHT,
    SMALL,
    SMALL_BOLD,
    TITLE,
    Sheet,
    measure,
    wrap,
)

ADDRESS_X, ADDRESS_Y, ADDRESS_STEP = 110.0, 57.0, 4.3
ADDRESS_LINES = 6
FOLDS = (99.0, 198.0)
FOOT = 279.0
# Left, top, right, bottom of what shows through a DL window, with the play of the paper: there,
# nothing but the address.
WINDOW = (90.0, 34.0, 200.0, 90.0)


def sender(sheet: Sheet, emitter: Emitter) -> None:
    _emblem(sheet, LEFT, 12)
    sheet.text(36, 17, emitter.issuer, LEAD)
    for row, line in enumerate(filter(None, (emitter.service, emitter.street, emitter.city))):
        sheet.text(36, 21.6 + row * 4.1, line, SMALL)
    reached = (emitter.contact, emitter.hours)
    beside = [words for line in reached if line for words in wrap(line, SMALL, WINDOW[0] - LEFT)]
    for row, line in enumerate(beside):
        sheet.text(LEFT, 36.2 + row * 4.1, line, SMALL)


def title(sheet: Sheet, words: str, *lines: str) -> None:
    sheet.text(ADDRESS_X, 18.6, words, TITLE)
    for row, line in enumerate(lines):
        sheet.text(ADDRESS_X, 24.8 + row * 4.4, line, BODY)


def address(sheet: Sheet, lines: Sequence[str]) -> None:
    """At most six lines, none wider than the window; short ones are put together to make room."""
    for row, line in enumerate(_fitted(lines)):
        sheet.text(ADDRESS_X, ADDRESS_Y + row * ADDRESS_STEP, line, BODY)


def _fitted(lines: Sequence[str]) -> list[str]:
    room = RIGHT - ADDRESS_X
    fitted = [part for line in lines if line for part in wrap(fonts.printable(line), BODY, room)]
    while len(fitted) > ADDRESS_LINES:
        pairs = (f"{one}, {two}" for one, two in pairwise(fitted[1:-1]))
        wide, at = min((measure(both, BODY), at) for at, both in enumerate(pairs, start=1))
        if wide > room:
            # The first line says who, the last ones where.
            return [fitted[0], *fitted[1 - ADDRESS_LINES :]]
        fitted[at : at + 2] = [f"{fitted[at]}, {fitted[at + 1]}"]
    return fitted


def fold_marks(sheet: Sheet) -> None:
    for y in FOLDS:
        sheet.rule(4, y, 8, 0.4)


def footer(
    sheet: Sheet, line: str, page: int, pages: int, facts: Sequence[tuple[str, str]] = ()
) -> None:
    """`facts` in bold, in the words the portal asks them by; `line` under them; « Page x/y »."""
    sheet.rule(LEFT, FOOT, RIGHT)
    x = LEFT
    for name, value in facts:
        said = f"{name}\u00a0: {value}"
        sheet.text(x, FOOT + 5, said, SMALL_BOLD)
        x += max(58.0, measure(said, SMALL_BOLD) + 4)
    sheet.right(RIGHT, FOOT + 5, f"Page {page}/{pages}", SMALL)
    sheet.text(LEFT, FOOT + (9.4 if facts else 5), line, SMALL)


def _emblem(sheet: Sheet, x: float, y: float) -> None:
    """Stands for the town's own logo: 14 mm square."""
    canvas = sheet.canvas
    canvas.saveState()
    canvas.translate(x * MM, (sheet.height - y - 14) * MM)
    canvas.scale(MM, MM)
    canvas.setFillGray(0.2)
    canvas.roundRect(0, 0, 14, 14, 2, stroke=0, fill=1)
    canvas.setFillGray(1)
    hill = canvas.beginPath()
    hill.moveTo(0, 4)
    hill.curveTo(4, 9, 6, 7, 14, 3)
    hill.lineTo(14, 4.6)
    hill.curveTo(7, 9, 4, 10, 0, 5.6)
    canvas.drawPath(hill, stroke=0, fill=1)
    canvas.circle(9.6, 10, 1.7, stroke=0, fill=1)
    canvas.restoreState()
