"""A short list read whole, in the shape a table asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from backoffice.database.work import Work
from ui.kit.feedback import Empty
from ui.kit.layout import column, reveal, row
from ui.kit.pagedmodel import ROW_ROLE, Ask, Column, PagedModel
from ui.kit.screen import Screen
from ui.kit.tables import Table
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Numbered(Generic[R]):
    """A row and its place in the list."""

    id: int
    key: tuple[int, ...]
    row: R


def shown(title: str, text: Callable[[Any], str]) -> Column[Numbered[Any]]:
    return Column(title, lambda one: text(one.row))


class ListPage(Screen, Generic[R]):
    """One page of the settings: a table, what can be done with a row, and nothing else."""

    name = ""
    nothing = "Rien ici pour l'instant."
    columns: tuple[Column[Numbered[Any]], ...] = ()
    shares: tuple[float, ...] = ()
    offers: tuple[str, ...] = ()  # the actions that have a button, in order

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName(f"settings_{self.name}")
        self._rows: list[Numbered[R]] = []
        self.model: PagedModel[Numbered[R]] = PagedModel(self.columns, self._fetch, self)
        self.table = Table(self.model, self.title, self.shares)
        self.table.setObjectName(f"{self.name}_table")
        self.empty = Empty(self.nothing, icon="sliders")
        bar = row(*self.buttons(*self.offers), None, margins=(Space.L, Space.M, Space.L, Space.M))
        self.setLayout(column(bar, self.banner, self.table, self.empty, gap=0))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.follow())
        self.model.loaded.connect(self._on_loaded)
        self.letters_act_on(self.table)
        self.follow()

    def ask(self, work: Work) -> Sequence[R]:
        """What the page lists."""
        raise NotImplementedError

    def follow(self) -> None:
        """Enable what can be done with the current row."""

    @property
    def current(self) -> R | None:
        found = self.table.currentIndex().data(ROW_ROLE)
        return found.row if isinstance(found, Numbered) else None

    def panes(self) -> list[QWidget]:
        return [self.table]

    def reload(self) -> None:
        self.model.refresh()

    def _fetch(self, ask: Ask[Numbered[R]]) -> None:
        if ask.after is not None:
            after = ask.after
            ask.answer([one for one in self._rows if one.key > after][: ask.size])
            return

        def take(rows: Sequence[R]) -> None:
            self._rows = [Numbered(_identity(one, at), (at,), one) for at, one in enumerate(rows)]
            ask.answer(self._rows[: ask.size])

        self.tasks.latest(self, "list", self.ask, then=take, failed=ask.give_up)

    def _on_loaded(self) -> None:
        any_row = self.model.rowCount() > 0
        reveal(self.table, any_row)
        reveal(self.empty, not any_row)
        if any_row and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.follow()


def _identity(one: object, at: int) -> int:
    found = getattr(one, "id", None)
    return found if isinstance(found, int) else at
