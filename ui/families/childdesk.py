"""Deeds on children: who they are, what is allowed, who may be called, who pays."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from backoffice.activities import queries as activities
from backoffice.database.work import Work
from backoffice.families import payers, photos, services
from backoffice.families.people import ChildDraft
from backoffice.families.photos import MOST_BYTES
from backoffice.families.reading import Child, Contact, Health, OtherHome
from ui.families import childforms, healthforms
from ui.families.desk import Desk, part
from ui.families.editors import Choices
from ui.families.form import Change, Part
from ui.families.photo import Photo
from ui.kit import dialogs
from ui.kit.files import ask_which


class ChildDesk(Desk):
    def add_child(self) -> None:
        family_id = self.family_id

        def save(work: Work, _version: int, values: dict[str, Any]) -> None:
            services.add_child(work, family_id, drafted(values))

        def opened(classes: Choices) -> None:
            change = Change(
                "Ajouter un enfant", "", (_identity(), _ALLOWED), save, verb="Ajouter", whole=True,
                offered={"school_class_id": classes},
            )  # fmt: skip
            self.open(change, "child_form")

        self.screen.tasks.read(self.screen, school_classes, then=opened)

    def edit_child(self, one: Child) -> None:
        def opened(classes: Choices) -> None:
            self.edit(
                "child", one, "Informations générales", _identity(), part("child", "general"),
                name="child_form", offered={"school_class_id": classes},
            )  # fmt: skip

        self.screen.tasks.read(self.screen, school_classes, then=opened)

    def edit_authorisations(self, one: Child) -> None:
        wanted = part("child", "authorisations")
        self.edit("child", one, "J’autorise mon enfant à", wanted, name="authorisations_form")

    def open_child_planning(self, one: Child) -> None:
        self.navigator.open_planning(child_id=one.id)

    # --- health -----------------------------------------------------------------------------------

    def see_health(self, one: Child) -> None:
        """Asked for, and noted in the journal."""
        self.screen.tasks.run(
            self.screen,
            lambda work: services.see_health(work, one.id),
            then=lambda found: self.health_seen(one.id, found),
        )

    def health_seen(self, child_id: int, found: Health, version: int | None = None) -> None:
        """Shown by the page; the screen says where."""

    def health_saved(self, child_id: int, found: Health, version: int) -> None:
        """What a form has just saved is shown: whoever typed it knows it."""
        self.health_seen(child_id, found, version)

    def edit_health(self, one: Child, found: Health) -> None:
        healthforms.HealthForm(self, one, found).open()

    def edit_vaccinations(self, one: Child, found: Health) -> None:
        form = healthforms.VaccinesForm(self, one, found)
        form.open(focus=None if found.vaccinations else form.rows.more)

    # --- contacts ---------------------------------------------------------------------------------

    def add_contact(self, one: Child) -> None:
        def save(work: Work, _version: int, values: dict[str, Any]) -> None:
            services.add_contact(work, one.id, values)

        wanted = part("contact", "contacts", but=frozenset({"removed"}))
        change = Change("Ajouter un adulte", one.name, (wanted,), save, verb="Ajouter", whole=True)
        self.open(change, "contact_form")

    def edit_contact(self, one: Child, contact: Contact) -> None:
        wanted = part("contact", "contacts", but=frozenset({"removed"}))
        self.edit("contact", contact, f"Contact de {one.name}", wanted, name="contact_form")

    def remove_contact(self, one: Child, contact: Contact) -> None:
        dialogs.confirm(
            self.screen, "Retirer ce contact", "Cette personne ne pourra plus récupérer l’enfant.", "Retirer",
            lambda: self.run(lambda work: services.remove_contact(work, contact.id, contact.version), "Contact retiré"),
            typed=f"{contact.values['full_name']}, pour {one.name}",
        )  # fmt: skip

    # --- households, payers, photo ----------------------------------------------------------------

    def add_payer(self, one: Child) -> None:
        family_id = self.family_id
        self.screen.tasks.read(
            self.screen,
            lambda work: childforms.choices(work, family_id, one),
            then=lambda found: childforms.PayerForm(self, one, found).open(),
        )

    def remove_payer(self, one: Child, rule_id: int) -> None:
        """As if it had never been chosen; or from today on, when it has already served."""
        rule = next((each for each in one.payers if each.id == rule_id), None)
        if rule is None:
            return
        if rule.starts_on >= self.today():
            self.run(lambda work: payers.remove_payer(work, rule.id, rule.version), "Choix retiré")
        else:
            childforms.EndPayer(self, rule).open()

    def share_child(self, one: Child) -> None:
        childforms.HomeForm(self, one).open()

    def unshare_child(self, one: Child, home: OtherHome) -> None:
        dialogs.confirm(
            self.screen, "Retirer ce foyer", "L’enfant ne sera plus dans cette famille.", "Retirer",
            lambda: self.run(lambda work: services.unshare_child(work, one.id, home.family_id), "Foyer retiré"),
            typed=f"{one.name}, famille {home.label}",
        )  # fmt: skip

    def open_home(self, family_id: int) -> None:
        self.navigator.open_family(family_id)

    def fetch_photo(self, one: Child, photo: Photo) -> None:
        self.screen.tasks.read(
            photo, lambda work: photos.shown(work, one.id), then=photo.show_photo
        )

    def change_photo(self, one: Child) -> None:
        kind = "Photos (*.jpg *.jpeg *.png)"
        ask_which(self.screen, "Choisir une photo", kind, lambda path: self.take_photo(one, path))

    def take_photo(self, one: Child, path: Path) -> None:
        """Read, checked and drawn anew off the screen's thread."""

        def use(work: Work) -> None:
            with path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
            services.set_photo(work, one.id, one.version, path.name, content)

        self.run(use, "Photo changée")


_ALLOWED = part("child", "authorisations", heading="J’autorise mon enfant à")


def _identity() -> Part:
    return part("child", "identity", "school", "insurance")


def school_classes(work: Work) -> Choices:
    """« CE1 B, École Jules-Ferry »."""
    sites = {one.id: one.label for one in activities.facilities(work)}
    return [
        (one.id, f"{one.label}, {sites.get(one.facility_id, '')}")
        for one in activities.classes(work)
    ]


def drafted(values: dict[str, Any]) -> ChildDraft:
    """A new child, as the services take it."""
    born = values.get("birth_date")
    rest = {
        name: value for name, value in values.items() if name in ChildDraft.__dataclass_fields__
    }
    return ChildDraft(**{**rest, "birth_date": date.fromisoformat(born) if born else None})
