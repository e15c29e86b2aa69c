"""What a new family wrote, person by person, each field judged alone. Pure.

A field that cannot be taken carries its flaw, in words for people; the others are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from backoffice.families import fields, sense
from backoffice.families.resemblance import Sought, sought
from backoffice.inbox.workflow import Kind
from backoffice.kernel.errors import Refused
from backoffice.kernel.text import clean, fold

UNKNOWN_FIELD = "Ce champ n’existe plus dans le dossier."
ELSEWHERE = "Ce champ ne se déclare pas dans ce formulaire."
_GUARDIAN_BLOCKS = (
    "identity", "contact", "communication", "invoicing", "address", "secondary_address",
)  # fmt: skip
_CHILD_BLOCKS = ("identity", "insurance", "general", "authorisations", "health", "vaccinations")
_NOT_ASKED = frozenset(
    {"is_payer", "beneficiary_guardian_id"}
)  # the form has its own way to say it
_BANK = {"holder": "bank_holder", "iban": "iban_masked"}  # as the portal writes them
_PERSON = ("last_name", "first_name")
_MOST_FIELDS, _LONGEST = 80, 200


@dataclass(slots=True)
class Part:
    """A person, the bank or the tax data of a form: what was read, and what could not be.

    `typed` is a flawed field as it was written.
    """

    subject: str
    values: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    flaws: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        parts = (self.values.get("first_name"), self.values.get("last_name"))
        return " ".join(str(part) for part in parts if part)

    @property
    def is_nameless(self) -> bool:
        """Nobody can be made of it."""
        return any(not self.values.get(one) for one in _PERSON)

    def spoil(self, name: str, flaw: str) -> None:
        value = self.values.pop(name, None)
        known = fields.FIELDS.get((self.subject, name))
        told = fields.spell(known, value) if known and value is not None else None
        self.typed.setdefault(name, told or "")
        self.flaws[name] = flaw


class Wish(NamedTuple):
    """An activity asked for a child of the form."""

    child: int
    activity_id: int


@dataclass(frozen=True, slots=True)
class Form:
    """A form as sent. `payer` is the rank of the guardian who pays."""

    guardians: tuple[Part, ...] = ()
    payer: int = 0
    children: tuple[Part, ...] = ()
    bank: Part | None = None
    tax: Part | None = None
    wishes: tuple[Wish, ...] = ()

    @property
    def people(self) -> tuple[Part, ...]:
        return (*self.guardians, *self.children)

    @property
    def sought(self) -> list[Sought]:
        """The people of the form, to be looked for among those we know."""
        return [sought(one.subject, one.values) for one in self.people]

    @property
    def label(self) -> str:
        """What the family is to be called: « Belkacem-Roy »; a name within another is not said twice."""
        people = self.guardians or self.children
        given = (str(one.values.get("last_name") or "") for one in people)
        names = list(dict.fromkeys(name for name in given if name))
        folded = [f"-{fold(name)}-".replace(" ", "-") for name in names]
        kept = [
            name
            for at, name in enumerate(names)
            if not any(folded[at] in other for other in folded if other != folded[at])
        ]
        return "-".join(kept)

    def flaws(self) -> Iterable[tuple[str, str]]:
        """« Enfant 1, Inès : Date de naissance », and what is wrong with it."""
        for title, part in self.titled():
            for name, flaw in part.flaws.items():
                known = fields.FIELDS.get((part.subject, name))
                yield f"{title} : {known.label if known else clean(name, 60)}", flaw

    def titled(self) -> Iterable[tuple[str, Part]]:
        for word, people in (("Responsable", self.guardians), ("Enfant", self.children)):
            for number, one in enumerate(people, start=1):
                first_name = one.values.get("first_name")
                yield ", ".join(filter(None, (f"{word} {number}", first_name))), one
        if self.bank:
            yield "Banque", self.bank
        if self.tax:
            yield "Ressources", self.tax


def read(kind: str, details: Mapping[str, Any], today: date, iban_flaw: str = "") -> Form:
    """The form of a request of this kind. `iban_flaw` was judged when the IBAN was there."""
    if kind == Kind.CHILD_ADD:
        children: Sequence[Any] = [details.get("child")]
        return Form(children=_sensible((), tuple(map(_child, children)), today)[1])
    if kind == Kind.GUARDIAN_ADD:
        return Form(guardians=_sensible((_guardian(details.get("guardian")),), (), today)[0])
    guardians = tuple(_guardian(one) for one in details.get("guardians") or ())
    children_read = tuple(_child(one) for one in details.get("children") or ())
    guardians, children_read = _sensible(guardians, children_read, today)
    return Form(
        guardians,
        int(details.get("payer") or 0),
        children_read,
        _bank(details["bank"], iban_flaw) if isinstance(details.get("bank"), dict) else None,
        _part("family", details["tax"], ("tax",)) if isinstance(details.get("tax"), dict) else None,
        tuple(Wish(one["child"], one["activity_id"]) for one in details.get("enrolments") or ()),
    )


def _guardian(asked: Any) -> Part:
    return _named(_part("guardian", asked, _GUARDIAN_BLOCKS))


def _child(asked: Any) -> Part:
    return _named(_part("child", asked, _CHILD_BLOCKS))


def _bank(asked: Mapping[str, Any], iban_flaw: str) -> Part:
    part = _part(
        "guardian", {_BANK.get(name, name): value for name, value in asked.items()}, ("bank",)
    )
    if iban_flaw:
        part.spoil("iban_masked", iban_flaw)
    for name in ("bank_holder", "iban_masked"):
        if name not in part.values and name not in part.flaws:
            part.flaws[name] = fields.REQUIRED
    return part


def _named(part: Part) -> Part:
    for name in _PERSON:
        if name not in part.values and name not in part.flaws:
            part.flaws[name] = fields.REQUIRED
    return part


def _part(subject: str, asked: Any, blocks: Sequence[str]) -> Part:
    part = Part(subject)
    for name, value in list(asked.items() if isinstance(asked, dict) else ())[:_MOST_FIELDS]:
        known = fields.FIELDS.get((subject, name)) or fields.FIELDS.get((subject, f"allows_{name}"))
        if known is None or known.block not in blocks or known.name in _NOT_ASKED:
            flaw = UNKNOWN_FIELD if known is None else ELSEWHERE
            part.typed[clean(name, 60)], part.flaws[clean(name, 60)] = _short(value), flaw
        elif known.name in fields.LISTS:
            _read_list(part, known.name, value)
        elif value is not None:
            _read(part, known, value)
    return part


def _read(part: Part, known: fields.Field, value: Any) -> None:
    if known.kind == "iban":  # masked when it was taken in
        part.values[known.name] = _short(value)
        return
    try:
        found = fields.read(known, value)
    except Refused as flaw:
        part.typed[known.name], part.flaws[known.name] = _short(value), str(flaw)
        return
    if found is not None:
        part.values[known.name] = found


def _read_list(part: Part, name: str, value: Any) -> None:
    taken = []
    for one in value if isinstance(value, list) else ():
        try:
            taken.append(fields.read_item(name, one))
        except Refused as flaw:
            part.typed[name], part.flaws[name] = _short(one), str(flaw)
    if taken:
        part.values[name] = taken


def _sensible(
    guardians: tuple[Part, ...], children: tuple[Part, ...], today: date
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """What makes no sense beside today, or beside the others of the form, is flawed too."""
    births = [one.values.get("birth_date") for one in guardians]
    for one in children:
        _spoil(one, sense.flaws("child", one.values, today, [day for day in births if day]))
    for one in guardians:
        _spoil(one, sense.flaws("guardian", one.values, today))
    return guardians, children


def _spoil(part: Part, wrong: Mapping[str, str]) -> None:
    for name, flaw in wrong.items():
        if name in part.values:
            part.spoil(name, flaw)


def _short(value: Any) -> str:
    return clean(str(value), _LONGEST)
