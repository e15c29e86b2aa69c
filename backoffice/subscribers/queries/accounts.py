"""Accounts as agents see them: the lists they work from, and one account with its links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import family, guardian
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import fold, like_pattern
from backoffice.subscribers.recipients import LIVE_LINKS
from backoffice.subscribers.tables import account, link, link_attempt
from backoffice.subscribers.tries import LOCKED_FOR, MOST_WRONG, Outcome

FRANCECONNECT = "franceconnect"
MOST_TRIES = 20


class AccountSort(StrEnum):
    """The lists one works from."""

    ALONE = "alone"  # activated, of no family
    NOT_ACTIVATED = "not_activated"
    LOCKED = "locked"  # too many wrong tries, this hour
    PENDING = "pending"  # linked, but not signed in since
    MISMATCH = "mismatch"  # does not bear the name of the guardian it is linked to
    ALL = "all"


@dataclass(frozen=True, slots=True)
class AccountRow:
    account_id: str
    name: str
    email: str
    state: str
    created_at: datetime
    signed_in_at: datetime | None
    verified: bool  # by FranceConnect
    families: tuple[str, ...]

    @property
    def id(self) -> int:
        """The portal names accounts by texts; lists want numbers."""
        return int.from_bytes(self.account_id.encode(), "big")

    @property
    def key(self) -> tuple[datetime, str]:
        return (self.created_at, self.account_id)


@dataclass(frozen=True, slots=True)
class LinkRow:
    id: int
    family_id: int
    family: str
    guardian: str  # whom it is linked to; nothing when nobody knows
    same_name: bool  # the account bears the name of that guardian, or of one of the family
    state: str
    method: str
    linked_at: datetime
    activated_at: datetime | None
    linked_by: str
    revoked_at: datetime | None
    revoked_by: str
    reason: str

    @property
    def live(self) -> bool:
        return self.state in LIVE_LINKS


@dataclass(frozen=True, slots=True)
class TryRow:
    at: datetime
    method: str
    outcome: str


@dataclass(frozen=True, slots=True)
class AccountSheet:
    account_id: str
    civility: str
    name: str
    email: str
    state: str
    verified: bool
    terms_version: str
    created_at: datetime
    activated_at: datetime | None
    signed_in_at: datetime | None
    closed_at: datetime | None
    locked_until: datetime | None
    links: tuple[LinkRow, ...]
    tries: tuple[TryRow, ...]  # the latest first


def account_page(
    work: Work,
    sort: AccountSort,
    typed: str = "",
    after: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> tuple[AccountRow, ...]:
    """The latest made first."""
    work.require(Permission.FAMILY_READ)
    a = account.c
    query = _sorted(work, select(account), sort)
    for word in fold(typed).split():
        query = query.where(a.search_key.like(like_pattern(word), escape="\\"))
    query = query.order_by(a.created_at.desc(), a.id.desc()).limit(limit)
    if after is not None:
        made, account_id = after
        same = and_(a.created_at == made, a.id < account_id)
        query = query.where(or_(a.created_at < made, same))
    rows = work.rows(query)
    families = _families(work, [row.id for row in rows])
    return tuple(
        AccountRow(
            account_id=row.id,
            name=row.display_name or row.email or row.id,
            email=row.email or "",
            state=row.state,
            created_at=row.created_at,
            signed_in_at=row.signed_in_at,
            verified=row.verified_by == FRANCECONNECT,
            families=families.get(row.id, ()),
        )
        for row in rows
    )


def account_counts(work: Work) -> dict[AccountSort, int]:
    """How many each list holds."""
    work.require(Permission.FAMILY_READ)
    return {
        sort: int(work.scalar(_sorted(work, select(func.count()).select_from(account), sort)))
        for sort in AccountSort
        if sort is not AccountSort.ALL
    }


def account_sheet(work: Work, account_id: str) -> AccountSheet | None:
    work.require(Permission.FAMILY_READ)
    row = work.first(select(account).where(account.c.id == account_id))
    if row is None:
        return None
    return AccountSheet(
        account_id=row.id,
        civility=row.civility or "",
        name=row.display_name or row.email or row.id,
        email=row.email or "",
        state=row.state,
        verified=row.verified_by == FRANCECONNECT,
        terms_version=row.terms_version or "",
        created_at=row.created_at,
        activated_at=row.activated_at,
        signed_in_at=row.signed_in_at,
        closed_at=row.closed_at,
        locked_until=_locked_until(work, account_id),
        links=_links(work, row),
        tries=_tries(work, account_id),
    )


def _sorted(work: Work, query: Select[Any], sort: AccountSort) -> Select[Any]:
    a, v = account.c, link.c
    if sort is AccountSort.ALL:
        return query
    if sort is AccountSort.NOT_ACTIVATED:
        return query.where(a.state.in_(("created", "unknown")))
    if sort is AccountSort.ALONE:
        # Joined, not « NOT EXISTS »: the index of live links is of no use to SQLite here, and it
        # would look through all of them for each account.
        linked = select(v.account_id).where(v.state.in_(LIVE_LINKS)).distinct().subquery("linked")
        query = query.outerjoin(linked, linked.c.account_id == a.id)
        return query.where(a.state == "activated", linked.c.account_id.is_(None))
    if sort is AccountSort.PENDING:
        return query.where(a.id.in_(select(v.account_id).where(v.state == "pending_sign_in")))
    ids = _locked(work) if sort is AccountSort.LOCKED else _mismatched(work)
    return query.where(among(work.dialect, a.id, ids))


def _locked(work: Work) -> list[str]:
    t = link_attempt.c
    query = (
        select(t.account_id)
        .where(t.outcome == Outcome.WRONG, t.at > work.now - LOCKED_FOR)
        .group_by(t.account_id)
        .having(func.count() >= MOST_WRONG)
    )
    return [row.account_id for row in work.rows(query)]


def _locked_until(work: Work, account_id: str) -> datetime | None:
    """An hour after the oldest of the wrong tries that lock it."""
    t = link_attempt.c
    query = (
        select(t.at)
        .where(t.account_id == account_id, t.outcome == Outcome.WRONG, t.at > work.now - LOCKED_FOR)
        .order_by(t.at.desc())
        .limit(MOST_WRONG)
    )
    lately = [row.at for row in work.rows(query)]
    return lately[-1] + LOCKED_FOR if len(lately) == MOST_WRONG else None


def _mismatched(work: Work) -> list[str]:
    """Accounts in use that bear the name of nobody they are linked to.

    The database leaves out those that are plainly right; accents and case are compared here.
    """
    a, v, g = account.c, link.c, guardian.c
    namesake = guardian.alias("namesake").c
    right = exists().where(
        namesake.family_id == v.family_id,
        or_(v.guardian_id.is_(None), namesake.id == v.guardian_id),
        namesake.last_name == a.last_name,
        namesake.first_name == a.first_name,
    )
    query = (
        select(v.account_id, a.first_name, a.last_name, g.first_name, g.last_name)
        .join(account, a.id == v.account_id)
        .join(
            guardian,
            and_(g.family_id == v.family_id, or_(v.guardian_id.is_(None), g.id == v.guardian_id)),
        )
        .where(v.state.in_(LIVE_LINKS), a.state != "unknown", ~right)
    )
    same: dict[str, bool] = {}
    for account_id, *names in work.rows(query):
        same[account_id] = same.get(account_id, False) or _alike(*names)
    return [account_id for account_id, alike in same.items() if not alike]


def _alike(first: str | None, last: str | None, their_first: str, their_last: str) -> bool:
    return fold(f"{first or ''} {last or ''}") == fold(f"{their_first} {their_last}")


def _families(work: Work, account_ids: list[str]) -> dict[str, tuple[str, ...]]:
    if not account_ids:
        return {}
    query = (
        select(link.c.account_id, family.c.label)
        .join(family, family.c.id == link.c.family_id)
        .where(among(work.dialect, link.c.account_id, account_ids), link.c.state.in_(LIVE_LINKS))
        .order_by(link.c.id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for account_id, label in work.rows(query):
        found[account_id] = (*found.get(account_id, ()), label)
    return found


def _links(work: Work, who: Any) -> tuple[LinkRow, ...]:
    v, by, gone = link.c, agent.alias("by"), agent.alias("gone")
    query = (
        select(
            link, family.c.label, guardian.c.first_name, guardian.c.last_name,
            by.c.name.label("linked_by"), gone.c.name.label("gone_by"),
        )
        .join(family, family.c.id == v.family_id)
        .outerjoin(guardian, guardian.c.id == v.guardian_id)
        .outerjoin(by, by.c.id == v.agent_id)
        .outerjoin(gone, gone.c.id == v.revoked_by)
        .where(v.account_id == who.id)
        .order_by(v.state.in_(LIVE_LINKS).desc(), v.id.desc())
    )  # fmt: skip
    rows = work.rows(query)
    people = _people(work, [row.family_id for row in rows])
    return tuple(
        LinkRow(
            id=row.id,
            family_id=row.family_id,
            family=row.label,
            guardian=f"{row.first_name} {row.last_name}" if row.last_name else "",
            same_name=any(
                _alike(who.first_name, who.last_name, first, last)
                for guardian_id, first, last in people.get(row.family_id, ())
                if row.guardian_id in (None, guardian_id)
            ),
            state=row.state,
            method=row.method,
            linked_at=row.linked_at,
            activated_at=row.activated_at,
            linked_by=row.linked_by or "",
            revoked_at=row.revoked_at,
            revoked_by=row.gone_by or "",
            reason=row.reason or "",
        )
        for row in rows
    )


def _people(work: Work, family_ids: list[int]) -> dict[int, list[tuple[int, str, str]]]:
    g = guardian.c
    query = select(g.family_id, g.id, g.first_name, g.last_name)
    found: dict[int, list[tuple[int, str, str]]] = {}
    for family_id, *one in work.rows(query.where(among(work.dialect, g.family_id, family_ids))):
        found.setdefault(family_id, []).append((one[0], one[1], one[2]))
    return found


def _tries(work: Work, account_id: str) -> tuple[TryRow, ...]:
    t = link_attempt.c
    query = (
        select(t.at, t.method, t.outcome)
        .where(t.account_id == account_id)
        .order_by(t.id.desc())
        .limit(MOST_TRIES)
    )
    return tuple(TryRow(*tuple(row)) for row in work.rows(query))
