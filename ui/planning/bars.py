"""Above the grid: which days are shown, and what of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from backoffice.planning.grid import Grouping
from backoffice.planning.period import View
from backoffice.planning.queries import Choice, Choices
from ui.kit.controls import Button, IconButton, Picker, SearchField, Segments
from ui.kit.layout import column, label, line, panel, row
from ui.kit.tokens import Height, Space, Type
from ui.planning.faces import FILTERS

VIEWS: tuple[tuple[View, str], ...] = (
    (View.DAY, "Jour"),
    (View.WEEK_5, "Semaine 5 j"),
    (View.WEEK_7, "Semaine 7 j"),
    (View.MONTH, "Mois"),
    (View.LIST, "Liste"),
)
GROUPINGS = ((Grouping.CLASS, "Par classe"), (Grouping.ACTIVITY, "Par activité"))


class PeriodBar(QWidget):
    """Title, arrows, the period in words, and the views."""

    viewed = Signal(object)  # View

    def __init__(self, back: IconButton, today: IconButton, forth: IconButton) -> None:
        super().__init__()
        self._words = line("", Type.STRONG)
        self._words.setObjectName("period")
        self.views = Segments([words for _, words in VIEWS], 1, "Vue du planning")
        self.views.chosen.connect(lambda at: self.viewed.emit(VIEWS[at][0]))
        for at, (view, _) in enumerate(VIEWS):
            self.views.part(at).setObjectName(f"view_{view.value}")
        words = row(
            label("Planning", Type.HEADING), Space.M, back, today, forth, Space.XS, self._words,
            self.views, gap=Space.XS, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        words.setStretchFactor(self._words, 1)
        self.setLayout(column(panel("header", words, Height.HEADER), gap=0))

    def show_period(self, words: str, view: View) -> None:
        self._words.say(words)
        self.views.show_choice([one for one, _ in VIEWS].index(view))

    def words(self) -> str:
        return self._words.text()


class FilterBar(QWidget):
    """Facility, activities, classes, statuses, how to group, and a child's name."""

    changed = Signal()
    facility_changed = Signal()

    def __init__(self, buttons: Sequence[Button]) -> None:
        super().__init__()
        self.facility = self._picker("Établissement", "facility")
        self.activity = self._picker("Activités", "activity")
        self.school_class = self._picker("Classe", "class")
        self.status = self._picker("Statut", "status")
        self.grouping = self._picker("Regrouper", "grouping")
        self.grouping.set_choices(GROUPINGS, Grouping.CLASS)
        self.status.set_choices([(at, words) for at, (words, _) in enumerate(FILTERS)], 0)
        self.search = SearchField("Enfant", "Ctrl+F")
        self.search.setObjectName("planning_search")
        self.search.setMinimumWidth(132)
        self.search.setMaximumWidth(190)
        self.search.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.facility.chosen.connect(self.facility_changed)
        for picker in (self.activity, self.school_class, self.status, self.grouping):
            picker.chosen.connect(self.changed)
        self.search.searched.connect(self.changed)
        words = row(
            self.facility, self.activity, self.school_class, self.status, self.grouping, self.search,
            None, *buttons, gap=Space.S, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        words.setStretchFactor(self.search, 1)
        self.setLayout(column(panel("header", words, Height.FILTERS), gap=0))

    def show_choices(self, found: Choices) -> None:
        """What can be picked now; a choice still offered is kept."""
        self.facility.set_choices(
            [(one.id, one.label) for one in found.facilities], found.facility_id
        )
        self._offer(self.activity, "Toutes les activités", found.activities)
        self._offer(self.school_class, "Toutes classes", found.classes)

    def reset(self) -> None:
        """Everything of the facility again."""
        for picker in (self.activity, self.school_class):
            picker.set_value(None)
        self.status.set_value(0)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.changed.emit()

    def narrow(self, *, activity_id: int | None = None, words: str = "") -> None:
        """As if typed and picked, silently."""
        self.activity.set_value(activity_id)
        self.school_class.set_value(None)
        self.status.set_value(0)
        self.search.blockSignals(True)
        self.search.setText(words)
        self.search.blockSignals(False)

    @staticmethod
    def _offer(picker: Picker, all_words: str, offered: Sequence[Choice]) -> None:
        choices = [(None, all_words), *((one.id, one.label) for one in offered)]
        picker.set_choices(choices, picker.value)

    @staticmethod
    def _picker(name: str, key: str) -> Picker:
        made = Picker(name)
        made.setObjectName(f"planning_{key}")
        made.setMinimumWidth(84)  # its words elide before the bar overflows
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return made
