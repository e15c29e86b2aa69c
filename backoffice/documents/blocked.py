"""The families who lack a document that weighs: what a service reminds them of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Date, column, exists, select, table, tuple_

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.documents import demands
from backoffice.documents.demands import Gap, Pair
from backoffice.documents.words import Effect, State
from backoffice.families.tables import family, family_child
from backoffice.kernel.permissions import Permission

Key = tuple[str, int]  # the family's name, then its number
_CHUNK = 500
# The planning stands above: its table is known by name alone.
_ENROLMENT = table("enrolment", column("child_id"), column("activity_id"), column("ends_on", Date))


@dataclass(frozen=True, slots=True)
class Lack:
    """`whom` is nobody where the whole family lacks it; `state` is a word of the contract."""

    type_id: int
    label: str
    whom: str
    state: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Blocked:
    """A family, and all it lacks today."""

    family_id: int
    key: Key
    label: str
    lacks: tuple[Lack, ...]


def blocked(work: Work, after: Key | None = None, size: int = 100) -> tuple[Blocked, ...]:
    """The next families who lack something today, by name.

    What is under examination lacks no more: the family has given it.
    """
    work.require(Permission.REQUEST_READ)
    found: list[Blocked] = []
    if not work.scalar(select(exists().where(demands.COUNTS))):
        return ()
    while len(found) < size:
        families = _families(work, after)
        found += _lacking(work, families)
        if len(families) < _CHUNK:
            break
        after = families[-1]
    return tuple(found[:size])


def _families(work: Work, after: Key | None) -> list[Key]:
    f = family.c
    query = select(f.label, f.id).where(f.closed_at.is_(None)).order_by(f.label, f.id)
    if after is not None:
        query = query.where(tuple_(f.label, f.id) > after)
    return [(row.label, row.id) for row in work.rows(query.limit(_CHUNK))]


def _lacking(work: Work, families: Sequence[Key]) -> list[Blocked]:
    k, ids = family_child.c, [family_id for _, family_id in families]
    query = select(k.child_id, k.family_id).where(among(work.dialect, k.family_id, ids))
    pairs: list[Pair] = [(row.child_id, row.family_id) for row in work.rows(query)]
    lacked = demands.read(work, pairs, work.today).gaps
    attended = _attended(work, {child_id for child_id, _ in lacked})
    theirs: dict[int, dict[Lack, None]] = {}
    for (child_id, family_id), gaps in sorted(lacked.items()):
        wanted = attended.get(child_id, frozenset[int]())
        lacks = theirs.setdefault(family_id, {})
        lacks.update(dict.fromkeys(_lack(gap) for gap in gaps if _is_lacked(gap, wanted)))
    return [
        Blocked(family_id, (label, family_id), label, tuple(all_of_it))
        for label, family_id in families
        if (all_of_it := theirs.get(family_id))
    ]


def _attended(work: Work, children: set[int]) -> dict[int, frozenset[int]]:
    """The activities each of these children is enrolled in, now or later."""
    e = _ENROLMENT.c
    query = select(e.child_id, e.activity_id).where(
        among(work.dialect, e.child_id, children), e.ends_on >= work.today
    )
    found: dict[int, frozenset[int]] = {}
    for child_id, activity_id in work.rows(query):
        found[child_id] = found.get(child_id, frozenset()) | {activity_id}
    return found


def _is_lacked(gap: Gap, attended: frozenset[int]) -> bool:
    return not gap.is_examined and (gap.activity_id is None or gap.activity_id in attended)


def _lack(gap: Gap) -> Lack:
    state = State.EXPIRED if gap.ends else gap.state
    return Lack(gap.type_id, gap.label, gap.whom, str(state), gap.effect)
