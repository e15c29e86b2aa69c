"""Deeds on guardians: who they are, how to reach them, where they live, which bank pays."""

from __future__ import annotations

from typing import Any

from backoffice.database.work import Work
from backoffice.families import bank, editing, services
from backoffice.families.people import AddressDraft, GuardianDraft
from backoffice.families.reading import Guardian
from ui.families import bankforms
from ui.families.desk import Desk, part
from ui.families.form import Change, DossierForm, Held
from ui.families.words import asked_of
from ui.kit import dialogs
from ui.kit.choices import TickBox

_OUTSIDE = frozenset({"birth_date"})  # set once the guardian is there

NEW_GUARDIAN = (
    part("guardian", "identity", "contact"), part("guardian", "address", heading="Adresse"),
)  # fmt: skip


class GuardianDesk(Desk):
    def add_guardian(self) -> None:
        family_id = self.family_id

        def save(work: Work, _version: int, values: dict[str, Any]) -> None:
            add_guardian(work, family_id, values)

        change = Change(
            "Ajouter un responsable", "", NEW_GUARDIAN, save, verb="Ajouter", whole=True,
            held=Held(0, {"country": "France"}),
        )  # fmt: skip
        self.open(change, "guardian_form")

    def edit_identity(self, one: Guardian) -> None:
        wanted = part("guardian", "identity", "contact")
        self.edit("guardian", one, "Information de base", wanted, name="identity_form")

    def edit_sending(self, one: Guardian) -> None:
        self.edit(
            "guardian", one, "Mode de communication et d’envoi de facture",
            part("guardian", "communication", heading="Mode de communication"),
            part("guardian", "invoicing", heading="Mode d’envoi de facture et relance"),
            name="sending_form",
        )  # fmt: skip

    def edit_address(self, one: Guardian, *, secondary: bool) -> None:
        block = "secondary_address" if secondary else "address"
        title = "Adresse secondaire" if secondary else "Adresse"
        others = (
            [each for each in self.dossier.guardians if each.id != one.id] if self.dossier else []
        )
        if secondary or not others:
            self.edit("guardian", one, title, part("guardian", block), name="address_form")
            return
        self._edit_both(one, others[0])

    def _edit_both(self, one: Guardian, other: Guardian) -> DossierForm:
        """« S’applique à qui ? »: the other guardian may live there too."""
        too = TickBox(f"S’applique aussi à {other.name}")
        too.setObjectName("address_both")

        def also(work: Work, _values: dict[str, Any]) -> None:
            if too.property("wanted"):
                whole = {name: editor.value for name, editor in form.editors.items()}
                editing.edit(work, "guardian", other.id, other.version, whole)

        form = self.edit(
            "guardian", one, "Adresse", part("guardian", "address"), name="address_form", also=also
        )
        too.toggled.connect(lambda on: too.setProperty("wanted", on))
        form.body.addWidget(too)
        form.place()
        return form

    # --- bank -------------------------------------------------------------------------------------

    def edit_bank(self, one: Guardian) -> None:
        self.warm_up("iban")
        account = one.bank
        bankforms.account_form(
            self.screen, self.today, one.id, one.name, held=Held(one.version, one.values),
            account_id=account.id if account else None, asked=asked_of(one.pending),
        ).open()  # fmt: skip

    def show_iban(self, one: Guardian) -> None:
        if one.bank is not None:
            bankforms.ask_iban(self.screen, one.bank.id, one.name)

    def sign_mandate(self, one: Guardian) -> None:
        if one.bank is None or (signed := one.bank.mandate) is None:
            return
        bankforms.SignSheet(
            self.screen, self.today, signed.reference,
            lambda work, on: bank.sign_mandate(work, signed.id, signed.version, on),
        ).open()  # fmt: skip

    def close_mandate(self, one: Guardian) -> None:
        if one.bank is None or (signed := one.bank.mandate) is None:
            return
        dialogs.confirm(
            self.screen, "Clore le mandat", "Rien ne sera plus prélevé sur ce compte.", "Clore le mandat",
            lambda: self.run(lambda work: bank.close_mandate(work, signed.id, signed.version), "Mandat clos"),
            typed=f"{one.name}, {signed.reference}",
        )  # fmt: skip


def add_guardian(work: Work, family_id: int, values: dict[str, Any]) -> int:
    """A guardian as typed in a form, in a family that is there."""
    guardian_id = services.add_guardian(work, family_id, drafted(values))
    if born := values.get("birth_date"):
        editing.edit(work, "guardian", guardian_id, 1, {"birth_date": born})
    return guardian_id


def drafted(values: dict[str, Any]) -> GuardianDraft:
    """A new guardian, as the services take it."""
    names = AddressDraft.__dataclass_fields__
    address = AddressDraft(**{name: values.get(name) for name in names})
    rest = {
        name: value
        for name, value in values.items()
        if name not in names and name not in _OUTSIDE and name in GuardianDraft.__dataclass_fields__
    }
    return GuardianDraft(**rest, address=address)
