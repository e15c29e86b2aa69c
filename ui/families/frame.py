"""« Familles » : a list one searches as one types, and the dossier of the one that is current."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from backoffice.families.browsing import FamilyEntry
from backoffice.kernel.topics import Topic
from ui.families.list import FamilyList, FamilyModel
from ui.kit.controls import IconButton, SearchField
from ui.kit.feedback import Empty, Toast
from ui.kit.layout import column, label, panel, row
from ui.kit.navigator import Navigator
from ui.kit.notice import Notice
from ui.kit.screen import Screen
from ui.kit.settings import WindowSettings
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type

WIDE, NARROW, NARROWEST = 320, 264, 220
PAUSE_MS = 120  # before a dossier is read: one may be walking down the list


class FamiliesFrame(Screen):
    """The list and what is beside it; what the dossier shows is the business of its heir."""

    topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.FAMILIES, Topic.REQUESTS, Topic.SUBSCRIBERS, Topic.ACTIVITIES}
    )
    title: ClassVar[str] = "Familles"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("families")
        self.navigator = navigator
        self.family_id: int | None = None
        self.model = FamilyModel(tasks, self)
        self.list = FamilyList(self.model)
        self.search = SearchField("Nom, enfant, téléphone", "Ctrl+F")
        self.search.setObjectName("families_search")
        self.none = Empty("Aucune famille ne répond.", icon="search")
        self.blank = Empty("Choisissez une famille.", icon="families")
        self.toast = Toast()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.reload_sheet)
        self._sheets = QStackedWidget()
        self._lists = QStackedWidget()
        self._panes = QSplitter()

    def _build(self, sheet: QWidget) -> None:
        self._lists.addWidget(self.list)
        self._lists.addWidget(self.none)
        left = panel("surface", self._left())
        left.setMinimumWidth(NARROWEST)
        self._sheets.addWidget(sheet)
        self._sheets.addWidget(panel("surface", column(self.blank)))
        self._sheets.setCurrentIndex(1)
        self._panes.setObjectName("families_panes")
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        self._panes.addWidget(left)
        self._panes.addWidget(self._sheets)
        self._panes.setStretchFactor(1, 1)
        whole = column(Notice(self.banner), self._panes, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.search)
        settings = WindowSettings(self.tasks.agent.login)
        self._own_width = settings.remember_splitter(self._panes, "families")
        self._panes.splitterMoved.connect(self._keep_width)
        self.search.searched.connect(self._look_for)
        self.search.down.connect(self._into_list)
        self.search.returnPressed.connect(self._into_list)
        self.none.acted.connect(self.search.clear)
        self.model.loaded.connect(self._on_loaded)
        self.list.current_changed.connect(self._on_current)
        self.list.opened.connect(lambda _index: self.enter_sheet())
        self.letters_act_on(self.list)

    def _left(self) -> QVBoxLayout:
        new = [
            IconButton("plus", f"Nouvelle famille, {one.declared.keys}").follow(one.built)
            for name in ("new_family",)
            if (one := self.commands.get(name)) is not None
        ]
        head = row(label("Familles", Type.HEADING), None, *new, margins=(Space.L, 0, Space.S, 0))
        field = row(self.search, margins=(Space.M, Space.S, Space.M, Space.S))
        under = row(self.toast, margins=(Space.S, Space.S, Space.S, Space.S))
        lines = column(panel("header", head, Height.HEADER), field, self._lists, under, gap=0)
        lines.setStretch(2, 1)
        return lines

    # --- the list ---------------------------------------------------------------------------------

    def reload(self) -> None:
        self.model.refresh()
        self.reload_sheet()

    def _look_for(self, words: str) -> None:
        self.banner.clear()
        self.model.look_for(words)

    def _on_loaded(self) -> None:
        any_row = self.model.rowCount() > 0
        if not any_row:
            words = self.model.words
            said = "Aucune famille ne répond." if words else "Aucune famille dans la base."
            hint = "Un mot peut être écrit à moitié, dans n’importe quel ordre." if words else ""
            self.none.show_words(said, hint, "Tout afficher" if words else "")
        self._lists.setCurrentIndex(0 if any_row else 1)
        self._stay_on_family()

    def _stay_on_family(self) -> None:
        """The list moves under the agent; the dossier one reads does not."""
        if self.family_id is not None and (index := self.model.index_of(self.family_id)).isValid():
            if self.list.currentIndex() != index:
                self.list.setCurrentIndex(index)
        elif self.model.words and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0, 0))

    def _into_list(self) -> None:
        if self.model.rowCount():
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_current(self, one: FamilyEntry | None) -> None:
        if one is not None and one.id != self.family_id:
            self.family_id = one.id
            self._pause.start()

    # --- the dossier ------------------------------------------------------------------------------

    def open_family(self, family_id: int) -> None:
        """From anywhere: this family's dossier."""
        self.family_id = family_id
        if (index := self.model.index_of(family_id)).isValid():
            self.list.setCurrentIndex(index)
        else:
            self.list.clearSelection()
        self.reload_sheet()
        self.enter_sheet()

    def reload_sheet(self) -> None:
        raise NotImplementedError

    def enter_sheet(self) -> None:
        raise NotImplementedError

    # --- Qt's -------------------------------------------------------------------------------------

    def _keep_width(self) -> None:
        self._own_width = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._own_width:
            left = NARROW if self.width() < 1100 else WIDE
            self._panes.setSizes([left, self.width() - left])
