"""What an agent answers to edits, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.inbox.plan import Seen


@dataclass(frozen=True, slots=True)
class FieldRefusal:
    """A field refused; without words of its own, those of the code are told to the family."""

    field_id: int
    reason_code: str | None = None
    public_reason: str = ""


@dataclass(frozen=True, slots=True)
class AddressScope:
    """Whom a new address applies to, and from when; a day to come is waited for."""

    guardian_ids: tuple[int, ...]
    from_day: date


@dataclass(frozen=True, slots=True)
class FieldsAnswer:
    """What is answered of one request: these fields accepted, those refused, the rest left open.

    For an address, `address` None means: for whoever asked, from today.
    """

    seen: Seen
    accept: tuple[int, ...] = ()
    refuse: tuple[FieldRefusal, ...] = ()
    message: str = ""
    address: AddressScope | None = None
