"""The families, as one looks for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from backoffice.database.work import Work
from backoffice.families import browsing
from backoffice.families.browsing import FamilyEntry
from ui.kit import paint, theme
from ui.kit.pagedmodel import ROW_ROLE, Ask, Column, Index, PagedModel
from ui.kit.tables import RowList, ground
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type


def said(one: FamilyEntry) -> str:
    children = ", ".join(one.children)
    return f"{one.label}, {children}" if children else one.label


class FamilyModel(PagedModel[FamilyEntry]):
    """All families page by page, or at once those that answer to `words`."""

    def __init__(self, tasks: Tasks, owner: QWidget) -> None:
        column: Column[FamilyEntry] = Column("Famille", lambda one: one.label, said=said)
        super().__init__((column,), self._ask, owner)
        self._tasks, self._owner = tasks, owner
        self._found: Sequence[FamilyEntry] = ()
        self.words = ""

    def look_for(self, words: str) -> None:
        self.words = words
        self.restart()

    def _ask(self, ask: Ask[FamilyEntry]) -> None:
        words, after = self.words, ask.after
        if words and after is not None:
            ask.answer([one for one in self._found if one.key > after][: ask.size])
            return

        def take(found: Sequence[FamilyEntry]) -> None:
            self._found = found if words else ()
            ask.answer(found[: ask.size])

        def read(work: Work) -> Sequence[FamilyEntry]:
            if words:
                return browsing.answering(work, words)
            start = (str(after[0]), int(after[1])) if after else None
            return browsing.page(work, start, ask.size)

        self._tasks.latest(self._owner, "list", read, then=take, failed=ask.give_up)


class FamilyRow(QStyledItemDelegate):
    """The name, and under it the children: what tells two families of one name apart."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(240, Height.HEADER)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one: FamilyEntry | None = index.data(ROW_ROLE)
        if one is None:
            return
        c, box = theme.colours(), QRectF(option.rect)
        painter.save()
        ground(painter, option, box)
        inside = box.adjusted(Space.L, 0, -Space.L, 0)
        first = QRectF(inside.left(), box.top() + 6, inside.width(), 20)
        paint.text(painter, first, one.label, Type.STRONG, c.text, typed=True)
        second = first.translated(0, 19)
        children = ", ".join(one.children) or "sans enfant"
        paint.text(painter, second, children, Type.SMALL, c.faint, typed=True)
        painter.restore()


class FamilyList(RowList):
    current_changed = Signal(object)  # FamilyEntry, or None

    def __init__(self, model: FamilyModel) -> None:
        super().__init__(model, FamilyRow(), "Familles")
        self.setObjectName("families_list")

    def current(self) -> FamilyEntry | None:
        found: FamilyEntry | None = self.currentIndex().data(ROW_ROLE)
        return found

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit(current.data(ROW_ROLE))
