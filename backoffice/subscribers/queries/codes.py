"""Codes as agents see them: never what they say, only what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from backoffice.activities.tables import school_class
from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import queries as families
from backoffice.families.tables import child, family, family_child, guardian
from backoffice.kernel.calendar import local_day
from backoffice.kernel.permissions import Permission
from backoffice.subscribers import recipients as addressed
from backoffice.subscribers.recipients import (
    FOREVER,
    MOST_FAILURES,
    CodeKind,
    CodeRules,
    Recipient,
    Scope,
)
from backoffice.subscribers.tables import account, link, subscriber_code

_SELECTOR = 4


class CodeState(StrEnum):
    """What became of a code; the words are the screens' own."""

    ISSUED = "issued"  # made, and still to be sent
    SENT = "sent"
    USED = "used"
    LOCKED = "locked"  # too many wrong tries
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class CodeFilter:
    state: CodeState | None = None
    personal: bool | None = None
    facility_id: int | None = None
    family_id: int | None = None
    typed: str = ""  # a family's name, a child's; or the public part of a code


@dataclass(frozen=True, slots=True)
class CodeRow:
    id: int
    kind: CodeKind
    selector: str
    state: CodeState
    family_id: int
    family: str
    guardian: str  # none: the whole family's
    channel: str
    issued_at: datetime
    issued_by: str
    sent_at: datetime | None
    until: date | None
    used_at: datetime | None
    accounts: tuple[str, ...]  # those linked with it
    revoked_at: datetime | None
    revoked_by: str
    failures: int

    @property
    def key(self) -> tuple[int]:
        return (self.id,)

    @property
    def live(self) -> bool:
        """It may still open something, now or once its tries are forgotten."""
        return self.state in (CodeState.ISSUED, CodeState.SENT, CodeState.LOCKED)


def code_rules(work: Work) -> CodeRules:
    """Whose a code abonné is in this town, and for how long."""
    work.require(Permission.FAMILY_READ)
    return addressed.rules(work)


def recipients(work: Work, kind: CodeKind, scope: Scope) -> tuple[Recipient, ...]:
    """Who would be sent a code, in the order of the post."""
    work.require(Permission.CODE_MANAGE)
    return addressed.find(work, kind, scope)


def code_page(
    work: Work, wanted: CodeFilter, before: int | None = None, limit: int = 100
) -> tuple[CodeRow, ...]:
    """The latest first."""
    work.require(Permission.FAMILY_READ)
    c = subscriber_code.c
    query = _rows().order_by(c.id.desc()).limit(limit)
    for condition in _conditions(work, wanted):
        query = query.where(condition)
    if before is not None:
        query = query.where(c.id < before)
    rows = work.rows(query)
    made = _linked(work, [row.id for row in rows])
    return tuple(_row(row, made.get(row.id, ()), work.now) for row in rows)


def code_row(work: Work, code_id: int) -> CodeRow | None:
    work.require(Permission.FAMILY_READ)
    row = work.first(_rows().where(subscriber_code.c.id == code_id))
    return None if row is None else _row(row, _linked(work, [code_id]).get(code_id, ()), work.now)


def _rows() -> Select[Any]:
    c, g = subscriber_code.c, guardian.c
    issuer, revoker = agent.alias("issuer"), agent.alias("revoker")
    # Never secret_hash: on a server, most agents may not read it.
    return (
        select(
            c.id, c.kind, c.selector, c.family_id, c.channel, c.issued_at, c.expires_at, c.sent_at,
            c.used_at, c.used_by, c.revoked_at, c.failures, family.c.label, g.first_name, g.last_name,
            issuer.c.name.label("issuer"), revoker.c.name.label("revoker"),
        )
        .join(family, family.c.id == c.family_id)
        .outerjoin(guardian, g.id == c.guardian_id)
        .outerjoin(issuer, issuer.c.id == c.issued_by)
        .outerjoin(revoker, revoker.c.id == c.revoked_by)
    )  # fmt: skip


def _conditions(work: Work, wanted: CodeFilter) -> Iterable[ColumnElement[bool]]:
    c = subscriber_code.c
    if wanted.state is not None:
        yield _in_state(wanted.state, work.now)
    if wanted.personal is not None:
        yield (c.kind == CodeKind.PERSONAL) == wanted.personal
    if wanted.family_id is not None:
        yield c.family_id == wanted.family_id
    if wanted.facility_id is not None:
        goes = (
            select(family_child.c.family_id)
            .join(child, child.c.id == family_child.c.child_id)
            .join(school_class, school_class.c.id == child.c.school_class_id)
            .where(school_class.c.facility_id == wanted.facility_id)
        )
        yield c.family_id.in_(goes)
    if typed := wanted.typed.strip():
        named = among(work.dialect, c.family_id, families.find(work, typed))
        yield or_(named, c.selector == typed.upper().replace(" ", "")[:_SELECTOR])


def _in_state(state: CodeState, now: datetime) -> ColumnElement[bool]:
    """As `_state` says of one."""
    c = subscriber_code.c
    if state is CodeState.REVOKED:
        return c.revoked_at.is_not(None)
    if state is CodeState.USED:
        return and_(c.revoked_at.is_(None), c.used_at.is_not(None))
    open_ = and_(c.revoked_at.is_(None), c.used_at.is_(None))
    if state is CodeState.EXPIRED:
        return and_(open_, c.expires_at <= now)
    live = and_(open_, c.expires_at > now)
    if state is CodeState.LOCKED:
        return and_(live, c.failures >= MOST_FAILURES)
    sent = c.sent_at.is_not(None) if state is CodeState.SENT else c.sent_at.is_(None)
    return and_(live, c.failures < MOST_FAILURES, sent)


def _state(row: Any, now: datetime) -> CodeState:
    if row.revoked_at is not None:
        return CodeState.REVOKED
    if row.used_at is not None:
        return CodeState.USED
    if row.expires_at <= now:
        return CodeState.EXPIRED
    if row.failures >= MOST_FAILURES:
        return CodeState.LOCKED
    return CodeState.SENT if row.sent_at is not None else CodeState.ISSUED


def _linked(work: Work, code_ids: list[int]) -> dict[int, tuple[str, ...]]:
    """The accounts each code linked; a personal code may have linked several."""
    if not code_ids:
        return {}
    query = (
        select(link.c.code_id, account.c.display_name, account.c.email, account.c.id)
        .join(account, account.c.id == link.c.account_id)
        .where(among(work.dialect, link.c.code_id, code_ids))
        .order_by(link.c.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in work.rows(query):
        name = row.display_name or row.email or row.id
        found[row.code_id] = (*found.get(row.code_id, ()), name)
    return found


def _row(row: Any, accounts: tuple[str, ...], now: datetime) -> CodeRow:
    last = row.expires_at - timedelta(microseconds=1)
    return CodeRow(
        id=row.id,
        kind=CodeKind(row.kind),
        selector=row.selector,
        state=_state(row, now),
        family_id=row.family_id,
        family=row.label,
        guardian=f"{row.first_name} {row.last_name}" if row.last_name else "",
        channel=row.channel or "",
        issued_at=row.issued_at,
        issued_by=row.issuer or "",
        sent_at=row.sent_at,
        until=None if row.expires_at >= FOREVER else local_day(last),
        used_at=row.used_at,
        accounts=accounts or ((row.used_by,) if row.used_by else ()),
        revoked_at=row.revoked_at,
        revoked_by=row.revoker or "",
        failures=row.failures,
    )
