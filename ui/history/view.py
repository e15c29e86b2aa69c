"""Journal: who did what, when, to how many. Nothing here can be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from backoffice.history import queries, words
from backoffice.history.queries import HistoryFilter, HistoryRow
from backoffice.kernel.calendar import local
from backoffice.kernel.topics import Topic
from ui.kit.actions import action
from ui.kit.choices import Picker
from ui.kit.feedback import Empty
from ui.kit.layout import column, label, panel, reveal, row
from ui.kit.navigator import Navigator
from ui.kit.pagedmodel import ROW_ROLE, Ask, Column, PagedModel
from ui.kit.screen import Screen
from ui.kit.tables import Table
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type

COLUMNS: tuple[Column[HistoryRow], ...] = (
    Column("Quand", lambda one: f"{local(one.at):%d/%m/%Y %H:%M}"),
    Column("Quoi", lambda one: one.sentence),
    Column("Qui", lambda one: one.who),
    Column("Sur", lambda one: one.subject),
    Column("Précision", lambda one: one.detail),
)
SHARES = (13, 30, 19, 12, 26)
PERIODS: tuple[tuple[int | None, str], ...] = (
    (None, "Depuis toujours"),
    (0, "Aujourd’hui"),
    (7, "Depuis 7 jours"),
    (31, "Depuis un mois"),
)


class HistoryView(Screen):
    topics = frozenset(Topic)
    title = "Journal"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("history")
        self._navigator = navigator
        self._filter = HistoryFilter()
        self.model: PagedModel[HistoryRow] = PagedModel(COLUMNS, self._fetch, self)
        self.table = Table(self.model, "Journal", SHARES)
        self.table.setObjectName("history_table")
        self.topic = Picker("Domaine", [(None, "Tous les domaines"), *words.TOPICS.items()])
        self.who = Picker("Auteur", [(None, "Tous les auteurs")])
        self.period = Picker("Période", PERIODS)
        for picker, name in ((self.topic, "topic"), (self.who, "who"), (self.period, "period")):
            picker.setObjectName(f"history_{name}")
            picker.chosen.connect(lambda _value: self._ask())
        self.empty = Empty(icon="journal")
        self.setLayout(
            column(self._header(), self._filters(), self.banner, self.table, self.empty, gap=0)
        )
        self.empty.acted.connect(self.show_all)
        self.model.loaded.connect(self._on_loaded)
        self.table.opened.connect(lambda _index: self.open_request())
        self.letters_act_on(self.table)

    def panes(self) -> list[QWidget]:
        return [self.topic, self.table]

    def reload(self) -> None:
        self.tasks.latest(self, "authors", queries.authors, then=self._offer)
        self.model.refresh()

    @action("Ouvrir la demande", shortcut="O")
    def open_request(self) -> None:
        found = self.table.currentIndex().data(ROW_ROLE)
        if isinstance(found, HistoryRow) and found.request_id is not None:
            self._navigator.open_request(found.request_id)

    def show_all(self) -> None:
        for picker in (self.topic, self.who, self.period):
            picker.set_value(None)
        self._ask()

    def _header(self) -> QWidget:
        inside = row(
            label("Journal", Type.HEADING),
            label("scellé : une ligne modifiée après coup se voit", Type.BODY, "faint"),
            None, gap=Space.M, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        return panel("header", inside, Height.HEADER)

    def _filters(self) -> QWidget:
        inside = row(self.topic, self.who, self.period, None, margins=(Space.L, 0, Space.L, 0))
        return panel("surface", inside, Height.FILTERS)

    def _offer(self, authors: tuple[tuple[int, str], ...]) -> None:
        choices: list[tuple[int | None, str]] = [(None, "Tous les auteurs"), (0, "Le programme")]
        self.who.set_choices([*choices, *authors], self.who.value)

    def _ask(self) -> None:
        wanted = HistoryFilter(topic=self.topic.value, agent_id=self.who.value)
        if self.period.value is not None:
            today = local(self.tasks.database.clock()).date()
            wanted = replace(wanted, since=today - timedelta(days=self.period.value))
        self._filter = wanted
        self.model.restart()

    def _fetch(self, ask: Ask[HistoryRow]) -> None:
        wanted, after = self._filter, ask.after
        key = (int(after[0]),) if after else None
        self.tasks.latest(
            self,
            "page",
            lambda work: queries.page(work, wanted, key, ask.size),
            then=ask.answer,
            failed=ask.give_up,
        )

    def _on_loaded(self) -> None:
        any_row = self.model.rowCount() > 0
        reveal(self.table, any_row)
        reveal(self.empty, not any_row)
        if not any_row:
            filtered = self._filter != HistoryFilter()
            self.empty.show_words(
                "Rien ne répond à ce filtre." if filtered else "Rien n'a encore été fait ici.",
                action="Réinitialiser les filtres" if filtered else "",
            )
