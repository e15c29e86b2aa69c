"""« Anomalies » : what the portal wrote and nobody could understand, until someone sees to it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.inbox import anomalies
from backoffice.inbox.anomalies import AnomalyRow
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui.anomalies import words
from ui.anomalies.detail import AnomalyDetail
from ui.kit.actions import Scope, action
from ui.kit.buttons import Look
from ui.kit.choices import Segments
from ui.kit.feedback import Arrivals, Empty
from ui.kit.layout import column, label, panel, row
from ui.kit.navigator import Navigator
from ui.kit.pagedmodel import ROW_ROLE, Ask, PagedModel
from ui.kit.screen import Screen
from ui.kit.tables import Table
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type

WAITING, ALL = "À voir", "Toutes"


class AnomaliesView(Screen):
    topics: ClassVar[frozenset[Topic]] = frozenset({Topic.ANOMALIES})
    title: ClassVar[str] = "Anomalies"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("anomalies")
        self.navigator = navigator
        self.model: PagedModel[AnomalyRow] = PagedModel(words.COLUMNS, self._fetch, self, hold=True)
        self.table = Table(self.model, "Anomalies du portail", words.SHARES)
        self.table.setObjectName("anomalies_table")
        self.filter = Segments([WAITING, ALL], 0, "Anomalies montrées")
        self.filter.setObjectName("anomalies_filter")
        self.arrivals = Arrivals("nouvelle anomalie", "nouvelles anomalies")
        self.empty, self.detail = Empty(icon="check"), AnomalyDetail()
        self._build()
        self.letters_act_on(self.table)
        self.filter.chosen.connect(lambda _at: self._on_filter())
        self.table.opened.connect(lambda _index: self.open_request())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._on_current())
        self.model.loaded.connect(self._on_loaded)
        self.model.arrived.connect(self.arrivals.show_count)
        self.arrivals.clicked.connect(self.model.show_arrivals)
        self.empty.acted.connect(self._on_empty)
        self._on_current()

    def _build(self) -> None:
        head = row(
            label("Anomalies", Type.HEADING), Space.M, self.filter, None,
            margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        bar = row(*self.buttons("open_request", "handle"), None, margins=(Space.L, 0, Space.L, 0))
        whole = column(
            panel("header", head, Height.HEADER),
            row(self.banner, margins=(Space.L, 0, Space.L, 0)),
            self.arrivals, self._pages, self.detail, panel("bar", bar, Height.BAR), gap=0,
        )  # fmt: skip
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)

    def panes(self) -> list[QWidget]:
        return [self.table, self.filter.part(self.filter.current)]

    # --- reading ----------------------------------------------------------------------------------

    def reload(self) -> None:
        self.model.refresh()

    def _fetch(self, ask: Ask[AnomalyRow]) -> None:
        handled = False if self.filter.current == 0 else None
        before = ask.after[0] if ask.after else None
        self.tasks.read(
            self,
            lambda work: anomalies.page(work, handled=handled, before=before, limit=ask.size),
            then=ask.answer,
            failed=lambda: self._failed(ask),
        )

    def _failed(self, ask: Ask[AnomalyRow]) -> None:
        ask.give_up()
        if not self.model.rowCount():
            self._show_empty(
                "Les anomalies n’ont pas pu être lues.", "Rien n’a été changé.", "Réessayer"
            )

    def _on_filter(self) -> None:
        self.banner.clear()
        self.model.restart()

    def _on_loaded(self) -> None:
        if self.model.rowCount():
            self._pages.setCurrentWidget(self.table)
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)
        elif self.filter.current == 0:
            self._show_empty(
                "Aucune anomalie à voir.",
                "Tout ce que le portail a écrit a été compris, ou déjà traité.",
                "Voir toutes les anomalies",
            )
        else:
            self._show_empty("Aucune anomalie.", "Tout ce que le portail a écrit a été compris.")
        self._on_current()

    def _show_empty(self, said: str, hint: str, then: str = "") -> None:
        self.empty.show_words(said, hint, then)
        self._pages.setCurrentWidget(self.empty)

    def _on_empty(self) -> None:
        if self.model.complete and self.filter.current == 0:
            self.filter.choose(1)
        else:
            self.model.restart()

    # --- one of them ------------------------------------------------------------------------------

    def current(self) -> AnomalyRow | None:
        found: AnomalyRow | None = self.table.currentIndex().data(ROW_ROLE)
        return found if self.model.rowCount() else None

    def _on_current(self) -> None:
        found = self.current()
        self.detail.show_row(found)
        self.enable("handle", found is not None and found.handled_at is None)
        self.enable("open_request", found is not None and found.request_id is not None)

    @action(
        "Ouvrir la demande",
        shortcut=("Return", "Enter"),
        icon="external",
        look=Look.PRIMARY,
        scope=Scope.FOCUS,
    )
    def open_request(self) -> None:
        found = self.current()
        if found is not None and found.request_id is not None:
            self.navigator.open_request(found.request_id)

    @action(
        "Marquer comme traitée", shortcut="T", icon="check", permission=Permission.ANOMALY_HANDLE
    )
    def handle(self) -> None:
        found = self.current()
        if found is None or found.handled_at is not None:
            return
        self.enable("handle", False)
        self.tasks.run(self, lambda work: anomalies.handle(work, found.id), failed=self._on_current)
