"""Automatic answers of the town: « accept absences in time », « accept when favourable ».

Every automatic answer goes through the same plan as an agent's, keeps its inputs with its decision,
and names its rule to agents; the family reads « Traité par l’application enfance ».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select, true

from backoffice.database.work import Work
from backoffice.inbox.advice import Level, findings, sum_of
from backoffice.inbox.advice import Rule as Finding
from backoffice.inbox.decide import Report, carry_out
from backoffice.inbox.facts import Asked, Facts, gather
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.tables import decision, request, submission
from backoffice.inbox.workflow import Kind, Status, Verb
from backoffice.inbox.writing import Author

CHUNK = 1000
LAST_MONTH = timedelta(days=31)


class Condition(StrEnum):
    """When a rule answers by itself."""

    IN_TIME = "in_time"  # the deadline is met and there is something to answer
    FAVOURABLE = "favourable"  # every check is favourable


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What a rule would be; no activity means every activity."""

    name: str
    kind: Kind
    condition: Condition
    activity_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a rule would have done over last month's requests, beside what agents did."""

    requests: int
    would_answer: int
    agreed: int  # agents accepted them too
    refused_by_agents: int
    examples: tuple[int, ...]  # references the rule would accept and agents refused


def applies(facts: Facts, asked: Asked, condition: Condition) -> bool:
    """Whether a rule of this condition answers this request."""
    found = findings(facts, asked)
    if condition is Condition.FAVOURABLE:
        return bool(found) and sum_of(found) is Level.FAVOURABLE
    said = {one.rule: one.level for one in found}
    stopping = [said.get(name) for name in (Finding.ENROLMENT, Finding.OPENING, Finding.SUBJECT)]
    met = facts.in_time(asked) and Level.UNFAVOURABLE not in stopping
    return (
        met and Finding.DUPLICATE not in said and said.get(Finding.PLACES) is not Level.UNFAVOURABLE
    )


def answer_with(work: Work, given: Row[Any]) -> int:
    """Let one enabled rule answer all it applies to, in chunks; how many were answered."""
    answered, after = 0, 0
    while ids := _waiting(work, given, after):
        after = ids[-1]
        facts = gather(work, ids)
        chosen = [Seen(i) for i in ids if i in facts.requests and _chosen(facts, i, given)]
        if chosen:
            report = _accept(work, chosen, given)
            answered += report.done
    return answered


def _chosen(facts: Facts, request_id: int, given: Row[Any]) -> bool:
    return applies(facts, facts.requests[request_id], Condition(given.condition))


def _accept(work: Work, chosen: Sequence[Seen], given: Row[Any]) -> Report:
    return carry_out(work, chosen, Answer(Verb.ACCEPT), Author(None, given.id), operation_id=None)


def _waiting(work: Work, given: Row[Any], after: int) -> list[int]:
    """Only what nobody has begun to handle: a suspended or assigned line is somebody's."""
    query = (
        select(request.c.id)
        .join(submission, submission.c.id == request.c.submission_id)
        .where(
            request.c.status == str(Status.TRANSMITTED),
            request.c.withdrawn_at.is_(None),
            request.c.id > after,
            request.c.kind == given.kind,
            submission.c.assigned_to.is_(None),
            submission.c.suspended_until.is_(None),
            _of_activity(given.activity_id),
        )
        .order_by(request.c.id)
        .limit(CHUNK)
    )
    return [row.id for row in work.rows(query)]


def _of_activity(activity_id: int | None) -> ColumnElement[bool]:
    return true() if activity_id is None else request.c.activity_id == activity_id


def rehearse(work: Work, draft: RuleDraft) -> Rehearsal:
    """Replay last month's answered requests as they stood when they were answered.

    The facts kept with each decision are what is replayed: today's planning says nothing of
    yesterday's places.
    """
    since = work.now - LAST_MONTH
    query = (
        select(request.c.id, decision.c.facts, decision.c.outcome)
        .join(decision, and_(decision.c.request_id == request.c.id, decision.c.effective))
        .where(
            request.c.kind == str(draft.kind),
            decision.c.at >= since,
            decision.c.agent_id.is_not(None),
            _of_activity(draft.activity_id),
        )
        .order_by(request.c.id)
    )
    rows = work.rows(query)
    chosen = [row for row in rows if _would_answer(row.facts, draft.condition)]
    said = Counter(row.outcome for row in chosen)
    refused = [row.id for row in chosen if row.outcome == Status.REFUSED]
    return Rehearsal(
        len(rows), len(chosen), said[Status.ACCEPTED], len(refused), tuple(refused[:10])
    )


def _would_answer(kept: Any, condition: Condition) -> bool:
    said = {one[0]: one[1] for one in kept if isinstance(one, list)}
    looked = {name: level for name, level in said.items() if name in set(Finding)}
    if condition is Condition.FAVOURABLE:
        return bool(looked) and set(looked.values()) == {Level.FAVOURABLE}
    needed = (Finding.ENROLMENT, Finding.OPENING, Finding.SUBJECT, Finding.DEADLINE)
    fine = all(looked.get(name) in (None, Level.FAVOURABLE) for name in needed)
    return (
        fine
        and Finding.DUPLICATE not in looked
        and looked.get(Finding.PLACES) != Level.UNFAVOURABLE
    )
