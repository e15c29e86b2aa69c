"""Closing requests by rule: what nobody has to look at, said to the family with its reason."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import BUILT_IN, Rule, Status
from backoffice.inbox.writing import Author, Line, next_mail, write
from backoffice.kernel.topics import Topic


@dataclass(frozen=True, slots=True)
class Closing:
    """A request to close, and what the family is told."""

    request_id: int
    status: Status  # refused or void
    public_reason: str
    message: str | None = None


def close(work: Work, closings: Sequence[Closing], rule: Rule) -> None:
    """Close these open requests by a rule the program carries. Their slots are the caller's."""
    if not closings:
        return
    ids = [closing.request_id for closing in closings]
    query = select(request.c.id, request.c.status).where(among(work.dialect, request.c.id, ids))
    before = {row.id: row.status for row in work.rows(query)}
    lines = [
        Line(
            closing.request_id,
            closing.status,
            before[closing.request_id],
            public_reason=closing.public_reason,
            message=closing.message,
            facts=json.dumps([{"rule": rule.name}]),
        )
        for closing in closings
    ]
    write(work, lines, Author(None, BUILT_IN[rule]), work.id, next_mail(work))
    work.record_many(Topic.REQUESTS, "close_by_rule", ids, rule=BUILT_IN[rule])
