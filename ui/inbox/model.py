"""The lines on screen, with what is known of each besides: its advice, its tick."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from backoffice.inbox.reading import InboxRow
from ui.inbox import words
from ui.kit.pagedmodel import Ask, Column, Index, PagedModel

ADVICE_ROLE = Qt.ItemDataRole.UserRole + 2
TICK_ROLE = Qt.ItemDataRole.UserRole + 3

_EVERY = sys.maxsize
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class RequestModel(PagedModel[InboxRow]):
    """Ticks are kept by line, not by row: they survive whatever arrives or leaves.

    « All » is a token, never a list of rows: everything that answers to the filter up to a bound,
    but for the lines unticked since.
    """

    ticked = Signal()

    def __init__(
        self, fetch: Callable[[Ask[InboxRow]], None], parent: QObject | None = None
    ) -> None:
        line: Column[InboxRow] = Column("Demande", words.who, said=self._said)
        super().__init__((line,), fetch, parent, hold=True)
        self.now = _LONG_AGO
        self._advice: dict[int, str] = {}
        self._fresh: set[int] = set()
        self._ticks: set[int] = set()
        self._unticked: set[int] = set()
        self._all = False
        self._up_to = _EVERY

    # --- advice ---------------------------------------------------------------------------------

    def advice(self, row_id: int) -> str:
        return self._advice.get(row_id, "")

    def stale(self, first: int, count: int) -> list[int]:
        """Of these rows, those whose advice is not known, or may have changed."""
        shown = self.rows()[first : first + count]
        return [row.id for row in shown if row.pending and row.seen and row.id not in self._fresh]

    def doubt_advice(self) -> None:
        """Something moved: what was advised is shown until it has been asked again."""
        self._fresh.clear()

    def show_advice(self, asked: Iterable[int], found: Mapping[int, str]) -> None:
        for row_id in asked:
            self._fresh.add(row_id)
            if self._advice.get(row_id) != found.get(row_id, ""):
                self._advice[row_id] = found.get(row_id, "")
                self._touch(row_id)

    # --- ticks ----------------------------------------------------------------------------------

    @property
    def all_ticked(self) -> bool:
        return self._all

    @property
    def any_ticked(self) -> bool:
        return self._all or bool(self._ticks)

    def is_ticked(self, row_id: int) -> bool:
        if self._all:
            return row_id <= self._up_to and row_id not in self._unticked
        return row_id in self._ticks

    def ticks(self) -> tuple[int, ...]:
        return tuple(sorted(self._ticks))

    def unticked(self) -> tuple[int, ...]:
        """The exceptions to « all »."""
        return tuple(sorted(self._unticked))

    def tick(self, row_ids: Iterable[int], *, on: bool) -> None:
        for row_id in row_ids:
            kept = self._unticked if self._all else self._ticks
            (kept.discard if on is self._all else kept.add)(row_id)
            self._touch(row_id)
        self.ticked.emit()

    def tick_all(self, up_to: int = 0) -> None:
        """Everything that answers to the filter; lines that came after `up_to` are not meant."""
        self._up_to = up_to or _EVERY
        self._all, self._ticks, self._unticked = True, set(), set()
        self._touch_every()

    def untick_all(self) -> None:
        self._all, self._ticks, self._unticked = False, set(), set()
        self._touch_every()

    def ticked_rows(self) -> list[InboxRow]:
        """The ticked lines that are loaded, as they are shown."""
        return [row for row in self.rows() if self.is_ticked(row.id)]

    def _touch(self, row_id: int) -> None:
        at = self.index_of(row_id)
        if at.isValid():
            self.dataChanged.emit(at, at)

    def _touch_every(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))
        self.ticked.emit()

    # --- what the view asks -----------------------------------------------------------------------

    def _said(self, row: InboxRow) -> str:
        ticked = "cochée, " if self.is_ticked(row.id) else ""
        return ticked + words.said(row, self.advice(row.id), self.now)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (ADVICE_ROLE, TICK_ROLE) and (row := self.row_at(index)) is not None:
            return self.advice(row.id) if role == ADVICE_ROLE else self.is_ticked(row.id)
        return super().data(index, role)
