"""A cell opened: how the slot came to be so, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from backoffice.kernel.calendar import local, long_day
from backoffice.planning.grid import label as status_label
from backoffice.planning.queries import SlotStory
from backoffice.planning.slots import SlotStatus
from ui.kit.buttons import Button, Look
from ui.kit.layout import clear, column, label, line, reveal, row, rule, scrolled
from ui.kit.pieces import Badge, Moment, Timeline
from ui.kit.popover import Popover
from ui.kit.tokens import Space, Status, Type
from ui.planning.faces import CELLS

WIDE, TALLEST = 412, 190


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to press in the popover."""

    name: str
    words: str
    keys: str
    do: Callable[[], object]
    look: Look = Look.PLAIN


class StoryPopover(Popover):
    """Filled anew for each cell; Échap gives the grid back."""

    def __init__(self, page: QWidget) -> None:
        self._name = line("", Type.STRONG, typed=True)
        self._badge = Badge(Status.FREE, "Non réservé")
        self._about = label("", Type.SMALL, "soft", wrap=True)
        self._timeline = Timeline()
        self._timeline.WIDE = WIDE - 2 * Space.L - 14
        self._none = label("Rien n’a encore été demandé pour ce créneau.", Type.SMALL, "faint")
        self._past = scrolled(self._timeline)
        self._first, self._second = row(gap=Space.S), row(gap=Space.XS)
        self._rule = rule()
        head = row(self._name, self._badge, gap=Space.M)
        head.setStretch(0, 1)
        inside = column(
            head, self._about, rule(), self._past, self._none, self._rule,
            self._first, self._second, gap=Space.S,
            margins=(Space.L, Space.M, Space.L, Space.M),
        )  # fmt: skip
        super().__init__(inside, page, "Histoire du créneau")
        self.setObjectName("popover")
        self.offers: dict[str, Button] = {}

    def tell(self, story: SlotStory, acts: Sequence[Offer], doors: Sequence[Offer]) -> None:
        self._name.say(story.child)
        self._show_status(story.status)
        hours = f"{story.starts_at:%H:%M} – {story.ends_at:%H:%M}"
        places = "" if story.capacity is None else f"{story.taken}/{story.capacity}\u00a0places"
        parts = (story.activity, long_day(story.day), hours, places)
        self._about.say(", ".join(part for part in parts if part))
        self._timeline.show_moments(
            [
                Moment(f"{local(one.at):%d/%m %H:%M}", one.label, one.who, one.words)
                for one in story.events
            ]
        )
        high = self._timeline.heightForWidth(WIDE - 2 * Space.L - 14)
        self._past.setFixedHeight(max(1, min(TALLEST, high)))
        reveal(self._past, bool(story.events))
        reveal(self._none, not story.events)
        reveal(self._rule, bool(acts or doors))
        self.offers = {}
        clear(self._first)
        clear(self._second)
        for offer in (*acts, *doors):
            self.offers[offer.name] = _button(offer)
        wide = sum(button.sizeHint().width() + Space.S for button in self.offers.values())
        below = self._second if wide > WIDE - 2 * Space.L else self._first
        for offer in acts:
            self._first.addWidget(self.offers[offer.name])
        for offer in doors:
            below.addWidget(self.offers[offer.name])
        for line_ in (self._first, self._second):
            line_.addStretch(1)

    def open_by(self, cell: QRect) -> None:
        self.open_at(cell, wide=WIDE, focus=self)

    def _show_status(self, status: SlotStatus | None) -> None:
        face = CELLS[status or SlotStatus.FREE]
        self._badge.show_status(face.ink, status_label(status), face.symbol)


def _button(offer: Offer) -> Button:
    made = Button(offer.words, offer.keys, look=offer.look, name=f"story_{offer.name}")
    made.clicked.connect(offer.do)
    return made
