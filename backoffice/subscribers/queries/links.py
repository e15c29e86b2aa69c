"""Who an account of the portal speaks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.subscribers.tables import link


def families_of(work: Work, account_ids: Sequence[str]) -> dict[str, frozenset[int]]:
    """The families each account is actively linked to; an account without any is left out."""
    work.require(Permission.FAMILY_READ)
    if not account_ids:
        return {}
    query = select(link.c.account_id, link.c.family_id).where(
        among(work.dialect, link.c.account_id, account_ids), link.c.state == "active"
    )
    found: dict[str, set[int]] = defaultdict(set)
    for account_id, family_id in work.rows(query):
        found[account_id].add(family_id)
    return {account_id: frozenset(families) for account_id, families in found.items()}
