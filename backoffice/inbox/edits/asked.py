"""The fields asked for, as they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import fields
from backoffice.families.tables import asked_field
from backoffice.inbox.edits import texts
from backoffice.inbox.edits.read import Key
from backoffice.kernel.permissions import Permission

PENDING, ACCEPTED, REFUSED = "pending", "accepted", "refused"
_TO_SEE = {
    Permission.HEALTH_READ: frozenset({"health", "care_plan", "vaccinations"}),
    Permission.TAX_READ: frozenset({"tax"}),
}


class AskedField(NamedTuple):
    """One field of a request, and where it stands."""

    id: int
    request_id: int
    key: Key
    base: Any
    asked: Any
    current_text: str | None
    asked_text: str | None
    sensitive: bool
    flaw: str
    state: str
    public_reason: str
    decision_id: int | None
    decided_at: datetime | None
    hidden: bool = False  # this agent may not read what it holds

    @property
    def label(self) -> str:
        return texts.label(self.key, self.base if self.asked is None else self.asked)

    @property
    def alert(self) -> str:
        return "" if self.flaw else texts.alert(self.key, self.base, self.asked)


def fields_of(work: Work, request_ids: Iterable[int]) -> dict[int, list[AskedField]]:
    """Of each request, its fields in the order they are shown; without what the agent may not read."""
    f = asked_field.c
    query = (
        select(
            f.id, f.request_id, f.subject, f.subject_id, f.field, f.item, f.base, f.asked, f.current_text,
            f.asked_text, f.sensitive, f.flaw, f.state, f.public_reason, f.decision_id, f.decided_at,
        )
        .where(among(work.dialect, f.request_id, request_ids))
        .order_by(f.request_id, f.position)
    )  # fmt: skip
    found: dict[int, list[AskedField]] = {}
    for row in work.rows(query):
        key, end = Key(*row[2:6]), (row.decision_id, row.decided_at, False)
        one = AskedField._make(
            (*row[:2], key, *row[6:11], row.flaw or "", row.state, row.public_reason or "", *end)
        )
        if is_hidden(work, key):
            one = one._replace(
                key=key._replace(item=""), base=None, asked=None, hidden=True,
                current_text=texts.HIDDEN, asked_text=texts.HIDDEN,
            )  # fmt: skip
        found.setdefault(one.request_id, []).append(one)
    return found


def is_hidden(work: Work, key: Key) -> bool:
    """Health and means are for those who may read them."""
    known = fields.FIELDS.get((key.subject, key.field))
    return known is not None and any(
        known.block in blocks and not work.agent.may(right) for right, blocks in _TO_SEE.items()
    )
