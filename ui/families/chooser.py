"""Another family, looked for as one types: the second household of a child, a double to merge."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from backoffice.families.browsing import FamilyEntry
from ui.families.list import FamilyList, FamilyModel
from ui.kit.controls import SearchField
from ui.kit.layout import label
from ui.kit.screen import Screen
from ui.kit.sheet import Sheet
from ui.kit.tokens import Height, Type

ROWS = 5


class FamilyChooser(Sheet):
    """`then` is told which one; `but` is not offered."""

    def __init__(
        self, screen: Screen, title: str, verb: str, then: Callable[[FamilyEntry], object], *,
        about: str = "", but: int = 0, stays: bool = False, name: str = "family_chooser",
    ) -> None:  # fmt: skip
        super().__init__(screen, title, verb, about=about, stays=stays, name=name)
        self._then, self._but = then, but
        self.search = SearchField("Nom, enfant, téléphone, courriel")
        self.search.setObjectName("chooser_search")
        self.model = FamilyModel(screen.tasks, self)
        self.list = FamilyList(self.model)
        self.list.setObjectName("chooser_list")
        self.list.setFixedHeight(ROWS * Height.HEADER + 4)
        self._none = label("", Type.SMALL, "faint")
        self.body.addWidget(self.search)
        self.body.addWidget(self.list)
        self.body.addWidget(self._none)
        self.search.searched.connect(self._look_for)
        self.search.down.connect(self.list.setFocus)
        self.model.loaded.connect(self._on_loaded)
        self.list.current_changed.connect(lambda _one: self._follow())
        self.list.opened.connect(lambda _index: self.accept())
        self.accepted.connect(self._choose)
        self.set_ready(False)

    def _look_for(self, words: str) -> None:
        if words:
            self.model.look_for(words)

    def _on_loaded(self) -> None:
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0, 0))
        self._none.say("" if self.model.rowCount() else "Aucune famille ne répond.")
        self._follow()

    def _follow(self) -> None:
        one = self.list.current() if self.model.rowCount() else None
        same = one is not None and one.id == self._but
        if same:
            self._none.say("C’est la famille dont le dossier est ouvert.")
        self.set_ready(one is not None and not same)

    def _choose(self) -> None:
        one = self.list.current()
        if one is not None:
            self._then(one)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows of the field lead into the list; Entrée in the list is the verb."""
        if event.key() == Qt.Key.Key_Up and self.list.hasFocus():
            self.search.setFocus()
            event.accept()
        else:
            super().keyPressEvent(event)
