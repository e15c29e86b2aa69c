"""What colleagues have to hear of at once, before any answer: allergies, who may fetch a child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from backoffice.database.work import Work
from backoffice.families.tables import asked_field, child
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import OPEN
from backoffice.kernel.permissions import Permission

MOST = 20


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to hand on, in the request where a family said it."""

    request_id: int
    submission_id: int
    child: str
    words: str
    submitted_at: datetime


def alerts(work: Work) -> tuple[Alert, ...]:
    """The latest first."""
    work.require(Permission.REQUEST_READ)
    from backoffice.inbox.edits import texts
    from backoffice.inbox.edits.asked import is_hidden
    from backoffice.inbox.edits.read import Key

    f, r, c = asked_field.c, request.c, child.c
    query = (
        select(
            f.subject, f.subject_id, f.field, f.item, f.base, f.asked,
            r.id, r.submission_id, r.submitted_at, c.first_name, c.last_name,
        )
        .join(request, r.id == f.request_id)
        .join(child, c.id == r.child_id)
        .where(
            f.state == "pending",
            f.flaw.is_(None),
            f.field.in_(sorted(texts.ALERTING)),
            r.status.in_(sorted(OPEN)),
            r.withdrawn_at.is_(None),
        )
        .order_by(r.id.desc(), f.id)
        .limit(MOST)
    )  # fmt: skip
    found: dict[Alert, None] = {}
    for row in work.rows(query):
        key, held = Key(*row[:4]), (row.base, row.asked)
        words = texts.alert(key, *((None, None) if is_hidden(work, key) else held))
        who = f"{row.first_name} {row.last_name}"
        found[Alert(row.id, row.submission_id, who, words, row.submitted_at)] = None
    return tuple(found)
