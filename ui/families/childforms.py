"""Forms about a child's households: who pays when, and where it lives besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from backoffice.activities import queries as activities
from backoffice.database.work import Work
from backoffice.families import payers, queries, services
from backoffice.families.reading import Child, PayerRule
from ui.families.desk import Desk
from ui.families.editors import Choices
from ui.families.words import WEEKS, payer
from ui.kit.choices import Picker
from ui.kit.familyfield import FamilyField
from ui.kit.forms import DateField, Field, settled
from ui.kit.layout import row
from ui.kit.sheet import Sheet
from ui.kit.tokens import Space


@dataclass(frozen=True, slots=True)
class PayerChoices:
    guardians: Choices
    activities: Choices


def choices(work: Work, family_id: int, one: Child) -> PayerChoices:
    """The guardians of each of its households, and the activities there are."""
    found: list[tuple[Any, str]] = []
    for home in (family_id, *(other.family_id for other in one.other_homes)):
        if (card := queries.card(work, home)) is not None:
            found += [
                (g.id, f"{g.first_name} {g.last_name} ({card.label})") for g in card.guardians
            ]
    every: list[tuple[Any, str]] = [(None, "Toutes les activités")]
    every += [(a.id, f"{a.label}, {a.facility}") for a in activities.activities(work)]
    return PayerChoices(found, every)


class PayerForm(Sheet):
    """By activity, by alternating week, or both; the payer of the household otherwise."""

    def __init__(self, desk: Desk, one: Child, offered: PayerChoices) -> None:
        super().__init__(
            desk.screen, "Choisir un payeur", "Enregistrer", about=f"{one.name}. {USUAL}", stays=True,
            name="payer_form",
        )  # fmt: skip
        self._desk, self._child = desk, one
        self.guardian = Picker("Payeur", offered.guardians)
        self.activity = Picker("Activité", offered.activities)
        self.week = Picker("Semaines", [(key, words.capitalize()) for key, words in WEEKS.items()])
        self.starts = DateField("À partir du", desk.today, desk.today(), required=True)
        self.ends = DateField("Jusqu’au", desk.today)
        boxes: dict[str, QWidget] = {
            "payer_guardian": self.guardian, "payer_activity": self.activity, "payer_week": self.week,
            "payer_starts": self.starts, "payer_ends": self.ends,
        }  # fmt: skip
        for name, box in boxes.items():
            box.setObjectName(name)
        self.body.addWidget(Field("Payeur", self.guardian))
        self.body.addWidget(Field("Activité", self.activity))
        self.body.addWidget(Field("Semaines", self.week, "Paires ou impaires, par leur numéro."))
        first = Field("À partir du", self.starts)
        last = Field("Jusqu’au", self.ends, "Vide : sans fin.")
        self.body.addLayout(row(first, last, None, gap=Space.L))
        self.accepted.connect(self._save)

    def _save(self) -> None:
        if not settled(self.starts, self.ends):
            self.set_busy(False)
            return
        child_id, guardian_id, starts = self._child.id, self.guardian.value, self.starts.value
        ends, activity_id, week = self.ends.value, self.activity.value, self.week.value
        self._desk.screen.tasks.run(
            self,
            lambda work: payers.set_payer(
                work,
                child_id,
                guardian_id,
                starts,
                ends_on=ends,
                activity_id=activity_id,
                week=week,
            ),
            then=lambda _id: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )


USUAL = "Sans choix, le payeur du foyer paie."


class EndPayer(Sheet):
    """A choice that has served is not erased: it ends."""

    def __init__(self, desk: Desk, rule: PayerRule) -> None:
        super().__init__(
            desk.screen, "Mettre fin à ce choix", "Enregistrer", about=f"{rule.guardian} : {payer(rule)}",
            stays=True, name="payer_end",
        )  # fmt: skip
        self._desk, self._rule = desk, rule
        self.last = DateField("Dernier jour", desk.today, desk.today(), required=True)
        self.last.setObjectName("payer_last")
        self.body.addWidget(Field("Dernier jour", self.last))
        self.accepted.connect(self._save)

    def _save(self) -> None:
        if not settled(self.last):
            self.set_busy(False)
            return
        rule, last = self._rule, self.last.value
        self._desk.screen.tasks.run(
            self,
            lambda work: payers.end_payer(work, rule.id, rule.version, last),
            then=lambda _none: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )


class HomeForm(Sheet):
    """The family of the other parent: the child is then in both."""

    def __init__(self, desk: Desk, one: Child) -> None:
        super().__init__(
            desk.screen, "Autre foyer", "Ajouter ce foyer", stays=True, name="home_form",
            about=f"{one.name} appartiendra aussi à cette famille ; chaque parent voit et paie sa part.",
        )  # fmt: skip
        self._desk, self._child = desk, one
        self.family = FamilyField(desk.screen.tasks)
        self.family.chosen.connect(lambda found: self.set_ready(found is not None))
        self.family.grown.connect(self.place)
        self.body.addWidget(self.family)
        self.set_ready(False)
        self.accepted.connect(self._save)

    def _save(self) -> None:
        child_id, family_id = self._child.id, self.family.family_id
        if family_id is None:
            return
        self._desk.screen.tasks.run(
            self,
            lambda work: services.share_child(work, child_id, family_id),
            then=lambda _none: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )
