"""How much two people look like one: names, birth, phones, e-mail, address. Pure.

Points add up to a hundred, each with the reason an agent reads. What is missing says nothing; a day
of birth that differs says a great deal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backoffice.kernel.calendar import short_day
from backoffice.kernel.text import fold, phone_key

MOST = 100
SAME_NAME, NEAR_NAME, ENOUGH = 97, 80, 75
# Little words of names, that people write or leave out.
PARTICLES = frozenset(
    {
        "d", "de", "des", "du", "la", "le", "les", "l", "von", "van", "der", "den", "da", "di",
        "do", "dos", "del", "el", "al", "ben", "bin", "ibn",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sought:
    """Someone as typed, a guardian or a child, to be looked for among those we know."""

    subject: str
    first_name: str
    last_name: str
    birth_date: date | None = None
    email: str = ""
    phones: tuple[str, ...] = ()  # as bare figures
    street: str = ""
    postcode: str = ""
    last: tuple[str, ...] = field(init=False, repr=False, compare=False)  # bare words of the name
    first: tuple[str, ...] = field(init=False, repr=False, compare=False)
    glued: str = field(init=False, repr=False, compare=False)  # « El Amrani » → « elamrani »

    def __post_init__(self) -> None:
        object.__setattr__(self, "last", words(self.last_name))
        object.__setattr__(self, "first", words(self.first_name))
        object.__setattr__(self, "glued", fold(self.last_name).replace(" ", ""))

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Likeness:
    """Of a hundred, and why."""

    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Weights:
    name: int
    near_name: int
    birth: int
    other_birth: int
    email: int = 0
    phone: int = 0
    address: int = 0


_GUARDIAN = _Weights(50, 40, 35, -35, email=40, phone=35, address=20)
_CHILD = _Weights(50, 40, 45, -45)


def sought(subject: str, values: Mapping[str, Any]) -> Sought:
    """From the fields of a dossier, as `fields.read` gives them or as columns hold them."""
    born = values.get("birth_date")
    phones = (phone_key(values.get(name) or "") for name in ("mobile", "phone"))
    return Sought(
        subject,
        str(values.get("first_name") or ""),
        str(values.get("last_name") or ""),
        date.fromisoformat(born) if isinstance(born, str) else born,
        str(values.get("email") or ""),
        tuple(dict.fromkeys(phone for phone in phones if phone)),
        str(values.get("street") or ""),
        str(values.get("postcode") or ""),
    )


def words(name: str) -> tuple[str, ...]:
    """Without accents, case or particles: « d’El Amrani » → ("amrani",)."""
    found = fold(name).replace(".", " ").split()
    return tuple(word for word in found if word not in PARTICLES) or tuple(found)


def resemble(one: Sought, other: Sought) -> Likeness:
    weights = _CHILD if one.subject == "child" else _GUARDIAN
    named = _named(one, other, weights)
    told = [*named]
    if named or one.subject == "guardian":
        told += _born(one, other, weights)
    if one.subject == "guardian":
        told += _reached(one, other, weights)
    score = sum(points for points, _ in told)
    return Likeness(max(0, min(MOST, score)), tuple(reason for _, reason in told if reason))


def together(scores: Iterable[int]) -> int:
    """What several likenesses make of a family: each leaves less room for chance."""
    doubt = 1.0
    for score in scores:
        doubt *= 1 - score / MOST
    return round(MOST * (1 - doubt))


def _named(one: Sought, other: Sought, weights: _Weights) -> list[tuple[int, str]]:
    last = MOST if one.glued and one.glued == other.glued else _near(one.last, other.last)
    first = _near(one.first, other.first)
    least = min(last, first)
    if least >= SAME_NAME:
        return [(weights.name, "même nom")]
    if _crossed(one, other):
        return [(weights.near_name, f"nom et prénom inversés : {other.name}")]
    if least >= NEAR_NAME:
        return [(weights.near_name, f"nom proche : {other.name}")]
    if first >= SAME_NAME and one.subject == "child":
        return [(weights.near_name // 2, f"même prénom, autre nom : {other.last_name}")]
    if last >= SAME_NAME and first >= ENOUGH:
        return [(weights.near_name // 2, f"même nom, prénom proche : {other.first_name}")]
    return []


def _crossed(one: Sought, other: Sought) -> bool:
    return bool(one.last) and (one.last, one.first) == (other.first, other.last)


def _born(one: Sought, other: Sought, weights: _Weights) -> list[tuple[int, str]]:
    if one.birth_date is None or other.birth_date is None:
        return []
    if one.birth_date == other.birth_date:
        return [(weights.birth, f"même date de naissance, {short_day(one.birth_date)}")]
    if _swapped(one.birth_date, other.birth_date):
        told = f"jour et mois de naissance inversés, {short_day(other.birth_date)}"
        return [(weights.birth // 2, told)]
    return [(weights.other_birth, f"autre date de naissance, {short_day(other.birth_date)}")]


def _reached(one: Sought, other: Sought, weights: _Weights) -> list[tuple[int, str]]:
    found = []
    if one.email and one.email.casefold() == other.email.casefold():
        found.append((weights.email, "même e-mail"))
    if set(one.phones) & set(other.phones):
        found.append((weights.phone, "même téléphone"))
    if one.street and _street(one) == _street(other):
        found.append((weights.address, "même adresse"))
    return found


def _street(person: Sought) -> tuple[str, str]:
    bare = [word for word in fold(person.street).split() if word not in PARTICLES]
    return " ".join(bare), person.postcode.replace(" ", "")


def _swapped(one: date, other: date) -> bool:
    return one.year == other.year and (one.month, one.day) == (other.day, other.month)


def _near(one: Sequence[str], other: Sequence[str]) -> float:
    """Of a hundred. Of a double name, one half is nearly the whole."""
    if one == other:
        return MOST if one else 0
    if not one or not other:
        return 0
    whole = _ratio("".join(one), "".join(other))
    if len(one) == len(other) == 1:
        return whole
    part = 90 if set(one) <= set(other) or set(other) <= set(one) else 0
    return max(whole, part, _ratio("".join(sorted(one)), "".join(sorted(other))))


def _ratio(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    return float(ratio(one, other))
