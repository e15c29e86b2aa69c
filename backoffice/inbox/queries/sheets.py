"""What scripts ask: requests by status and kind, and one of them in full."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from backoffice.activities.tables import activity
from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import child, family
from backoffice.inbox import advice, facts
from backoffice.inbox.queries._people import as_reference
from backoffice.inbox.queries._thread import events
from backoffice.inbox.reading import AskedLine, RequestSheet, RequestSummary
from backoffice.inbox.tables import request, rule, submission
from backoffice.inbox.workflow import DECIDABLE, EDIT_KINDS, PENDING
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import reference
from backoffice.subscribers.tables import account


def find_requests(
    work: Work,
    *,
    status: str | None = None,
    kind: str | None = None,
    after: int = 0,
    limit: int = 1000,
) -> tuple[RequestSummary, ...]:
    """In the order of their references; `after` is the last reference already read."""
    work.require(Permission.REQUEST_READ)
    r = request.c
    query = _named().where(r.id > after).order_by(r.id).limit(limit)
    if status is not None:
        query = query.where(r.status == status)
    if kind is not None:
        query = query.where(r.kind == kind)
    if work.agent.facilities is not None:
        query = query.where(among(work.dialect, r.facility_id, sorted(work.agent.facilities)))
    return tuple(_summary(row) for row in work.rows(query))


def show_request(work: Work, text: str) -> RequestSheet:
    """One request by its reference, with or without its spaces."""
    work.require(Permission.REQUEST_READ)
    number = as_reference(text)
    row = work.first(_named().where(request.c.id == number)) if number else None
    if row is None:
        raise Refused(f"Aucune demande ne porte le numéro « {text.strip()} ».")
    if work.agent.facilities is not None:
        work.require_facility(row.facility_id)
    told = None
    if row.kind in DECIDABLE and row.status in PENDING:
        told = advice.assess(facts.gather(work, [row.id]), row.id)
    return RequestSheet(
        request=_summary(row),
        description=row.description,
        words=row.family_words or "",
        public_reason=row.public_reason or "",
        decided_by=row.agent_name or row.rule_name or "",
        advice=str(told.level) if told else "",
        checks=tuple((c.key, str(c.level), c.sentence) for c in told.checks) if told else (),
        history=events(work, _line_of(work, row), [row.id]),
        fields=_fields(work, row.id) if row.kind in EDIT_KINDS else (),
    )


def _fields(work: Work, request_id: int) -> tuple[AskedLine, ...]:
    from backoffice.inbox.edits.asked import fields_of

    return tuple(
        AskedLine(
            one.key.field, one.label, one.current_text or "", one.asked_text or "", one.state, one.flaw
        )
        for one in fields_of(work, [request_id]).get(request_id, ())
    )  # fmt: skip


def _line_of(work: Work, row: Any) -> Any:
    query = (
        select(
            submission.c.id, submission.c.family_id, submission.c.submitted_at,
            request.c.id.label("request_id"), account.c.display_name,
        )
        .join_from(request, submission, submission.c.id == request.c.submission_id)
        .outerjoin(account, account.c.id == submission.c.account_id)
        .where(request.c.id == row.id)
    )  # fmt: skip
    return work.first(query)


def _named() -> Select[Any]:
    return (
        select(
            request,
            child.c.first_name,
            child.c.last_name,
            family.c.label.label("family"),
            activity.c.label.label("activity"),
            agent.c.name.label("agent_name"),
            rule.c.name.label("rule_name"),
        )
        .outerjoin(child, child.c.id == request.c.child_id)
        .outerjoin(family, family.c.id == request.c.family_id)
        .outerjoin(activity, activity.c.id == request.c.activity_id)
        .outerjoin(agent, agent.c.id == request.c.decided_by)
        .outerjoin(rule, rule.c.id == request.c.rule_id)
    )


def _summary(row: Any) -> RequestSummary:
    return RequestSummary(
        request_id=row.id,
        reference=reference(row.id),
        kind=row.kind,
        status=row.status,
        child=f"{row.first_name} {row.last_name}" if row.first_name is not None else "",
        family=row.family or "",
        activity=row.activity or "",
        starts_on=row.starts_on,
        submitted_at=row.submitted_at,
        version=row.version,
    )
