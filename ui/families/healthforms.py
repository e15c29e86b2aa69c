"""Forms about a child's health: diets in neutral words, allergies, PAI, vaccinations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from backoffice.database.work import Work
from backoffice.families import choices, editing, fields, services
from backoffice.families.dossier import dossier
from backoffice.families.fields import Field as Named
from backoffice.families.reading import Child, Health
from backoffice.families.waiting import YELLOW
from ui.families.desk import person
from ui.families.editors import DayField, completer
from ui.families.form import FASTER, WIDE
from ui.families.rows import Rows
from ui.kit.choices import TickBox
from ui.kit.forms import Field, ReadField, TextField
from ui.kit.layout import label, row
from ui.kit.screen import Screen
from ui.kit.sheet import Sheet
from ui.kit.tokens import Space, Type


class HealthDesk(Protocol):
    """Whose forms these are; `health_saved` is told what a child has from now on."""

    screen: Screen

    @property
    def family_id(self) -> int: ...
    def today(self) -> date: ...
    def health_saved(self, child_id: int, found: Health, version: int) -> None: ...


class ListForm(Sheet):
    """Lists are saved whole, against the version of the child one saw."""

    def __init__(
        self, desk: HealthDesk, one: Child, title: str, name: str, asked: Sequence[str]
    ) -> None:
        super().__init__(
            desk.screen, title, "Enregistrer", about=one.name, width=WIDE, stays=True, name=name
        )
        self._desk, self._child, self._version = desk, one, one.version
        if asked:
            self.banner.warning(f"{YELLOW} {' ; '.join(asked)}", icon="pencil", closes=False)
        self.accepted.connect(self._save)

    def values(self) -> dict[str, Any] | None:
        """What it holds now; None while something cannot be kept."""
        raise NotImplementedError

    def _save(self) -> None:
        values = self.values()
        if values is None:
            self.set_busy(False)
            return
        child_id, version = self._child.id, self._version

        family_id = self._desk.family_id

        def use(work: Work) -> tuple[Health, int]:
            editing.edit(work, "child", child_id, version, values)
            found = person(dossier(work, family_id), "child", child_id)
            return services.see_health(work, child_id), found.version if found else version

        self._desk.screen.tasks.run(
            self,
            use,
            then=self._done,
            on_refused=self._refused,
            failed=lambda: self.set_busy(False),
        )

    def _done(self, saved: tuple[Health, int]) -> None:
        self.close_sheet()
        self._desk.health_saved(self._child.id, *saved)

    def _refused(self, words: str) -> None:
        """A colleague may have been faster: what is typed here stays, and may be saved over it."""
        self.complain(words)
        family_id, child_id = self._desk.family_id, self._child.id

        def again(work: Work) -> int | None:
            found = person(dossier(work, family_id), "child", child_id)
            return found.version if found else None

        def met(version: int | None) -> None:
            if version is not None and version != self._version:
                self._version = version
                self.complain(FASTER)

        self._desk.screen.tasks.read(self, again, then=met)


class HealthForm(ListForm):
    def __init__(self, desk: HealthDesk, one: Child, found: Health) -> None:
        asked = [each.warning for each in found.pending if each.field != "vaccinations"]
        super().__init__(desk, one, "Données sanitaires", "health_form", asked)
        self.body.addWidget(label("Pratiques alimentaires", Type.STRONG))
        self.diets = {
            key: TickBox(words, ticked=key in found.diets) for key, words in choices.DIETS
        }
        boxes = list(self.diets.items())
        for key, box in boxes:
            box.setObjectName(f"diet_{key}")
        for first in range(0, len(boxes), 3):
            self.body.addLayout(
                row(*(box for _, box in boxes[first : first + 3]), None, gap=Space.L)
            )
        self.body.addWidget(label("Allergies", Type.STRONG))
        self.allergies = Rows("allergy", "Ajouter une allergie", _allergy_boxes, self.place)
        for each in found.allergies:
            self.allergies.add([each["category"], each["label"]])
        self.body.addWidget(self.allergies)
        self.body.addWidget(label("Projet d’accueil individualisé (PAI)", Type.STRONG))
        self.plan = TickBox("Un PAI est signé", ticked=found.care_plan)
        self.plan.setObjectName("care_plan")
        until = fields.FIELDS["child", "care_plan_until"]
        self.until = DayField(until, desk.today, found.care_plan_until)
        self.until.setObjectName("care_plan_until")
        self.body.addLayout(row(self.plan, Field(until.label, self.until), None, gap=Space.L))

    def values(self) -> dict[str, Any] | None:
        typed = self.allergies.values()
        if typed is None or not self.until.settle():
            return None
        return {
            "diets": [key for key, box in self.diets.items() if box.isChecked()],
            "allergies": [{"category": category, "label": name} for category, name in typed],
            "care_plan": self.plan.isChecked(),
            "care_plan_until": self.until.value,
        }


class VaccinesForm(ListForm):
    def __init__(self, desk: HealthDesk, one: Child, found: Health) -> None:
        asked = [each.warning for each in found.pending if each.field == "vaccinations"]
        super().__init__(desk, one, "Vaccins", "vaccines_form", asked)
        self.rows = Rows("vaccine", "Ajouter un vaccin", lambda: _vaccine_boxes(desk), self.place)
        for each in found.vaccinations:
            self.rows.add([each["vaccine"], each["date"], each.get("booster")])
        self.body.addWidget(self.rows)

    def values(self) -> dict[str, Any] | None:
        typed = self.rows.values()
        if typed is None:
            return None
        names = ("vaccine", "date", "booster")
        return {"vaccinations": [dict(zip(names, each, strict=True)) for each in typed]}


_GIVEN = Named("child", "date", "Date de vaccination", "vaccinations", "date", required=True)
_BOOSTER = Named("child", "booster", "Date de rappel", "vaccinations", "date")


def _vaccine_boxes(desk: HealthDesk) -> list[ReadField]:
    vaccine = TextField("Vaccin", required=True, limit=120)
    vaccine.setCompleter(completer(choices.VACCINES, vaccine))
    return [vaccine, DayField(_GIVEN, desk.today), DayField(_BOOSTER, desk.today)]


def _allergy_boxes() -> list[ReadField]:
    category = TextField("Catégorie", required=True, limit=80)
    category.setCompleter(completer(choices.ALLERGIES, category))
    return [category, TextField("Libellé", required=True, limit=80)]
