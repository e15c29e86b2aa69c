"""What a family asks to change: its payload as fields, each judged alone. Pure.

A field that cannot be taken carries its flaw, in words for people; the others stay decidable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from backoffice.families import contacts, fields
from backoffice.families.iban import masked
from backoffice.inbox.workflow import Kind
from backoffice.kernel.errors import Refused
from backoffice.kernel.text import clean

UNKNOWN_FIELD = "Ce champ n’existe plus dans le dossier."
ELSEWHERE = "Ce champ ne se change pas par cette demande."
MOST_FIELDS = 200
NO_IBAN = "?"
# What a family does not say of itself.
_OURS = frozenset({"is_payer"})
_LONGEST_NAME, _LONGEST_TEXT, _LONGEST_ITEM = 60, 400, 260


class Key(NamedTuple):
    """What a field belongs to; without `subject_id`, a person to be made."""

    subject: str
    subject_id: int | None
    field: str
    item: str = ""  # one of a list


@dataclass(frozen=True, slots=True)
class Want:
    """A field asked for. `value` is as JSON holds it; nothing empties the field."""

    key: Key
    value: Any
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A list asked for whole: what it holds beside what the dossier held is what is wanted."""

    subject: str
    subject_id: int
    field: str
    items: Mapping[str, Any]
    flaws: Sequence[Want] = ()


class Asker(NamedTuple):
    """A request's own ids, as intake judged them."""

    family_id: int
    child_id: int | None
    iban: str


Read = list[Want | Whole]
Details = Mapping[str, Any]


def read(kind: str, details: Details, asker: Asker) -> Read:
    """The fields a request of this kind asks for, in the order they are shown."""
    return _READERS[Kind(kind)](details, asker)


