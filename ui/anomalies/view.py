"""Anomalies: what the portal wrote and nobody could understand, each with its cause."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from backoffice.inbox import anomalies
from backoffice.inbox.anomalies import AnomalyRow
from backoffice.kernel.calendar import local
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import reference
from backoffice.kernel.topics import Topic
from ui.kit.actions import action
from ui.kit.choices import Segments
from ui.kit.feedback import Empty
from ui.kit.layout import column, label, line, panel, plain, reveal, row, rule
from ui.kit.navigator import Navigator
from ui.kit.pagedmodel import ROW_ROLE, Ask, Column, PagedModel
from ui.kit.screen import Screen
from ui.kit.tables import Table
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type


class _Keyed:
    """The row, with the identity and the order a paged list asks for."""

    def __init__(self, row_: AnomalyRow) -> None:
        self.row, self.id, self.key = row_, row_.id, (row_.id,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.row == self.row

    def __hash__(self) -> int:
        return hash(self.row)


COLUMNS: tuple[Column[_Keyed], ...] = (
    Column("Reçue", lambda one: f"{local(one.row.at):%d/%m/%Y %H:%M}"),
    Column("Nature", lambda one: one.row.kind_label),
    Column(
        "Famille ou compte", lambda one: one.row.family or one.row.account or one.row.account_id
    ),
    Column("Cause", lambda one: one.row.cause),
)
SHARES = (13, 22, 20, 45)


class AnomaliesView(Screen):
    topics = frozenset({Topic.ANOMALIES})
    title = "Anomalies"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("anomalies")
        self._navigator = navigator
        self.model: PagedModel[_Keyed] = PagedModel(COLUMNS, self._fetch, self)
        self.table = Table(self.model, "Anomalies", SHARES)
        self.table.setObjectName("anomalies_table")
        self.which = Segments(["À voir", "Traitées"], 0, "Anomalies à voir ou traitées")
        self.empty = Empty(icon="check")
        self._cause = line("", Type.STRONG)
        self._told = plain("", Type.BODY, "soft", wrap=True)
        self._handled = label("", Type.SMALL, "faint")
        self._detail = self._build_detail()
        self.setLayout(
            column(self._header(), self.banner, self.table, self.empty, self._detail, gap=0)
        )
        self.which.chosen.connect(lambda _index: self.model.restart())
        self.model.loaded.connect(self._on_loaded)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self.table.opened.connect(lambda _index: self.open_request())
        self.letters_act_on(self.table)
        self._show_current()

    def panes(self) -> list[QWidget]:
        return [self.table]

    def reload(self) -> None:
        self.model.refresh()

    @action(
        "Marquer comme traitée", shortcut="T", permission=Permission.ANOMALY_HANDLE, icon="check"
    )
    def handle(self) -> None:
        if (row_ := self.current) is not None and row_.handled_at is None:
            self.tasks.run(self, lambda work: anomalies.handle(work, row_.id))

    @action("Ouvrir la demande", shortcut="O", icon="inbox")
    def open_request(self) -> None:
        if (row_ := self.current) is not None and row_.request_id is not None:
            self._navigator.open_request(row_.request_id)

    @property
    def current(self) -> AnomalyRow | None:
        found = self.table.currentIndex().data(ROW_ROLE)
        return found.row if isinstance(found, _Keyed) else None

    def _header(self) -> QWidget:
        about = "Ce que le portail a écrit et que personne n'a pu lire"
        words = row(
            label("Anomalies", Type.HEADING), label(about, Type.BODY, "faint"), None, self.which,
            gap=Space.M, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        return panel("header", words, Height.HEADER)

    def _build_detail(self) -> QWidget:
        words = column(self._cause, self._told, self._handled, gap=Space.XS)
        inside = column(
            rule(),
            row(words, *self.buttons("handle", "open_request"), margins=(Space.L, 12, Space.L, 12)),
            gap=0,
        )
        return panel("surface", inside)

    def _fetch(self, ask: Ask[_Keyed]) -> None:
        before = ask.after[0] if ask.after else None
        handled = self.which.current == 1
        self.tasks.latest(
            self,
            "anomalies",
            lambda work: anomalies.page(work, handled=handled, before=before, limit=ask.size),
            then=lambda rows: ask.answer([_Keyed(one) for one in rows]),
            failed=ask.give_up,
        )

    def _on_loaded(self) -> None:
        any_row = self.model.rowCount() > 0
        reveal(self.table, any_row)
        reveal(self.empty, not any_row)
        if not any_row:
            words = "Aucune anomalie traitée." if self.which.current else "Aucune anomalie à voir."
            self.empty.show_words(words, "Tout ce que le portail a écrit a été compris.")
        elif not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self._show_current()

    def _show_current(self) -> None:
        found = self.current
        reveal(self._detail, found is not None)
        self.enable("handle", found is not None and found.handled_at is None)
        self.enable("open_request", found is not None and found.request_id is not None)
        if found is None:
            return
        number = f" (demande n° {reference(found.request_id)})" if found.request_id else ""
        self._cause.say(f"{found.cause}{number}")
        told = f"La famille a lu : « {found.public_reason} »" if found.public_reason else ""
        self._told.say(told or "La famille n’en a rien su.")
        done = (
            f"Traitée par {found.handled_by} le {local(found.handled_at):%d/%m/%Y à %H:%M}"
            if found.handled_at
            else ""
        )
        self._handled.say(done)
        reveal(self._handled, bool(done))
