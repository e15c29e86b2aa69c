"""How many places each activity has, one of its days, and how its absences count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from backoffice.activities import queries, services
from backoffice.activities.queries import ActivityLine
from backoffice.database.work import Work
from backoffice.inbox.services.places import Offered, set_capacity, set_day_capacity
from backoffice.kernel.calendar import long_day
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.planning.places import DayPlaces, PlacesChanged, day_places
from ui.kit.actions import action
from ui.kit.choices import TickBox
from ui.kit.forms import DateField, Field, NumberField, TextField, settled
from ui.kit.french import plural
from ui.kit.layout import label, reveal
from ui.kit.sheet import Sheet
from ui.kit.tokens import Type
from ui.settings.listing import ListPage, shown
from ui.settings.preview import PreviewSheet

P = Permission.ACTIVITY_EDIT
NO_LIMIT = "sans limite"


def places(count: int | None) -> str:
    return NO_LIMIT if count is None else str(count)


class PlacesPage(ListPage[ActivityLine]):
    topics = frozenset({Topic.ACTIVITIES, Topic.PLANNING})
    title = "Activités et places"
    name = "places"
    about = (
        "Les places de chaque activité, jour par jour si besoin, et ce que deviennent les absences."
    )
    nothing = "Aucune activité encore."
    columns = (
        shown("Activité", lambda one: one.label),
        shown("Établissement", lambda one: one.facility),
        shown("Places", lambda one: places(one.capacity), figures=True),
        shown(
            "Absence tardive", lambda one: "facturée" if one.late_absence_invoiced else "gratuite"
        ),
        shown("Place libérée", lambda one: "donnée aussitôt" if one.promotes_alone else "à donner"),
    )
    shares = (26, 30, 10, 17, 17)
    offers = ("change_places", "change_day", "change_rules")
    opens = "change_places"

    def ask(self, work: Work) -> Sequence[ActivityLine]:
        return queries.activities(work)

    def follow(self) -> None:
        found = self.current
        for name in self.offers:
            self.enable(name, found is not None)
        theirs = found is not None and self.tasks.agent.covers(found.facility_id)
        self.enable("change_day", theirs)

    @action("Places", shortcut="P", permission=P, icon="sliders")
    def change_places(self) -> None:
        if (found := self.current) is not None:
            PlacesSheet(self, found).open()

    @action("Places d’un jour", shortcut="J", permission=Permission.PLANNING_EDIT, icon="calendar")
    def change_day(self) -> None:
        if (found := self.current) is not None:
            DaySheet(self, found).open()

    @action("Absences et liste d’attente", shortcut="A", permission=P, icon="rule")
    def change_rules(self) -> None:
        if (found := self.current) is not None:
            AbsenceSheet(self, found).open()


class _CapacitySheet(PreviewSheet):
    """A number of places, and the reason of the dérogation once it turns out one is needed."""

    def __init__(self, page: PlacesPage, found: ActivityLine, title: str, name: str) -> None:
        super().__init__(
            page, page.tasks, title, "Enregistrer", name=name,
            about=f"{found.label}, {found.facility}",
        )  # fmt: skip
        self.page, self.found = page, found
        self.capacity = NumberField("Places", found.capacity, least=0, most=9999)
        self.capacity.setObjectName("capacity")
        self.reason = TextField("Motif de la dérogation", limit=400)
        self.reason.setObjectName("overbook_reason")
        self._why = Field(
            "Motif de la dérogation", self.reason, "Gardé avec votre nom, dans le journal."
        )
        reveal(self._why, False)
        for line in (self.capacity, self.reason):
            line.textEdited.connect(lambda _words: self.forget())

    @property
    def wanted(self) -> int | None:
        return None if self.capacity.value is None else int(self.capacity.value)

    @property
    def why(self) -> str:
        return str(self.reason.value or "")

    def said(self, result: Offered[PlacesChanged]) -> tuple[str, str]:
        return told(result), ""

    def done(self, result: Offered[PlacesChanged]) -> None:
        self.page.banner.info(told(result))

    def complain(self, words: str) -> None:
        if "dérogation" in words:
            reveal(self._why, True)
            self.reason.setFocus()
        super().complain(words)


def told(result: Offered[PlacesChanged]) -> str:
    """« Places changées sur 2 jours. 3 enfants de la liste d’attente ont obtenu une place. »."""
    days, over = result.change.slots, result.change.over
    verb = "à changer" if result.dry_run else "changées"
    more = f", {plural(over, 'place')} par dérogation" if over else ""
    return f"Places {verb} sur {plural(days, 'jour')}{more}. {result.sentence}".rstrip()


class PlacesSheet(_CapacitySheet):
    def __init__(self, page: PlacesPage, found: ActivityLine) -> None:
        super().__init__(page, found, "Places de l’activité", "places_form")
        hint = "Vide : sans limite. Les jours qui ont leur propre nombre de places le gardent."
        self.body.addWidget(Field("Places, chaque jour à venir", self.capacity, hint))
        self.body.addWidget(self._why)
        self.end()

    def read(self) -> bool:
        return settled(self.capacity, self.reason)

    def change(self, work: Work, *, dry_run: bool) -> Offered[PlacesChanged]:
        found = self.found
        return set_capacity(
            work, found.id, found.version, self.wanted, overbook_reason=self.why, dry_run=dry_run
        )


class DaySheet(_CapacitySheet):
    """The day is typed first: what it has now is then shown."""

    def __init__(self, page: PlacesPage, found: ActivityLine) -> None:
        super().__init__(page, found, "Places d’un jour", "day_places_form")
        self.day = DateField("Jour", page.today, required=True)
        self.day.setObjectName("day")
        self.now = label("Tapez le jour à changer.", Type.SMALL, "soft", wrap=True)
        self.now.setObjectName("day_now")
        self._known: DayPlaces | None = None
        self.body.addWidget(Field("Jour", self.day))
        self.body.addWidget(self.now)
        self.body.addWidget(Field("Places ce jour-là", self.capacity, "Vide : sans limite."))
        self.body.addWidget(self._why)
        self.end()
        self.day.changed.connect(lambda _day: self._look())
        self.set_ready(False)

    def _look(self) -> None:
        day: date | None = self.day.value
        self._known = None
        self.forget()
        self.set_ready(False)
        if day is None:
            self.now.say("Tapez le jour à changer.")
            return
        activity_id = self.found.id
        self.page.tasks.latest(
            self,
            "day",
            lambda work: day_places(work, activity_id, day),
            then=lambda found: self._show_day(day, found),
        )

    def _show_day(self, day: date, found: DayPlaces | None) -> None:
        self._known = found
        self.set_ready(found is not None)
        if found is None:
            self.now.say(f"L’activité n’a pas lieu le {long_day(day)}.")
        else:
            limit = NO_LIMIT if found.capacity is None else plural(found.capacity, "place")
            closed = f" Fermé : {found.closed_reason}." if found.closed_reason else ""
            self.now.say(f"Le {long_day(day)} : {limit}, {plural(found.taken, 'prise')}.{closed}")
            self.capacity.set_value(found.capacity)
        self.place()

    def read(self) -> bool:
        return self._known is not None and settled(self.day, self.capacity, self.reason)

    def change(self, work: Work, *, dry_run: bool) -> Offered[PlacesChanged]:
        known = self._known
        assert known is not None  # noqa: S101  `read` saw to it
        return set_day_capacity(
            work, known.slot_id, known.version, self.wanted, overbook_reason=self.why,
            dry_run=dry_run,
        )  # fmt: skip


class AbsenceSheet(Sheet):
    """What happens without an agent when a child does not come."""

    def __init__(self, page: PlacesPage, found: ActivityLine) -> None:
        super().__init__(
            page, "Absences et liste d’attente", "Enregistrer", stays=True, name="absence_form",
            about=f"{found.label}, {found.facility}",
        )  # fmt: skip
        self._page, self._found = page, found
        self.invoiced = TickBox(
            "Facturer les absences déclarées trop tard, et les enfants non venus",
            "Un motif justifié, comme une maladie, lève la facturation.",
            ticked=found.late_absence_invoiced,
        )
        self.promotes = TickBox(
            "Donner aussitôt une place libérée au premier de la liste d’attente",
            "Sinon, elle attend qu’un agent la donne.",
            ticked=found.promotes_alone,
        )
        parts: dict[str, QWidget] = {"invoiced": self.invoiced, "promotes": self.promotes}
        for name, box in parts.items():
            box.setObjectName(name)
            self.body.addWidget(box)
        self.accepted.connect(self._save)

    def _save(self) -> None:
        found = self._found
        told: dict[str, Any] = {
            "late_absence_invoiced": self.invoiced.isChecked(),
            "promotes_alone": self.promotes.isChecked(),
        }
        self._page.tasks.run(
            self,
            lambda work: services.set_absence_rules(work, found.id, found.version, **told),
            then=lambda _none: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )
