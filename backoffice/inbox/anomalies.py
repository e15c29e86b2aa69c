"""What the portal wrote and nobody could understand: listed with its cause until an agent handles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select, update

from backoffice.agents.tables import agent
from backoffice.database.work import Work
from backoffice.families.tables import family
from backoffice.inbox.tables import anomaly, request, request_kind
from backoffice.kernel.errors import OutOfDate
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.subscribers.tables import account


@dataclass(frozen=True, slots=True)
class AnomalyRow:
    """A row of the portal that harmed only itself. `request_id` is its public reference, if any."""

    id: int
    source: str  # request or event
    source_id: int
    request_id: int | None
    account_id: str
    account: str  # the name the portal gave us, if it did
    family_id: int | None
    family: str
    kind: str
    kind_label: str
    cause: str  # technical, without anything a family typed
    public_reason: str  # what the family was told
    at: datetime
    handled_at: datetime | None
    handled_by: str

    @property
    def key(self) -> tuple[int]:
        """Its place in the list."""
        return (self.id,)


def page(
    work: Work, *, handled: bool | None = False, before: int | None = None, limit: int = 100
) -> tuple[AnomalyRow, ...]:
    """The latest first; `before` is the id of the last one already shown. `handled=None`: all."""
    work.require(Permission.REQUEST_READ)
    query = _rows()
    if handled is not None:
        query = query.where(_is_handled(handled))
    if before is not None:
        query = query.where(anomaly.c.id < before)
    return _read(work, query.order_by(anomaly.c.id.desc()).limit(limit))


def count(work: Work) -> int:
    """How many nobody has handled."""
    work.require(Permission.REQUEST_READ)
    return int(work.scalar(select(func.count()).where(_is_handled(False))) or 0)


def handle(work: Work, anomaly_id: int) -> None:
    """Say that it has been seen to; it leaves the list."""
    work.require(Permission.ANOMALY_HANDLE)
    done = work.run(
        update(anomaly)
        .where(anomaly.c.id == anomaly_id, _is_handled(False))
        .values(handled_at=work.now, handled_by=work.agent.id or None)
    )
    if done.rowcount == 0:
        raise OutOfDate("Un collègue vient de classer cette anomalie.")
    work.record(Topic.ANOMALIES, "handle", anomaly_id)


def _is_handled(handled: bool) -> Any:  # noqa: FBT001  one of two
    column = anomaly.c.handled_at
    return column.is_not(None) if handled else column.is_(None)


def _rows() -> Select[Any]:
    a = anomaly.c
    is_request = a.source == "request"
    return (
        select(
            a.id,
            a.source,
            a.source_id,
            case((is_request, a.source_id)).label("request_id"),
            a.account_id,
            func.coalesce(account.c.display_name, ""),
            request.c.family_id,
            func.coalesce(family.c.label, ""),
            a.kind,
            func.coalesce(request_kind.c.label, a.kind),
            a.cause,
            func.coalesce(request.c.public_reason, ""),
            a.at,
            a.handled_at,
            func.coalesce(agent.c.name, ""),
        )
        .outerjoin(request, and_(is_request, request.c.id == a.source_id))
        .outerjoin(family, family.c.id == request.c.family_id)
        .outerjoin(account, account.c.id == a.account_id)
        .outerjoin(request_kind, request_kind.c.kind == a.kind)
        .outerjoin(agent, agent.c.id == a.handled_by)
    )


def _read(work: Work, query: Select[Any]) -> tuple[AnomalyRow, ...]:
    rows: Sequence[Any] = work.rows(query)
    return tuple(AnomalyRow(*row) for row in rows)
