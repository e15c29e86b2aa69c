"""A page about several persons: one chooses whom, then reads and changes block by block."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.families.blocks import Blocks
from ui.kit.buttons import Button
from ui.kit.choices import Segments
from ui.kit.layout import clear, column, reveal, row
from ui.kit.tokens import Space


class PeoplePage(QWidget):
    """The names stay above the blocks; with one person, there is nothing to choose."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._words = words
        self.person: int | None = None
        self._ids: list[int] = []
        self.names: Segments | None = None
        self.blocks = Blocks(f"{name}_blocks")
        self._choice = row(gap=Space.S, margins=(Space.XL, Space.M, Space.XL, 0))
        self._head = QWidget()
        self._head.setLayout(self._choice)
        lines = column(self._head, self.blocks, gap=0)
        lines.setStretch(1, 1)
        self.setLayout(lines)
        self.setFocusProxy(self.blocks)

    def show_people(self, people: Sequence[tuple[int, str]], *beside: Button) -> None:
        """Who there is; the one that was shown stays, if still there. `beside`: who may be added."""
        clear(self._choice)
        self.names = None
        self._ids = [one for one, _ in people]
        if self.person not in self._ids:
            self.person = self._ids[0] if self._ids else None
            self.blocks.go_top()
        if len(people) > 1:
            at = self._ids.index(self.person) if self.person in self._ids else 0
            self.names = Segments([words for _, words in people], at, self._words)
            self.names.setObjectName(f"{self.objectName()}_names")
            self.names.chosen.connect(self._choose)
            self._choice.addWidget(self.names)
        self._choice.addStretch(1)
        for button in beside:
            self._choice.addWidget(button)
        reveal(self._head, len(people) > 1 or bool(beside))
        self.show_person()

    def choose(self, person: int) -> None:
        if person in self._ids and self.names is not None:
            self.names.choose(self._ids.index(person))

    def show_person(self) -> None:
        """The blocks of `person`."""
        raise NotImplementedError

    def _choose(self, at: int) -> None:
        self.person = self._ids[at]
        self.blocks.go_top()
        self.show_person()
