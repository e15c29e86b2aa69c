"""Writing answers down, by sets: the request, the decision with its facts, the slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, String, Text, insert, literal, select, update

from backoffice.database.base import BigId
from backoffice.database.options import mail_slots
from backoffice.database.sets import among, spread
from backoffice.database.work import Work
from backoffice.inbox.tables import decision, request
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
    facts: Any = None


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
    _replace(work, [line.request_id for line in lines if line.status_before == Status.WAITLISTED])
    _move(work, lines, author)
    _keep(work, lines, author, operation_id, mail_at)


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


def _replace(work: Work, promoted: Sequence[int]) -> None:
    """What was put on the waiting list is answered anew: its first decision is in force no more."""
    if promoted:
        work.run(
            update(decision)
            .where(among(work.dialect, decision.c.request_id, promoted), decision.c.effective)
            .values(effective=False)
        )


def _move(work: Work, lines: Sequence[Line], author: Author) -> None:
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for line in lines:
        alike[line.outcome, line.public_reason, line.message].append(line.request_id)
    for (status, public_reason, message), ids in alike.items():
        move_alike(work, ids, status, author, public_reason=public_reason, message=message)


_COLUMNS: tuple[tuple[str, Any], ...] = (
    ("request_id", BigId),
    ("outcome", String),
    ("status_before", String),
    ("slot_before", String),
    ("slot_after", String),
    ("public_reason", Text),
    ("message", Text),
    ("facts", JSON),
)


def _keep(
    work: Work, lines: Sequence[Line], author: Author, operation_id: str, mail_at: datetime
) -> None:
    rows = [(*line[:7], line.facts if line.facts is not None else []) for line in lines]
    told = spread(work.dialect, rows, *_COLUMNS).subquery("told")
    common: dict[str, Any] = {
        "operation_id": operation_id,
        "at": work.now,
        "agent_id": author.agent_id,
        "rule_id": author.rule_id,
        "mail_at": mail_at,
        "effective": True,
    }
    types = decision.c
    chosen = select(
        *(told.c[name] for name, _ in _COLUMNS),
        *(literal(value, types[name].type).label(name) for name, value in common.items()),
        _replaced(told.c.request_id),
    )
    names = [name for name, _ in _COLUMNS]
    work.run(insert(decision).from_select([*names, *common, "replaces_id"], chosen))


def _replaced(request_id: Any) -> Any:
    before = decision.alias("before")
    return (
        select(before.c.id)
        .where(
            before.c.request_id == request_id,
            before.c.outcome == "waitlisted",
            before.c.undone_at.is_(None),
        )
        .order_by(before.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
