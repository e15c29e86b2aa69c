"""A block of the dossier: its title, whom it is about, what can be done, what it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from ui.kit.buttons import Button, Look
from ui.kit.fieldlines import FieldLines, Line
from ui.kit.layout import clear, column, label, plain, row, rule, scrolled
from ui.kit.tokens import Space, Type


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to press in the head of a block. `name` is what tests and screen readers know."""

    name: str
    words: str
    do: Callable[[], object]
    icon: str = "pencil"
    about: str = ""  # said after the words by a screen reader: « Modifier, Adresse »


class Block(QFrame):
    """One block. The arrows lead from the buttons of one block to those of the next."""

    def __init__(
        self, name: str, title: str, parts: Sequence[QWidget], *, about: str = "",
        deeds: Sequence[Deed] = (), person: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName(f"block_{name}")
        self.setAccessibleName(f"{title}, {about}" if about else title)
        self.deeds = [_button(deed, title, about) for deed in deeds]
        # A person's name is shown as it was typed, and stands lower than a title of ours.
        heads: list[QWidget] = [plain(title, Type.STRONG) if person else label(title, Type.TITLE)]
        if about:
            heads.append(plain(about, Type.BODY, "soft"))
        head = row(*heads, None, *self.deeds, gap=Space.S)
        below = 0 if person else Space.M
        self.setLayout(column(head, *parts, gap=Space.S, margins=(0, 0, 0, below)))


class Blocks(QWidget):
    """A page of the dossier: blocks one under the other, that scroll together."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._lines: QVBoxLayout = column(
            gap=Space.M, margins=(Space.XL, Space.L, Space.XL, Space.L)
        )
        inside = QWidget()
        inside.setLayout(self._lines)
        self._scroll = scrolled(inside)
        self.setLayout(column(self._scroll, gap=0))
        self.blocks: list[Block] = []

    def show_blocks(self, *parts: QWidget | None) -> None:
        """These instead of what was there; one stays where one was reading."""
        bar = self._scroll.verticalScrollBar()
        before, held = bar.value(), self._held()
        clear(self._lines)
        shown = [part for part in parts if part is not None]
        self.blocks = [part for part in shown if isinstance(part, Block)]
        for at, part in enumerate(shown):
            if at and isinstance(part, Block):
                self._lines.addWidget(rule())
            self._lines.addWidget(part)
            part.show()  # at once: what is not shown yet takes no focus
        self._lines.addStretch(1)
        bar.setValue(before)
        again = (part.findChild(QWidget, held) for part in shown if held)
        if (same := next((one for one in again if one is not None), None)) is not None:
            same.setFocus(Qt.FocusReason.OtherFocusReason)

    def _held(self) -> str:
        """The name of what has the focus here."""
        focused = QApplication.focusWidget()
        here = focused is not None and self.isAncestorOf(focused)
        return focused.objectName() if focused is not None and here else ""

    def go_top(self) -> None:
        self._scroll.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk through what can be pressed; pages scroll."""
        bar = self._scroll.verticalScrollBar()
        step = {Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep()}
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.walk(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in step:
            bar.setValue(bar.value() + step[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def walk(self, by: int) -> None:
        """To the next thing one can press, as far as there is one."""
        stops = self.stops()
        here = next((at for at, one in enumerate(stops) if one.hasFocus()), -1 if by > 0 else 0)
        there = max(0, min(here + by, len(stops) - 1))
        if stops:
            stops[there].setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(stops[there], 0, 80)

    def stops(self) -> list[QWidget]:
        """What can be pressed here, from top to bottom."""
        found = [
            one
            for one in self.findChildren(QWidget)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and one.isEnabled()
            and one.isVisibleTo(self)
        ]
        return sorted(found, key=lambda one: one.mapTo(self, one.rect().topLeft()).toTuple()[::-1])


def facts(name: str, title: str, lines: Sequence[Line], *deeds: Deed, about: str = "") -> Block:
    """A block of plain fields."""
    return Block(name, title, [FieldLines(lines, title)], about=about, deeds=deeds)


def nothing(words: str) -> QWidget:
    return label(words, Type.BODY, "faint")


def _button(deed: Deed, title: str, about: str) -> Button:
    made = Button(deed.words, icon=deed.icon, look=Look.QUIET, name=deed.name)
    whose = deed.about or (f"{title}, {about}" if about else title)
    made.setAccessibleName(f"{deed.words}, {whose}")
    made.clicked.connect(deed.do)
    return made
