"""What an agent types in the search line: a reference, a phone, or a part of a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, select

from backoffice.database.work import Work
from backoffice.families.tables import search_entry
from backoffice.inbox.tables import request
from backoffice.kernel.text import digits, fold, like_pattern, phone_key
from backoffice.portal.tables import FIRST_REFERENCE

_FIGURES_ONLY = re.compile(r"[\d\s.\u202f\u00a0n°+()/-]+")
_LONGEST_REFERENCE = 18
_SHORTEST_PHONE = 4
_MANY = 500


@dataclass(frozen=True, slots=True)
class People:
    """Who answers to what was typed. A child is looked for by its own lines only."""

    families: frozenset[int]
    children: frozenset[int]
    homes: frozenset[int]  # the families of both: what the indexes know


def as_reference(text: str) -> int | None:
    """« 17 378 961 » → 17378961, if it may be one."""
    found = digits(text)
    if not _FIGURES_ONLY.fullmatch(text.strip() or "-") or len(found) > _LONGEST_REFERENCE:
        return None
    number = int(found or 0)
    return number if number >= FIRST_REFERENCE and not found.startswith("0") else None


_LINE_OF = select(request.c.submission_id).where(request.c.id == bindparam("number"))


def line_of(work: Work, request_id: int) -> int | None:
    found: int | None = work.scalar(_LINE_OF, {"number": request_id})
    return found


class Typed(NamedTuple):
    """What is looked for: a phone, or so many words."""

    words: int
    phone: bool


def typed(text: str) -> tuple[Typed, dict[str, str]]:
    """What was typed, as a question that can be kept, and the patterns it asks about."""
    number = phone_key(text)
    if len(number) >= _SHORTEST_PHONE and _FIGURES_ONLY.fullmatch(text.strip()):
        return Typed(1, phone=True), {"word0": like_pattern(number)}
    words = fold(text).split() or [""]
    patterns = {f"word{at}": like_pattern(word) for at, word in enumerate(words)}
    return Typed(len(words), phone=False), patterns


def people(work: Work, asked: Typed, patterns: dict[str, str]) -> People | None:
    """Families and children whose names, e-mails or phones hold every word typed; None when they
    are too many to be carried about: the database then looks for them line by line.
    """
    rows = work.rows(_looking_for(asked), patterns)
    if len(rows) == _MANY:
        return None
    return People(
        frozenset([family for family, kind, _ in rows if kind != "child"]),
        frozenset([subject for _, kind, subject in rows if kind == "child"]),
        frozenset([family for family, _, _ in rows]),
    )


@lru_cache(maxsize=32)
def _looking_for(asked: Typed) -> Select[Any]:
    entry = search_entry.c
    query = select(entry.family_id, entry.kind, entry.subject_id)
    return query.where(*entries(asked)).limit(_MANY)


def entries(asked: Typed) -> tuple[ColumnElement[bool], ...]:
    """The entries that hold what was typed."""
    entry = search_entry.c
    kind = entry.kind == "phone" if asked.phone else entry.kind != "phone"
    words = (entry.key.like(bindparam(f"word{at}"), escape="\\") for at in range(asked.words))
    return (kind, *words)
