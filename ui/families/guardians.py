"""The portal's « écran des responsables »: who they are, how to reach them, where, which bank."""

from __future__ import annotations

from typing import Protocol

from backoffice.families.reading import Dossier, Guardian
from backoffice.kernel.permissions import Agent, Permission
from ui.families.blocks import Block, Deed, facts
from ui.families.people import PeoplePage
from ui.families.words import lines_of, mandate
from ui.kit.buttons import Button, Look
from ui.kit.fieldlines import Line


class Desk(Protocol):
    """What can be done with a guardian."""

    def add_guardian(self) -> None: ...
    def edit_identity(self, one: Guardian) -> None: ...
    def edit_sending(self, one: Guardian) -> None: ...
    def edit_address(self, one: Guardian, *, secondary: bool) -> None: ...
    def edit_bank(self, one: Guardian) -> None: ...
    def show_iban(self, one: Guardian) -> None: ...
    def sign_mandate(self, one: Guardian) -> None: ...
    def close_mandate(self, one: Guardian) -> None: ...


class GuardiansPage(PeoplePage):
    def __init__(self, desk: Desk, agent: Agent) -> None:
        super().__init__("family_guardians", "Responsables")
        self._desk, self._agent = desk, agent
        self._dossier: Dossier | None = None

    def show_dossier(self, found: Dossier) -> None:
        self._dossier = found
        beside: list[Button] = []
        if len(found.guardians) == 1 and self._agent.may(Permission.FAMILY_EDIT):
            add = Button(
                "Ajouter un responsable", icon="plus", look=Look.QUIET, name="guardian_add"
            )
            add.clicked.connect(self._desk.add_guardian)
            beside.append(add)
        self.show_people([(one.id, _named(one)) for one in found.guardians], *beside)

    def show_person(self) -> None:
        people = self._dossier.guardians if self._dossier else ()
        one = next((person for person in people if person.id == self.person), None)
        if one is None:
            self.blocks.show_blocks()
            return
        self.blocks.show_blocks(
            self._identity(one), self._sending(one), self._address(one),
            self._secondary(one), self._bank(one),
        )  # fmt: skip

    # --- blocks -----------------------------------------------------------------------------------

    def _may(self, permission: Permission, *deeds: Deed) -> list[Deed]:
        return list(deeds) if self._agent.may(permission) else []

    def _identity(self, one: Guardian) -> Block:
        lines = lines_of("guardian", one.values, one.pending, "identity", "contact")
        edit = Deed("edit_identity", "Modifier", lambda: self._desk.edit_identity(one))
        deeds = self._may(Permission.FAMILY_EDIT, edit)
        return facts("identity", "Information de base", lines, *deeds)

    def _sending(self, one: Guardian) -> Block:
        lines = lines_of("guardian", one.values, one.pending, "communication", "invoicing")
        edit = Deed("edit_sending", "Modifier", lambda: self._desk.edit_sending(one))
        deeds = self._may(Permission.FAMILY_EDIT, edit)
        return facts("sending", "Mode de communication et d’envoi de facture", lines, *deeds)

    def _address(self, one: Guardian) -> Block:
        lines = lines_of("guardian", one.values, one.pending, "address")
        edit = Deed(
            "edit_address", "Modifier", lambda: self._desk.edit_address(one, secondary=False)
        )
        deeds = self._may(Permission.FAMILY_EDIT, edit)
        return facts("address", "Adresse", lines, *deeds, about=one.coming)

    def _secondary(self, one: Guardian) -> Block:
        lines = lines_of("guardian", one.values, one.pending, "secondary_address", empty=False)
        words, icon = ("Modifier", "pencil") if lines else ("Ajouter", "plus")
        edit = Deed(
            "edit_secondary", words, lambda: self._desk.edit_address(one, secondary=True), icon
        )
        deeds = self._may(Permission.FAMILY_EDIT, edit)
        return facts("secondary", "Adresse secondaire", lines or [Line("Adresse")], *deeds)

    def _bank(self, one: Guardian) -> Block:
        lines = lines_of("guardian", one.values, one.pending, "bank")
        desk, account = self._desk, one.bank
        signed = account.mandate if account else None
        if signed is not None:
            lines.append(Line("Mandat SEPA", f"{signed.reference}, {mandate(signed)}"))
        deeds: list[Deed] = []
        if account is not None:
            deeds += self._may(
                Permission.BANK_READ,
                Deed("show_iban", "Afficher l’IBAN", lambda: desk.show_iban(one), "eye"),
            )
        if signed is not None and signed.state == "to_sign":
            sign = Deed("sign_mandate", "Mandat signé", lambda: desk.sign_mandate(one), "check")
            deeds += self._may(Permission.BANK_EDIT, sign)
        if signed is not None and signed.state != "closed":
            close = Deed(
                "close_mandate", "Clore le mandat", lambda: desk.close_mandate(one), "cross"
            )
            deeds += self._may(Permission.BANK_EDIT, close)
        edit = Deed("edit_bank", "Modifier", lambda: desk.edit_bank(one))
        deeds += self._may(Permission.BANK_EDIT, edit)
        about = "" if deeds else "réservé à la régie"
        return facts("bank", "Informations bancaires", lines, *deeds, about=about)


def _named(one: Guardian) -> str:
    return f"{one.name} (payeur)" if one.values.get("is_payer") else one.name
