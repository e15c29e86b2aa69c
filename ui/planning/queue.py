"""A head opened: how full the slot is, and who waits for a place in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from backoffice.kernel.calendar import local
from backoffice.planning.grid import Head
from backoffice.planning.queries import Waiting
from ui.kit.buttons import IconButton
from ui.kit.french import plural
from ui.kit.layout import clear, column, label, line, reveal, row, rule, scrolled
from ui.kit.pieces import DayPlaces, Places
from ui.kit.popover import Popover
from ui.kit.tokens import Height, Space, Type

WIDE, SHOWN = 380, 8
Raise = Callable[[Waiting, int], object]


class QueuePopover(Popover):
    """Places, then the waiting list in its order; who may edit it moves a child up in it."""

    def __init__(self, page: QWidget) -> None:
        self._name = line("", Type.STRONG)
        self._about = label("", Type.SMALL, "soft", wrap=True)
        self._bar = DayPlaces()
        self._title = label("", Type.CAPTION, "faint")
        self._lines = column(gap=0)
        held = QWidget()
        held.setLayout(self._lines)
        self._list = scrolled(held)
        inside = column(
            self._name, self._about, self._bar, rule(), self._title, self._list,
            gap=Space.S, margins=(Space.L, Space.M, Space.L, Space.M),
        )  # fmt: skip
        super().__init__(inside, page, "Places et liste d’attente")
        self.setObjectName("popover")

    def tell(self, head: Head, waiting: Sequence[Waiting], move: Raise | None) -> None:
        self._name.say(head.activity)
        told = head.said.removeprefix(f"{head.activity}, ")
        self._about.say(told[:1].upper() + told[1:])
        weeks = (
            ()
            if head.capacity is None
            else (("Places prises", (Places(f"{head.day:%d/%m}", head.taken, head.capacity),)),)
        )
        self._bar.show_weeks(weeks)
        reveal(self._bar, bool(weeks))
        count = plural(len(waiting), "enfant attend une place", "enfants attendent une place")
        self._title.say(count if waiting else "Personne n’attend une place.")
        clear(self._lines)
        for one in waiting:
            self._lines.addWidget(self._line(one, move))
        self._list.setFixedHeight(max(1, Height.CONTROL * min(SHOWN, len(waiting))))
        reveal(self._list, bool(waiting))

    def open_by(self, head: QRect) -> None:
        self.open_at(head, wide=WIDE, focus=self)

    @staticmethod
    def _line(one: Waiting, move: Raise | None) -> QWidget:
        made = QWidget()
        made.setFixedHeight(Height.CONTROL)
        name = line(one.child, Type.BODY, typed=True)
        since = label(f"depuis le {local(one.queued_at):%d/%m %H:%M}", Type.SMALL, "faint")
        items: list[QWidget | None] = [label(f"{one.rank}.", Type.SMALL, "soft"), name, since]
        if move is not None and one.rank > 1:
            up = IconButton("arrow-up", f"Faire passer {one.child} avant", small=True)
            up.setObjectName(f"raise_{one.reservation_id}")
            up.clicked.connect(lambda: move(one, one.rank - 1))
            items.append(up)
        laid = row(*items, gap=Space.S)
        laid.setStretchFactor(name, 1)
        made.setLayout(laid)
        return made
