"""What can be done with a dossier: each deed opens a sheet, and saves in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from backoffice.database.work import Work
from backoffice.families import editing, fields
from backoffice.families.dossier import dossier
from backoffice.families.reading import Child, Contact, Dossier, Guardian
from backoffice.kernel.calendar import local_day
from backoffice.kernel.errors import Refused
from ui.families.editors import Choices, warm_up
from ui.families.form import Change, DossierForm, Held, Part
from ui.families.words import asked_of
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen

Person = Guardian | Child | Contact


class Desk:
    """Knows the dossier that is open; its heirs know the deeds of each page."""

    def __init__(self, screen: Screen, navigator: Navigator) -> None:
        self.screen, self.navigator = screen, navigator
        self.dossier: Dossier | None = None
        self._warm: set[str] = set()

    def today(self) -> date:
        """In the town, by the clock of the base."""
        return local_day(self.screen.tasks.database.clock())

    @property
    def family_id(self) -> int:
        return self.dossier.id if self.dossier else 0

    def open(self, change: Change, name: str) -> DossierForm:
        self.warm_up("phone", "email")
        form = DossierForm(self.screen, change, self.today, name=name)
        form.open(focus=form.first)
        return form

    def warm_up(self, *kinds: str) -> None:
        if fresh := [kind for kind in kinds if kind not in self._warm]:
            self._warm.update(fresh)
            self.screen.tasks.read(self.screen, lambda _work: warm_up(*fresh))

    def edit(
        self, subject: str, one: Person, title: str, *parts: Part, name: str,
        offered: Mapping[str, Choices] | None = None,
        also: Callable[[Work, dict[str, Any]], object] | None = None,
    ) -> DossierForm:  # fmt: skip
        """Change fields of a person. `also`: what goes with it, in the same transaction."""
        subject_id, family_id = one.id, self.family_id

        def save(work: Work, version: int, values: dict[str, Any]) -> None:
            editing.edit(work, subject, subject_id, version, values)
            if also is not None:
                also(work, values)

        def again(work: Work) -> Held | None:
            try:
                found = person(dossier(work, family_id), subject, subject_id)
            except Refused:
                return None
            return Held(found.version, found.values) if found else None

        change = Change(
            title, called(one), parts, save, held=Held(one.version, one.values), again=again,
            asked=asked_of(one.pending), offered=offered or {},
        )  # fmt: skip
        return self.open(change, name)

    def run(self, use_case: Callable[[Work], object], said: str = "") -> None:
        """A deed that needs no form; what was done is said under the list."""
        self.screen.tasks.run(self.screen, use_case, then=lambda _done: self.say(said))

    def say(self, said: str) -> None:
        """Told under the list; the screen gives it a place."""


def person(found: Dossier, subject: str, subject_id: int) -> Person | None:
    people: dict[str, tuple[Person, ...]] = {
        "guardian": found.guardians,
        "child": found.children,
        "contact": tuple(one for child in found.children for one in child.contacts),
    }
    return next((one for one in people[subject] if one.id == subject_id), None)


def called(one: Person) -> str:
    return str(one.values["full_name"]) if isinstance(one, Contact) else one.name


def part(subject: str, *blocks: str, heading: str = "", but: frozenset[str] = frozenset()) -> Part:
    """The fields of these blocks, but for some."""
    found = tuple(one for one in fields.of(subject, *blocks) if one.name not in but)
    return Part(found, heading)
