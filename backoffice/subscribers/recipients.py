"""To whom codes are sent: the families of a school, of a class, of a list; each at its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from backoffice.activities.tables import school_class
from backoffice.database import options
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import child, family, family_child, guardian
from backoffice.subscribers.tables import link, subscriber_code

SCOPE, DAYS = "code_scope", "code_days"
USUAL_DAYS = 60
FOREVER = datetime(2999, 12, 31, tzinfo=UTC)  # a personal code serves until it is revoked
LIVE_LINKS = ("pending_sign_in", "active")
MOST_FAILURES = 5  # wrong secrets typed with one code, before it stops serving


class CodeKind(StrEnum):
    """A code abonné is a family's or a guardian's, as the town sets; a personal code is a payer's."""

    FAMILY = "family"
    GUARDIAN = "guardian"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class CodeRules:
    """`scope` says whose a code abonné is; `days`, how long it can be used."""

    scope: CodeKind = CodeKind.FAMILY
    days: int = USUAL_DAYS


@dataclass(frozen=True, slots=True)
class Scope:
    """Every condition holds at once; none of them: the whole town."""

    family_ids: tuple[int, ...] = ()
    facility_id: int | None = None
    class_id: int | None = None
    guardian_id: int | None = None
    only_missing: bool = False  # neither linked, nor waiting with a code that still serves


@dataclass(frozen=True, slots=True)
class Recipient:
    kind: CodeKind
    family_id: int
    family: str
    guardian_id: int
    civility: str
    name: str
    address: tuple[str, ...]  # as on an envelope, the name first
    postcode: str
    posts: bool  # the address is complete enough for a letter to arrive

    @property
    def order(self) -> tuple[Any, ...]:
        """As the post wants them: by postcode; those without an address at the end."""
        return (not self.posts, self.postcode, self.address[::-1], self.family_id, self.guardian_id)


def rules(work: Work) -> CodeRules:
    scope = options.read(work, SCOPE, CodeKind.FAMILY)
    return CodeRules(CodeKind(scope), int(options.read(work, DAYS, USUAL_DAYS)))


def find(work: Work, kind: CodeKind, scope: Scope) -> tuple[Recipient, ...]:
    """In the order of the post."""
    g = guardian.c
    query = (
        select(guardian, family.c.label)
        .join(family, family.c.id == g.family_id)
        .where(family.c.closed_at.is_(None))
        .order_by(g.family_id, g.is_payer.desc(), g.rank)
    )
    for condition in _conditions(work, scope):
        query = query.where(condition)
    if kind is CodeKind.PERSONAL:
        query = query.where(g.is_payer)
    if scope.only_missing:
        query = _missing(query, kind, work.now)
    found = [_recipient(kind, row) for row in work.rows(query)]
    if kind is CodeKind.FAMILY:  # one letter a family: to its payer, or to the first named
        found = list({one.family_id: one for one in reversed(found)}.values())
    return tuple(sorted(found, key=lambda one: one.order))


def _conditions(work: Work, scope: Scope) -> Iterable[ColumnElement[bool]]:
    if scope.family_ids:
        yield among(work.dialect, family.c.id, scope.family_ids)
    if scope.guardian_id is not None:
        yield guardian.c.id == scope.guardian_id
    if scope.facility_id is None and scope.class_id is None:
        return
    goes = (
        select(family_child.c.family_id)
        .join(child, child.c.id == family_child.c.child_id)
        .join(school_class, school_class.c.id == child.c.school_class_id)
    )
    if scope.facility_id is not None:
        goes = goes.where(school_class.c.facility_id == scope.facility_id)
    if scope.class_id is not None:
        goes = goes.where(school_class.c.id == scope.class_id)
    yield family.c.id.in_(goes)


def _missing(query: Select[Any], kind: CodeKind, now: datetime) -> Select[Any]:
    c, v = subscriber_code.c, link.c
    serves = and_(
        c.revoked_at.is_(None), c.used_at.is_(None), c.expires_at > now, c.failures < MOST_FAILURES
    )
    linked = exists().where(v.family_id == family.c.id, v.state.in_(LIVE_LINKS))
    if kind is CodeKind.FAMILY:
        waits = exists().where(c.family_id == family.c.id, c.kind == kind, serves)
    else:
        waits = exists().where(c.guardian_id == guardian.c.id, c.kind == kind, serves)
        linked = linked.where(or_(v.guardian_id == guardian.c.id, v.guardian_id.is_(None)))
    query = query.where(~waits)
    return query if kind is CodeKind.PERSONAL else query.where(~linked)


def _recipient(kind: CodeKind, row: Any) -> Recipient:
    name = f"{row.first_name} {row.last_name.upper()}"
    place = " ".join(filter(None, (row.postcode, row.city)))
    abroad = row.country if row.country and row.country.casefold() != "france" else None
    title = {"M.": "M"}.get(row.civility or "", row.civility)
    who = " ".join(filter(None, (title, name)))
    lines = (who, row.address_extra, row.building, row.street, row.locality, place, abroad)
    return Recipient(
        kind=kind,
        family_id=row.family_id,
        family=row.label,
        guardian_id=row.id,
        civility=row.civility or "",
        name=name,
        address=tuple(line.upper() for line in lines if line),
        postcode=row.postcode or "",
        posts=bool(row.postcode and row.city and (row.street or row.locality or row.address_extra)),
    )
