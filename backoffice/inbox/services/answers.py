"""Answering, taking back, writing to the family. Every answer goes through `decide`."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import insert, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox import promotion, undoing
from backoffice.inbox.decide import Report, carry_out
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.tables import request, request_history
from backoffice.inbox.typed import said
from backoffice.inbox.workflow import PENDING, Status, right_to_answer
from backoffice.inbox.writing import Author, move_alike
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic


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
    the preview. Ten accepted and one refused is a normal afternoon, not a rollback. Each kind asks
    for its own right: see `workflow.right_to_answer`.
    """
    work.require(Permission.REQUEST_ANNOTATE)
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
    work.require(Permission.REQUEST_ANNOTATE)
    decisions = undoing.of_operation(work, operation_id)
    if not decisions:
        raise Refused("Il n’y a plus rien à annuler : ces réponses ont déjà été reprises.")
    undoing.in_time(work, decisions)
    return undoing.take_back(work, decisions, Author(work.agent.id or None))


def rectify(work: Work, seen: Seen, answer: Answer, reason: str) -> Report:
    """Answer again a request whose family has already been told; the reason is told with it."""
    work.require(Permission.REQUEST_ANNOTATE)
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
    """Offer the free places of these slots to those who wait, in their order; how many were given."""
    work.require(Permission.PLANNING_EDIT)
    return promotion.promote(work, slot_ids).places


def send_message(work: Work, request_ids: Sequence[int], words: str) -> None:
    """Write to the families on the portal, without answering their requests."""
    work.require(Permission.REQUEST_ANNOTATE)
    told = said(words, "Écrivez le message à la famille.")
    _require_theirs(work, request_ids)
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
    work.require(Permission.REQUEST_ANNOTATE)
    told = said(words, "Écrivez ce qu’il manque : la famille le lira sur le portail.")
    _require_theirs(work, [one.request_id for one in asked])
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


def _require_theirs(work: Work, request_ids: Sequence[int]) -> None:
    """The régie writes about what it answers for; whoever answers requests, about all of them."""
    if work.agent.may(Permission.REQUEST_DECIDE):
        return
    kinds = select(request.c.kind).where(among(work.dialect, request.c.id, request_ids)).distinct()
    for row in work.rows(kinds):
        work.require(right_to_answer(row.kind)[0])
