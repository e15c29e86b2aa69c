"""What each kind of request says, once read: the contract's table of payloads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.portal.shapes import (
    BAD_DAY,
    Check,
    Payload,
    Unreadable,
    amount,
    day,
    flag,
    index,
    mapping,
    moment,
    number,
    one_of,
    optional,
    parse,
    record,
    required,
    several,
    text,
)
from backoffice.portal.words import KINDS

UNKNOWN_KIND = "Cette nature de demande n’est pas reconnue. Contactez le service."

SLOT_KINDS = frozenset(
    {"reservation", "reservation_cancellation", "absence", "absence_cancellation"}
)
# Anyone may ask these, before any family is known.
WITHOUT_FAMILY = frozenset({"creche", "family_creation", "appointment", "contact_message"})

PREFERENCES = (
    "new_invoice", "reservation_accepted", "reservation_refused", "absence_accepted", "absence_refused",
)  # fmt: skip

MUST, MAY = True, False


@dataclass(frozen=True, slots=True)
class SlotAsked:
    """Something about one child, one activity and one day."""

    family_id: int | None
    child_id: int
    activity_id: int
    day: date
    words: str | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EnrolmentAsked:
    """A child in an activity, from a day on. Without an end: to the end of the school year."""

    family_id: int | None
    child_id: int
    activity_id: int
    starts_on: date
    ends_on: date | None
    weekdays: tuple[int, ...]  # none given: every day the activity runs
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OtherAsked:
    """A kind decided by a later capability: its shape is checked, and whom it points at."""

    family_id: int | None
    details: dict[str, Any]
    child_id: int | None = None
    guardian_id: int | None = None
    contact_id: int | None = None
    activity_ids: tuple[int, ...] = ()
    document_type_id: int | None = None
    facility_ids: tuple[int, ...] = ()
    file_ids: tuple[int, ...] = ()
    words: str | None = None
    subject: str | None = None


Asked = SlotAsked | EnrolmentAsked | OtherAsked

_ids = several(number)
_mappings = several(mapping)
_changes = {"changes": (MUST, mapping)}
_flags = record(
    **dict.fromkeys(("sport", "photo", "leave_alone", "outings", "hospitalisation"), (MAY, flag))
)
_allergy = record(category=(MUST, text), label=(MUST, text))
_vaccination = record(vaccine=(MUST, text), date=(MUST, day))
_contact = record(
    full_name=(MUST, text), mobile=(MAY, text), phone=(MAY, text), relation=(MUST, text),
    emergency=(MUST, flag), pickup=(MUST, flag),
)  # fmt: skip
_child_to_be = record(birth_expected=(MUST, flag))
_first_enrolment = record(child=(MUST, index), activity_id=(MUST, number))

# kind: its fields; True where the contract says they must be there.
SHAPES: dict[str, Mapping[str, tuple[bool, Check]]] = {
    "guardian_change": {"guardian_id": (MUST, number), **_changes},
    "guardian_add": {"guardian": (MUST, mapping)},
    "address_change": {"guardian_id": (MUST, number), **_changes},
    "secondary_address_change": {"guardian_id": (MUST, number), **_changes},
    "bank_change": {
        "guardian_id": (MUST, number), "holder": (MUST, text), "iban": (MUST, text), "bic": (MAY, text),
    },
    "tax_change": _changes,
    "child_change": {"child_id": (MUST, number), **_changes},
    "child_add": {"child": (MUST, mapping)},
    "child_extra_change": {"child_id": (MUST, number), **_changes},
    "authorisation_change": {"child_id": (MUST, number), "changes": (MUST, _flags)},
    "health_change": {
        "child_id": (MUST, number), "diets": (MAY, several(text)), "allergies": (MAY, several(_allergy)),
    },
    "vaccination_change": {"child_id": (MUST, number), "vaccinations": (MUST, several(_vaccination))},
    "contact_add": {"child_id": (MUST, number), "contact": (MUST, _contact)},
    "contact_change": {
        "child_id": (MUST, number), "contact_id": (MUST, number),
        "changes": (MAY, mapping), "remove": (MAY, flag),
    },
    "document": {
        "document_type_id": (MUST, number), "child_id": (MAY, number), "guardian_id": (MAY, number),
        "file_ids": (MUST, several(number, least=1)),
    },
    "creche": {
        "guardian1": (MUST, mapping), "guardian2": (MAY, mapping), "child": (MUST, _child_to_be),
        "address": (MUST, mapping), "wishes": (MUST, several(number, least=1, most=4)),
        "entry_date": (MUST, day), "care": (MUST, one_of("regular", "occasional")),
        "halfdays": (MUST, mapping),
    },
    "family_creation": {
        "guardians": (MUST, several(mapping, least=1, most=2)), "payer": (MUST, index),
        "children": (MUST, _mappings), "bank": (MAY, mapping), "tax": (MAY, mapping),
        "enrolments": (MUST, several(_first_enrolment)),
    },
    "appointment": {"service": (MUST, text), "wished": (MUST, several(moment)), "subject": (MUST, text)},
    "contact_message": {"subject": (MUST, text), "body": (MUST, text), "in_reply_to": (MAY, number)},
}  # fmt: skip

# Facts that are no request.
EVENTS: dict[str, Mapping[str, tuple[bool, Check]]] = {
    "account_created": {
        "civility": (MAY, text), "last_name": (MUST, text), "first_name": (MUST, text),
        "email": (MUST, text), "terms_version": (MAY, text), "verified_by": (MAY, text),
    },
    "account_activated": {},
    "account_closed": {},
    "signed_in": {},
    "subscribe_by_code": {"code": (MUST, text)},
    "subscribe_by_invoice": {
        "emission_code": (MUST, text), "reference": (MUST, text), "amount": (MUST, amount),
        "personal_code": (MUST, text),
    },
    "request_withdrawn": {"request_id": (MUST, number)},
    "messages_read": {"request_ids": (MAY, _ids), "all": (MAY, flag)},
    "preferences_set": dict.fromkeys(PREFERENCES, (MAY, flag)),
    "online_payment": {
        "invoice_id": (MUST, number), "amount": (MUST, amount), "transaction": (MUST, text),
        "paid_at": (MUST, moment), "outcome": (MUST, one_of("paid", "refused", "abandoned")),
    },
}  # fmt: skip


def read_request(kind: str, payload: str) -> Asked:
    """What a request says. Raises Unreadable with its cause and what to tell the family."""
    if kind not in KINDS:
        raise Unreadable("nature de demande inconnue", UNKNOWN_KIND)
    found = parse(payload)
    family_id = optional(found, "family_id", number)
    if kind in SLOT_KINDS:
        return SlotAsked(
            family_id=family_id,
            child_id=required(found, "child_id", number),
            activity_id=required(found, "activity_id", number),
            day=required(found, "date", day),
            words=_words_about_slot(kind, found),
            details=found,
        )
    return _enrolment(family_id, found) if kind == "enrolment" else _other(kind, family_id, found)


def read_event(kind: str, payload: str) -> dict[str, Any]:
    """The fields of an event, each of the shape promised."""
    if kind not in EVENTS:
        raise Unreadable("nature d’événement inconnue")
    found = parse(payload)
    read = _fields(EVENTS[kind], found)
    if kind == "messages_read" and read["request_ids"] is None and read["all"] is not True:
        raise Unreadable("ni « request_ids » ni « all »")
    return read


def _words_about_slot(kind: str, found: Payload) -> str | None:
    name = "note" if kind == "reservation" else "reason"
    told = optional(found, name, text)
    if kind == "absence" and told is None:
        raise Unreadable("champ « reason » absent ou vide", "Indiquez le motif de l’absence.")
    return told.strip() or None if told else None


def _enrolment(family_id: int | None, found: dict[str, Any]) -> EnrolmentAsked:
    starts_on = required(found, "starts_on", day)
    ends_on = optional(found, "ends_on", day)
    if ends_on is not None and ends_on < starts_on:
        raise Unreadable("champ « ends_on » avant « starts_on »", BAD_DAY)
    weekdays = optional(found, "weekdays", several(number, least=1, most=7)) or ()
    if any(weekday > 7 for weekday in weekdays):  # noqa: PLR2004  Sunday
        raise Unreadable("champ « weekdays » : jour de la semaine inconnu")
    return EnrolmentAsked(
        family_id=family_id,
        child_id=required(found, "child_id", number),
        activity_id=required(found, "activity_id", number),
        starts_on=starts_on,
        ends_on=ends_on,
        weekdays=tuple(sorted(set(weekdays))),
        details=found,
    )


def _other(kind: str, family_id: int | None, found: dict[str, Any]) -> OtherAsked:
    read = _fields(SHAPES[kind], found)
    if kind == "contact_change" and read["changes"] is None and read["remove"] is not True:
        raise Unreadable("ni « changes » ni « remove »")
    activity_ids: tuple[int, ...] = ()
    if kind == "family_creation":
        activity_ids = _first_activities(read)
    return OtherAsked(
        family_id=family_id,
        details=found,
        child_id=read.get("child_id"),
        guardian_id=read.get("guardian_id"),
        contact_id=read.get("contact_id"),
        activity_ids=activity_ids,
        facility_ids=read.get("wishes") or (),
        file_ids=read.get("file_ids") or (),
        document_type_id=read.get("document_type_id"),
        words=read.get("body"),
        subject=read.get("subject"),
    )


def _first_activities(read: Mapping[str, Any]) -> tuple[int, ...]:
    if read["payer"] >= len(read["guardians"]):
        raise Unreadable("champ « payer » : responsable absent")
    if any(wanted["child"] >= len(read["children"]) for wanted in read["enrolments"]):
        raise Unreadable("champ « enrolments » : enfant absent")
    return tuple(wanted["activity_id"] for wanted in read["enrolments"])


def _fields(shape: Mapping[str, tuple[bool, Check]], found: Payload) -> dict[str, Any]:
    return {
        name: (required if needed else optional)(found, name, check)
        for name, (needed, check) in shape.items()
    }
