"""A payer's bank: another account, its mandate, and the IBAN in full for whoever has to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtGui import QGuiApplication

from backoffice.database.work import Work
from backoffice.families import bank, fields
from ui.families.editors import Today
from ui.families.form import Change, DossierForm, Held, Part
from ui.kit import dialogs
from ui.kit.buttons import Button
from ui.kit.forms import DateField, Field, settled
from ui.kit.layout import plain, row
from ui.kit.screen import Screen
from ui.kit.sheet import Sheet
from ui.kit.tokens import Type

REASONS = "Motif, noté au journal"
NEW_MANDATE = (
    "Un nouveau compte ouvre un nouveau mandat SEPA, à faire signer ; l’ancien mandat est clos."
)


def account_form(
    screen: Screen, today: Today, guardian_id: int, who: str, *, held: Held, account_id: int | None,
    asked: dict[str, str],
) -> DossierForm:  # fmt: skip
    """The IBAN is typed anew; left empty, it stays the one there was."""
    masked = held.values.get("iban_masked")

    def save(work: Work, _version: int, values: dict[str, str | None]) -> object:
        iban = values["iban_masked"] or masked or ""
        return bank.open_account(
            work, guardian_id, values["bank_holder"] or "", iban, values["bic"], replaces=account_id
        )

    title = "Changer de compte bancaire" if account_id else "Compte bancaire"
    known = masked is not None  # then it may be left as it is
    wanted = tuple(
        replace(one, required=one.required and not (known and one.kind == "iban"))
        for one in fields.of("guardian", "bank")
    )
    change = Change(
        title, f"{who}. {NEW_MANDATE}", (Part(wanted),), save,
        held=held, asked=asked, whole=True,
    )  # fmt: skip
    made = DossierForm(screen, change, today, name="bank_form")
    made.editors["iban_masked"].box.setPlaceholderText(masked or "FR76 …")  # type: ignore[attr-defined]
    return made


def ask_iban(screen: Screen, account_id: int, who: str) -> None:
    """First why, then the number: the journal keeps who saw it."""

    def reveal(reason: str) -> None:
        screen.tasks.run(
            screen,
            lambda work: bank.reveal_iban(work, account_id, reason),
            then=lambda iban: IbanSheet(screen, who, iban).open(),
        )

    dialogs.ask_line(
        screen, "Afficher l’IBAN", reveal, verb="Afficher", name=REASONS, limit=200,
        about=f"{who} : votre nom, l’heure et le motif seront inscrits au journal.",
    )  # fmt: skip


class IbanSheet(Sheet):
    """The number alone, for as long as the sheet is open."""

    def __init__(self, screen: Screen, who: str, iban: str) -> None:
        super().__init__(screen, "IBAN", about=who, cancel="Fermer", name="iban_sheet")
        self.number = plain(grouped(iban), Type.HEADING)
        self.number.setObjectName("iban_number")
        copy = Button("Copier", icon="copy", name="iban_copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(iban))
        self.body.addWidget(self.number)
        self.body.addLayout(row(copy, None))


def grouped(iban: str) -> str:
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


class SignSheet(Sheet):
    """The paper came back signed: it asks on which day."""

    def __init__(
        self, screen: Screen, today: Today, reference: str, sign: Callable[[Work, date], object]
    ) -> None:
        super().__init__(
            screen, "Mandat signé", "Enregistrer", about=f"Mandat {reference}", stays=True,
            name="sign_sheet",
        )  # fmt: skip
        self._screen, self._sign = screen, sign
        self.day = DateField("Signé le", today, today(), required=True)
        self.day.setObjectName("signed_on")
        self.body.addWidget(Field("Signé le", self.day))
        self.accepted.connect(self._save)

    def _save(self) -> None:
        if not settled(self.day):
            self.set_busy(False)
            return
        on, sign = self.day.value, self._sign
        self._screen.tasks.run(
            self,
            lambda work: sign(work, on),
            then=lambda _none: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )
