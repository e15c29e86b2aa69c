"""A table model that reads its rows page by page, and stays calm when they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
PAGE = 100
ROW_ROLE = Qt.ItemDataRole.UserRole + 1


class Keyed(Protocol):
    """A row knows its identity and its place in the total order of the query."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> tuple[Any, ...]: ...


R = TypeVar("R", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Ask(Generic[R]):
    """One question to the database: `size` rows after `after`, and who wants the answer."""

    after: tuple[Any, ...] | None
    size: int
    answer: Callable[[Sequence[R]], None]
    give_up: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """`said` is what a screen reader is given; without it, the text."""

    title: str
    text: Callable[[R], str]
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    said: Callable[[R], str] | None = None


class PagedModel(QAbstractTableModel, Generic[R]):
    """`fetch(ask)` starts a read; the rows come back through `ask.answer`, on this thread.

    With `hold`, rows that arrive above those on screen are counted, not shown, until
    `show_arrivals()`: nothing shifts under the agent's eyes. Rows that vanish do go.
    """

    loaded = Signal()
    arrived = Signal(int)  # how many wait to be shown

    def __init__(
        self,
        columns: Sequence[Column[R]],
        fetch: Callable[[Ask[R]], None],
        parent: QObject | None = None,
        *,
        hold: bool = False,
    ) -> None:
        super().__init__(parent)
        self._columns, self._fetch, self._hold = columns, fetch, hold
        self._rows: list[R] = []
        self._more, self._busy, self._question, self._held = True, False, 0, 0

    # --- asking ---------------------------------------------------------------------------------

    def restart(self) -> None:
        """Ask another question: the filter changed. The old rows stay until the answer is here."""
        self._question += 1
        self._busy, asked = True, self._question
        self._say_held(0)
        self._fetch(
            Ask(None, PAGE, lambda rows: self._replace(asked, rows), lambda: self._forget(asked))
        )

    def refresh(self) -> None:
        """Ask the same question again: the data changed. Selection and scroll survive."""
        if self._rows:
            self._ask_again(hold=self._hold)
        else:
            self.restart()

    def show_arrivals(self) -> None:
        """Let in those who wait."""
        if self._rows:
            self._ask_again(hold=False)
        else:
            self.restart()

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and not self._busy

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return  # Qt's own model tester asks without checking first
        self._busy, asked = True, self._question
        after = self._rows[-1].key if self._rows else None
        self._fetch(
            Ask(after, PAGE, lambda rows: self._append(asked, rows), lambda: self._give_up(asked))
        )

    def _ask_again(self, *, hold: bool) -> None:
        self._question += 1
        self._busy, asked = True, self._question
        # One page more than is loaded: those who arrived must not push out those one looks at.
        size = len(self._rows) + PAGE
        self._fetch(
            Ask(
                None,
                size,
                lambda rows: self._merge(asked, size, rows, hold=hold),
                lambda: self._give_up(asked),
            )
        )

    # --- answers --------------------------------------------------------------------------------

    def _replace(self, asked: int, rows: Sequence[R]) -> None:
        if asked != self._question:
            return  # an answer nobody is waiting for any more
        self.beginResetModel()
        self._rows = list(rows)
        self._busy, self._more = False, len(rows) == PAGE
        self.endResetModel()
        self.loaded.emit()

    def _append(self, asked: int, rows: Sequence[R]) -> None:
        if asked != self._question:
            return
        known = {row.id for row in self._rows}
        fresh = [row for row in rows if row.id not in known]
        if fresh:
            first = len(self._rows)
            self.beginInsertRows(NOWHERE, first, first + len(fresh) - 1)
            self._rows.extend(fresh)
        # Only now: views ask for more from inside beginInsertRows.
        self._busy, self._more = False, len(rows) == PAGE
        if fresh:
            self.endInsertRows()
        self.loaded.emit()

    def _merge(self, asked: int, size: int, rows: Sequence[R], *, hold: bool) -> None:
        if asked != self._question:
            return
        wanted = _without_arrivals(self._rows, rows) if hold else list(rows)
        held = len(rows) - len(wanted)
        # No more than before, but never less than down to the last row one could see.
        known = {row.id for row in self._rows}
        seen = max((at + 1 for at, row in enumerate(wanted) if row.id in known), default=0)
        room = max(PAGE, len(self._rows), seen)
        more = len(rows) == size or len(wanted) > room
        del wanted[room:]
        # Stay busy while rows move: a view that asks for more in between would be answered twice.
        self._remove_all_but({row.id: row.key for row in wanted})
        self._insert_missing(wanted)
        self._busy, self._more = False, more
        self._say_held(held)
        self.loaded.emit()

    def _remove_all_but(self, kept: dict[int, tuple[Any, ...]]) -> None:
        """Row by row from the end, but each run of neighbours at once."""
        gone = [kept.get(row.id) != row.key for row in self._rows]
        last = len(self._rows) - 1
        while last >= 0:
            if not gone[last]:
                last -= 1
                continue
            first = last
            while first > 0 and gone[first - 1]:
                first -= 1
            self.beginRemoveRows(NOWHERE, first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
            last = first - 1

    def _insert_missing(self, wanted: Sequence[R]) -> None:
        present, at = {row.id for row in self._rows}, 0
        while at < len(wanted):
            if wanted[at].id in present:
                if self._rows[at] != wanted[at]:
                    self._rows[at] = wanted[at]
                    end = self.index(at, self.columnCount() - 1)
                    self.dataChanged.emit(self.index(at, 0), end)
                at += 1
                continue
            end_at = at
            while end_at + 1 < len(wanted) and wanted[end_at + 1].id not in present:
                end_at += 1
            self.beginInsertRows(NOWHERE, at, end_at)
            self._rows[at:at] = wanted[at : end_at + 1]
            self.endInsertRows()
            at = end_at + 1

    def _forget(self, asked: int) -> None:
        """The new question got no answer: rows of the old one would be a lie."""
        if asked != self._question:
            return
        self.beginResetModel()
        self._rows, self._more, self._busy = [], True, False
        self.endResetModel()

    def _give_up(self, asked: int) -> None:
        if asked == self._question:
            self._busy = False

    def _say_held(self, count: int) -> None:
        if count != self._held:
            self._held = count
            self.arrived.emit(count)

    # --- what views ask -------------------------------------------------------------------------

    @property
    def held(self) -> int:
        return self._held

    @property
    def busy(self) -> bool:
        return self._busy

    @property
    def complete(self) -> bool:
        """Every row of the answer is here."""
        return not self._more

    def rows(self) -> Sequence[R]:
        return tuple(self._rows)

    def row_at(self, index: Index) -> R | None:
        return self._rows[index.row()] if index.isValid() else None

    def index_of(self, row_id: int) -> QModelIndex:
        """Where that row is, if it is loaded."""
        found = (at for at, row in enumerate(self._rows) if row.id == row_id)
        at = next(found, -1)
        return self.index(at, 0) if at >= 0 else QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (column.said or column.text)(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._columns[section].align | Qt.AlignmentFlag.AlignVCenter
        return None


def _without_arrivals(shown: Sequence[R], fresh: Sequence[R]) -> list[R]:
    """Those already shown, and those that come after the last of them: these move nothing."""
    known = {row.id: row.key for row in shown}
    stays = [known.get(row.id) == row.key for row in fresh]
    if True not in stays:
        return list(fresh)
    last = len(stays) - 1 - stays[::-1].index(True)
    # A row that only changed place is no arrival: it goes to its new place.
    return [row for at, row in enumerate(fresh) if at > last or stays[at] or row.id in known]
