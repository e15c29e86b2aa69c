"""Families in a list: all of them in the order of their names, or those that answer to some words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, tuple_

from backoffice.database.work import Work
from backoffice.families import queries
from backoffice.families.queries import FamilyLine
from backoffice.families.tables import family, search_entry
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import fold

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class FamilyEntry:
    """`key` is its place in the list: the name without accents or case, then the identity."""

    id: int
    key: Key
    label: str
    children: tuple[str, ...]  # first names


def page(work: Work, after: Key | None, size: int) -> tuple[FamilyEntry, ...]:
    """The families that come next in the list of all."""
    work.require(Permission.FAMILY_READ)
    entry = search_entry.c
    query = (
        select(entry.family_id, entry.key)
        .join(family, family.c.id == entry.family_id)
        .where(entry.kind == "family", family.c.closed_at.is_(None))
        .order_by(entry.key, entry.family_id)
        .limit(size)
    )
    if after is not None:
        query = query.where(tuple_(entry.key, entry.family_id) > after)
    keys = {row.family_id: row.key for row in work.rows(query)}
    return tuple(_entry(one, keys[one.id]) for one in queries.lines(work, list(keys)))


def answering(work: Work, typed: str) -> tuple[FamilyEntry, ...]:
    """The families that answer to what was typed; two hundred at most."""
    work.require(Permission.FAMILY_READ)
    found = queries.lines(work, queries.find(work, typed))
    return tuple(sorted((_entry(one, fold(one.label)) for one in found), key=lambda one: one.key))


def _entry(one: FamilyLine, name: str) -> FamilyEntry:
    return FamilyEntry(one.id, (name, one.id), one.label, one.children)
