"""What delegates and small widgets draw with: text that elides, pills, ticks, bars, key caps."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from ui.kit import icons, theme
from ui.kit.french import clean, fr
from ui.kit.tokens import ADVICE, Advice, Height, Ink, Radius, Space, Type, edge

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
# A family may have typed ten megabytes: what a line and a paragraph show of it at most.
SHOWN, READ = 400, 8_000
LEADING = 2


@lru_cache(maxsize=len(Type))
def metrics(voice: Type) -> QFontMetricsF:
    return QFontMetricsF(theme.font(voice))


def width(words: str, voice: Type, *, typed: bool = False) -> float:
    return metrics(voice).horizontalAdvance(_one_line(words, typed=typed))


def text(painter: QPainter, box: QRectF, words: str, voice: Type, colour: str,
         align: Qt.AlignmentFlag = LEFT, *, typed: bool = False) -> float:  # fmt: skip
    """Write on one line, eliding what does not fit; return the width written.

    `typed` words are someone else's: they are shown as typed, without our typography.
    """
    words, wide = _one_line(words, typed=typed), metrics(voice).horizontalAdvance
    shown, taken = words, wide(words)
    if taken > box.width() + 0.5:
        elide = Qt.TextElideMode.ElideRight
        shown = metrics(voice).elidedText(words, elide, max(0.0, box.width() + 0.5))
        taken = wide(shown)
    painter.setFont(theme.font(voice))
    painter.setPen(QColor(colour))
    painter.drawText(box, int(align | Qt.TextFlag.TextSingleLine), shown)
    return taken


def readable(words: str) -> str:
    """No more than an agent would ever read."""
    return words if len(words) <= READ else words[: READ - 4] + " […]"


def paragraph_height(words: str, voice: Type, wide: float, *, typed: bool = True) -> int:
    """The height `paragraph` will take."""
    return ceil(_laid_out(words, voice, wide, typed=typed).boundingRect().height())


def paragraph(painter: QPainter, box: QRectF, words: str, voice: Type, colour: str,
              *, typed: bool = True) -> None:  # fmt: skip
    """Write on as many lines as it takes; a word longer than the line is cut, not lost."""
    painter.setPen(QColor(colour))
    _laid_out(words, voice, box.width(), typed=typed).draw(painter, box.topLeft())


def _laid_out(words: str, voice: Type, wide: float, *, typed: bool) -> QTextLayout:
    shown = readable(words)
    shown = (clean(shown) if typed else fr(shown)).replace("\n", "\u2028")
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    made = QTextLayout(shown, theme.font(voice))
    made.setTextOption(option)
    made.beginLayout()
    top = 0.0
    while (line := made.createLine()).isValid():
        line.setLineWidth(max(1.0, wide))
        line.setPosition(QPointF(0, top))
        top += line.height() + LEADING
    made.endLayout()
    return made


def rounded(painter: QPainter, box: QRectF, radius: float, fill: str | None,
            line: str | None = None, thickness: float = 1.0) -> None:  # fmt: skip
    """A rounded box whose border lies inside `box`, on whole pixels."""
    half = thickness / 2 if line else 0.0
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(line), thickness) if line else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius, radius)


def focus_ring(painter: QPainter, box: QRectF, radius: float = Radius.CONTROL) -> None:
    rounded(painter, box, radius, None, theme.colours().focus, 2)


def pill_width(words: str, symbol: str | None = None) -> float:
    return width(words, Type.CAPTION) + (16 if symbol else 0) + 2 * Space.S


def pill(painter: QPainter, left: float, middle: float, words: str, ink: Ink,
         symbol: str | None = None) -> float:  # fmt: skip
    """A status in a word: border, symbol, word. Returns its width."""
    wide = pill_width(words, symbol)
    box = QRectF(left, round(middle - Height.PILL / 2), wide, Height.PILL)
    rounded(painter, box, Height.PILL / 2, ink.fill, edge(ink, theme.colours().surface))
    x = left + Space.S
    if symbol:
        icons.paint(painter, symbol, QRectF(x - 1, box.top() + 4, 12, 12), ink.text)
        x += 15
    text(painter, QRectF(x, box.top(), wide, box.height()), words, Type.CAPTION, ink.text)
    return wide


def advice_ink(advice: Advice) -> Ink:
    return theme.ink(ADVICE[advice][2])


def count(painter: QPainter, left: float, middle: float, words: str) -> float:
    """A quiet outlined tag, as « 10 créneaux »."""
    c = theme.colours()
    wide = width(words, Type.CAPTION) + 2 * 6
    box = QRectF(left, round(middle - 9), wide, 18)
    rounded(painter, box, Radius.CELL, c.surface, c.line)
    text(painter, box, words, Type.CAPTION, c.soft, CENTRE)
    return wide


def key_width(keys: str) -> float:
    return max(18.0, width(keys, Type.CAPTION) + 2 * 5)


def key_cap(painter: QPainter, left: float, middle: float, keys: str,
            colour: str, line: str) -> float:  # fmt: skip
    """A key as engraved on a keyboard."""
    wide = key_width(keys)
    box = QRectF(left, round(middle - 9), wide, 18)
    rounded(painter, box, Radius.CELL, None, line)
    text(painter, box, keys, Type.CAPTION, colour, CENTRE)
    return wide


def tick_box(painter: QPainter, box: QRectF, *, ticked: bool, locked: bool = False) -> None:
    c = theme.colours()
    if ticked:
        rounded(painter, box, Radius.CELL, c.accent)
        icons.paint(painter, "check", box.adjusted(2, 2, -2, -2), c.on_accent)
    else:
        rounded(painter, box, Radius.CELL, c.sunken if locked else c.surface, c.outline)


def bar(painter: QPainter, box: QRectF, taken: int, capacity: int) -> None:
    """How full: calm while there is room, amber when nearly full, red when full or over."""
    c = theme.colours()
    share = min(1.0, taken / capacity) if capacity else 0.0
    rounded(painter, box, box.height() / 2, c.track)
    filled = QRectF(box.left(), box.top(), max(box.height(), box.width() * share), box.height())
    rounded(painter, filled, box.height() / 2, fullness(taken, capacity))


def fullness(taken: int, capacity: int) -> str:
    """Colour of a bar: calm, nearly full, full."""
    c = theme.colours()
    if taken >= capacity:
        return c.full
    return c.nearly if taken >= 0.9 * capacity else c.room


def hline(painter: QPainter, left: float, right: float, y: float, colour: str) -> None:
    painter.fillRect(QRectF(left, y, right - left, 1), QColor(colour))


def dot(painter: QPainter, middle: QPointF, radius: float, colour: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(middle, radius, radius)


def _one_line(words: str, *, typed: bool) -> str:
    short = words[:SHOWN].replace("\n", " ")
    return clean(short) if typed else fr(short)
