"""The portal's « écran des enfants »: who they are, what is allowed, who may be called."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QWidget

from backoffice.families.reading import Child, Contact, Dossier, Health, OtherHome, PayerRule
from backoffice.kernel.permissions import Agent, Permission
from ui.families import healthlines
from ui.families.blocks import Block, Deed, facts, nothing
from ui.families.people import PeoplePage
from ui.families.photo import Photo
from ui.families.words import asked_of, joined, label_of, lines_of, payer
from ui.kit.buttons import Button, Look
from ui.kit.fieldlines import FieldLines, Line
from ui.kit.layout import column, row
from ui.kit.tokens import Space

P = Permission


class Desk(healthlines.Desk, Protocol):
    """What can be done with a child."""

    def add_child(self) -> None: ...
    def edit_child(self, one: Child) -> None: ...
    def edit_authorisations(self, one: Child) -> None: ...
    def add_contact(self, one: Child) -> None: ...
    def edit_contact(self, one: Child, contact: Contact) -> None: ...
    def remove_contact(self, one: Child, contact: Contact) -> None: ...
    def add_payer(self, one: Child) -> None: ...
    def remove_payer(self, one: Child, rule_id: int) -> None: ...
    def share_child(self, one: Child) -> None: ...
    def change_photo(self, one: Child) -> None: ...
    def unshare_child(self, one: Child, home: OtherHome) -> None: ...
    def open_home(self, family_id: int) -> None: ...
    def open_child_planning(self, one: Child) -> None: ...
    def fetch_photo(self, one: Child, photo: Photo) -> None: ...


class ChildrenPage(PeoplePage):
    def __init__(self, desk: Desk, agent: Agent) -> None:
        super().__init__("family_children", "Enfants")
        self._desk, self._agent = desk, agent
        self._dossier: Dossier | None = None
        self._health: dict[int, tuple[int, Health]] = {}  # with the version it was seen at

    def show_dossier(self, found: Dossier) -> None:
        if self._dossier is None or self._dossier.id != found.id:
            self._health.clear()
        self._dossier = found
        versions = {one.id: one.version for one in found.children}
        self._health = {
            key: seen for key, seen in self._health.items() if versions.get(key) == seen[0]
        }
        beside: list[Button] = []
        if self._agent.may(P.FAMILY_EDIT):
            add = Button("Ajouter un enfant", icon="plus", look=Look.QUIET, name="child_add")
            add.clicked.connect(self._desk.add_child)
            beside.append(add)
        people = [(one.id, str(one.values.get("first_name") or one.name)) for one in found.children]
        self.show_people(people, *beside)

    def show_health(self, child_id: int, found: Health, version: int | None = None) -> None:
        """What was asked for, and noted in the journal; hidden again once the child changes."""
        if (one := self._child(child_id)) is not None:
            self._health[child_id] = (version or one.version, found)
            self.show_person()

    def show_person(self) -> None:
        one = self._child(self.person)
        if one is None:
            self.blocks.show_blocks(nothing("Aucun enfant dans cette famille."))
            return
        _, health = self._health.get(one.id, (0, None))
        self.blocks.show_blocks(
            self._general(one), self._authorisations(one),
            *healthlines.blocks(one, health, self._desk, self._agent),
            self._contacts(one), self._homes(one),
        )  # fmt: skip

    def _child(self, child_id: int | None) -> Child | None:
        people = self._dossier.children if self._dossier else ()
        return next((one for one in people if one.id == child_id), None)

    def _may(self, *deeds: Deed) -> list[Deed]:
        return list(deeds) if self._agent.may(P.FAMILY_EDIT) else []

    # --- blocks -----------------------------------------------------------------------------------

    def _general(self, one: Child) -> Block:
        lines = lines_of("child", one.values, one.pending, "identity")
        school = Line(label_of("child", "school_class_id"), joined([one.school_class, one.school]))
        more = lines_of("child", one.values, one.pending, "insurance", "general")
        wanted = asked_of(one.pending).get("photo_file_id")
        if wanted is not None:
            more.append(Line(label_of("child", "photo_file_id"), "", "une nouvelle photo"))
        deeds = [
            Deed("child_planning", "Planning", lambda: self._desk.open_child_planning(one), "calendar"),
            *self._may(
                Deed("change_photo", "Photo…", lambda: self._desk.change_photo(one), "person"),
                Deed("edit_child", "Modifier", lambda: self._desk.edit_child(one)),
            ),
        ]  # fmt: skip
        shown = FieldLines([*lines, school, *more], "Informations générales")
        parts: list[QWidget] = [shown]
        if one.values.get("photo_file_id") is not None:
            photo = Photo(one.name)
            self._desk.fetch_photo(one, photo)
            held = QWidget()
            held.setLayout(row(shown, photo, gap=Space.L))
            parts = [held]
        return Block("general", "Informations générales", parts, deeds=deeds)

    def _authorisations(self, one: Child) -> Block:
        lines = lines_of("child", one.values, one.pending, "authorisations")
        edit = Deed("edit_authorisations", "Modifier", lambda: self._desk.edit_authorisations(one))
        return facts("authorisations", "J’autorise mon enfant à", lines, *self._may(edit))

    def _contacts(self, one: Child) -> Block:
        parts: list[QWidget] = [self._contact(one, contact) for contact in one.contacts]
        wanted = [each for each in one.pending if each.field == "contact"]
        if wanted:
            lines = [Line("Nouveau contact", " ", each.asked or "") for each in wanted]
            parts.append(FieldLines(lines, "Contacts demandés"))
        add = Deed("add_contact", "Ajouter un adulte", lambda: self._desk.add_contact(one), "plus")
        shown = parts or [nothing("Personne n’est indiqué pour cet enfant.")]
        return Block("contacts", "Contacts", shown, deeds=self._may(add))

    def _contact(self, one: Child, contact: Contact) -> Block:
        lines = lines_of("contact", contact.values, contact.pending, "contacts")
        own = {label_of("contact", name) for name in ("full_name", "removed")}
        shown = [line for line in lines if line.name not in own or line.asked is not None]
        name, desk, key = str(contact.values.get("full_name") or ""), self._desk, contact.id
        remove, edit = (
            partial(desk.remove_contact, one, contact),
            partial(desk.edit_contact, one, contact),
        )
        deeds = self._may(
            Deed(f"contact_remove_{key}", "Retirer", remove, "cross", name),
            Deed(f"contact_edit_{key}", "Modifier", edit, "pencil", name),
        )
        return Block(f"contact_{key}", name, [FieldLines(shown, name)], deeds=deeds, person=True)

    def _homes(self, one: Child) -> Block:
        """The second household of separated parents, and who pays when."""
        shown: list[QWidget] = [self._home(one, home) for home in one.other_homes]
        shown += [self._payer(one, rule) for rule in one.payers]
        if not shown:
            shown = [nothing("Un seul foyer ; le payeur du foyer paie tout.")]
        deeds = self._may(
            Deed("share_child", "Autre foyer", lambda: self._desk.share_child(one), "plus"),
            Deed("add_payer", "Choisir un payeur", lambda: self._desk.add_payer(one), "plus"),
        )
        inside = QWidget()
        inside.setLayout(column(*shown, gap=2))
        return Block("homes", "Foyers et payeurs", [inside], deeds=deeds)

    def _home(self, one: Child, home: OtherHome) -> Block:
        told = joined([f"Famille {home.label}", home.guardians], " : ")
        name = f"home_{home.family_id}"
        opened = Deed(
            name, "Ouvrir", lambda: self._desk.open_home(home.family_id), "external", told
        )
        away = partial(self._desk.unshare_child, one, home)
        remove = Deed(f"home_remove_{home.family_id}", "Retirer", away, "cross", told)
        return Block(name, told, [], deeds=[*self._may(remove), opened], person=True)

    def _payer(self, one: Child, rule: PayerRule) -> Block:
        told = f"{rule.guardian} paie : {payer(rule)}"
        name = f"payer_remove_{rule.id}"
        remove = Deed(name, "Retirer", lambda: self._desk.remove_payer(one, rule.id), "cross", told)
        return Block(f"payer_{rule.id}", told, [], deeds=self._may(remove), person=True)
