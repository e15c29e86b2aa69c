"""« Journal » : who did what, when, to whom. Nothing here can be changed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.history import queries
from backoffice.history.queries import HistoryFilter, HistoryRow
from backoffice.kernel.calendar import local, local_day
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui.history.check import CheckSheet
from ui.history.filters import HistoryFilters
from ui.kit.actions import Scope, action
from ui.kit.feedback import Arrivals, Empty
from ui.kit.layout import column, label, panel, row
from ui.kit.navigator import Navigator
from ui.kit.pagedmodel import ROW_ROLE, Ask, Column, PagedModel
from ui.kit.screen import Screen
from ui.kit.tables import Table
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type


def when(row_: HistoryRow) -> str:
    return f"{local(row_.at):%d/%m/%Y %H:%M}"


def said(row_: HistoryRow) -> str:
    return ", ".join(filter(None, (when(row_), row_.who, row_.sentence, row_.subject.words)))


COLUMNS: tuple[Column[HistoryRow], ...] = (
    Column("Quand", when, said=said),
    Column("Qui", lambda one: one.who),
    Column("Quoi", lambda one: one.sentence),
    Column("Sur", lambda one: one.subject.words),
    Column("Précision", lambda one: one.detail),
)
SHARES = (15, 20, 24, 25, 16)


class HistoryView(Screen):
    topics: ClassVar[frozenset[Topic]] = frozenset(Topic)
    title: ClassVar[str] = "Journal"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("history")
        self.navigator = navigator
        self.model: PagedModel[HistoryRow] = PagedModel(COLUMNS, self._fetch, self, hold=True)
        self.table = Table(self.model, "Journal", SHARES)
        self.table.setObjectName("history_table")
        self.filters = HistoryFilters(self.today)
        self.arrivals = Arrivals("nouvelle ligne", "nouvelles lignes")
        self.empty = Empty(icon="journal")
        self._build()
        self.letters_act_on(self.table)
        self.filters.changed.connect(self._on_filter)
        self.filters.wrong.connect(self._on_wrong)
        self.filters.search.down.connect(self.table.setFocus)
        self.table.opened.connect(lambda _index: self.open_subject())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._on_current())
        self.model.loaded.connect(self._on_loaded)
        self.model.arrived.connect(self.arrivals.show_count)
        self.arrivals.clicked.connect(self.model.show_arrivals)
        self.empty.acted.connect(self.filters.reset)
        self._on_current()

    def _build(self) -> None:
        head = row(
            label("Journal", Type.HEADING),
            label("scellé : une ligne modifiée après coup se voit", Type.BODY, "faint"),
            None, gap=Space.M, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        bar = row(
            *self.buttons("open_subject"), None, *self.buttons("check_base"),
            margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        whole = column(
            panel("header", head, Height.HEADER),
            panel("header", column(self.filters), Height.FILTERS),
            row(self.banner, margins=(Space.L, 0, Space.L, 0)),
            self.arrivals, self._pages, panel("bar", bar, Height.BAR), gap=0,
        )  # fmt: skip
        whole.setStretch(4, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)

    def panes(self) -> list[QWidget]:
        return [self.table, self.filters.topic]

    def today(self) -> date:
        """In the town, by the clock of the base."""
        return local_day(self.tasks.database.clock())

    # --- reading ----------------------------------------------------------------------------------

    def reload(self) -> None:
        self.tasks.latest(self, "authors", queries.authors, then=self.filters.offer)
        self.model.refresh()

    def _fetch(self, ask: Ask[HistoryRow]) -> None:
        wanted, after = self.filters.wanted, ask.after
        key = (int(after[0]),) if after else None
        self.tasks.read(
            self,
            lambda work: queries.page(work, wanted, key, ask.size),
            then=ask.answer,
            failed=lambda: self._failed(ask),
        )

    def _failed(self, ask: Ask[HistoryRow]) -> None:
        ask.give_up()
        if not self.model.rowCount():
            self.empty.show_words(
                "Le journal n’a pas pu être lu.", "Rien n’a été changé.", "Réessayer"
            )
            self._pages.setCurrentWidget(self.empty)

    def _on_filter(self) -> None:
        self.banner.clear()
        self.model.restart()

    def _on_wrong(self, words: str) -> None:
        if words:
            self.banner.warning(words)
        else:
            self.banner.clear()

    def _on_loaded(self) -> None:
        if self.model.rowCount():
            self._pages.setCurrentWidget(self.table)
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)
        else:
            self._say_empty()
        self._on_current()

    def _say_empty(self) -> None:
        if self.filters.wanted == HistoryFilter():
            self.empty.show_words("Rien n’a encore été fait ici.")
        else:
            self.empty.show_words("Rien ne répond à ce filtre.", action="Réinitialiser les filtres")
        self._pages.setCurrentWidget(self.empty)

    # --- one line ---------------------------------------------------------------------------------

    def current(self) -> HistoryRow | None:
        found: HistoryRow | None = self.table.currentIndex().data(ROW_ROLE)
        return found if self.model.rowCount() else None

    def _on_current(self) -> None:
        found = self.current()
        self.enable("open_subject", found is not None and found.subject.opens)

    @action("Ouvrir", shortcut=("Return", "Enter"), icon="external", scope=Scope.FOCUS)
    def open_subject(self) -> None:
        """Where it happened: the request, the family, the planning, or the screen it is set on."""
        found = self.current()
        if found is None:
            return
        one = found.subject
        if one.request_id is not None:
            self.navigator.open_request(one.request_id)
        elif one.family_id is not None:
            self.navigator.open_family(one.family_id)
        elif one.child_id is not None or one.activity_id is not None:
            self.navigator.open_planning(
                child_id=one.child_id, activity_id=one.activity_id, day=one.day
            )
        elif one.section:
            self.navigator.open_section(one.section)

    @action("Vérifier la base", shortcut="V", icon="shield", permission=Permission.HISTORY_READ)
    def check_base(self) -> None:
        CheckSheet(self, self.tasks).open()
