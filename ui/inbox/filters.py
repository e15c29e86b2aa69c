"""The filter bar: what is in force as chips, one click removes; the rest under « Filtre »."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from backoffice.inbox.reading import Choices, InboxFilter, Order, State
from backoffice.inbox.workflow import Kind
from ui import labels
from ui.kit.buttons import Button, Chip, IconButton, Look
from ui.kit.layout import clear, menu_text, row
from ui.kit.searchfield import SearchField
from ui.kit.tokens import Space

if TYPE_CHECKING:
    from backoffice.agents.filters import SavedFilter

AGES = (1, 3, 7, 14)
_NONE = Choices((), (), (), (), ())


class FilterBar(QWidget):
    """Holds the filter of the screen. `changed` comes when the agent changes it."""

    changed = Signal(object)  # InboxFilter
    save_wanted = Signal()
    forget_wanted = Signal(int)

    def __init__(self, invitation: str) -> None:
        super().__init__()
        self.wanted = InboxFilter()
        self.choices = _NONE
        self.saved: Sequence[SavedFilter] = ()
        self._family = ""
        self.setObjectName("inbox_filters")
        self._chips: QHBoxLayout = row(gap=Space.S)
        self.add = Button("Filtre", icon="plus", look=Look.QUIET, name="inbox_add_filter")
        self.add.clicked.connect(self.open_menu)
        self.star = IconButton("star", "Filtres enregistrés")
        self.star.setObjectName("inbox_saved_filters")
        self.star.clicked.connect(self.open_saved)
        self.search = SearchField(invitation, "Ctrl+F")
        self.search.setObjectName("inbox_search")
        self.search.setFixedWidth(288)
        self.search.searched.connect(lambda words: self.apply(replace(self.wanted, text=words)))
        self.setLayout(
            row(
                self._chips, self.add, None, self.star, self.search,
                gap=Space.S, margins=(Space.L, 0, Space.L, 0),
            )
        )  # fmt: skip
        self._show_chips()

    def apply(self, wanted: InboxFilter) -> None:
        if wanted != self.wanted:
            self.show_filter(wanted)
            self.changed.emit(wanted)

    def show_filter(self, wanted: InboxFilter, family: str = "") -> None:
        """Silently: the screen already knows."""
        self._family = family or self._family
        self.wanted = wanted
        if self.search.text().strip() != wanted.text:
            blocked = self.search.blockSignals(True)
            self.search.setText(wanted.text)
            self.search.blockSignals(blocked)
        self._show_chips()

    def show_choices(self, choices: Choices) -> None:
        self.choices = choices
        self._show_chips()

    def reset(self) -> None:
        """« Réinitialiser les filtres »: the tab stays."""
        self.apply(InboxFilter(queue=self.wanted.queue))

    @property
    def narrowed(self) -> bool:
        """Something may be hidden by a filter."""
        return replace(self.wanted, queue=None, order=Order.OLDEST) != InboxFilter()

    # --- chips ------------------------------------------------------------------------------------

    def in_force(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        """Key, name, value, and what removing it changes."""
        w, c = self.wanted, self.choices
        found: list[tuple[str, str, str, dict[str, Any]]] = []
        if w.state is not State.ALL:
            found.append(("state", "État", labels.STATE[w.state], {"state": State.ALL}))
        if w.family_id is not None:
            found.append(("family", "Famille", self._family or "choisie", {"family_id": None}))
        if w.facility_ids:
            names = ", ".join(words for key, words in c.facilities if key in w.facility_ids)
            found.append(("facility", "Établissement", names or "…", {"facility_ids": ()}))
        if w.activity_id is not None:
            name = dict(c.activities).get(w.activity_id, "…")
            found.append(("activity", "Activité", name, {"activity_id": None}))
        if w.kind is not None:
            found.append(("kind", "Nature", labels.KIND_SHORT.get(w.kind, w.kind), {"kind": None}))
        if w.older_than_days is not None:
            words = _older(w.older_than_days)
            found.append(("age", "Ancienneté", words, {"older_than_days": None}))
        if w.assigned_to_me:
            found.append(("mine", "Affectées", "à moi", {"assigned_to_me": False}))
        if w.order is not Order.OLDEST:
            found.append(("order", "Ordre", "jour le plus proche", {"order": Order.OLDEST}))
        return found

    def _show_chips(self) -> None:
        clear(self._chips)
        for key, name, value, without in self.in_force():
            chip = Chip(name, value)
            chip.setObjectName(f"inbox_chip_{key}")
            chip.removed.connect(lambda w=without: self.apply(replace(self.wanted, **w)))
            self._chips.addWidget(chip)

    # --- menus ------------------------------------------------------------------------------------

    def open_menu(self) -> None:
        self._popup(self.menu(), self.add)

    def open_saved(self) -> None:
        self._popup(self.saved_menu(), self.star)

    def menu(self) -> QMenu:
        made, w = QMenu(self), self.wanted
        self._one_of(made, "État", "state", [(s, labels.STATE[s]) for s in State], w.state)
        sites = made.addMenu(menu_text("Établissement"))
        for key, words in self.choices.facilities:
            ids = frozenset(w.facility_ids) ^ {key}
            line = sites.addAction(
                menu_text(words), self._applying(facility_ids=tuple(sorted(ids)))
            )
            line.setCheckable(True)
            line.setChecked(key in w.facility_ids)
        self._one_of(made, "Activité", "activity_id", self.choices.activities, w.activity_id)
        kinds = [(str(kind), labels.KIND[kind]) for kind in Kind]
        self._one_of(made, "Nature", "kind", kinds, w.kind)
        ages = [(days, _older(days)) for days in AGES]
        self._one_of(made, "Ancienneté", "older_than_days", ages, w.older_than_days)
        self._one_of(made, "Ordre", "order", [(o, labels.ORDER[o]) for o in Order], w.order)
        mine = made.addAction(
            menu_text("Affectées à moi"), self._applying(assigned_to_me=not w.assigned_to_me)
        )
        mine.setCheckable(True)
        mine.setChecked(w.assigned_to_me)
        made.addSeparator()
        made.addAction(menu_text("Réinitialiser les filtres"), self.reset)
        return made

    def saved_menu(self) -> QMenu:
        made = QMenu(self)
        for one in self.saved:
            words = one.name if one.mine else f"{one.name} (de {one.owner})"
            wanted = InboxFilter.from_json(one.wanted)
            made.addAction(menu_text(words), self._calling(self.apply, wanted))
        if self.saved:
            made.addSeparator()
        made.addAction(menu_text("Enregistrer ce filtre…"), self.save_wanted.emit)
        mine = [one for one in self.saved if one.mine]
        if mine:
            forget = made.addMenu(menu_text("Supprimer un filtre"))
            for one in mine:
                forget.addAction(
                    menu_text(one.name), self._calling(self.forget_wanted.emit, one.id)
                )
        return made

    def _one_of(
        self, menu: QMenu, title: str, field: str, values: Sequence[tuple[Any, str]], now: Any
    ) -> None:
        inner = menu.addMenu(menu_text(title))
        for value, words in values:
            line = inner.addAction(menu_text(words), self._applying(**{field: value}))
            line.setCheckable(True)
            line.setChecked(value == now)

    def _applying(self, **changes: Any) -> Callable[[], None]:
        return lambda: self.apply(replace(self.wanted, **changes))

    @staticmethod
    def _calling(method: Callable[..., object], value: object) -> Callable[[], None]:
        """`triggered` says whether it is checked: the method is told its own value only."""

        def call() -> None:
            method(value)

        return call

    @staticmethod
    def _popup(menu: QMenu, under: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(QPoint(0, under.height() + 4)))


def _older(days: int) -> str:
    return f"plus de {days} jour{'s' if days > 1 else ''}"
