"""Until when families may ask: by activity and by kind of request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from backoffice.activities import queries, services
from backoffice.activities.schedule import Deadline, DeadlineForm
from backoffice.database.work import Work
from backoffice.kernel.calendar import weekday_name
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui import labels
from ui.kit.actions import action
from ui.kit.choices import Picker, TickBox
from ui.kit.forms import Field, NumberField, TimeField, settled
from ui.kit.layout import reveal
from ui.kit.sheet import Sheet
from ui.settings.listing import ListPage, shown

KINDS = ("reservation", "reservation_cancellation", "absence")
NONE = "jusqu’au début de l’activité"
FORMS: tuple[tuple[DeadlineForm | None, str], ...] = (
    (None, "Jusqu’au début de l’activité"),
    (DeadlineForm.DAYS_BEFORE, "Un nombre de jours avant, à une heure"),
    (DeadlineForm.WEEK_BEFORE, "Un jour de la semaine précédente, à une heure"),
    (DeadlineForm.HOURS_BEFORE, "Un nombre d’heures avant"),
)


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    activity_id: int
    activity: str
    kind: str
    deadline: Deadline | None


class DeadlinesPage(ListPage[DeadlineRow]):
    topics = frozenset({Topic.ACTIVITIES})
    title = "Délais"
    name = "deadlines"
    nothing = "Aucune activité encore."
    columns = (
        shown("Activité", lambda one: one.activity),
        shown("Demande", lambda one: labels.KIND[one.kind]),
        shown("Délai", lambda one: one.deadline.words if one.deadline else NONE),
    )
    shares = (40, 24, 36)
    offers = ("change",)

    def ask(self, work: Work) -> Sequence[DeadlineRow]:
        found: list[DeadlineRow] = []
        for one in queries.activities(work):
            known = queries.opening(work, one.id).deadlines
            name = f"{one.label} ({one.facility})"
            found += [DeadlineRow(one.id, name, kind, known.get(kind)) for kind in KINDS]
        return found

    def follow(self) -> None:
        self.enable("change", self.current is not None)

    @action("Changer le délai", shortcut="D", permission=Permission.ACTIVITY_EDIT, icon="clock")
    def change(self) -> None:
        if (found := self.current) is not None:
            DeadlineSheet(self, found).open()


class DeadlineSheet(Sheet):
    """One deadline, in one of the forms towns use."""

    def __init__(self, page: DeadlinesPage, found: DeadlineRow) -> None:
        super().__init__(
            page, f"Délai : {labels.KIND[found.kind]}", "Enregistrer", stays=True,
            about=found.activity, name="deadline_form",
        )  # fmt: skip
        self._page, self._found = page, found
        now = found.deadline or Deadline(DeadlineForm.DAYS_BEFORE, 2)
        self.form = Picker("Délai", FORMS, found.deadline.form if found.deadline else None)
        self.count = NumberField("Combien", now.count, least=0, most=365)
        self.weekday = Picker(
            "Jour", [(day, weekday_name(day)) for day in range(1, 8)], now.weekday
        )
        self.hour = TimeField("Heure", now.hour)
        self.working = TickBox("Compter en jours ouvrés", ticked=now.working_days)
        self._fields = {
            "count": Field("Combien", self.count),
            "weekday": Field("Jour", self.weekday),
            "hour": Field("À", self.hour),
        }
        self.body.addWidget(Field("Jusqu'à quand une famille peut demander", self.form))
        for field in self._fields.values():
            self.body.addWidget(field)
        self.body.addWidget(self.working)
        self.form.chosen.connect(lambda _form: self._follow())
        self.accepted.connect(self._save)
        self._follow()

    def _follow(self) -> None:
        form = self.form.value
        days, week = DeadlineForm.DAYS_BEFORE, DeadlineForm.WEEK_BEFORE
        reveal(self._fields["count"], form in (days, DeadlineForm.HOURS_BEFORE))
        reveal(self._fields["weekday"], form is week)
        reveal(self._fields["hour"], form in (days, week))
        reveal(self.working, form is days)
        if self.isVisible():
            self.place()

    @property
    def deadline(self) -> Deadline | None:
        if self.form.value is None:
            return None
        return Deadline(
            form=self.form.value,
            count=int(self.count.value or 0),
            weekday=self.weekday.value,
            hour=self.hour.value or time(0),
            working_days=self.working.isChecked(),
        )

    def _save(self) -> None:
        if not settled(self.count, self.hour):
            self.set_busy(False)
            return
        found, deadline = self._found, self.deadline
        self._page.tasks.run(
            self,
            lambda work: services.set_deadline(work, found.activity_id, found.kind, deadline),
            then=lambda _none: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )
