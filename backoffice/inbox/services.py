"""What an agent can do with requests. Every answer goes through `decide`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, insert, select, update

from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox import promotion, undoing
from backoffice.inbox.decide import Outcome, Report, carry_out
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.tables import note, refusal_reason, request, request_history, submission
from backoffice.inbox.workflow import PENDING, Status
from backoffice.inbox.writing import Author, move_alike
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean, fold
from backoffice.kernel.topics import Topic

__all__ = ["Answer", "Outcome", "Report", "Result", "Seen"]


def decide(
    work: Work,
    asked: Sequence[Seen],
    answer: Answer,
    *,
    dry_run: bool = False,
    operation_id: str | None = None,
) -> Report:
    """Answer each request that still stands as the agent saw it; say what became of each, and why.

    A dry run reads the same facts and makes the same plan, without locks and without a trace: it is
    the preview. Ten accepted and one refused is a normal afternoon, not a rollback.
    """
    work.require(Permission.REQUEST_DECIDE)
    answer = replace(
        answer,
        public_reason=clean(answer.public_reason),
        message=clean(answer.message),
        overbook_reason=clean(answer.overbook_reason, 400),
    )
    author = Author(work.agent.id or None)
    return carry_out(work, asked, answer, author, dry_run=dry_run, operation_id=operation_id)


def undo(work: Work, operation_id: str) -> Report:
    """Take back all that one answer did, as long as no family has been told by mail."""
    work.require(Permission.REQUEST_DECIDE)
    decisions = undoing.of_operation(work, operation_id)
    if not decisions:
        raise Refused("Il n’y a plus rien à annuler : ces réponses ont déjà été reprises.")
    undoing.in_time(work, decisions)
    return undoing.take_back(work, decisions, Author(work.agent.id or None))


def rectify(work: Work, seen: Seen, answer: Answer, reason: str) -> Report:
    """Answer again a request whose family has already been told; the reason is told with it."""
    work.require(Permission.REQUEST_DECIDE)
    words = clean(reason, 400)
    if not words:
        raise Refused("Indiquez le motif de la rectification : il sera communiqué à la famille.")
    taken_back = undoing.take_back(
        work, undoing.of_requests(work, [seen.request_id]), Author(work.agent.id or None)
    )
    blocked = [outcome for outcome in taken_back.outcomes if outcome.result is not Result.DONE]
    if blocked or not taken_back.outcomes:
        raise Refused(
            blocked[0].sentence if blocked else "Cette demande n’a pas encore de réponse."
        )
    work.record(Topic.REQUESTS, "rectify", seen.request_id, reason=words)
    answer = replace(answer, message=answer.message or words)
    report = decide(work, [Seen(seen.request_id)], answer, operation_id=str(uuid.uuid4()))
    if not report.done:
        raise Refused(report.outcomes[0].sentence)
    return report


def promote(work: Work, slot_ids: Iterable[int]) -> int:
    """Offer the free places of these slots to those who wait, in their order."""
    work.require(Permission.PLANNING_EDIT)
    return promotion.promote(work, slot_ids)


def send_message(work: Work, request_ids: Sequence[int], words: str) -> None:
    """Write to the families on the portal, without answering their requests."""
    work.require(Permission.REQUEST_DECIDE)
    told = _words(words, "Écrivez le message à la famille.")
    statuses = select(request.c.id, request.c.status).where(
        among(work.dialect, request.c.id, request_ids)
    )
    work.run(
        insert(request_history),
        [
            {
                "request_id": row.id,
                "at": work.now,
                "label": "Message du service",
                "status": row.status,
                "message": told,
                "agent_id": work.agent.id or None,
            }
            for row in work.rows(statuses.order_by(request.c.id))
        ],
    )
    work.record_many(Topic.REQUESTS, "send_message", request_ids)


def ask_information(work: Work, asked: Sequence[Seen], words: str) -> int:
    """Ask the families for what is missing; their requests stay open. How many were asked."""
    work.require(Permission.REQUEST_DECIDE)
    told = _words(words, "Écrivez ce qu’il manque : la famille le lira sur le portail.")
    seen = {one.request_id: one.version for one in asked}
    query = select(request.c.id, request.c.version, request.c.status).where(
        among(work.dialect, request.c.id, seen), request.c.withdrawn_at.is_(None)
    )
    query = query if work.dialect == "sqlite" else query.order_by(request.c.id).with_for_update()
    rows = [
        row
        for row in work.rows(query)
        if row.status in PENDING and seen[row.id] in (None, row.version)
    ]
    if not rows:
        raise OutOfDate(
            "Cette demande vient d’être traitée par un collègue ou retirée par la famille."
        )
    again = [row.id for row in rows if row.status == Status.INFO_REQUESTED]
    fresh = [row.id for row in rows if row.status != Status.INFO_REQUESTED]
    if again:
        send_message(work, again, told)
    if fresh:
        move_alike(work, fresh, Status.INFO_REQUESTED, Author(work.agent.id or None), message=told)
    work.record_many(Topic.REQUESTS, "ask_information", [row.id for row in rows])
    return len(rows)


def annotate(work: Work, submission_id: int, words: str) -> None:
    """A note between agents; the family never reads it."""
    work.require(Permission.REQUEST_ANNOTATE)
    told = _words(words, "Écrivez la note.")
    work.run(
        insert(note).values(
            submission_id=submission_id, at=work.now, agent_id=work.agent.id, words=told
        )
    )
    work.record(Topic.REQUESTS, "annotate", submission_id)


def suspend(work: Work, submission_ids: Sequence[int], until: date, reason: str) -> None:
    """Set lines aside until a day; they come back by themselves. The only way to hide them."""
    work.require(Permission.REQUEST_DECIDE)
    if until <= work.today:
        raise Refused("Choisissez un jour à venir : la demande reviendra ce jour-là.")
    words = _words(reason, "Indiquez pourquoi la demande est suspendue.")[:400]
    _on_lines(work, submission_ids, suspended_until=until, suspended_reason=words)
    work.record_many(Topic.REQUESTS, "suspend", submission_ids, until=until)


def resume(work: Work, submission_ids: Sequence[int]) -> None:
    """Bring suspended lines back among those to answer."""
    work.require(Permission.REQUEST_DECIDE)
    _on_lines(work, submission_ids, suspended_until=None, suspended_reason=None)
    work.record_many(Topic.REQUESTS, "resume", submission_ids)


def assign(work: Work, submission_ids: Sequence[int], agent_id: int | None) -> None:
    """Give lines to an agent, or back to everyone."""
    work.require(Permission.REQUEST_DECIDE)
    if agent_id is not None:
        here = select(agent.c.id).where(agent.c.id == agent_id, agent.c.disabled_at.is_(None))
        if work.scalar(here) is None:
            raise Refused("Cet agent n’existe plus ou a été désactivé.")
    _on_lines(work, submission_ids, assigned_to=agent_id)
    work.record_many(Topic.REQUESTS, "assign", submission_ids, agent=agent_id)


def open_line(work: Work, submission_id: int) -> None:
    """Say that this agent is looking at a line. Advisory, and forgotten after ten minutes."""
    work.require(Permission.REQUEST_DECIDE)
    _on_lines(work, [submission_id], opened_by=work.agent.id or None, opened_at=work.now)


def add_reason(work: Work, label: str, code: str | None = None) -> str:
    """Add a public reason for refusals, or reword one; the code of the reason."""
    work.require(Permission.SETTINGS_EDIT)
    words = _words(label, "Écrivez le motif tel que la famille le lira.")[:400]
    name = code or fold(words).replace(" ", "_")[:30] or "motif"
    if work.scalar(select(refusal_reason.c.code).where(refusal_reason.c.code == name)):
        work.run(
            update(refusal_reason)
            .where(refusal_reason.c.code == name)
            .values(label=words, archived=False)
        )
    else:
        last = work.scalar(select(func.coalesce(func.max(refusal_reason.c.position), 0)))
        work.run(insert(refusal_reason).values(code=name, label=words, position=last + 1))
    work.record(Topic.SETTINGS, "add_reason", 0, code=name)
    return name


def archive_reason(work: Work, code: str) -> None:
    """Take a reason off the list; what was said with it stays said."""
    work.require(Permission.SETTINGS_EDIT)
    work.run(update(refusal_reason).where(refusal_reason.c.code == code).values(archived=True))
    work.record(Topic.SETTINGS, "archive_reason", 0, code=code)


def _on_lines(work: Work, submission_ids: Sequence[int], **values: object) -> None:
    work.run(
        update(submission)
        .where(among(work.dialect, submission.c.id, submission_ids))
        .values(**values)
    )


def _words(words: str, missing: str) -> str:
    told = clean(words)
    if not told:
        raise Refused(missing)
    return told
