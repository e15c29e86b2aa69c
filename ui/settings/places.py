"""How many places each activity has, one of its days, and how its absences count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from backoffice.activities import queries, services
from backoffice.activities.queries import ActivityLine
from backoffice.database.work import Work
from backoffice.kernel.calendar import long_day
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.planning.places import (
    DayPlaces,
    PlacesChanged,
    day_places,
    set_capacity,
    set_day_capacity,
)
from ui.kit.actions import action
from ui.kit.choices import TickBox
from ui.kit.forms import DateField, Field, NumberField, TextField, settled
from ui.kit.french import plural
from ui.kit.layout import label, reveal
from ui.kit.sheet import Sheet
from ui.kit.tokens import Type
from ui.settings.listing import ListPage, shown

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


class _CapacitySheet(Sheet):
    """A number of places, and the reason of the dérogation once it turns out one is needed."""

    def __init__(self, page: PlacesPage, found: ActivityLine, title: str, name: str) -> None:
        super().__init__(
            page, title, "Enregistrer", stays=True, name=name,
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

    @property
    def wanted(self) -> int | None:
        return None if self.capacity.value is None else int(self.capacity.value)

    @property
    def why(self) -> str:
        return str(self.reason.value or "") if self.reason.settle() else ""

    def save(self, use_case: Callable[[Work], PlacesChanged]) -> None:
        self.page.tasks.run(
            self,
            use_case,
            then=self._done,
            on_refused=self._refused,
            failed=lambda: self.set_busy(False),
        )

    def _done(self, changed: PlacesChanged) -> None:
        self.close_sheet()
        over = f", {plural(changed.over, 'place')} par dérogation" if changed.over else ""
        self.page.banner.info(f"Places changées sur {plural(changed.slots, 'jour')}{over}.")

    def _refused(self, words: str) -> None:
        if "dérogation" in words:
            reveal(self._why, True)
            self.reason.setFocus()
        self.complain(words)


class PlacesSheet(_CapacitySheet):
    def __init__(self, page: PlacesPage, found: ActivityLine) -> None:
        super().__init__(page, found, "Places de l’activité", "places_form")
        hint = "Vide : sans limite. Les jours qui ont leur propre nombre de places le gardent."
        self.body.addWidget(Field("Places, chaque jour à venir", self.capacity, hint))
        self.body.addWidget(self._why)
        self.accepted.connect(self._save)

    def _save(self) -> None:
        if not settled(self.capacity):
            self.set_busy(False)
            return
        found, wanted, why = self.found, self.wanted, self.why
        self.save(
            lambda work: set_capacity(work, found.id, found.version, wanted, overbook_reason=why)
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
        self.day.changed.connect(lambda _day: self._look())
        self.accepted.connect(self._save)
        self.set_ready(False)

    def _look(self) -> None:
        day: date | None = self.day.value
        self._known = None
        self.set_ready(False)
        if day is None:
            self.now.say("Tapez le jour à changer.")
            return
        activity_id = self.found.id
        self.page.tasks.latest(
            self,
            "day",
            lambda work: day_places(work, activity_id, day),
            then=lambda found: self._show(day, found),
        )

    def _show(self, day: date, found: DayPlaces | None) -> None:
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

    def _save(self) -> None:
        known = self._known
        if known is None or not settled(self.day, self.capacity):
            self.set_busy(False)
            return
        wanted, why = self.wanted, self.why
        self.save(
            lambda work: set_day_capacity(
                work, known.slot_id, known.version, wanted, overbook_reason=why
            )
        )


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
