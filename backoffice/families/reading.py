"""What a dossier looks like to whoever opens it: frozen rows, no way back to the base.

`values` hold every field of `families.fields` by name, in the form it says: `fields.spell` tells
them. Health is not among them: `services.see_health` shows it, and says so in the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backoffice.families.waiting import PendingField

Values = Mapping[str, Any]
Pending = tuple[PendingField, ...]


@dataclass(frozen=True, slots=True)
class Mandate:
    id: int
    reference: str  # the RUM
    state: str  # to_sign, active, closed
    sequence: str
    signed_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class BankAccount:
    id: int
    holder: str
    iban_masked: str
    bic: str | None
    opened_at: datetime
    mandate: Mandate | None  # the last; closed when it was revoked


@dataclass(frozen=True, slots=True)
class Guardian:
    id: int
    rank: int
    version: int
    name: str
    values: Values
    bank: BankAccount | None
    pending: Pending
    coming: str = ""  # an address accepted for a day to come: « à partir du … : … »


@dataclass(frozen=True, slots=True)
class Contact:
    id: int
    version: int
    values: Values
    pending: Pending


@dataclass(frozen=True, slots=True)
class PayerRule:
    """Who pays for a child: for one activity or all, one week in two or all."""

    id: int
    version: int
    guardian_id: int
    guardian: str
    activity_id: int | None
    activity: str | None
    week: str | None  # odd, even
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class OtherHome:
    """The other household of a child of separated parents."""

    family_id: int
    label: str
    guardians: str  # their names


@dataclass(frozen=True, slots=True)
class Child:
    id: int
    version: int
    name: str
    school: str | None
    school_class: str | None
    values: Values
    contacts: tuple[Contact, ...]
    payers: tuple[PayerRule, ...]
    other_homes: tuple[OtherHome, ...]
    pending: Pending


@dataclass(frozen=True, slots=True)
class Health:
    """What a child eats and must not be given; who saw it is in the journal."""

    diets: tuple[str, ...]
    allergies: tuple[Mapping[str, str], ...]
    vaccinations: tuple[Mapping[str, Any], ...]
    care_plan: bool
    care_plan_until: str | None
    pending: Pending


@dataclass(frozen=True, slots=True)
class TaxRecord:
    """What was known of a family's means from a day on. Amounts in cents, shares in hundredths."""

    id: int
    valid_from: date
    source: str
    evidence: str
    values: Values
    recorded_at: datetime
    recorded_by: str
    request_id: int | None
    cancelled: bool
    in_force: bool  # today

    @property
    def verified(self) -> bool:
        return self.source != "declared"


@dataclass(frozen=True, slots=True)
class Note:
    id: int
    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """The whole sheet of a family, with what whoever asks may see."""

    id: int
    label: str
    version: int
    created_at: datetime
    closed_at: datetime | None
    merged_into: int | None
    guardians: tuple[Guardian, ...]
    children: tuple[Child, ...]
    tax: tuple[TaxRecord, ...] | None  # the latest first; None: not theirs to see
    notes: tuple[Note, ...]  # the latest first
    pending: Pending  # of the family's own fields

    @property
    def is_yellow(self) -> bool:
        """Whether the family reads « Certains champs sont en demande de modification. »."""
        yellow = [self.pending, *(one.pending for one in self.guardians)]
        for child in self.children:
            yellow += [child.pending, *(one.pending for one in child.contacts)]
        return any(yellow)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A field changed. `before` and `after` as families read them; None for nothing."""

    id: int
    at: datetime
    who: str  # the agent, or the program
    about: str  # whom
    label: str
    before: str | None
    after: str | None
    hidden: bool  # it may not be shown to whoever asks
    request_id: int | None
