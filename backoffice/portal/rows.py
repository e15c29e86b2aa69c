"""What a family reads, line by line: frozen, and told as the portal tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


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
class PortalChild:
    id: int
    name: str
    birth_date: date | None
    school_class: str
    allows: tuple[tuple[str, bool], ...]
    diets: tuple[str, ...]
    allergies: tuple[str, ...]
    enrolments: tuple[PortalEnrolment, ...] = ()


@dataclass(frozen=True, slots=True)
class PortalGuardian:
    id: int
    name: str
    is_payer: bool
    capacity: str
    email: str
    phone: str
    mobile: str
    address: tuple[str, ...]


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
    """« Ma famille »."""

    guardians: tuple[PortalGuardian, ...]
    children: tuple[PortalChild, ...]
    accounts: tuple[PortalAccount, ...]
