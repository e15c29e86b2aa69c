"""Short words for putting widgets beside and under one another."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.kit import paint, theme
from ui.kit.french import clean, fr
from ui.kit.tokens import Space, Type

Margins = tuple[int, int, int, int]
Item = QWidget | QLayout | int | None  # an int is a gap; None takes the space left over


class Words(QLabel):
    """Words on the page, never anything else: markup is shown as it was typed."""

    def __init__(
        self, words: str = "", voice: Type = Type.BODY, tone: str = "", *, typed: bool = False
    ) -> None:
        super().__init__()
        self._voice, self._typed = voice, typed
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(voice))
        self.setProperty("tone", tone)  # not dressed yet: `set_tone` is for later
        self.say(words)

    def say(self, words: str) -> None:
        words = paint.readable(words)
        self.setText(clean(words) if self._typed else fr(words))

    def set_tone(self, tone: str) -> None:
        """soft, faint, link, good, warn, bad, inverse, or nothing for plain text."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)


class Line(Words):
    """One line that gives way: it elides when there is no room, and then says all in a tip."""

    def sizeHint(self) -> QSize:
        wide = paint.width(self.text(), self._voice, typed=True)
        return QSize(round(wide) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(40, self.sizeHint().width()), super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        words, ink = self.text(), self.palette().windowText().color().name()
        wide = paint.text(painter, QRectF(self.rect()), words, self._voice, ink, typed=True)
        painter.end()
        elided = wide + 1 < paint.width(words, self._voice, typed=True)
        wanted = tip_text(words) if elided else ""
        if self.toolTip() != wanted:
            self.setToolTip(wanted)


class Paragraph(Words):
    """Words on as many lines as it takes, whatever was typed: no word is too long for it."""

    def __init__(
        self, words: str = "", voice: Type = Type.BODY, tone: str = "", *, typed: bool = False
    ) -> None:
        super().__init__(words, voice, tone, typed=typed)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return paint.paragraph_height(self.text(), self._voice, width)

    def sizeHint(self) -> QSize:
        wide = min(480, round(paint.width(self.text(), self._voice, typed=True)) + 2)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(80, self.sizeHint().width()), self.heightForWidth(4000))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        spare = self.height() - self.heightForWidth(self.width())
        if spare > 1:  # beside something taller
            box.setTop(spare // 2)
        ink = self.palette().windowText().color().name()
        paint.paragraph(painter, box, self.text(), self._voice, ink)
        painter.end()


def row(*items: Item, gap: int = Space.S, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    made = QHBoxLayout()
    _fill(made, items, gap, margins)
    return made


def column(*items: Item, gap: int = Space.S, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    made = QVBoxLayout()
    _fill(made, items, gap, margins)
    return made


def panel(name: str, layout: QLayout, height: int | None = None) -> QWidget:
    """A widget the style sheet knows by name, as « surface », « header » or « bar »."""
    made = QWidget()
    made.setObjectName(name)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setLayout(layout)
    if height is not None:
        made.setFixedHeight(height)
    return made


def card(layout: QLayout) -> QFrame:
    made = QFrame()
    made.setObjectName("card")
    made.setLayout(layout)
    return made


def label(words: str, voice: Type = Type.BODY, tone: str = "", *, wrap: bool = False) -> Words:
    """Our own words, set in French typography; `.say(...)` changes them."""
    return Paragraph(words, voice, tone) if wrap else Words(words, voice, tone)


def plain(words: str, voice: Type = Type.BODY, tone: str = "", *, wrap: bool = False) -> Words:
    """Someone else's words, exactly as typed."""
    kind = Paragraph if wrap else Words
    return kind(words, voice, tone, typed=True)


def line(words: str, voice: Type = Type.BODY, tone: str = "", *, typed: bool = False) -> Line:
    """Words that may be longer than their place: a name, a title."""
    return Line(words, voice, tone, typed=typed)


def rule() -> QFrame:
    made = QFrame()
    made.setObjectName("rule")
    made.setFixedHeight(1)
    return made


def upright() -> QFrame:
    """A vertical rule."""
    made = QFrame()
    made.setObjectName("rule")
    made.setFixedWidth(1)
    return made


def scrolled(inner: QWidget) -> QScrollArea:
    made = QScrollArea()
    # Ours, and bare: at the first widget that is Qt's own, PySide makes all the classes it knows.
    made.setViewport(QWidget())
    made.setWidget(inner)
    inner.setAutoFillBackground(False)  # what lies beneath shows through, unless styled
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def tip(widget: QWidget, words: str) -> None:
    """A tooltip that cannot be made to hold markup."""
    widget.setToolTip(tip_text(fr(words)))


def tip_text(words: str) -> str:
    """For models' ToolTipRole: Qt guesses markup in tooltips, so what looks like it is escaped."""
    if "<" not in words and "&" not in words:
        return words
    from html import escape

    return f"<span>{escape(words)}</span>"


def menu_text(words: str) -> str:
    """For menus and Qt's own buttons, where « & » would underline the next letter."""
    return fr(words).replace("&", "&&")


def reveal(widget: QWidget, shown: bool) -> None:
    """Show or hide, without ever making a window of a widget that has no parent yet."""
    if shown and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(shown)


def clear(layout: QLayout) -> None:
    """Empty a layout and delete what it held."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            clear(inner)
        elif (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _fill(layout: QBoxLayout, items: tuple[Item, ...], gap: int, margins: Margins) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
