"""What a family reads, line by line: frozen, and told as the portal tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class PortalRequest:
    """A line of « Mes demandes »."""

    id: int
    reference: str
    submitted_at: datetime
    kind: str
    description: str
    child: str
    activity: str
    facility: str
    starts_on: date | None
    ends_on: date | None
    reason: str
    state: str
    status: str
    status_label: str
    unread: int


@dataclass(frozen=True, slots=True)
class PortalMoment:
    """A line of the history of a request."""

    at: datetime
    label: str
    status_label: str
    message: str
    public_reason: str


@dataclass(frozen=True, slots=True)
class PortalSlot:
    """A box of the portal's planning, with its words and symbol."""

    child_id: int
    child: str
    activity_id: int
    activity: str
    facility: str
    day: date
    starts: str
    ends: str
    status: str
    label: str
    symbol: str
    can_reserve: bool
    can_declare_absence: bool
    can_cancel: bool


@dataclass(frozen=True, slots=True)
class PortalSlotMoment:
    at: datetime
    label: str
    who: str


@dataclass(frozen=True, slots=True)
class PortalEnrolment:
    child_id: int
    activity: str
    facility: str
    starts_on: date
    ends_on: date
    weekdays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PortalAsked:
    """A yellow field: what the family wants there; None where it empties it."""

    field: str
    wanted: str | None


@dataclass(frozen=True, slots=True)
class PortalPerson:
    """Someone of the dossier: each column of the view by its name, and what is yellow."""

    id: int
    values: Mapping[str, Any]
    asked: tuple[PortalAsked, ...]


@dataclass(frozen=True, slots=True)
class PortalVaccination:
    vaccine: str
    given_on: date
    booster_on: date | None


@dataclass(frozen=True, slots=True)
class PortalChild:
    person: PortalPerson
    vaccinations: tuple[PortalVaccination, ...]
    contacts: tuple[PortalPerson, ...]
    enrolments: tuple[PortalEnrolment, ...]


@dataclass(frozen=True, slots=True)
class PortalAccount:
    """An account that may read all this, and what it wants to be told of."""

    account_id: str
    issuer: str
    service: str
    state: str
    method: str
    linked_at: datetime
    wants: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class PortalDocument:
    document: str
    state: str
    state_label: str
    reason: str
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class PortalInvoice:
    number: str
    nature: str
    issued_on: date
    due_on: date
    amount: Decimal
    balance: Decimal
    status_label: str


@dataclass(frozen=True, slots=True)
class Household:
    """« Ma famille ». What is not shown is not there: health, unless it was asked for, and means."""

    guardians: tuple[PortalPerson, ...]
    family: PortalPerson  # its tax data
    children: tuple[PortalChild, ...]
    accounts: tuple[PortalAccount, ...]
    shows_means: bool
    shows_health: bool

    @property
    def is_yellow(self) -> bool:
        people = [*self.guardians, self.family, *(one.person for one in self.children)]
        people += [contact for child in self.children for contact in child.contacts]
        return any(one.asked for one in people)
