"""Finding the family whose portal to read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from backoffice.database.work import Work
from backoffice.families import queries
from backoffice.families.queries import FamilyLine
from ui.kit.buttons import Button, Look
from ui.kit.french import clean, plural
from ui.kit.layout import clear, column, label
from ui.kit.popover import Popover
from ui.kit.searchfield import SearchField
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space, Type

SHOWN = 8


class Finder(SearchField):
    """A name, a child, a phone: one family answers and it opens; several, and one chooses."""

    found = Signal(int)

    def __init__(self, page: QWidget, tasks: Tasks) -> None:
        super().__init__("Enfant, famille ou téléphone", "Ctrl+F")
        self.setObjectName("portal_search")
        self.setFixedWidth(300)
        self._page, self._tasks = page, tasks
        self._lines = column(gap=2, margins=(Space.S, Space.S, Space.S, Space.S))
        self.answers = Popover(self._lines, page, "Familles trouvées")
        self.offered: list[Button] = []
        self.searched.connect(self._ask)
        self.down.connect(self._into_answers)

    def _ask(self, words: str) -> None:
        if not words:
            self.answers.close_popover()
            return

        def ask(work: Work) -> tuple[int, Sequence[FamilyLine]]:
            ids = queries.find(work, words)
            return len(ids), queries.lines(work, ids[:SHOWN])

        self._tasks.latest(self, "families", ask, then=lambda got: self._offer(*got))

    def _offer(self, count: int, lines: Sequence[FamilyLine]) -> None:
        if count == 1:
            self._choose(lines[0].id)
            return
        clear(self._lines)
        self.offered = [self._line(one) for one in lines]
        for button in self.offered:
            self._lines.addWidget(button)
        self._lines.addSpacing(Space.XS)
        more = f"{plural(count, 'famille')} : précisez." if count > len(lines) else ""
        self._lines.addWidget(
            label(more if lines else "Aucune famille trouvée.", Type.SMALL, "faint")
        )
        corner = self.mapTo(self._page, self.rect().topLeft())
        self.answers.open_at(QRect(corner, self.size()), wide=360)

    def _line(self, one: FamilyLine) -> Button:
        children = ", ".join(one.children)
        words = clean(f"{one.label} : {children}" if children else one.label)[:60]
        made = Button(words, look=Look.QUIET, name=f"family_{one.id}")
        made.clicked.connect(lambda: self._choose(one.id))
        return made

    def _choose(self, family_id: int) -> None:
        self.answers.close_popover()
        self.found.emit(family_id)

    def _into_answers(self) -> None:
        if self.answers.isVisible() and self.offered:
            self.offered[0].setFocus()
