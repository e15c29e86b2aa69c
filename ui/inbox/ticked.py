"""How many lines are ticked, and a way to tick them all or none."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.kit.announce import announce
from ui.kit.buttons import Link
from ui.kit.french import fr, number, plural
from ui.kit.layout import label, panel, reveal, row
from ui.kit.tokens import Height, Space, Type


class TickedStrip(QWidget):
    """Over the list while something is ticked: the answers then go to what is ticked."""

    all_wanted = Signal()
    none_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("inbox_ticked")
        self._words = label("", Type.STRONG)
        self._all = Link("Tout cocher")
        self._all.setObjectName("inbox_tick_all")
        self._none = Link("Décocher")
        self._none.setObjectName("inbox_untick_all")
        self._all.clicked.connect(self.all_wanted)
        self._none.clicked.connect(self.none_wanted)
        inner = row(
            self._words, Space.XS, self._all, None, self._none,
            gap=Space.S, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        self.setLayout(row(panel("header", inner, Height.CONTROL), gap=0))
        self.hide()

    def show_count(self, ticked: int, matching: int) -> None:
        self._say(plural(ticked, "ligne cochée", "lignes cochées"), ticked > 0)
        self._all.say(f"Tout ce qui répond au filtre ({number(matching)})")
        reveal(self._all, matching > ticked)

    def show_all(self, count: int) -> None:
        self._say(fr(f"Tout ce qui répond au filtre : {number(count)}"), True)
        reveal(self._all, False)

    def _say(self, words: str, shown: bool) -> None:
        if shown and words != self._words.text():
            announce(self, words)
        self._words.say(words)
        reveal(self, shown)
