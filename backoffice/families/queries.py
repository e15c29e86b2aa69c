"""How families are found, and who is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, intersect, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.matching import holding, words_of
from backoffice.families.tables import child, family, family_child, guardian, search_entry
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import like_pattern, phone_key

MOST_FOUND = 200
_FIGURES_ONLY = re.compile(r"[\d\s.\u202f\u00a0°+()/-]+")
_SHORTEST_PHONE = 4


@dataclass(frozen=True, slots=True)
class GuardianCard:
    id: int
    rank: int
    is_payer: bool
    civility: str | None
    last_name: str
    first_name: str
    capacity: str | None
    email: str | None
    phone: str | None
    mobile: str | None
    version: int


@dataclass(frozen=True, slots=True)
class ChildCard:
    id: int
    last_name: str
    first_name: str
    birth_date: date | None
    school_class_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class FamilyCard:
    id: int
    label: str
    version: int
    guardians: tuple[GuardianCard, ...]
    children: tuple[ChildCard, ...]


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """Enough to tell two families of one name apart."""

    id: int
    label: str
    children: tuple[str, ...]  # first names


def find(work: Work, text: str) -> tuple[int, ...]:
    """Families that answer to every word typed, in any order; or to a part of a phone number.

    A word typed is the start of a word of theirs. Each may be met in another line of the family:
    the child's first name, the mother's name.
    """
    work.require(Permission.FAMILY_READ)
    number = phone_key(text)
    if len(number) >= _SHORTEST_PHONE and _FIGURES_ONLY.fullmatch(text.strip()):
        matches = [_called(number)]
    else:
        matches = [_named(work.dialect, word) for word in words_of(text)]
    if not matches:
        return ()
    found = intersect(*(match.distinct() for match in matches)).subquery()
    ordered = select(family.c.id).join(found, found.c.family_id == family.c.id)
    ordered = ordered.where(family.c.closed_at.is_(None))
    ordered = ordered.order_by(family.c.label, family.c.id).limit(MOST_FOUND)
    return tuple(row.id for row in work.rows(ordered))


def lines(work: Work, family_ids: Sequence[int]) -> tuple[FamilyLine, ...]:
    """These families in a line each, in the order given."""
    work.require(Permission.FAMILY_READ)
    labels = select(family.c.id, family.c.label).where(among(work.dialect, family.c.id, family_ids))
    children = (
        select(family_child.c.family_id, child.c.first_name)
        .join(child, child.c.id == family_child.c.child_id)
        .where(among(work.dialect, family_child.c.family_id, family_ids))
        .order_by(child.c.birth_date, child.c.id)
    )
    known = {row.id: row.label for row in work.rows(labels)}
    names: dict[int, list[str]] = {}
    for family_id, first_name in work.rows(children):
        names.setdefault(family_id, []).append(first_name)
    return tuple(
        FamilyLine(one, known[one], tuple(names.get(one, ()))) for one in family_ids if one in known
    )


def card(work: Work, family_id: int) -> FamilyCard | None:
    """Who is in this family."""
    work.require(Permission.FAMILY_READ)
    found = work.first(select(family.c.label, family.c.version).where(family.c.id == family_id))
    if found is None:
        return None
    guardians = (
        select(*(guardian.c[name] for name in GuardianCard.__dataclass_fields__))
        .where(guardian.c.family_id == family_id)
        .order_by(guardian.c.rank)
    )
    children = (
        select(*(child.c[name] for name in ChildCard.__dataclass_fields__))
        .join(family_child)
        .where(family_child.c.family_id == family_id)
        .order_by(child.c.birth_date, child.c.id)
    )
    return FamilyCard(
        family_id,
        found.label,
        found.version,
        tuple(GuardianCard(*tuple(row)) for row in work.rows(guardians)),
        tuple(ChildCard(*tuple(row)) for row in work.rows(children)),
    )


def _called(number: str) -> Select[tuple[int]]:
    entry = search_entry.c
    return select(entry.family_id).where(
        entry.kind == "phone", entry.key.like(like_pattern(number), escape="\\")
    )


def _named(dialect: str, word: str) -> Select[tuple[int]]:
    return select(search_entry.c.family_id).where(
        search_entry.c.kind != "phone", holding(dialect, (word,))
    )
