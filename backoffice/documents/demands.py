"""What a child lacks to come: the mandatory documents whose absence blocks or warns, by sets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    literal_column,
    or_,
    select,
    union_all,
)

from backoffice.database.sets import spread
from backoffice.database.work import Work
from backoffice.documents.tables import document, document_need, document_type
from backoffice.documents.words import MISSING, Condition, Effect, Scope, State
from backoffice.families.tables import child, guardian
from backoffice.kernel.permissions import Permission

Pair = tuple[int, int]  # a child, and the family that asks for it

_EFFECTIVE = (str(Effect.BLOCK), str(Effect.WARN))
# What absence does something; and what holds, written out so that the partial indexes serve.
COUNTS = (
    document_type.c.mandatory & ~document_type.c.archived & document_type.c.effect.in_(_EFFECTIVE)
)
_HOLDS = (document.c.state == literal_column("'received'")) & document.c.superseded_at.is_(None)

_WHOM: dict[Scope, ColumnElement[str]] = {
    Scope.CHILD: child.c.first_name + " " + child.c.last_name,
    Scope.GUARDIAN: guardian.c.first_name + " " + guardian.c.last_name,
    Scope.FAMILY: literal_column("''"),
}


class Gap(NamedTuple):
    """A document that does not hold; `ends` is the last day of one that does until then.

    `whom` is nobody where the whole family is asked for it.
    """

    type_id: int
    label: str
    effect: Effect
    activity_id: int | None  # asked for this one only
    state: str  # one of the contract's
    ends: date | None
    whom: str

    @property
    def is_examined(self) -> bool:
        """The family has given it: it is for the service to look at it."""
        return self.state == State.VALIDATING


@dataclass(frozen=True, slots=True)
class Demands:
    """The gaps of some children, read once."""

    gaps: Mapping[Pair, tuple[Gap, ...]]

    def lacking(self, pair: Pair, activity_id: int, day: date) -> tuple[Gap, ...]:
        """What does not hold that day for that activity, each type once."""
        found: dict[int, Gap] = {}
        for gap in self.gaps.get(pair, ()):
            if gap.activity_id in (None, activity_id) and (gap.ends is None or gap.ends < day):
                found.setdefault(gap.type_id, gap)
        return tuple(found.values())


def read(work: Work, pairs: Collection[Pair], last_day: date) -> Demands:
    """All that these children lack up to `last_day`, in one query whatever their number."""
    work.require(Permission.REQUEST_READ)
    if not pairs:
        return Demands({})
    each = spread(
        work.dialect, sorted(set(pairs)), ("child_id", BigInteger), ("family_id", BigInteger)
    ).subquery("coming")
    found: dict[Pair, list[Gap]] = {}
    query = union_all(*(_lacked(each, scope, last_day) for scope in Scope))
    rows = work.rows(query)
    for child_id, family_id, type_id, label, effect, activity_id, state, ends, whom in rows:
        told = State.RECEIVED if ends else state or MISSING
        gap = Gap(type_id, label, Effect(effect), activity_id, str(told), ends, whom)
        found.setdefault((child_id, family_id), []).append(gap)
    return Demands({pair: tuple(sorted(gaps, key=_first)) for pair, gaps in found.items()})


def _first(gap: Gap) -> tuple[bool, str, int, date]:
    """What is under examination weighs less than what is not there; what holds longer, less too."""
    return gap.is_examined, gap.label, gap.type_id, gap.ends or date.min


def _lacked(each: Any, scope: Scope, last_day: date) -> Select[Any]:
    """Of the types asked of a scope, those no document holds for up to the last day."""
    t, n, d = document_type.c, document_need.c, document.c
    mine = _mine(document.c, each, scope)
    people = each.join(child, child.c.id == each.c.child_id)
    if scope is Scope.GUARDIAN:
        people = people.join(guardian, guardian.c.family_id == each.c.family_id)
    other = document.alias("other")
    given = (
        select(other.c.state)
        .where(
            other.c.document_type_id == t.id, other.c.superseded_at.is_(None),
            other.c.state != str(State.RECEIVED), _mine(other.c, each, scope),
        )
        .order_by(case((other.c.state == str(State.VALIDATING), 0), else_=1), other.c.id.desc())
        .limit(1)
        .correlate_except(other)
        .scalar_subquery()
    )  # fmt: skip
    return (
        select(
            each.c.child_id, each.c.family_id, t.id, t.label, t.effect, n.activity_id,
            given.label("state"), d.valid_until, _WHOM[scope].label("whom"),
        )
        .select_from(
            people.join(document_type, COUNTS & (t.scope == str(scope)))
            .outerjoin(document_need, n.document_type_id == t.id)
            .outerjoin(document, and_(d.document_type_id == t.id, mine, _HOLDS))
        )
        .where(_needed(), or_(d.id.is_(None), d.valid_until < last_day))
    )  # fmt: skip


def _mine(d: Any, each: Any, scope: Scope) -> ColumnElement[bool]:
    if scope is Scope.CHILD:
        return and_(d.child_id == each.c.child_id)
    of_family = d.family_id == each.c.family_id
    if scope is Scope.GUARDIAN:
        return and_(of_family, d.guardian_id == guardian.c.id)
    return and_(of_family, d.child_id.is_(None), d.guardian_id.is_(None))


def _needed() -> ColumnElement[bool]:
    """Without any need, of everyone."""
    n = document_need.c
    return or_(
        n.id.is_(None),
        n.condition == str(Condition.ALWAYS),
        and_(n.condition == str(Condition.ALLERGY), cast(child.c.allergies, Text) != "[]"),
        and_(n.condition == str(Condition.CARE_PLAN), child.c.care_plan),
    )
