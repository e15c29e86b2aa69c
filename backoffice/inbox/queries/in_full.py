"""One line in full: everything an agent needs before their eyes to answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select

from backoffice.activities.tables import activity, facility, school_class
from backoffice.agents.tables import agent
from backoffice.database.work import Work
from backoffice.families.tables import child, family
from backoffice.inbox.queries._around import guardians, mails, places, siblings
from backoffice.inbox.queries._content import flattened
from backoffice.inbox.queries._outcome import outcome_of_accepting
from backoffice.inbox.queries._thread import events
from backoffice.inbox.queries.told import advise
from backoffice.inbox.reading import Detail, RequestLine
from backoffice.inbox.tables import decision, request, rule, submission
from backoffice.inbox.workflow import DECIDABLE, EDIT_KINDS, NEWCOMER_KINDS, Queue, Status
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.subscribers.tables import account

_PRESENT = timedelta(minutes=10)  # how long an open line says who opened it
_SHOWN = 400  # requests of one line that are listed one by one


def detail(work: Work, submission_id: int) -> Detail:
    """Raises Refused when the line is gone, or is another site's."""
    work.require(Permission.REQUEST_READ)
    row = work.first(_line(submission_id))
    if row is None:
        raise Refused("Cette demande n’existe pas.")
    if work.agent.facilities is not None:
        work.require_facility(row.facility_id)
    asked = work.rows(_requests(submission_id))
    lines = tuple(_request_line(work, one) for one in asked[:_SHOWN])
    found = _bare(work, row, asked, lines)
    if not found.seen:
        return found
    return _advised(work, found)


def _advised(work: Work, found: Detail) -> Detail:
    advice = advise(work, [found.id]).get(found.id)
    outcome, waits = outcome_of_accepting(work, found.seen)
    return replace(found, advice=advice, outcome=outcome, waiting_outcome=waits)


def _bare(work: Work, row: Any, asked: Sequence[Any], lines: tuple[RequestLine, ...]) -> Detail:
    others, more = siblings(work, row.family_id, row.id)
    mailed, refused_mailed = mails(work, row.account_id, Queue(row.queue))
    return Detail(
        id=row.id,
        version=row.version,
        reference=asked[0].id if asked else 0,
        kind=row.kind,
        queue=Queue(row.queue),
        child_id=row.child_id,
        child=f"{row.first_name} {row.last_name}" if row.first_name is not None else "",
        birth_date=row.birth_date,
        school_class=row.school_class or "",
        school=row.school or "",
        family_id=row.family_id,
        family=row.family or "",
        account=row.display_name or "",
        guardians=guardians(work, row.family_id),
        activity_id=row.activity_id,
        activity=row.activity or "",
        facility=row.facility or "",
        first_day=row.first_day,
        last_day=row.last_day,
        submitted_at=row.submitted_at,
        words=tuple(dict.fromkeys(one.family_words for one in asked if one.family_words)),
        content=_content(work, asked),
        lines=lines,
        advice=None,
        outcome="",
        waiting_outcome=False,
        places=places(work, [one.slot_id for one in asked if one.slot_id]),
        events=events(work, row, [one.id for one in asked]),
        siblings=others,
        siblings_more=more,
        assigned_to=row.assigned_name or "",
        suspended_until=row.suspended_until
        if (row.suspended_until or work.today) > work.today
        else None,
        suspended_reason=row.suspended_reason or "",
        **_presence(work, row),
        no_mail_when_accepted=not mailed,
        no_mail_when_refused=not refused_mailed,
        read_at=work.now,
    )


def _presence(work: Work, row: Any) -> dict[str, Any]:
    """Who else is looking at it. Told, never a lock: the version referees."""
    someone = row.opened_by not in (None, work.agent.id) and row.opened_at is not None
    if not someone or work.now - row.opened_at > _PRESENT:
        return {"opened_by": "", "opened_at": None}
    return {"opened_by": row.opened_name or "", "opened_at": row.opened_at}


def _content(work: Work, asked: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """What a request holds beside a day: the fields of an edit, or whatever was sent, as plain text."""
    fields = _fields(work, [one.id for one in asked if one.kind in EDIT_KINDS])
    found: list[tuple[str, str]] = []
    for one in asked:
        lines = fields.get(one.id) or _told(work, one)
        found += [("", one.kind)] if lines and len(asked) > 1 else []
        found += lines
    return tuple(found)


def _told(work: Work, one: Any) -> list[tuple[str, str]]:
    if one.kind in NEWCOMER_KINDS:
        from backoffice.inbox.newcomers.summary import summary

        return summary(work, one.kind, one.details or {})
    return [] if one.kind in DECIDABLE else flattened(one.details)


def _fields(work: Work, request_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    if not request_ids:
        return {}
    from backoffice.inbox.edits.asked import fields_of

    return {
        request_id: [
            (one.label, f"{one.current_text or '—'} → {one.asked_text or '—'}") for one in alike
        ]
        for request_id, alike in fields_of(work, request_ids).items()
    }


def _line(submission_id: int) -> Select[Any]:
    school, opener = facility.alias("school"), agent.alias("opener")
    return (
        select(
            submission,
            child.c.first_name,
            child.c.last_name,
            child.c.birth_date,
            school_class.c.label.label("school_class"),
            school.c.label.label("school"),
            family.c.label.label("family"),
            activity.c.label.label("activity"),
            facility.c.label.label("facility"),
            agent.c.name.label("assigned_name"),
            opener.c.name.label("opened_name"),
            account.c.display_name,
        )
        .outerjoin(child, child.c.id == submission.c.child_id)
        .outerjoin(school_class, school_class.c.id == child.c.school_class_id)
        .outerjoin(school, school.c.id == school_class.c.facility_id)
        .outerjoin(family, family.c.id == submission.c.family_id)
        .outerjoin(activity, activity.c.id == submission.c.activity_id)
        .outerjoin(facility, facility.c.id == submission.c.facility_id)
        .outerjoin(agent, agent.c.id == submission.c.assigned_to)
        .outerjoin(opener, opener.c.id == submission.c.opened_by)
        .outerjoin(account, account.c.id == submission.c.account_id)
        .where(submission.c.id == submission_id)
    )


def _requests(submission_id: int) -> Select[Any]:
    return (
        select(
            request,
            agent.c.name.label("agent_name"),
            rule.c.name.label("rule_name"),
            decision.c.operation_id,
            decision.c.mail_at,
            decision.c.mailed_at,
        )
        .outerjoin(agent, agent.c.id == request.c.decided_by)
        .outerjoin(rule, rule.c.id == request.c.rule_id)
        .outerjoin(decision, (decision.c.request_id == request.c.id) & decision.c.effective)
        .where(request.c.submission_id == submission_id)
        .order_by(request.c.starts_on, request.c.id)
    )


def _request_line(work: Work, one: Any) -> RequestLine:
    undoable = one.mail_at is not None and one.mailed_at is None and one.mail_at > work.now
    return RequestLine(
        request_id=one.id,
        version=one.version,
        kind=one.kind,
        status=Status(one.status),
        day=one.starts_on,
        last_day=one.ends_on,
        description=one.description,
        words=one.family_words or "",
        public_reason=one.public_reason or "",
        decided_by=one.agent_name or one.rule_name or "",
        by_rule=one.agent_name is None and one.rule_name is not None,
        decided_at=one.decided_at,
        operation_id=one.operation_id or "" if undoable else "",
        undo_until=one.mail_at if undoable else None,
    )
