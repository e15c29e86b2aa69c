"""What an agent types in the search line: a reference, a phone, or a part of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import search_entry
from backoffice.inbox.tables import request, submission
from backoffice.kernel.text import digits, fold, like_pattern, phone_key
from backoffice.portal.tables import FIRST_REFERENCE

_FIGURES_ONLY = re.compile(r"[\d\s.\u202f\u00a0n°+()/-]+")
_LONGEST_REFERENCE = 18
_SHORTEST_PHONE = 4


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


def line_of(work: Work, request_id: int) -> int | None:
    found: int | None = work.scalar(
        select(request.c.submission_id).where(request.c.id == request_id)
    )
    return found


def people(work: Work, text: str) -> People:
    """Families and children whose names, e-mails or phones hold every word typed."""
    entry = search_entry.c
    rows = work.rows(select(entry.family_id, entry.kind, entry.subject_id).where(_typed(text)))
    return People(
        frozenset(row.family_id for row in rows if row.kind != "child"),
        frozenset(row.subject_id for row in rows if row.kind == "child"),
        frozenset(row.family_id for row in rows),
    )


def of_people(work: Work, text: str, *, waiting: bool) -> ColumnElement[bool]:
    """Lines of whoever answers to `text`; `waiting` ones are indexed by family."""
    found = people(work, text)
    homes = _among(work, submission.c.family_id, found.homes)
    if not waiting:
        # Lines nobody waits for are many, and reached through their requests.
        asked = select(request.c.submission_id).where(
            _among(work, request.c.family_id, found.homes)
        )
        homes = submission.c.id.in_(asked)
    return and_(
        homes,
        or_(
            _among(work, submission.c.family_id, found.families),
            _among(work, submission.c.child_id, found.children),
        ),
    )


def _typed(text: str) -> ColumnElement[bool]:
    entry = search_entry.c
    number = phone_key(text)
    if len(number) >= _SHORTEST_PHONE and _FIGURES_ONLY.fullmatch(text.strip()):
        return and_(entry.kind == "phone", entry.key.like(like_pattern(number), escape="\\"))
    words = fold(text).split() or [fold(text)]
    return and_(
        entry.kind != "phone",
        *(entry.key.like(like_pattern(word), escape="\\") for word in words),
    )


def _among(work: Work, column: ColumnElement[int], ids: Iterable[int]) -> ColumnElement[bool]:
    return among(work.dialect, column, sorted(ids))
