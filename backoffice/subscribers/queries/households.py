"""The accounts of one family: who each says it is, whom it speaks for, and how it came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backoffice.agents.tables import agent
from backoffice.database.work import Work
from backoffice.families.tables import guardian
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import fold
from backoffice.subscribers.queries.accounts import FRANCECONNECT
from backoffice.subscribers.recipients import LIVE_LINKS
from backoffice.subscribers.tables import account, link


@dataclass(frozen=True, slots=True)
class FamilyLink:
    """`same_name`: the account bears the name of its guardian, or of one of the family."""

    id: int
    account_id: str
    name: str
    email: str
    account_state: str
    verified: bool  # by FranceConnect
    terms_version: str
    signed_in_at: datetime | None
    guardian: str
    same_name: bool
    state: str
    method: str
    linked_at: datetime
    linked_by: str
    revoked_at: datetime | None
    revoked_by: str

    @property
    def live(self) -> bool:
        return self.state in LIVE_LINKS


def family_links(work: Work, family_id: int) -> tuple[FamilyLink, ...]:
    """Those in force first, then the latest."""
    work.require(Permission.FAMILY_READ)
    v, a, by, gone = link.c, account.c, agent.alias("by"), agent.alias("gone")
    query = (
        select(
            link, a.first_name, a.last_name, a.display_name, a.email, a.verified_by, a.terms_version,
            a.signed_in_at, a.state.label("account_state"),
            by.c.name.label("linked_by"), gone.c.name.label("gone_by"),
        )
        .join(account, a.id == v.account_id)
        .outerjoin(by, by.c.id == v.agent_id)
        .outerjoin(gone, gone.c.id == v.revoked_by)
        .where(v.family_id == family_id)
        .order_by(v.state.in_(LIVE_LINKS).desc(), v.id.desc())
    )  # fmt: skip
    g = guardian.c
    people = {
        row.id: f"{row.first_name} {row.last_name}"
        for row in work.rows(
            select(g.id, g.first_name, g.last_name).where(g.family_id == family_id)
        )
    }
    return tuple(_linked(row, people) for row in work.rows(query))


def _linked(row: Any, people: dict[int, str]) -> FamilyLink:
    theirs = fold(f"{row.first_name or ''} {row.last_name or ''}")
    meant = [name for key, name in people.items() if row.guardian_id in (None, key)]
    return FamilyLink(
        id=row.id,
        account_id=row.account_id,
        name=row.display_name or row.email or row.account_id,
        email=row.email or "",
        account_state=row.account_state,
        verified=row.verified_by == FRANCECONNECT,
        terms_version=row.terms_version or "",
        signed_in_at=row.signed_in_at,
        guardian=people.get(row.guardian_id, ""),
        same_name=theirs in map(fold, meant),
        state=row.state,
        method=row.method,
        linked_at=row.linked_at,
        linked_by=row.linked_by or "",
        revoked_at=row.revoked_at,
        revoked_by=row.gone_by or "",
    )
