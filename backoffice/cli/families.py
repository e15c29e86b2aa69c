"""`backoffice families …`: find a dossier and read it, for scripts. What one may not see is masked."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from backoffice.cli import bases
from backoffice.cli.say import Asked, answer, table
from backoffice.families import browsing, fields
from backoffice.families.dossier import dossier
from backoffice.families.reading import Child, Dossier, Guardian, Values
from backoffice.families.tax import SOURCES
from backoffice.families.waiting import YELLOW
from backoffice.kernel.text import digits

_INDENT = "    "
_MANDATES = {"to_sign": "à signer", "active": "actif", "closed": "clos"}
_GUARDIAN = (
    "identity", "contact", "communication", "invoicing", "address", "secondary_address", "bank",
)  # fmt: skip
_CHILD = ("identity", "insurance", "general", "authorisations")


def search(asked: Namespace) -> int:
    """Every word begins a word of the family, in any order; a number is a part of a phone."""
    typed = " ".join(asked.words).strip()
    if not typed:
        raise Asked("Dites qui chercher : un nom, un prénom d’enfant, un téléphone.")
    with bases.reading(asked) as opened, opened.database.read(opened.agent) as work:
        found = browsing.answering(work, typed)
    rows = [(str(one.id), one.label, ", ".join(one.children)) for one in found]
    return answer(asked, found, *(table(rows) or ["Aucune famille ne répond."]))


def show(asked: Namespace) -> int:
    """Health is not there: it is only shown on request, and noted in the journal."""
    number = digits(asked.number)
    if not number or number != asked.number.strip():
        raise Asked(f"« {asked.number} » n’est pas un numéro de dossier.")
    with bases.reading(asked) as opened, opened.database.read(opened.agent) as work:
        found = dossier(work, int(number))
    return answer(asked, found, *_lines(found))


def _lines(found: Dossier) -> Iterator[str]:
    yield f"Famille {found.label}, dossier n° {found.id}"
    if found.is_yellow:
        yield f"  {YELLOW}"
    for guardian in found.guardians:
        yield from _guardian(guardian)
    for child in found.children:
        yield from _child(child)
    yield from _tax(found)
    for note in found.notes:
        yield f"  Note de {note.who} : {note.words}"


def _guardian(one: Guardian) -> Iterator[str]:
    yield f"  {one.name}"
    yield from _held("guardian", one.values, *_GUARDIAN)
    if one.bank is not None and (mandate := one.bank.mandate) is not None:
        yield f"{_INDENT}Mandat {mandate.reference} : {_MANDATES[mandate.state]}"


def _child(one: Child) -> Iterator[str]:
    yield f"  {one.name}"
    yield from _held("child", one.values, *_CHILD)
    if one.school_class:
        yield f"{_INDENT}Classe : {one.school_class}, {one.school or ''}".rstrip(", ")
    for contact in one.contacts:
        yield f"{_INDENT}Contact : {', '.join(_contact(contact.values))}"
    for home in one.other_homes:
        yield f"{_INDENT}Autre foyer : {home.label} ({home.guardians})"
    for rule in one.payers:
        yield f"{_INDENT}Payeur : {rule.guardian}, {rule.activity or 'toutes les activités'}"


def _contact(values: Values) -> Iterator[str]:
    for name in ("full_name", "relation", "mobile", "phone"):
        if values.get(name):
            yield str(values[name])
    for name in ("emergency", "pickup"):
        if values.get(name):
            yield fields.FIELDS["contact", name].label.lower()


def _tax(found: Dossier) -> Iterator[str]:
    now = next((one for one in found.tax or () if one.in_force), None)
    if now is None:
        return
    yield f"  Informations fiscales depuis le {now.valid_from:%d/%m/%Y} ({SOURCES[now.source]})"
    yield from _held("family", now.values, "tax")


def _held(subject: str, values: Values, *blocks: str) -> Iterator[str]:
    for label, words in _told(subject, values, *blocks):
        yield f"{_INDENT}{label} : {words}"


def _told(subject: str, values: Values, *blocks: str) -> Iterator[tuple[str, str]]:
    for field in fields.of(subject, *blocks):
        if (words := fields.spell(field, values.get(field.name))) is not None:
            yield field.label, words
