"""What this family asked, answered or not: each line leads to the inbox."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from backoffice.inbox import queries
from backoffice.inbox.reading import InboxFilter, InboxRow, State
from backoffice.kernel.calendar import local
from backoffice.kernel.text import reference
from ui import labels
from ui.kit.feedback import Empty
from ui.kit.pagedmodel import ROW_ROLE, Ask, Column, PagedModel
from ui.kit.screen import Screen
from ui.kit.tables import Table

SHARES = (17, 16, 29, 19, 19)


def status(one: InboxRow) -> str:
    """In one word if all its requests are at one point, else how many are at each."""
    at = one.statuses
    if len(at) == 1:
        return labels.REQUEST_STATUS[at[0][0]]
    return ", ".join(f"{count} {labels.REQUEST_STATUS[found].lower()}" for found, count in at)


def about(one: InboxRow) -> str:
    return " · ".join(part for part in (one.child, one.activity) if part)


def numbers(one: InboxRow) -> str:
    first = f"n° {reference(one.reference)}"
    more = len(one.asked) - 1
    return f"{first} +{more}" if more else first


COLUMNS: tuple[Column[InboxRow], ...] = (
    Column("Envoyée le", lambda one: f"{local(one.submitted_at):%d/%m/%Y}"),
    Column("Demande", numbers),
    Column("Nature", lambda one: labels.KIND.get(one.kind, one.kind)),
    Column("Concerne", about),
    Column("État", status),
)


class RequestsPage(QStackedWidget):
    """Those that wait first, then the latest."""

    opened = Signal(int)  # a request's number
    counted = Signal(int)  # how many wait

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.setObjectName("family_requests")
        self._screen = screen
        self._family: int | None = None
        self._rows: Sequence[InboxRow] = ()
        self.model: PagedModel[InboxRow] = PagedModel(COLUMNS, self._ask, self)
        self.table = Table(self.model, "Demandes de la famille", SHARES)
        self.table.setObjectName("family_requests_table")
        self.empty = Empty("Aucune demande de cette famille.", icon="inbox")
        self.addWidget(self.table)
        self.addWidget(self.empty)
        self.table.opened.connect(self._open)
        self.model.loaded.connect(self._on_loaded)

    def show_family(self, family_id: int) -> None:
        if family_id != self._family:
            self._family = family_id
            self.model.restart()
        else:
            self.model.refresh()

    def _ask(self, ask: Ask[InboxRow]) -> None:
        wanted = InboxFilter(state=State.ALL, family_id=self._family)
        self._screen.tasks.latest(
            self,
            "requests",
            lambda work: queries.page(work, wanted, ask.after, ask.size),
            then=ask.answer,
            failed=ask.give_up,
        )

    def _on_loaded(self) -> None:
        any_row = self.model.rowCount() > 0
        self.setCurrentWidget(self.table if any_row else self.empty)
        if any_row and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.counted.emit(sum(one.pending for one in self.model.rows()))

    def _open(self, index: object) -> None:
        one: InboxRow | None = self.table.currentIndex().data(ROW_ROLE)
        if one is not None:
            self.opened.emit(one.reference)
