"""Families that may already be there under another spelling, with the score and why.

The index of names, phones and e-mails, and the days of birth, bring a few people to look at; only
those are compared, by `resemblance`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.matching import holding_any, words_of
from backoffice.families.resemblance import Sought, resemble, sought, together, words
from backoffice.families.tables import child, family, family_child, guardian, search_entry
from backoffice.kernel.permissions import Permission

__all__ = ["CERTAIN", "Candidate", "Match", "Sought", "certain", "duplicates", "like", "sought"]

CERTAIN, WORTH_A_LOOK = 85, 35
MOST_SHOWN = 8
_MOST_LOOKED_AT = 600
_START, _SHORT_START = 4, 3  # letters


@dataclass(frozen=True, slots=True)
class Match:
    """Someone we know who may be the `at`-th of those looked for."""

    at: int
    subject: str  # guardian, child
    subject_id: int
    name: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family in which some of them may be; its best matches first."""

    family_id: int
    label: str
    score: int
    matches: tuple[Match, ...]

    @property
    def is_certain(self) -> bool:
        return self.score >= CERTAIN

    @property
    def reasons(self) -> tuple[str, ...]:
        """« Inès Belkacem : même nom, même date de naissance, 04/05/2019 »."""
        return tuple(f"{one.name} : {', '.join(one.reasons)}" for one in self.matches)


def duplicates(
    work: Work, people: Sequence[Sought], *, but: Collection[int] = ()
) -> tuple[Candidate, ...]:
    """The families, eight at most, where these people may already be; the likeliest first.

    `but`: families that are not looked at, as the one they are of.
    """
    work.require(Permission.FAMILY_READ)
    found: dict[int, _Home] = {}
    for row in _known(work, people):
        if row.family_id in but:
            continue
        home = found.setdefault(row.family_id, _Home(row.label))
        home.add(people, row)
    made = (home.candidate(family_id) for family_id, home in found.items())
    worth = [one for one in made if one.score >= WORTH_A_LOOK]
    return tuple(sorted(worth, key=lambda one: (-one.score, one.label, one.family_id))[:MOST_SHOWN])


def certain(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    return tuple(one for one in found if one.is_certain)


def like(work: Work, family_id: int) -> tuple[Candidate, ...]:
    """The families that this one may be a duplicate of."""
    work.require(Permission.FAMILY_READ)
    people = [
        _as_sought(row)
        for query in (_guardians(), _children())
        for row in work.rows(query.where(family.c.id == family_id))
    ]
    return duplicates(work, people, but=[family_id])


class _Home:
    """Who was met in a family, each with the likeness to whom they look most like."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.best: dict[int, Match] = {}  # by who was looked for

    def add(self, people: Sequence[Sought], row: Row[Any]) -> None:
        met = _as_sought(row)
        for at, one in enumerate(people):
            if one.subject != met.subject:
                continue
            likeness = resemble(one, met)
            before = self.best.get(at)
            if likeness.score and (before is None or likeness.score > before.score):
                self.best[at] = Match(
                    at, met.subject, row.id, met.name, likeness.score, likeness.reasons
                )

    def candidate(self, family_id: int) -> Candidate:
        matches = sorted(self.best.values(), key=lambda one: (-one.score, one.at))
        return Candidate(
            family_id, self.label, together(one.score for one in matches), tuple(matches)
        )


def _known(work: Work, people: Sequence[Sought]) -> Iterator[Row[Any]]:
    """People worth comparing, of families that are open."""
    ids = _named(work, people)
    days = {one.birth_date for one in people if one.subject == "child" and one.birth_date}
    open_ones = family.c.closed_at.is_(None)
    if ids["guardian"]:
        here = among(work.dialect, guardian.c.id, ids["guardian"])
        yield from work.rows(_guardians().where(here, open_ones))
    if ids["child"] or days:
        here = or_(among(work.dialect, child.c.id, ids["child"]), child.c.birth_date.in_(days))
        yield from work.rows(_children().where(here, open_ones))


def _named(work: Work, people: Sequence[Sought]) -> dict[str, set[int]]:
    """Guardians and children that answer to their names, phones or e-mails: one look at the index."""
    found: dict[str, set[int]] = {"guardian": set(), "child": set()}
    asked = list(dict.fromkeys(way for one in people for way in _ways(one)))
    if not asked:
        return found
    entry = search_entry.c
    query = select(entry.kind, entry.subject_id).where(
        holding_any(work.dialect, asked), entry.kind != "family"
    )
    for row in work.rows(query.limit(_MOST_LOOKED_AT)):
        found["child" if row.kind == "child" else "guardian"].add(row.subject_id)
    return found


def _ways(one: Sought) -> Iterator[tuple[str, ...]]:
    """What they may be found by: the last name and how the first begins, and the other way round."""
    last, first = words(one.last_name), words(one.first_name)
    if last and first:
        yield (*last, first[0][:_SHORT_START])
        yield (max(last, key=len)[:_START], first[0])
        if len(last) > 1:
            yield ("".join(last), first[0][:_SHORT_START])
    for phone in one.phones:
        yield (phone,)
    if one.email:
        yield words_of(one.email)


_COMMON = ("id", "first_name", "last_name", "birth_date")
_REACHED = ("email", "phone", "mobile", "street", "postcode")


def _guardians() -> Any:
    g = guardian.c
    columns = [g[name] for name in (*_COMMON, *_REACHED)]
    return select(g.family_id, family.c.label, *columns).join(family, family.c.id == g.family_id)


def _children() -> Any:
    c, link = child.c, family_child.c
    columns = [c[name] for name in _COMMON]
    query = select(link.family_id, family.c.label, *columns)
    query = query.join(family_child, link.child_id == c.id)
    return query.join(family, family.c.id == link.family_id)


def _as_sought(row: Row[Any]) -> Sought:
    values = row._mapping  # noqa: SLF001  a public name of SQLAlchemy
    return sought("guardian" if "email" in values else "child", dict(values))
