"""Days on which the town, a site or an activity is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.activities import queries
from backoffice.activities.queries import ActivityLine, ClosureLine, FacilityLine
from backoffice.database.work import Work
from backoffice.inbox.services.places import Offered, reopen_days
from backoffice.kernel.calendar import short_day
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.planning.opening import Impact, close_days
from ui.kit.actions import action
from ui.kit.choices import Picker
from ui.kit.forms import DateField, Field, TextField, settled
from ui.kit.layout import plain, row
from ui.kit.tokens import Space, Type
from ui.settings.listing import ListPage, shown
from ui.settings.preview import PreviewSheet

P = Permission.ACTIVITY_EDIT
TOWN = "Toute la ville"
Where = tuple[int | None, int | None]  # facility, activity


@dataclass(frozen=True, slots=True)
class ClosureRow:
    id: int
    line: ClosureLine
    where: str


@dataclass(frozen=True, slots=True)
class Choices:
    facilities: tuple[FacilityLine, ...]
    activities: tuple[ActivityLine, ...]


def offered(work: Work) -> Choices:
    return Choices(queries.facilities(work), queries.activities(work))


class ClosuresPage(ListPage[ClosureRow]):
    topics = frozenset({Topic.ACTIVITIES, Topic.PLANNING})
    title = "Fermetures"
    name = "closures"
    about = (
        "Les jours fermés, en plus des jours fériés et des vacances. Fermer un jour annule ses "
        "réservations : les familles en lisent le motif."
    )
    nothing = "Aucune fermeture à venir."
    columns = (
        shown("Du", lambda one: short_day(one.line.starts_on)),
        shown("Au", lambda one: short_day(one.line.ends_on)),
        shown("Où", lambda one: one.where),
        shown("Motif, tel que la famille le lit", lambda one: one.line.reason),
    )
    shares = (12, 12, 34, 42)
    offers = ("close_some", "reopen")

    def ask(self, work: Work) -> Sequence[ClosureRow]:
        known = offered(work)
        sites = {one.id: one.label for one in known.facilities}
        names = {one.id: f"{one.label} ({one.facility})" for one in known.activities}

        def where(line: ClosureLine) -> str:
            if line.activity_id is not None:
                return names.get(line.activity_id, "")
            return TOWN if line.facility_id is None else sites.get(line.facility_id, "")

        found = queries.closures(work, work.today)
        return [ClosureRow(line.id, line, where(line)) for line in found]

    def follow(self) -> None:
        self.enable("reopen", self.current is not None)

    @action("Fermer des jours", shortcut="N", permission=P, icon="ban")
    def close_some(self) -> None:
        self.tasks.read(self, offered, then=lambda found: CloseSheet(self, found).open())

    @action("Rouvrir", shortcut="R", permission=P, icon="undo")
    def reopen(self) -> None:
        if (found := self.current) is not None:
            ReopenSheet(self, found).open()


class CloseSheet(PreviewSheet):
    """From a day to another, everywhere or somewhere, and why."""

    def __init__(self, page: ClosuresPage, found: Choices) -> None:
        super().__init__(
            page, page.tasks, "Fermer des jours", "Fermer ces jours", name="close_days",
            about="Rien n’est fermé avant que vous en ayez lu les conséquences.",
        )  # fmt: skip
        self.first = DateField("Du", page.today, required=True)
        self.last = DateField("Au", page.today)
        self.where = Picker("Où", _places(found), (None, None))
        self.reason = TextField("Motif", required=True, limit=400)
        parts = {
            "close_first": self.first, "close_last": self.last, "close_where": self.where,
            "close_reason": self.reason,
        }  # fmt: skip
        for name, field in parts.items():
            field.setObjectName(name)
        days = row(
            Field("Du", self.first),
            Field("Au", self.last, "Vide : ce seul jour."),
            None,
            gap=Space.M,
        )
        self.body.addLayout(days)
        self.body.addWidget(Field("Où", self.where))
        self.body.addWidget(Field("Motif", self.reason, "La famille le lit tel quel."))
        self.end()
        for line in (self.first, self.last, self.reason):
            line.textEdited.connect(lambda _words: self.forget())
        self.where.chosen.connect(lambda _where: self.forget())

    def read(self) -> bool:
        return settled(self.first, self.last, self.reason)

    def change(self, work: Work, *, dry_run: bool) -> Impact:
        first: date = self.first.value
        facility_id, activity_id = self.where.value
        return close_days(
            work, first, self.last.value or first, self.reason.value,
            facility_id=facility_id, activity_id=activity_id, dry_run=dry_run,
        )  # fmt: skip

    def said(self, result: Impact) -> tuple[str, str]:
        more = ""
        if result.waiting:
            more = "Les demandes encore sans réponse restent à traiter : elles seront défavorables."
        return result.sentence, more


class ReopenSheet(PreviewSheet):
    """The end of a closure: who gets the places back is read first."""

    def __init__(self, page: ClosuresPage, found: ClosureRow) -> None:
        super().__init__(
            page, page.tasks, "Rouvrir ces jours", "Rouvrir", name="reopen_days",
            about="Les familles pourront y réserver de nouveau. Les réservations annulées le restent.",
        )  # fmt: skip
        self._page, self._closure_id = page, found.id
        first, last = short_day(found.line.starts_on), short_day(found.line.ends_on)
        said = f"{found.where}, du {first} au {last} : {found.line.reason}"
        self.body.addWidget(plain(said, Type.BODY, "soft", wrap=True))
        self.end()

    def read(self) -> bool:
        return True

    def change(self, work: Work, *, dry_run: bool) -> Offered[Impact]:
        return reopen_days(work, self._closure_id, dry_run=dry_run)

    def said(self, result: Offered[Impact]) -> tuple[str, str]:
        return f"{result.change.sentence} {result.sentence}".rstrip(), ""

    def done(self, result: Offered[Impact]) -> None:
        self._page.banner.info(self.said(result)[0])


def _places(found: Choices) -> list[tuple[Where, str]]:
    return [
        ((None, None), TOWN),
        *(((one.id, None), one.label) for one in found.facilities),
        *(((None, one.id), f"{one.label} ({one.facility})") for one in found.activities),
    ]
