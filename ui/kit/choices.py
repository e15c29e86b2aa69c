"""Choosing among a few: tabs, segments, a picker, tick boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QSizePolicy, QWidget

from ui.kit import icons, paint, theme
from ui.kit.buttons import Pressable
from ui.kit.french import fr, number
from ui.kit.layout import menu_text, row, tip
from ui.kit.tokens import Height, Radius, Type


class _Part(Pressable):
    """One word of a choice. Arrows go to the next one; Tab leaves the whole."""

    def __init__(self, words: str, owner: Choice) -> None:
        super().__init__(words)
        self._owner = owner
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self._be_the_way_in)
        self._be_the_way_in(False)

    def _be_the_way_in(self, chosen: bool) -> None:
        policy = Qt.FocusPolicy
        self.setFocusPolicy(policy.StrongFocus if chosen else policy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), self._owner.count() - 1
        goes = {
            Qt.Key.Key_Left: self._owner.current - 1,
            Qt.Key.Key_Right: self._owner.current + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if key in goes:
            self._owner.choose(max(0, min(goes[Qt.Key(key)], last)))
            self._owner.part(self._owner.current).setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


class Choice(QWidget):
    """One of several words in a row: the shared behaviour of tabs and segments."""

    chosen = Signal(int)

    def __init__(self, parts: Sequence[_Part], current: int, name: str, gap: int) -> None:
        super().__init__()
        self._parts = list(parts)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        inset = 2 if gap == 0 else 0
        self.setLayout(row(*parts, gap=gap, margins=(inset, inset, inset, inset)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(fr(name))
        for index, part in enumerate(parts):
            self._group.addButton(part, index)
        self.show_choice(current)
        self._group.idToggled.connect(self._on_toggled)

    @property
    def current(self) -> int:
        return self._group.checkedId()

    def count(self) -> int:
        return len(self._parts)

    def part(self, index: int) -> _Part:
        """The button of one choice: tests and screen readers reach it by its name."""
        return self._parts[index]

    def choose(self, index: int) -> None:
        """As the agent would: `chosen` is emitted if it changes something."""
        self._parts[index].setChecked(True)

    def show_choice(self, index: int) -> None:
        """Silently: the screen already knows."""
        blocked = self._group.blockSignals(True)
        self._parts[index].setChecked(True)
        self._group.blockSignals(blocked)

    def _on_toggled(self, index: int, chosen: bool) -> None:
        if chosen:
            self.chosen.emit(index)


class _Tab(_Part):
    SIDE = 6  # room for the focus ring round the words

    def __init__(self, words: str, owner: Choice) -> None:
        super().__init__(words, owner)
        self._count = ""

    def show_count(self, count: int) -> None:
        self._count = number(count) if count else ""
        self.say(self._words, f"{self._words}, {count} en attente" if count else self._words)

    def sizeHint(self) -> QSize:
        wide = paint.width(self._words, Type.STRONG)
        wide += 6 + paint.width(self._count, Type.SMALL) if self._count else 0
        return QSize(round(wide) + 1 + 2 * self.SIDE, Height.HEADER)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        here = self.isChecked()
        ink = c.text if here or self.lit() else c.soft
        voice = Type.STRONG if here else Type.BODY
        side = self.SIDE
        x = side + paint.text(painter, box.adjusted(side, 0, 0, 0), self._words, voice, ink)
        if self._count:
            spot = QRectF(x + 6, 0, 60, box.height())
            paint.text(painter, spot, self._count, Type.SMALL, c.soft if here else c.faint)
        if here:
            line = QRectF(side, box.bottom() - 2, box.width() - 2 * side, 2)
            painter.fillRect(line, QColor(c.accent))
        if self.hasFocus():
            paint.focus_ring(painter, box.adjusted(0, 9, 0, -9), Radius.CELL)
        painter.end()


class Tabs(Choice):
    """Words with a count, underlined by the accent when chosen."""

    GAP = 20 - 2 * _Tab.SIDE

    def __init__(
        self, tabs: Sequence[tuple[str, int]], current: int = 0, name: str = "Onglets"
    ) -> None:
        parts = [_Tab(words, self) for words, _ in tabs]
        super().__init__(parts, current, name, self.GAP)
        self.set_counts([count for _, count in tabs])

    def set_counts(self, counts: Sequence[int]) -> None:
        for part, count in zip(self._parts, counts, strict=True):
            assert isinstance(part, _Tab)  # noqa: S101  made so in __init__
            part.show_count(count)


class _Segment(_Part):
    def sizeHint(self) -> QSize:
        wide = paint.width(self._words, Type.BODY) + 20
        return QSize(round(wide) + 1, Height.CONTROL - 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        here = self.isChecked()
        if here or self.lit():
            paint.rounded(painter, box, Radius.CELL, c.selected if here else c.hover)
        ink = c.link if here else c.soft
        paint.text(painter, box, self._words, Type.BODY, ink, paint.CENTRE)
        if self.hasFocus():
            paint.focus_ring(painter, box, Radius.CELL)
        painter.end()


class Segments(Choice):
    """A short choice in one box, as Jour · Semaine · Mois."""

    def __init__(self, words: Sequence[str], current: int = 0, name: str = "Choix") -> None:
        super().__init__([_Segment(word, self) for word in words], current, name, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        paint.rounded(painter, QRectF(self.rect()), Radius.CONTROL, c.surface, c.outline)
        painter.end()


class Picker(Pressable):
    """A value and a chevron: opens a list of choices. Values are anything; words are shown."""

    chosen = Signal(object)
    WIDEST = 260

    def __init__(
        self, name: str, choices: Sequence[tuple[Any, str]] = (), value: Any = None
    ) -> None:
        super().__init__("", name)
        self._name, self._choices, self._value = fr(name), list(choices), value
        self._menu = QMenu(self)
        self.clicked.connect(self.open_menu)
        self.set_choices(choices, value)

    @property
    def value(self) -> Any:
        return self._value

    def choices(self) -> list[tuple[Any, str]]:
        return list(self._choices)

    def set_choices(self, choices: Sequence[tuple[Any, str]], value: Any = None) -> None:
        """Offer these; without a known value, the first one is shown. Silent."""
        self._choices = list(choices)
        known = [key for key, _ in self._choices]
        self.set_value(value if value in known or not known else known[0])

    def set_value(self, value: Any) -> None:
        """Silently: the screen already knows."""
        self._value = value
        words = next((fr(words) for key, words in self._choices if key == value), "—")
        self.say(words, f"{self._name} : {words}")
        too_long = paint.width(words, Type.BODY) > self.WIDEST
        tip(self, words if too_long else "")

    def choose(self, value: Any) -> None:
        """As the agent would."""
        if value != self._value:
            self.set_value(value)
            self.chosen.emit(value)

    def open_menu(self) -> None:
        self._menu.clear()
        for key, words in self._choices:
            line = self._menu.addAction(menu_text(words))
            line.setCheckable(True)
            line.setChecked(key == self._value)
            line.triggered.connect(lambda _checked=False, k=key: self.choose(k))
            if key == self._value:
                self._menu.setActiveAction(line)
        self._menu.setMinimumWidth(self.width())
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def menu_lines(self) -> list[QAction]:
        """What the open menu offers."""
        return self._menu.actions()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        wide = min(self.WIDEST, paint.width(self._words, Type.BODY))
        return QSize(round(wide) + 10 + 28, Height.CONTROL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        on = self.isEnabled()
        ground = c.hover if self.lit() else c.surface if on else c.sunken
        paint.rounded(painter, box, Radius.CONTROL, ground, c.outline if on else c.line)
        ink = c.text if on else c.faint
        paint.text(painter, box.adjusted(10, 0, -24, 0), self._words, Type.BODY, ink)
        spot = QRectF(box.right() - 22, box.center().y() - 7, 14, 14)
        icons.paint(painter, "down", spot, c.soft if on else c.faint)
        if self.hasFocus():
            paint.focus_ring(painter, box)
        painter.end()


class TickBox(Pressable):
    """A box to tick, its words, and under them what the program knows about it."""

    def __init__(self, words: str, hint: str = "", *, ticked: bool = False) -> None:
        super().__init__(words, f"{words}, {hint}" if hint else words)
        self._hint = fr(hint)
        self.setCheckable(True)
        self.setChecked(ticked)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        wide = paint.width(self._words, Type.ACTION)
        wide = max(wide, paint.width(self._hint, Type.SMALL))
        return QSize(round(wide) + 30, 42 if self._hint else Height.LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        on = self.isEnabled()
        spot = QRectF(2, 5, 16, 16)
        paint.tick_box(painter, spot, ticked=self.isChecked(), locked=not on)
        words = QRectF(28, 3, box.width() - 28, 20)
        paint.text(painter, words, self._words, Type.ACTION, c.text if on else c.faint)
        if self._hint:
            hint = QRectF(28, 21, box.width() - 28, 18)
            paint.text(painter, hint, self._hint, Type.SMALL, c.soft if on else c.faint)
        if self.hasFocus():
            paint.focus_ring(painter, box)
        painter.end()


class Radio(TickBox):
    """One of several lines; put them in one QButtonGroup, arrows then walk through them."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        ring = QRectF(2, 5, 16, 16)
        edge = c.accent if self.isChecked() else c.outline
        paint.rounded(painter, ring, 8, c.surface, edge, 1.5)
        if self.isChecked():
            paint.dot(painter, ring.center(), 4, c.accent)
        words = QRectF(28, 0, box.width() - 28, Height.LINE)
        paint.text(painter, words, self._words, Type.BODY, c.text)
        if self.hasFocus():
            paint.focus_ring(painter, box)
        painter.end()
