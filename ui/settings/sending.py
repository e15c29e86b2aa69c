"""« Envois » : when families are told, by whom, and the zone of the school holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import ClassVar

from PySide6.QtWidgets import QFrame, QLayout, QWidget

from backoffice.activities.calendar import ZONES
from backoffice.database.work import Work
from backoffice.inbox import catalogue
from backoffice.inbox.catalogue import MOST_SLOTS, Town
from backoffice.inbox.services.places import Offered, set_school_zone
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.planning.zone import ZoneChanged
from ui.kit.actions import action
from ui.kit.buttons import Look
from ui.kit.choices import Segments
from ui.kit.forms import Field, TextField, TimeField, settled
from ui.kit.layout import card, column, label, panel, row, scrolled
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space, Type
from ui.settings.listing import READ_ONLY
from ui.settings.preview import PreviewSheet

P = Permission.SETTINGS_EDIT
HOURS = (
    "Une réponse peut être annulée tant que la famille n’a pas été prévenue : jusqu’au prochain "
    "envoi. Les réponses déjà données gardent l’heure annoncée."
)
NAMES = "Les familles les lisent sur tout ce que la ville leur envoie."
HOLIDAYS = (
    "Elle fixe les vacances, donc les jours de garderie et de centre de loisirs. La changer déplace "
    "le planning."
)


@dataclass(frozen=True, slots=True)
class Sending:
    hours: tuple[time, ...]
    town: Town


def read(work: Work) -> Sending:
    return Sending(catalogue.mail_hours(work), catalogue.town(work))


def _keep(work: Work, before: Sending, after: Sending) -> None:
    """Only what changed is written, and said in the journal."""
    if after.hours != before.hours:
        catalogue.set_mail_hours(work, after.hours)
    if after.town != before.town:
        catalogue.set_town(work, after.town.issuer, after.town.service, after.town.name)


class SendingPage(Screen):
    topics: ClassVar[frozenset[Topic]] = frozenset({Topic.SETTINGS, Topic.ACTIVITIES})
    title: ClassVar[str] = "Envois"

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("settings_sending")
        self.known: Sending | None = None
        self.hours = [TimeField(f"Envoi n° {at + 1}") for at in range(MOST_SLOTS)]
        self.issuer = TextField("Nom de la collectivité", required=True, limit=120)
        self.service = TextField("Nom du service", required=True, limit=120)
        self.town = TextField("Nom de la ville", required=True, limit=120)
        names = {"issuer": self.issuer, "service": self.service, "town": self.town}
        for name, field in names.items():
            field.setObjectName(f"town_{name}")
        for at, line in enumerate(self.hours, start=1):
            line.setObjectName(f"mail_hour_{at}")
        self.zone = label("", Type.STRONG)
        self.zone.setObjectName("school_zone")
        self._build()
        may = self.command("save") is not None
        for editable in (*self.hours, *names.values()):
            editable.setEnabled(may)

    def _build(self) -> None:
        may = self.command("save") is not None
        hours = [Field(f"Envoi n° {at}", line) for at, line in enumerate(self.hours, start=1)]
        told = column(
            label("Heures d’envoi aux familles", Type.TITLE),
            label(HOURS, Type.BODY, "soft", wrap=True),
            row(*hours, None, gap=Space.S),
            label("Une case vide : pas d’envoi.", Type.SMALL, "faint"),
        )
        names = column(
            label("Qui écrit aux familles", Type.TITLE),
            label(NAMES, Type.BODY, "soft", wrap=True),
            Field("Nom de la collectivité", self.issuer),
            Field("Nom du service", self.service),
            Field("Nom de la ville", self.town),
        )
        zone = column(
            label("Vacances scolaires", Type.TITLE),
            label(HOLIDAYS, Type.BODY, "soft", wrap=True),
            row(self.zone, *self.buttons("change_zone"), None, gap=Space.L),
        )
        left = column(_card(told), _card(zone), None, gap=Space.L)
        both = row(left, column(_card(names), None), gap=Space.L)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        saves = row(*self.buttons("save"), None)
        rights: list[QWidget] = [] if may else [label(READ_ONLY, tone="soft")]
        inside = column(
            self.banner, *rights, both, saves, None,
            gap=Space.M, margins=(Space.L, Space.M, Space.L, Space.L),
        )  # fmt: skip
        self.setLayout(column(scrolled(panel("surface", inside)), gap=0))

    def panes(self) -> list[QWidget]:
        return [self.hours[0], self.issuer]

    def reload(self) -> None:
        self.tasks.latest(self, "sending", read, then=self._show)

    def _show(self, found: Sending) -> None:
        """What is being typed is left alone."""
        before, self.known = self.known, found
        self.zone.say(f"Zone {found.town.school_zone}")
        if before is not None and self._typed() != before:
            return
        for line, hour in zip(self.hours, [*found.hours, *[None] * MOST_SLOTS], strict=False):
            line.set_value(hour)
        self.issuer.set_value(found.town.issuer)
        self.service.set_value(found.town.service)
        self.town.set_value(found.town.name)

    def _typed(self) -> Sending:
        hours = tuple(sorted({line.value for line in self.hours if line.value is not None}))
        zone = self.known.town.school_zone if self.known else ""
        names = [str(line.value or "") for line in (self.issuer, self.service, self.town)]
        return Sending(hours, Town(names[0], names[1], names[2], zone))

    @action("Enregistrer", shortcut="Ctrl+Return", permission=P, look=Look.PRIMARY)
    def save(self) -> None:
        fields = (*self.hours, self.issuer, self.service, self.town)
        if self.known is None or not settled(*fields):
            return
        before, after = self.known, self._typed()
        self.tasks.run(
            self,
            lambda work: _keep(work, before, after),
            then=lambda _none: self._on_saved(after),
            on_refused=self.banner.error,
        )

    def _on_saved(self, kept: Sending) -> None:
        self.known = kept
        self.banner.info("Enregistré.")

    @action("Changer de zone", shortcut="Alt+Z", permission=P, icon="calendar")
    def change_zone(self) -> None:
        if self.known is not None:
            ZoneSheet(self, self.known.town.school_zone).open()


class ZoneSheet(PreviewSheet):
    def __init__(self, page: SendingPage, zone: str) -> None:
        super().__init__(
            page, page.tasks, "Zone de vacances scolaires", "Changer de zone", name="zone_form",
            about="Le planning suit les vacances : lisez d’abord ce que cela change.",
        )  # fmt: skip
        self._page = page
        self.zones = Segments(
            [f"Zone {one}" for one in ZONES], ZONES.index(zone) if zone in ZONES else 0, "Zone"
        )
        self.zones.setObjectName("zones")
        self.body.addLayout(row(self.zones, None))
        self.end()
        self.zones.chosen.connect(lambda _at: self.forget())

    def read(self) -> bool:
        return True

    def change(self, work: Work, *, dry_run: bool) -> Offered[ZoneChanged]:
        return set_school_zone(work, ZONES[self.zones.current], dry_run=dry_run)

    def said(self, result: Offered[ZoneChanged]) -> tuple[str, str]:
        told = f"{result.change.impact.sentence} {result.sentence}".rstrip()
        return told, result.change.warning or ""

    def done(self, result: Offered[ZoneChanged]) -> None:
        self._page.banner.info(self.said(result)[0])


def _card(inside: QLayout) -> QFrame:
    inside.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
    return card(inside)
