"""Beside what the family reads: what the service knows of the same thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from backoffice.families.queries import FamilyCard
from backoffice.inbox.reading import RequestSheet
from backoffice.kernel.calendar import local, long_day
from backoffice.planning.grid import label as status_label
from backoffice.planning.queries import SlotStory
from ui.kit.buttons import Button, Look
from ui.kit.layout import clear, column, label, panel, plain, reveal, row, rule, scrolled
from ui.kit.pieces import Moment, Timeline
from ui.kit.tokens import Space, Type

WIDE = 300
NOTHING = "Choisissez une demande ou un créneau : ce que le service en sait de plus s’affiche ici."


class Aside(QWidget):
    """Names of agents and rules, internal notes: what no view of the portal shows."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("portal_aside")
        self.setFixedWidth(WIDE)
        self._phones = plain("", Type.SMALL, "soft", wrap=True)
        self._title = label("", Type.STRONG, wrap=True)
        self._about = plain("", Type.BODY, "soft", wrap=True)
        self._past = Timeline()
        self._past.WIDE = WIDE - 2 * Space.L  # it asks for the height of its own width
        self._past.WHEN = 44  # the day is enough: names need the room
        self._doors = column(gap=Space.XS)
        self.doors: list[Button] = []
        inside = column(
            label("Côté service", Type.TITLE), self._phones, rule(), self._title, self._about,
            self._past, self._doors, None, gap=Space.S,
            margins=(Space.L, Space.L, Space.L, Space.L),
        )  # fmt: skip
        held = panel("surface", inside)
        self.setLayout(row(scrolled(held), gap=0))
        self.clear()

    def clear(self) -> None:
        self._tell("", NOTHING, (), ())

    def show_family(self, card: FamilyCard | None) -> None:
        """Who to call."""
        lines = []
        for one in card.guardians if card else ():
            name = " ".join(part for part in (one.civility, one.first_name, one.last_name) if part)
            phones = "  ".join(phone for phone in (one.mobile, one.phone) if phone)
            lines.append(f"{name}\n{phones}" if phones else name)
        self._phones.say("\n".join(lines))
        reveal(self._phones, bool(lines))

    def show_request(self, sheet: RequestSheet, status: str, go: Callable[[], object]) -> None:
        by = f"{status}, par {sheet.decided_by}" if sheet.decided_by else status
        moments = [
            Moment(
                f"{local(one.at):%d/%m}", one.label, one.who, one.words, one.kind.value == "note"
            )
            for one in sheet.history
        ]
        self._tell(
            f"Demande n° {sheet.request.reference}", by, moments, [("Ouvrir la demande", go)]
        )

    def show_slot(self, story: SlotStory, go: Callable[[], object]) -> None:
        places = "" if story.capacity is None else f", {story.taken}/{story.capacity} places prises"
        about = f"{status_label(story.status)}{places}"
        moments = [
            Moment(f"{local(one.at):%d/%m}", one.label, one.who, one.words) for one in story.events
        ]
        title = f"{story.activity}, {long_day(story.day)}"
        self._tell(title, about, moments, [("Ouvrir au planning", go)])

    def _tell(
        self,
        title: str,
        about: str,
        moments: Sequence[Moment],
        doors: Sequence[tuple[str, Callable[[], object]]],
    ) -> None:
        self._title.say(title)
        reveal(self._title, bool(title))
        self._about.say(about)
        self._past.show_moments(moments)
        clear(self._doors)
        self.doors = [self._door(words, go) for words, go in doors]
        for button in self.doors:
            self._doors.addLayout(row(button, None))

    @staticmethod
    def _door(words: str, go: Callable[[], object]) -> Button:
        made = Button(words, look=Look.PLAIN, name="portal_open")
        made.clicked.connect(go)
        return made
