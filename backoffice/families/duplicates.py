"""Families that may already be there under another spelling, with the score and why.

The index of names, phones and e-mails, and the days of birth, bring a few people to look at; only
those are compared, by `resemblance`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.matching import holding_any, words_of
from backoffice.families.resemblance import Sought, resemble, sought, together
from backoffice.families.tables import child, family, family_child, guardian, search_entry
from backoffice.kernel.permissions import Permission

__all__ = [
    "CERTAIN",
    "Candidate",
    "Match",
    "Sought",
    "certain",
    "duplicates",
    "duplicates_of",
    "like",
    "sought",
]

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
    return duplicates_of(work, {0: people}, {0: frozenset(but)})[0]


def duplicates_of(
    work: Work, groups: Mapping[int, Sequence[Sought]], but: Mapping[int, Collection[int]]
) -> dict[int, tuple[Candidate, ...]]:
    """The same for several groups of people, in as many queries."""
    work.require(Permission.FAMILY_READ)
    signs: dict[str, set[tuple[int, int]]] = {}
    for number, people in groups.items():
        for at, one in enumerate(people):
            for sign in _signs(one):
                signs.setdefault(sign, set()).add((number, at))
    homes: dict[int, dict[int, _Home]] = {number: {} for number in groups}
    for row in _known(work, [one for people in groups.values() for one in people]):
        met = _as_sought(row)
        for number, at in set().union(*(signs.get(sign, set()) for sign in _signs(met))):
            if row.family_id not in but.get(number, ()):
                home = homes[number].setdefault(row.family_id, _Home(row.label))
                home.add(at, groups[number][at], met, row.id)
    return {number: _likeliest(found) for number, found in homes.items()}


def _likeliest(homes: Mapping[int, _Home]) -> tuple[Candidate, ...]:
    made = (home.candidate(family_id) for family_id, home in homes.items())
    worth = [one for one in made if one.score >= WORTH_A_LOOK]
    return tuple(sorted(worth, key=lambda one: (-one.score, one.label, one.family_id))[:MOST_SHOWN])


def _signs(one: Sought) -> Iterator[str]:
    """What two people must share at least one of to be compared."""
    for word in (*one.last, *one.first):
        yield f"{one.subject} {word[:_SHORT_START]}"
    yield from one.phones
    if one.email:
        yield one.email.casefold()
    if one.subject == "child" and one.birth_date:
        yield one.birth_date.isoformat()


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

    def add(self, at: int, one: Sought, met: Sought, subject_id: int) -> None:
        if one.subject != met.subject:
            return
        likeness, before = resemble(one, met), self.best.get(at)
        if likeness.score and (before is None or likeness.score > before.score):
            self.best[at] = Match(
                at, met.subject, subject_id, met.name, likeness.score, likeness.reasons
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
    for row in work.rows(query.limit(_MOST_LOOKED_AT * (1 + len(people) // 10))):
        found["child" if row.kind == "child" else "guardian"].add(row.subject_id)
    return found


def _ways(one: Sought) -> Iterator[tuple[str, ...]]:
    """What they may be found by: the last name and how the first begins, and the other way round."""
    last, first = one.last, one.first
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
