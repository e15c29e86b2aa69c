"""Enrolling a child from its planning, and ending an enrolment earlier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from backoffice.database.work import Work
from backoffice.inbox.services.at_counter import end_enrolment
from backoffice.kernel.calendar import school_year, short_day, weekday_name
from backoffice.planning import services
from backoffice.planning.queries import EnrolmentLine, SlotStory
from backoffice.planning.services import Shortened
from ui.kit.controls import Tag
from ui.kit.forms import DateField, Field, settled
from ui.kit.french import clean, plural
from ui.kit.layout import column, label, reveal, row
from ui.kit.sheet import Sheet
from ui.kit.tasks import Tasks
from ui.kit.textarea import TextArea
from ui.kit.tokens import Space, Type

ALL = (1, 2, 3, 4, 5, 6, 7)


class Weekdays(QWidget):
    """The days of the week, each on or off."""

    def __init__(self, offered: tuple[int, ...], chosen: tuple[int, ...]) -> None:
        super().__init__()
        self._tags: dict[int, Tag] = {}
        for day in offered:
            name = weekday_name(day).capitalize()
            tag = Tag(f"{name[:3]}.", name)
            tag.setObjectName(f"weekday_{day}")
            tag.setCheckable(True)
            tag.setChecked(day in chosen)
            self._tags[day] = tag
        self.setLayout(row(*self._tags.values(), None, gap=Space.XS))

    def on_change(self, call: Callable[[], object]) -> None:
        for tag in self._tags.values():
            tag.toggled.connect(lambda _on: call())

    @property
    def chosen(self) -> list[int]:
        return [day for day, tag in self._tags.items() if tag.isChecked()]


class EnrolSheet(Sheet):
    """A child who is not enrolled that day."""

    def __init__(
        self,
        parent: QWidget,
        tasks: Tasks,
        story: SlotStory,
        today: date,
        then: Callable[[str], object],
    ) -> None:
        super().__init__(
            parent,
            f"Inscrire {clean(story.child)}",
            "Inscrire",
            about=f"{story.activity}, {story.facility}",
            stays=True,
            name="enrol_sheet",
        )
        self._tasks, self._about_slot, self._then = tasks, story, then
        self.first = DateField("Du", lambda: today, story.day, required=True)
        self.last = DateField("Au", lambda: today, school_year(story.day)[1], required=True)
        self.first.setObjectName("enrol_from")
        self.last.setObjectName("enrol_to")
        self.weekdays = Weekdays(ALL, ALL)
        self.body.addLayout(
            row(
                Field("Premier jour", self.first),
                Field("Dernier jour", self.last),
                None,
                gap=Space.L,
            )
        )
        self.body.addLayout(column(label("Jours", Type.SMALL, "soft"), self.weekdays, gap=Space.XS))
        self.accepted.connect(self._do)

    def _do(self) -> None:
        if not settled(self.first, self.last):
            self.set_busy(False)
            return
        story, first, last, days = (
            self._about_slot,
            self.first.value,
            self.last.value,
            self.weekdays.chosen,
        )

        def enrol(work: Work) -> int:
            return services.enrol(work, story.child_id, story.activity_id, first, last, days)

        self._tasks.run(
            self,
            enrol,
            then=self._done,
            failed=lambda: self.set_busy(False),
            on_refused=self.complain,
        )

    def _done(self, _enrolment_id: int) -> None:
        self.close_sheet()
        self._then(f"{self._about_slot.child} inscrit(e)")


class ShortenSheet(Sheet):
    """An enrolment that ends earlier, or on fewer days: what it cancels is shown first."""

    def __init__(
        self,
        parent: QWidget,
        tasks: Tasks,
        story: SlotStory,
        line: EnrolmentLine,
        today: date,
        then: Callable[[str], object],
    ) -> None:
        period = f"du {short_day(line.starts_on)} au {short_day(line.ends_on)}"
        super().__init__(
            parent,
            f"Inscription de {clean(story.child)}",
            "Raccourcir l’inscription",
            about=f"{story.activity}, {story.facility}, {period}",
            stays=True,
            name="shorten_sheet",
        )
        self._tasks, self._line, self._then, self._asked = tasks, line, then, 0
        self.last = DateField("Dernier jour", lambda: today, line.ends_on, required=True)
        self.last.setObjectName("shorten_to")
        self.weekdays = Weekdays(line.weekdays, line.weekdays)
        self.message = TextArea("Message à la famille", lines=3)
        self.message.setObjectName("shorten_message")
        self._consequence = label("Rien ne change encore.", Type.BODY, wrap=True)
        self._told = QWidget()
        words = label("Message à la famille, qui le lira avec l’annulation", Type.SMALL, "soft")
        self._told.setLayout(column(words, self.message, gap=Space.XS))
        self.body.addLayout(row(Field("Dernier jour", self.last), None))
        self.body.addLayout(column(label("Jours", Type.SMALL, "soft"), self.weekdays, gap=Space.XS))
        self.body.addWidget(self._consequence)
        self.body.addWidget(self._told)
        self._told.hide()
        self.set_ready(False)
        self.last.changed.connect(lambda _day: self._preview())
        self.weekdays.on_change(self._preview)
        self.message.edited.connect(lambda _words: self._weigh())
        self.accepted.connect(self._do)
        self._cancels = 0

    @property
    def consequence(self) -> str:
        """What the preview says."""
        return self._consequence.text()

    def _changed(self) -> bool:
        line = self._line
        return bool(self.last.value) and (
            self.last.value != line.ends_on or tuple(self.weekdays.chosen) != line.weekdays
        )

    def _preview(self) -> None:
        self._asked += 1
        asked = self._asked
        if self._changed():
            self._call(lambda result: self._show(result, asked), dry_run=True)
        else:
            self.set_ready(False)

    def _show(self, result: Shortened, asked: int) -> None:
        if asked != self._asked:
            return  # something was changed since
        self._cancels = len(result.cancelled)
        self.banner.clear()
        self._consequence.say(result.sentence)
        reveal(self._told, self._cancels > 0)
        self._weigh()
        self.place()

    def _weigh(self) -> None:
        self.set_ready(self._changed() and (not self._cancels or bool(self.message.value)))

    def _call(self, then: Callable[[Shortened], object], *, dry_run: bool) -> None:
        line, last, days, words = (
            self._line,
            self.last.value,
            self.weekdays.chosen,
            self.message.value,
        )

        def shorten(work: Work) -> Shortened:
            return end_enrolment(
                work, line.id, line.version, last, words, weekdays=days, dry_run=dry_run
            )

        self._tasks.run(
            self,
            shorten,
            then=then,
            failed=lambda: self.set_busy(False),
            on_refused=self._on_refused,
        )

    def _on_refused(self, words: str) -> None:
        self.complain(words)
        self.set_ready(False)

    def _do(self) -> None:
        self._call(self._done, dry_run=False)

    def _done(self, result: Shortened) -> None:
        self.close_sheet()
        count = plural(len(result.cancelled), "réservation annulée", "réservations annulées")
        self._then(f"Inscription raccourcie, {count}")