def items_of(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """The elements of a list by what tells them apart, as `asked_field.item` keeps it."""
    return {item_of(name, value): value for value in values}


def item_of(name: str, value: Any) -> str:
    return fields.item(name, value)[:_LONGEST_ITEM]


def _changes(
    subject: str, blocks: frozenset[str], prefix: str = ""
) -> Callable[[Details, Asker], Read]:
    """Fields of one subject, among those of these blocks."""

    def reader(details: Details, asker: Asker) -> Read:
        subject_id = asker.family_id if subject == "family" else details[f"{subject}_id"]
        found = list(details["changes"].items())[:MOST_FIELDS]
        wants: dict[Key, Want] = {}
        for name, value in found:
            known = _named(subject, name, prefix)
            want = _want(Key(subject, subject_id, known), value, blocks)
            wants[want.key] = want
        order = {one.name: rank for rank, one in enumerate(fields.of(subject))}
        shown = sorted(wants.values(), key=lambda want: order.get(want.key.field, len(order)))
        return list(shown)

    return reader


def _named(subject: str, name: str, prefix: str) -> str:
    """The portal writes « photo » for `allows_photo`, « street » in a second address."""
    longer = name if name.startswith(prefix) else prefix + name
    return longer if (subject, longer) in fields.FIELDS else clean(name, _LONGEST_NAME)


def _want(key: Key, value: Any, blocks: frozenset[str]) -> Want:
    known = fields.FIELDS.get((key.subject, key.field))
    if known is None:
        return Want(key, plain(value), UNKNOWN_FIELD)
    if known.block not in blocks or key.field in fields.LISTS | _OURS:
        return Want(key, plain(value), ELSEWHERE)
    return taken(key, value)


def taken(key: Key, value: Any) -> Want:
    """The value normalised; with its flaw, as it was typed."""
    try:
        return Want(key, fields.read(fields.FIELDS[key.subject, key.field], value))
    except Refused as flaw:
        return Want(key, plain(value), str(flaw)[:_LONGEST_TEXT])


def plain(value: Any) -> Any:
    """Something nobody could read, as short words."""
    return clean(value, _LONGEST_TEXT) if isinstance(value, str) else _short(value)


def _short(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)[:_LONGEST_TEXT]


def _bank(details: Details, asker: Asker) -> Read:
    """The IBAN itself never comes here but to be judged: what is kept of it is masked."""
    guardian_id = details["guardian_id"]
    wants = [taken(Key("guardian", guardian_id, "bank_holder"), details["holder"])]
    key = Key("guardian", guardian_id, "iban_masked")
    try:
        fields.read(fields.FIELDS["guardian", "iban_masked"], asker.iban or NO_IBAN)
        wants.append(Want(key, masked(asker.iban)))
    except Refused as flaw:
        wants.append(Want(key, str(details["iban"])[:_LONGEST_TEXT], str(flaw)))
    if "bic" in details:
        wants.append(taken(Key("guardian", guardian_id, "bic"), details["bic"]))
    return list(wants)


def _health(details: Details, _asker: Asker) -> Read:
    child_id = details["child_id"]
    return [
        _list(child_id, name, details[name])
        for name in ("diets", "allergies")
        if name in details and details[name] is not None
    ]


def _vaccinations(details: Details, _asker: Asker) -> Read:
    return [_list(details["child_id"], "vaccinations", details["vaccinations"])]


def _list(child_id: int, name: str, values: Sequence[Any]) -> Whole:
    good: dict[str, Any] = {}
    flawed: list[Want] = []
    for value in list(values)[:MOST_FIELDS]:
        try:
            element = fields.read_item(name, value)
        except Refused as flaw:
            item = str(value)[:_LONGEST_ITEM]
            flawed.append(Want(Key("child", child_id, name, item), plain(value), str(flaw)))
        else:
            good[item_of(name, element)] = element
    return Whole("child", child_id, name, good, flawed)


def _contact_add(details: Details, _asker: Asker) -> Read:
    """The person, then the right to fetch the child, which is answered apart."""
    given, child_id = details["contact"], details["child_id"]
    item = clean(str(given["full_name"]), _LONGEST_ITEM)
    value: Any = item
    flaw = ""
    try:
        value = contacts.read_contact({**given, "pickup": False})
    except Refused as refusal:
        flaw = str(refusal)[:_LONGEST_TEXT]
    wants = [Want(Key("child", child_id, "contact", item), value, flaw)]
    if given.get("pickup"):
        wants.append(Want(Key("contact", None, "pickup"), value=True, flaw=flaw))
    return list(wants)


def _contact_change(details: Details, asker: Asker) -> Read:
    if details.get("remove") is True:
        return [Want(Key("contact", details["contact_id"], "removed"), value=True)]
    return _changes("contact", frozenset({"contacts"}))(details, asker)


_OF_A_CHILD = frozenset({"identity", "general", "insurance", "photo", "health"})
_READERS: dict[Kind, Callable[[Details, Asker], Read]] = {
    Kind.GUARDIAN_CHANGE: _changes(
        "guardian", frozenset({"identity", "contact", "communication", "invoicing"})
    ),
    Kind.ADDRESS_CHANGE: _changes("guardian", frozenset({"address"})),
    Kind.SECONDARY_ADDRESS_CHANGE: _changes(
        "guardian", frozenset({"secondary_address"}), "secondary_"
    ),
    Kind.BANK_CHANGE: _bank,
    Kind.TAX_CHANGE: _changes("family", frozenset({"tax"})),
    Kind.CHILD_CHANGE: _changes("child", _OF_A_CHILD),
    Kind.CHILD_EXTRA_CHANGE: _changes("child", _OF_A_CHILD),
    Kind.AUTHORISATION_CHANGE: _changes("child", frozenset({"authorisations"}), "allows_"),
    Kind.HEALTH_CHANGE: _health,
    Kind.VACCINATION_CHANGE: _vaccinations,
    Kind.CONTACT_ADD: _contact_add,
    Kind.CONTACT_CHANGE: _contact_change,
}
