"""What is typed of a family, and the lines it is found by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.kernel.errors import Refused
from backoffice.kernel.text import clean, fold, phone_key

_LONGEST_KEY = 400


@dataclass(frozen=True, slots=True)
class AddressDraft:
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = "France"
    address_extra: str | None = None
    building: str | None = None
    locality: str | None = None


@dataclass(frozen=True, slots=True)
class GuardianDraft:
    last_name: str
    first_name: str
    civility: str | None = None
    capacity: str | None = None  # « Mère », « Père », « Tuteur »…
    marital_status: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    is_payer: bool = False
    accepts_email: bool = True
    accepts_sms: bool = False
    accepts_post: bool = True
    address: AddressDraft = AddressDraft()


@dataclass(frozen=True, slots=True)
class ChildDraft:
    last_name: str
    first_name: str
    birth_date: date | None = None
    sex: str | None = None  # F, M
    school_class_id: int | None = None
    insurance_company: str | None = None
    insurance_number: str | None = None
    allows_sport: bool = False
    allows_photo: bool = False
    allows_leave_alone: bool = False
    allows_outings: bool = False
    allows_hospitalisation: bool = False


def guardian_values(draft: GuardianDraft) -> dict[str, Any]:
    """As columns; what was typed is cleaned, and an empty box holds nothing."""
    _named(draft.last_name, draft.first_name)
    address = draft.address
    values = {name: getattr(draft, name) for name in _fields(draft) if name != "address"}
    return _cleaned({**values, **{name: getattr(address, name) for name in _fields(address)}})


def child_values(draft: ChildDraft) -> dict[str, Any]:
    _named(draft.last_name, draft.first_name)
    if draft.sex not in (None, "F", "M"):
        raise Refused("Le sexe d’un enfant se note F ou M.")
    return _cleaned({name: getattr(draft, name) for name in _fields(draft)})


Line = tuple[str, int, str]  # kind, subject, key


def family_lines(family_id: int, label: str) -> Iterator[Line]:
    yield "family", family_id, fold(label)[:_LONGEST_KEY]


def guardian_lines(guardian_id: int, values: Mapping[str, Any]) -> Iterator[Line]:
    yield "guardian", guardian_id, name_key(values["first_name"], values["last_name"])
    if email := fold(values.get("email") or ""):
        yield "email", guardian_id, email[:_LONGEST_KEY]
    for phone in dict.fromkeys(phone_key(values.get(name) or "") for name in ("phone", "mobile")):
        if phone:
            yield "phone", guardian_id, phone[:_LONGEST_KEY]


def child_lines(child_id: int, values: Mapping[str, Any]) -> Iterator[Line]:
    yield "child", child_id, name_key(values["first_name"], values["last_name"])


def name_key(first_name: str, last_name: str) -> str:
    """The first name on both sides of the last: « inès bel » and « belkacem in » are both in it."""
    return fold(f"{first_name} {last_name} {first_name}")[:_LONGEST_KEY]


def _named(*names: str) -> None:
    if not all(clean(name, 120) for name in names):
        raise Refused("Le nom et le prénom sont obligatoires.")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: (clean(value, 254) or None) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _fields(draft: Any) -> Iterable[str]:
    return tuple(draft.__dataclass_fields__)
