"""Writing answers down, by sets: the request, the decision with its facts, the slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import update

from backoffice.database.alike import insert_alike
from backoffice.database.bulk import insert_rows
from backoffice.database.options import mail_slots
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.tables import decision, request, request_history
from backoffice.inbox.workflow import Status
from backoffice.kernel.calendar import next_slot


class Line(NamedTuple):
    """One answer to write: what it was, what it becomes, and the facts it rests on."""

    request_id: int
    outcome: Status
    status_before: str
    slot_before: str | None = None
    slot_after: str | None = None
    public_reason: str | None = None
    message: str | None = None
    facts: str = "[]"  # JSON
    in_part: str = ""  # answered in part, and still open: what the family reads of it
    again: bool = False  # answered in part before


class Author(NamedTuple):
    """Who answers: an agent, or a rule in the agent's or nobody's presence."""

    agent_id: int | None
    rule_id: int | None = None


def next_mail(work: Work) -> datetime:
    """When families next hear of what is decided now."""
    return next_slot(work.now, mail_slots(work))


def write(
    work: Work, lines: Sequence[Line], author: Author, operation_id: str, mail_at: datetime
) -> None:
    """Close or queue these requests and keep each decision; the database writes their history."""
    if not lines:
        return
    before = [
        line.request_id for line in lines if line.again or line.status_before == Status.WAITLISTED
    ]
    replaced = _replace(work, before)
    _move(work, [line for line in lines if not line.in_part], author)
    _tell(work, [line for line in lines if line.in_part], author)
    _keep(work, lines, author, operation_id, mail_at, replaced)


def move_alike(
    work: Work,
    request_ids: Iterable[int],
    status: Status,
    author: Author,
    *,
    public_reason: str | None = None,
    message: str | None = None,
) -> None:
    """The same status and words for many requests, in one statement."""
    work.run(
        update(request)
        .where(among(work.dialect, request.c.id, request_ids))
        .values(
            status=str(status),
            decided_at=work.now,
            decided_by=author.agent_id,
            rule_id=author.rule_id,
            public_reason=public_reason,
            message=message,
            version=request.c.version + 1,
        )
    )


def touch(work: Work, request_ids: Iterable[int]) -> None:
    """What stays open changed all the same: whoever saw it before has to look again."""
    work.run(
        update(request)
        .where(among(work.dialect, request.c.id, request_ids))
        .values(version=request.c.version + 1)
    )


def _tell(work: Work, lines: Sequence[Line], author: Author) -> None:
    """Say in its history what was answered of a request that stays open."""
    if not lines:
        return
    touch(work, [line.request_id for line in lines])
    names = (
        "request_id",
        "at",
        "label",
        "status",
        "message",
        "public_reason",
        "agent_id",
        "rule_id",
    )
    rows = [
        (
            line.request_id, work.now, line.in_part, str(line.outcome), line.message, line.public_reason,
            author.agent_id, author.rule_id,
        )
        for line in lines
    ]  # fmt: skip
    insert_rows(work, request_history, names, rows)


def _replace(work: Work, before: Sequence[int]) -> dict[int, int]:
    """What was put on the waiting list, or answered in part, is answered anew: its first decision
    is in force no more. The decision replaced, of each request that had one.
    """
    if not before:
        return {}
    ended = (
        update(decision)
        .where(among(work.dialect, decision.c.request_id, before), decision.c.effective)
        .values(effective=False)
    )
    return {
        row[0]: row[1] for row in work.rows(ended.returning(decision.c.request_id, decision.c.id))
    }


def _move(work: Work, lines: Sequence[Line], author: Author) -> None:
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for line in lines:
        alike[line.outcome, line.public_reason, line.message].append(line.request_id)
    for (status, public_reason, message), ids in alike.items():
        move_alike(work, ids, status, author, public_reason=public_reason, message=message)


_SHARED = (
    "operation_id", "at", "agent_id", "rule_id", "mail_at", "outcome", "status_before", "slot_before",
    "slot_after", "public_reason", "message",
)  # fmt: skip


def _keep(
    work: Work,
    lines: Sequence[Line],
    author: Author,
    operation_id: str,
    mail_at: datetime,
    replaced: dict[int, int],
) -> None:
    common = (operation_id, work.now, author.agent_id, author.rule_id, mail_at)
    alike: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for line in lines:
        own = (line.request_id, line.facts, replaced.get(line.request_id))
        alike[line[1:7]].append(own)
    for shared, rows in alike.items():
        told = dict(zip(_SHARED, (*common, *shared), strict=True))
        insert_alike(work, decision, told, ("request_id", "facts", "replaces_id"), rows)
