"""What an agent presses: buttons that show their key, links, chips, tags."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.kit import icons, paint, theme
from ui.kit.french import clean, fr
from ui.kit.layout import reveal, tip
from ui.kit.tokens import Height, Radius, Space, Type, mixed


class Look(Enum):
    PRIMARY = auto()  # one a screen: what the agent most often does next
    PLAIN = auto()
    QUIET = auto()


class Pressable(QAbstractButton):
    """Shared manners: reached by Tab, pressed by Space or Enter, lit under the mouse.

    The words are painted by us and never given to Qt as text, where « & » would steal a letter.
    """

    def __init__(self, words: str, name: str = "") -> None:
        super().__init__()
        self._words = fr(words)
        self.setAccessibleName(fr(name or words))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def words(self) -> str:
        return self._words

    def say(self, words: str, name: str = "") -> None:
        """Change the words, and the name a screen reader gives."""
        self._words = fr(words)
        self.setAccessibleName(fr(name or words))
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def lit(self) -> bool:
        return self.isEnabled() and self.underMouse()


class Button(Pressable):
    """A verb, an optional icon before it, and the key that does the same."""

    def __init__(
        self, words: str, keys: str = "", *, icon: str = "", look: Look = Look.PLAIN, name: str = ""
    ) -> None:
        if not words:
            raise ValueError("an icon alone still needs a name: use IconButton")
        super().__init__(words)
        self._keys, self._icon, self._look = fr(keys), icon, look
        self.setObjectName(name)

    def follow(self, action: QAction) -> Button:
        """Do what the action does, and be enabled and shown when it is."""
        self.setObjectName(self.objectName() or f"{action.objectName()}_button")
        self.clicked.connect(action.trigger)
        action.changed.connect(lambda: self._mirror(action))
        self._mirror(action)
        return self

    def _mirror(self, action: QAction) -> None:
        self.setEnabled(action.isEnabled())
        if action.isVisible() == self.isHidden():
            reveal(self, action.isVisible())

    def set_look(self, look: Look) -> None:
        self._look = look
        self.update()

    def set_busy(self, busy: bool) -> None:
        """Pressed, and not done yet: it cannot be pressed twice."""
        self.setEnabled(not busy)
        if busy:
            self.setCursor(Qt.CursorShape.BusyCursor)
        else:
            self.unsetCursor()

    def sizeHint(self) -> QSize:
        wide = paint.width(self._words, Type.ACTION) + 2 * Space.M
        wide += 16 + Space.S if self._icon else 0
        wide += paint.key_width(self._keys) + Space.S if self._keys else 0
        return QSize(round(wide) + 1, Height.CONTROL)

    def _inks(self) -> tuple[str, str, str, str, str]:
        """Fill, edge, words, icon and key, edge of the key."""
        c = theme.colours()
        if not self.isEnabled():
            fill = c.sunken if self._look is not Look.QUIET else ""
            return fill, c.line if fill else "", c.faint, c.faint, c.line
        if self._look is Look.PRIMARY:
            fill = mixed("#000000", c.accent, 0.12) if self.lit() else c.accent
            cap = mixed(c.on_accent, c.accent, 0.55)
            return fill, c.accent, c.on_accent, c.on_accent, cap
        quiet = self._look is Look.QUIET
        fill = c.hover if self.lit() else "" if quiet else c.surface
        return fill, "" if quiet else c.outline, c.text, c.soft, c.line

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        fill, edge, words, soft, cap = self._inks()
        if self.isDown() and fill:
            fill = mixed("#000000", fill, 0.08)
        paint.rounded(painter, box, Radius.CONTROL, fill or None, edge or None)
        if self.hasFocus():
            inner = c.on_accent if self._look is Look.PRIMARY else c.surface
            paint.rounded(painter, box.adjusted(2, 2, -2, -2), Radius.CELL, None, inner, 1.5)
            paint.focus_ring(painter, box)
        x, middle = float(Space.M), box.center().y()
        if self._icon:
            icons.paint(painter, self._icon, QRectF(x, round(middle - 8), 16, 16), soft)
            x += 16 + Space.S
        room = QRectF(x, 0, box.width() - x, box.height())
        x += paint.text(painter, room, self._words, Type.ACTION, words)
        if self._keys:
            paint.key_cap(painter, x + Space.S, middle, self._keys, soft, cap)
        painter.end()


class IconButton(Pressable):
    """A 32 px square; the name is what a screen reader says and what the tooltip shows."""

    def __init__(self, icon: str, name: str, *, small: bool = False) -> None:
        super().__init__(name)
        self._icon = icon
        tip(self, name)
        side = Height.LINE if small else Height.CONTROL
        self.setFixedSize(side, side)

    def follow(self, action: QAction) -> IconButton:
        self.setObjectName(self.objectName() or f"{action.objectName()}_button")
        self.clicked.connect(action.trigger)
        action.changed.connect(lambda: self.setEnabled(action.isEnabled()))
        self.setEnabled(action.isEnabled())
        return self

    def show_icon(self, icon: str, name: str) -> None:
        self._icon = icon
        self.say(name)
        tip(self, name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        if self.lit() or self.isChecked():
            paint.rounded(painter, box, Radius.CONTROL, c.selected if self.isChecked() else c.hover)
        if self.hasFocus():
            paint.focus_ring(painter, box)
        inset = (box.width() - 18) / 2
        ink = c.soft if self.isEnabled() else c.outline
        icons.paint(painter, self._icon, box.adjusted(inset, inset, -inset, -inset), ink)
        painter.end()


class Link(Pressable):
    """Words that lead somewhere: reachable by keyboard, without the underline."""

    def __init__(self, words: str, name: str = "", voice: Type = Type.BODY) -> None:
        super().__init__(words, name)
        self._voice = voice
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(round(paint.width(self._words, self._voice)) + 2, Height.LINE - 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        ink = c.link if self.isEnabled() else c.faint
        wide = paint.text(painter, box, self._words, self._voice, ink)
        if self.lit():
            paint.hline(painter, 0, wide, round(box.center().y()) + 8, ink)
        if self.hasFocus():
            paint.focus_ring(painter, box, Radius.CELL)
        painter.end()


class Chip(Pressable):
    """A filter in force; one click, or Suppr, takes it off."""

    removed = Signal()
    WIDEST = 260

    def __init__(self, filter_name: str, value: str) -> None:
        super().__init__(f"{filter_name} :")
        self._value = ""
        self.clicked.connect(self.removed)
        self.show_value(filter_name, value)

    def show_value(self, filter_name: str, value: str) -> None:
        self._value = clean(value)
        self.say(f"{filter_name} :", f"Retirer le filtre {filter_name} : {value}")
        tip(self, f"{filter_name} : {value}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        value = min(self.WIDEST, paint.width(self._value, Type.CAPTION))
        wide = paint.width(self._words, Type.SMALL) + 4 + value
        return QSize(round(wide + 10 + 6 + 12 + 8) + 1, Height.LINE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        ground = c.hover if self.lit() else c.surface
        paint.rounded(painter, box, box.height() / 2, ground, c.outline)
        name = box.adjusted(10, 0, 0, 0)
        x = 10 + paint.text(painter, name, self._words, Type.SMALL, c.faint) + 4
        paint.text(painter, box.adjusted(x, 0, -20, 0), self._value, Type.CAPTION, c.text)
        spot = QRectF(box.right() - 18, box.center().y() - 5, 10, 10)
        icons.paint(painter, "cross", spot, c.soft)
        if self.hasFocus():
            paint.focus_ring(painter, box, box.height() / 2)
        painter.end()


class Tag(Pressable):
    """A ready-made sentence; one click takes it. Checkable, it stays tinted while in use."""

    def sizeHint(self) -> QSize:
        wide = paint.width(self._words, Type.SMALL) + 22
        return QSize(round(wide) + 1, Height.LINE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        here = self.isChecked()
        ground = c.selected if here else c.hover if self.lit() else c.surface
        paint.rounded(painter, box, box.height() / 2, ground, c.link if here else c.outline)
        paint.text(painter, box, self._words, Type.SMALL, c.link if here else c.text, paint.CENTRE)
        if self.hasFocus():
            paint.focus_ring(painter, box, box.height() / 2)
        painter.end()
