"""A short list read whole, in the shape a table asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.database.work import Work
from backoffice.kernel.calendar import local_day
from ui.kit.feedback import Empty
from ui.kit.layout import column, label, row
from ui.kit.pagedmodel import ROW_ROLE, Ask, Column, PagedModel
from ui.kit.screen import Screen
from ui.kit.tables import Table
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space

R = TypeVar("R")
READ_ONLY = "Lecture seule : un administrateur peut changer ces réglages."


@dataclass(frozen=True, slots=True)
class Numbered(Generic[R]):
    """A row and its place in the list."""

    id: int
    key: tuple[int, ...]
    row: R


def shown(
    title: str, text: Callable[[Any], str], *, figures: bool = False
) -> Column[Numbered[Any]]:
    """Figures go to the right."""
    side = Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft
    return Column(title, lambda one: text(one.row), side)


class ListPage(Screen, Generic[R]):
    """One page of the settings: what it is about, a table, what can be done with a row."""

    name = ""
    about = ""
    nothing = "Rien ici pour l’instant."
    columns: tuple[Column[Numbered[Any]], ...] = ()
    shares: tuple[float, ...] = ()
    offers: tuple[str, ...] = ()  # the actions that have a button, in order
    opens = ""  # the action of Entrée and of a double click

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName(f"settings_{self.name}")
        self._rows: list[Numbered[R]] = []
        self.model: PagedModel[Numbered[R]] = PagedModel(self.columns, self._fetch, self)
        self.table = Table(self.model, self.title, self.shares)
        self.table.setObjectName(f"{self.name}_table")
        self.empty = Empty(self.nothing, icon="sliders")
        self._build()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.follow())
        self.table.opened.connect(lambda _index: self._open())
        self.model.loaded.connect(self._on_loaded)
        self.letters_act_on(self.table)
        self.follow()

    def _build(self) -> None:
        buttons = self.buttons(*self.offers)
        said = label(self.about if buttons else f"{self.about} {READ_ONLY}", tone="soft", wrap=True)
        said.setObjectName(f"{self.name}_about")
        parts: list[Any] = [said, *([row(*buttons, None)] if buttons else [])]
        head = column(*parts, gap=Space.M, margins=(Space.L, Space.M, Space.L, Space.M))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        noted = row(self.banner, margins=(Space.L, 0, Space.L, 0))
        whole = column(head, noted, self._pages, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)

    def ask(self, work: Work) -> Sequence[R]:
        """What the page lists."""
        raise NotImplementedError

    def follow(self) -> None:
        """Enable what can be done with the current row."""

    def today(self) -> date:
        """In the town, by the clock of the base."""
        return local_day(self.tasks.database.clock())

    @property
    def current(self) -> R | None:
        found = self._current()
        return found.row if found else None

    def panes(self) -> list[QWidget]:
        return [self.table]

    def reload(self) -> None:
        self.model.refresh()

    def _current(self) -> Numbered[R] | None:
        found = self.table.currentIndex().data(ROW_ROLE)
        return found if isinstance(found, Numbered) else None

    def _open(self) -> None:
        if (wanted := self.command(self.opens)) is not None and wanted.isEnabled():
            wanted.trigger()

    def _fetch(self, ask: Ask[Numbered[R]]) -> None:
        if ask.after is not None:
            after = ask.after
            ask.answer([one for one in self._rows if one.key > after][: ask.size])
            return

        def take(rows: Sequence[R]) -> None:
            here = self._current()
            self._rows = [Numbered(_identity(one, at), (at,), one) for at, one in enumerate(rows)]
            ask.answer(self._rows[: ask.size])
            self._come_back(here)

        self.tasks.latest(self, "list", self.ask, then=take, failed=ask.give_up)

    def _come_back(self, here: Numbered[R] | None) -> None:
        """To the row one was on, wherever it has gone."""
        index = self.model.index_of(here.id) if here else None
        if index is not None and index.isValid():
            self.table.setCurrentIndex(index)

    def _on_loaded(self) -> None:
        any_row = self.model.rowCount() > 0
        self._pages.setCurrentWidget(self.table if any_row else self.empty)
        if any_row and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.follow()


def _identity(one: object, at: int) -> int:
    found = getattr(one, "id", None)
    return found if isinstance(found, int) else at
