"""The history of a dossier, field by field; and the notes agents leave each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.families import story
from backoffice.families.reading import HistoryLine, Note
from backoffice.kernel.calendar import local
from backoffice.kernel.permissions import Permission
from ui.families.blocks import Block, Blocks, Deed, nothing
from ui.kit.buttons import Button, Look
from ui.kit.feedback import Empty
from ui.kit.fieldlines import NOTHING
from ui.kit.layout import column, panel, reveal, row
from ui.kit.pagedmodel import ROW_ROLE, Ask, Column, PagedModel
from ui.kit.pieces import Moment, Timeline
from ui.kit.screen import Screen
from ui.kit.tables import Table
from ui.kit.tokens import Height, Space

SEE_HEALTH = "Afficher les données sanitaires ; c’est noté au journal"
SHARES = (17, 16, 17, 20, 15, 15)


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    key: tuple[int]
    line: HistoryLine


COLUMNS: tuple[Column[Row], ...] = (
    Column("Quand", lambda one: f"{local(one.line.at):%d/%m/%y %H:%M}"),
    Column("Qui", lambda one: one.line.who),
    Column("Sur", lambda one: one.line.about),
    Column("Champ", lambda one: one.line.label),
    Column("Avant", lambda one: one.line.before or NOTHING),
    Column("Après", lambda one: one.line.after or NOTHING),
)


class HistoryPage(QWidget):
    """The latest first; Entrée opens the request it came from, if any. Health is asked for."""

    opened = Signal(int)

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.setObjectName("family_history")
        self._screen = screen
        self._family: int | None = None
        self._health = False
        self.model: PagedModel[Row] = PagedModel(COLUMNS, self._ask, self)
        self.table = Table(self.model, "Historique du dossier", SHARES)
        self.table.setObjectName("family_history_table")
        self.empty = Empty("Rien n’a encore changé dans ce dossier.", icon="history")
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        self.see = Button(SEE_HEALTH, icon="eye", look=Look.QUIET, name="history_health")
        self.see.clicked.connect(self._ask_health)
        self._head = panel(
            "header", row(self.see, None, margins=(Space.M, 0, 0, 0)), Height.CONTROL + 8
        )
        whole = column(self._head, self.pages, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)
        self.table.opened.connect(lambda _index: self._open())
        self.model.loaded.connect(self._on_loaded)

    def show_family(self, family_id: int) -> None:
        if family_id != self._family:
            self._family, self._health = family_id, False
            self.model.restart()
        else:
            self.model.refresh()

    def _ask(self, ask: Ask[Row]) -> None:
        family_id, before = self._family or 0, int(ask.after[0]) if ask.after else None
        health = self._health

        def take(found: Sequence[HistoryLine]) -> None:
            ask.answer([Row(one.id, (one.id,), one) for one in found])

        self._screen.tasks.latest(
            self,
            "history",
            lambda work: story.history(work, family_id, before, ask.size, health=health),
            then=take,
            failed=ask.give_up,
        )

    def _ask_health(self) -> None:
        """Noted in the journal, then shown for as long as this dossier is."""
        if (family_id := self._family) is None:
            return

        def seen(_none: None) -> None:
            self._health = True
            self.model.restart()

        self._screen.tasks.run(self, lambda work: story.ask_health(work, family_id), then=seen)

    def _on_loaded(self) -> None:
        rows = self.model.rows()
        self.pages.setCurrentWidget(self.table if rows else self.empty)
        may = self._screen.tasks.agent.may(Permission.HEALTH_READ)
        reveal(self._head, may and not self._health and any(one.line.hidden for one in rows))
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    def _open(self) -> None:
        one: Row | None = self.table.currentIndex().data(ROW_ROLE)
        if one is not None and one.line.request_id is not None:
            self.opened.emit(one.line.request_id)


class NotesPage(Blocks):
    """The family never reads them."""

    def __init__(self, *deeds: Deed) -> None:
        super().__init__("family_notes")
        self._deeds = deeds

    def show_notes(self, notes: Sequence[Note]) -> None:
        moments = [
            Moment(f"{local(one.at):%d/%m/%Y}", "Note", one.who, one.words, internal=True)
            for one in notes
        ]
        shown = Timeline(moments) if moments else nothing("Aucune note.")
        about = "entre agents : la famille ne les lit jamais"
        self.show_blocks(Block("notes", "Notes internes", [shown], about=about, deeds=self._deeds))
