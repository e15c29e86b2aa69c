"""Accounts of the portal that spoke for a dossier speak for the one it was joined to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, column, select, table, update

from backoffice.database.base import BigId, Moment
from backoffice.database.sets import among
from backoffice.database.work import Work

# Kept by the slice of accounts.
_LINK = table(
    "link", column("id", BigId), column("account_id", String), column("family_id", BigId),
    column("state", String), column("reason", String), column("revoked_at", Moment),
    column("revoked_by", BigId),
)  # fmt: skip
_LIVE = ("pending_sign_in", "active")
JOINED = "Votre dossier a été réuni avec un autre, auquel votre compte est déjà relié."


def follow_links(work: Work, kept_id: int, merged_id: int) -> dict[str, list[Any]]:
    """Live links go over; where the account has one there already, this one ends.

    What it takes to bring them back.
    """
    c = _LINK.c
    query = select(c.id, c.account_id, c.family_id, c.state).where(
        c.family_id.in_([kept_id, merged_id]), c.state.in_(_LIVE)
    )
    rows = work.rows(query.order_by(c.id))
    there = {row.account_id for row in rows if row.family_id == kept_id}
    ours = [row for row in rows if row.family_id == merged_id]
    moved = [row.id for row in ours if row.account_id not in there]
    ended = [[row.id, row.state] for row in ours if row.account_id in there]
    _set(work, moved, family_id=kept_id)
    told = {"reason": JOINED, "revoked_at": work.now, "revoked_by": work.agent.id or None}
    _set(work, [link_id for link_id, _ in ended], state="revoked", **told)
    return {"moved": moved, "ended": ended}


def bring_back(work: Work, kept_id: int, merged_id: int, told: dict[str, list[Any]]) -> None:
    """Those that are still as the merge left them."""
    c = _LINK.c
    here = among(work.dialect, c.id, told["moved"])
    work.run(update(_LINK).where(here, c.family_id == kept_id).values(family_id=merged_id))
    for link_id, state in told["ended"]:
        mine = update(_LINK).where(c.id == link_id, c.state == "revoked", c.reason == JOINED)
        work.run(mine.values(state=state, reason=None, revoked_at=None, revoked_by=None))


def _set(work: Work, ids: list[int], **values: Any) -> None:
    if ids:
        work.run(update(_LINK).where(among(work.dialect, _LINK.c.id, ids)).values(**values))
