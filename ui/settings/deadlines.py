"""Until when families may ask: by activity and by kind of request."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from backoffice.activities import queries, services
from backoffice.activities.queries import Hours
from backoffice.activities.schedule import Deadline, DeadlineForm
from backoffice.database.work import Work
from backoffice.kernel.calendar import hour_words, local, long_day, weekday_name
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui import labels
from ui.kit.actions import action
from ui.kit.choices import Picker, TickBox
from ui.kit.forms import Field, NumberField, TimeField, settled
from ui.kit.layout import label, reveal
from ui.kit.sheet import Sheet
from ui.kit.tokens import Type
from ui.settings.listing import ListPage, shown

KINDS = ("reservation", "reservation_cancellation", "absence")
NONE = "jusqu’au début de l’activité"
FORMS: tuple[tuple[DeadlineForm | None, str], ...] = (
    (None, "Jusqu’au début de l’activité"),
    (DeadlineForm.DAYS_BEFORE, "Un nombre de jours avant, à une heure"),
    (DeadlineForm.WEEK_BEFORE, "Un jour de la semaine précédente, à une heure"),
    (DeadlineForm.HOURS_BEFORE, "Un nombre d’heures avant"),
)


AHEAD, SEARCHED = timedelta(days=7), 14


@dataclass(frozen=True, slots=True)
class Example:
    """A day the activity runs, to say on it what a deadline means."""

    day: date
    starts_at: time
    off: frozenset[date]

    def words(self, deadline: Deadline | None) -> str:
        """« Pour le jeudi 26 novembre : jusqu’au lundi 23 à 9 h »."""
        asked = f"Pour le {long_day(self.day)}"
        if deadline is None:
            return f"{asked} : jusqu’au début, à {hour_words(self.starts_at)}"
        end = local(deadline.ends(self.day, self.starts_at, self.off))
        when = hour_words(end.time().replace(second=0, microsecond=0))
        same = (end.year, end.month) == (self.day.year, self.day.month)
        last = long_day(end.date()).rpartition(" ")[0] if same else long_day(end.date())
        return f"{asked} : jusqu’au {last} à {when}"


def example(today: date, hours: Sequence[Hours], off: Collection[date]) -> Example:
    """The first day the activity runs, a week from now on."""
    starts = {one.weekday: one.starts_at for one in hours}
    ahead = [today + AHEAD + timedelta(days=count) for count in range(SEARCHED)]
    runs = [day for day in ahead if day.isoweekday() in starts and day not in off]
    day = runs[0] if runs else ahead[0]
    return Example(day, starts.get(day.isoweekday(), time(8)), frozenset(off))


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    activity_id: int
    activity: str
    kind: str
    deadline: Deadline | None
    example: Example


class DeadlinesPage(ListPage[DeadlineRow]):
    topics = frozenset({Topic.ACTIVITIES})
    title = "Délais"
    name = "deadlines"
    about = (
        "Jusqu’à quand une famille peut demander. Passé ce délai, la demande arrive tout de même : "
        "l’avis le dit, et l’agent décide."
    )
    nothing = "Aucune activité encore."
    columns = (
        shown("Activité", lambda one: one.activity),
        shown("Demande", lambda one: labels.KIND_SHORT[one.kind]),
        shown("Délai", lambda one: one.deadline.words if one.deadline else NONE),
        shown("Par exemple", lambda one: one.example.words(one.deadline)),
    )
    shares = (24, 10, 29, 37)
    offers = ("change",)
    opens = "change"

    def ask(self, work: Work) -> Sequence[DeadlineRow]:
        off = queries.days_off(work, work.today, work.today + timedelta(days=60))
        found: list[DeadlineRow] = []
        for one in queries.activities(work):
            known = queries.opening(work, one.id)
            name = f"{one.label} ({one.facility})"
            day = example(work.today, known.hours, off)
            found += [
                DeadlineRow(one.id, name, kind, known.deadlines.get(kind), day) for kind in KINDS
            ]
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
        now = found.deadline or Deadline(DeadlineForm.DAYS_BEFORE, 2, hour=time(9))
        self.form = Picker("Délai", FORMS, found.deadline.form if found.deadline else None)
        self.form.WIDEST = 400
        self.count = NumberField("Combien", now.count, least=0, most=365)
        self.weekday = Picker(
            "Jour", [(day, weekday_name(day)) for day in range(1, 8)], now.weekday
        )
        self.hour = TimeField("Heure", now.hour)
        self.working = TickBox(
            "Compter en jours ouvrés",
            "Ni samedi, ni dimanche, ni jour férié.",
            ticked=now.working_days,
        )
        self.said = label("", Type.STRONG, wrap=True)
        self._fields = {
            "count": Field("Combien de jours ou d’heures avant", self.count),
            "weekday": Field("Quel jour de la semaine précédente", self.weekday),
            "hour": Field("À quelle heure", self.hour),
        }
        self._fill()
        self._follow()

    def _fill(self) -> None:
        parts = {
            "deadline_form_picker": self.form, "deadline_count": self.count,
            "deadline_weekday": self.weekday, "deadline_hour": self.hour,
            "deadline_working": self.working, "deadline_example": self.said,
        }  # fmt: skip
        for name, widget in parts.items():
            widget.setObjectName(name)
        self.body.addWidget(Field("Jusqu’à quand une famille peut demander", self.form))
        for field in self._fields.values():
            self.body.addWidget(field)
        self.body.addWidget(self.working)
        self.body.addWidget(self.said)
        self.form.chosen.connect(lambda _form: self._follow())
        self.weekday.chosen.connect(lambda _day: self._say())
        self.working.toggled.connect(lambda _on: self._say())
        for line in (self.count, self.hour):
            line.changed.connect(lambda _value: self._say())
        self.accepted.connect(self._save)

    def _say(self) -> None:
        """What the deadline means on a real day."""
        self.said.say(f"{self._found.example.words(self.deadline)}.")

    def _follow(self) -> None:
        form = self.form.value
        days, week = DeadlineForm.DAYS_BEFORE, DeadlineForm.WEEK_BEFORE
        reveal(self._fields["count"], form in (days, DeadlineForm.HOURS_BEFORE))
        reveal(self._fields["weekday"], form is week)
        reveal(self._fields["hour"], form in (days, week))
        reveal(self.working, form is days)
        self._say()
        if self.isVisible():
            self.place()

    @property
    def deadline(self) -> Deadline | None:
        if self.form.value is None:
            return None
        made = Deadline(
            form=self.form.value,
            count=int(self.count.value or 0),
            weekday=self.weekday.value,
            hour=self.hour.value or time(0),
        )
        by_days = made.form is DeadlineForm.DAYS_BEFORE
        return replace(made, working_days=self.working.isChecked()) if by_days else made

    def _complete(self) -> bool:
        """What the chosen form needs is there; what is missing says so."""
        shown = {"count": self.count, "hour": self.hour}
        needed = {name: line for name, line in shown.items() if not self._fields[name].isHidden()}
        if not settled(*needed.values()):
            return False
        missing = [name for name, line in needed.items() if line.value is None]
        for name in missing:
            self._fields[name].complain("À remplir.")
        return not missing

    def _save(self) -> None:
        if not self._complete():
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
