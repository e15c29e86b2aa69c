"""What the screen of a new family shows: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backoffice.inbox.advice import Advice
from backoffice.inbox.newcomers.answers import Who


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field as it was written. With a flaw it is not taken; hidden, this agent may not read it."""

    label: str
    value: str
    flaw: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class PartShown:
    """A person, the bank or the tax data of the form."""

    title: str  # « Responsable 1 »
    name: str
    fields: tuple[FieldShown, ...]
    is_payer: bool = False
    is_nameless: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Someone of a family one may attach to."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class HomeShown:
    """A family the form may be attached to, who is in it, and who the form's people are there.

    `score` is of a hundred; without `reasons`, it is not that it looks like it.
    """

    family_id: int
    label: str
    score: int
    is_certain: bool
    reasons: tuple[str, ...]
    guardians: tuple[Known, ...]
    children: tuple[Known, ...]
    who_guardians: tuple[Who, ...]
    who_children: tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class WishShown:
    """An activity asked for a child of the form; `child` is its rank."""

    child: int
    first_name: str
    activity: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class CreationSheet:
    """One form, what it looks like, and what may be answered. `home`: the family to add to."""

    request_id: int
    version: int
    submission_id: int
    reference: str
    kind: str
    status: str
    title: str  # « Famille Haddad-Roy »
    phone: str
    account: str  # « Salma HADDAD, salma@exemple.fr »
    submitted_at: datetime
    guardians: tuple[PartShown, ...]
    children: tuple[PartShown, ...]
    bank: PartShown | None
    tax: PartShown | None
    wishes: tuple[WishShown, ...]
    homes: tuple[HomeShown, ...]
    home: HomeShown | None
    advice: Advice
    decidable: bool
    locked_reason: str
