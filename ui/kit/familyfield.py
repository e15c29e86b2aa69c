"""Choosing a family inside a sheet: typed, then picked among those that answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from backoffice.database.work import Work
from backoffice.families import queries
from backoffice.families.queries import FamilyLine
from ui.kit.choices import Radio
from ui.kit.french import clean
from ui.kit.layout import clear, column, label, reveal
from ui.kit.searchfield import SearchField
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space, Type

SHOWN = 5


class FamilyField(QWidget):
    """`family_id` is None until one is chosen; one alone that answers is chosen at once."""

    chosen = Signal(object)  # the family's number, or None
    grown = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self.family_id: int | None = None
        self.label = ""
        self.search = SearchField("Enfant, famille ou téléphone")
        self.search.setObjectName("family_search")
        self.answers: list[Radio] = []
        self._group = QButtonGroup(self)
        self._lines = column(gap=0)
        self._more = label("", Type.SMALL, "faint")
        self.setLayout(column(self.search, self._lines, self._more, gap=Space.XS))
        reveal(self._more, False)
        self.search.searched.connect(self._ask)
        self.search.down.connect(self._into_answers)

    def show_family(self, family_id: int) -> None:
        """As if it had been searched and chosen."""
        self._tasks.latest(
            self,
            "families",
            lambda work: queries.lines(work, [family_id]),
            then=lambda found: self._offer(len(found), found),
        )

    def _ask(self, typed: str) -> None:
        if not typed:
            self._offer(0, (), "")
            return

        def ask(work: Work) -> tuple[int, Sequence[FamilyLine]]:
            ids = queries.find(work, typed)
            return len(ids), queries.lines(work, ids[:SHOWN])

        self._tasks.latest(self, "families", ask, then=lambda got: self._offer(*got))

    def _offer(
        self, count: int, found: Sequence[FamilyLine], nobody: str = "Aucune famille trouvée."
    ) -> None:
        clear(self._lines)
        for old in self._group.buttons():
            self._group.removeButton(old)
        self.answers = [self._line(one) for one in found]
        for radio in self.answers:
            self._lines.addWidget(radio)
            radio.show()  # at once, so that its height counts when the sheet is placed
        hidden = count - len(found)
        more = f"et {hidden} autres : précisez." if hidden else ""
        self._more.say(more if found else nobody)
        reveal(self._more, bool(more or not found))
        self._choose(None)
        if len(self.answers) == 1:
            self.answers[0].setChecked(True)
        self.grown.emit()

    def _line(self, one: FamilyLine) -> Radio:
        children = ", ".join(one.children)
        made = Radio(clean(f"{one.label} : {children}" if children else one.label))
        made.setObjectName(f"family_{one.id}")
        self._group.addButton(made)
        made.toggled.connect(lambda on: self._choose(one) if on else None)
        return made

    def _choose(self, one: FamilyLine | None) -> None:
        self.family_id, self.label = (one.id, one.label) if one else (None, "")
        self.chosen.emit(self.family_id)

    def _into_answers(self) -> None:
        if self.answers:
            self.answers[0].setFocus()
