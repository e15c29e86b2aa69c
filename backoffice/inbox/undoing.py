"""Taking answers back: until the next mail slot by undo, after it by a reasoned rectification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox import enrolling
from backoffice.inbox.branches import Branch
from backoffice.inbox.decide import Outcome, Report
from backoffice.inbox.facts import Asked, Facts, gather
from backoffice.inbox.plan import Result
from backoffice.inbox.tables import decision
from backoffice.inbox.workflow import PENDING, Status, right_to_answer
from backoffice.inbox.writing import Author, move_alike
from backoffice.kernel.calendar import hour_words, local
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Agent
from backoffice.kernel.topics import Topic
from backoffice.planning import moves
from backoffice.planning.moves import Actor, Move
from backoffice.planning.slots import COUNTED, SlotEvent, SlotStatus


def of_operation(work: Work, operation_id: str) -> Sequence[Row[Any]]:
    """The decisions still in force that were made together."""
    return _decisions(work, decision.c.operation_id == operation_id)


def of_requests(work: Work, request_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The decisions in force on these requests."""
    return _decisions(work, among(work.dialect, decision.c.request_id, request_ids))


def in_time(work: Work, decisions: Sequence[Row[Any]]) -> None:
    """Raise Refused once families have been told: then one rectifies, with a reason."""
    told = [row.mail_at for row in decisions if row.mailed_at or row.mail_at <= work.now]
    if told:
        hour = hour_words(local(min(told)).time())
        raise Refused(
            f"Les familles ont été prévenues à {hour} : utilisez « Rectifier », avec un motif."
        )


def take_back(work: Work, decisions: Sequence[Row[Any]], author: Author) -> Report:
    """Restore what can be restored; what changed since, or no longer fits, is said and left alone."""
    facts = gather(work, [row.request_id for row in decisions], lock=True)
    planner = _Undoing(
        facts,
        enrolling.in_use(work, [e for row in decisions if (e := _enrolment(row))]),
        work.agent,
    )
    # What gives a place back goes first: a promotion is taken back before the place it was given.
    queue = sorted(decisions, key=lambda row: (row.slot_before in COUNTED, -row.id))
    outcomes = {row.request_id: planner.outcome(row) for row in queue}
    undone = [row for row in queue if outcomes[row.request_id].result is Result.DONE]
    _restore(work, undone, planner, author)
    ordered = tuple(outcomes[row.request_id] for row in decisions)
    families = {facts.requests[row.request_id].family_id for row in undone} - {None}
    return Report(work.id, ordered, len(families), work.now, dry_run=False)


@dataclass(slots=True)
class _Undoing:
    facts: Facts
    in_use: set[int]
    agent: Agent
    left: dict[int, int | None]

    def __init__(self, facts: Facts, in_use: set[int], agent: Agent) -> None:
        self.facts, self.in_use, self.agent = facts, in_use, agent
        self.left = {
            slot_id: None if at.capacity is None else at.capacity - at.taken
            for slot_id, at in facts.places.items()
        }

    def outcome(self, row: Row[Any]) -> Outcome:
        asked = self.facts.requests[row.request_id]
        right, sentence = right_to_answer(asked.kind)
        if not self.agent.may(right):
            return self._left_alone(row, Result.REFUSED, sentence)
        if asked.withdrawn_at is not None:
            return self._left_alone(row, Result.WITHDRAWN, "La famille l’a retirée entre-temps.")
        if asked.status != row.outcome and not _still_open(row, asked.status):
            return self._left_alone(
                row, Result.OUT_OF_DATE, "Elle a été traitée de nouveau entre-temps."
            )
        if branch := self.facts.branches.get(asked.kind):
            return self._branch(row, branch)
        return self._slot(row, asked)

    def _branch(self, row: Row[Any], branch: Branch) -> Outcome:
        result, sentence = branch.undo_outcome(row)
        if result is not Result.DONE:
            return self._left_alone(row, result, sentence)
        asked = self.facts.requests[row.request_id]
        back = asked.status if row.outcome in PENDING else row.status_before
        return Outcome(row.request_id, result, Status(back), asked.starts_on, None, sentence)

    def _slot(self, row: Row[Any], asked: Asked) -> Outcome:
        if _enrolment(row) in self.in_use:
            return self._left_alone(
                row, Result.REFUSED, "Des créneaux sont déjà réservés sur cette inscription."
            )
        if row.slot_after:
            held = self.facts.holding(asked)
            if held is None or held.status != row.slot_after or held.request_id != row.request_id:
                return self._left_alone(row, Result.OUT_OF_DATE, "Le créneau a changé entre-temps.")
            if not self._fits(asked.slot_id, row):
                return self._left_alone(row, Result.FULL, "La place a été donnée entre-temps.")
        before = SlotStatus(row.slot_before) if row.slot_before else None
        return Outcome(
            row.request_id, Result.DONE, Status(row.status_before), asked.starts_on, before, ""
        )

    def _fits(self, slot_id: int, row: Row[Any]) -> bool:
        left = self.left.get(slot_id)
        change = (row.slot_before in COUNTED) - (row.slot_after in COUNTED)
        if left is None or change == 0:
            return True
        if change > 0 and left <= 0:
            return False
        self.left[slot_id] = left - change
        return True

    def _left_alone(self, row: Row[Any], result: Result, sentence: str) -> Outcome:
        asked = self.facts.requests[row.request_id]
        return Outcome(
            row.request_id, result, Status(asked.status), asked.starts_on, None, sentence
        )


def _still_open(row: Row[Any], status: str) -> bool:
    """Answered in part: the request was open, and is, whatever the family was asked since."""
    return row.outcome in PENDING and status in PENDING


def _restore(work: Work, undone: Sequence[Row[Any]], planner: _Undoing, author: Author) -> None:
    if not undone:
        return
    restored = [
        Move(held.id, SlotEvent.UNDO, SlotStatus(row.slot_before))
        for row in undone
        if row.slot_after
        and (held := planner.facts.holding(planner.facts.requests[row.request_id]))
    ]
    moves.move(work, restored, Actor("service", agent_id=author.agent_id))
    if enrolments := [e for row in undone if (e := _enrolment(row))]:
        enrolling.take_back(work, enrolments)
    _take_back_of_branches(work, undone, planner.facts, author)
    ids = [row.id for row in undone]
    work.run(
        update(decision)
        .where(among(work.dialect, decision.c.id, ids))
        .values(effective=False, undone_at=work.now, undone_by=author.agent_id)
    )
    replaced = [row.replaces_id for row in undone if row.replaces_id]
    work.run(
        update(decision)
        .where(among(work.dialect, decision.c.id, replaced), decision.c.undone_at.is_(None))
        .values(effective=True)
    )
    closed = [row for row in undone if row.outcome not in PENDING]
    for status in sorted({row.status_before for row in closed}):
        alike = [row.request_id for row in closed if row.status_before == status]
        move_alike(work, alike, Status(status), author)
    work.record_many(Topic.REQUESTS, "undo", [row.request_id for row in undone])
    work.record_many(Topic.PLANNING, "undo", [0] if restored else [])


def _take_back_of_branches(
    work: Work, undone: Sequence[Row[Any]], facts: Facts, author: Author
) -> None:
    for branch in {id(branch): branch for branch in facts.branches.values()}.values():
        kinds = {kind for kind, one in facts.branches.items() if one is branch}
        theirs = [row for row in undone if facts.requests[row.request_id].kind in kinds]
        if theirs:
            branch.take_back(work, theirs, author)


def _decisions(work: Work, clause: Any) -> Sequence[Row[Any]]:
    d = decision.c
    query = select(
        d.id, d.request_id, d.outcome, d.status_before, d.slot_before, d.slot_after, d.mail_at,
        d.mailed_at, d.replaces_id, d.facts, d.operation_id,
    )  # fmt: skip
    return work.rows(query.where(clause, d.effective).order_by(d.id))


def _enrolment(row: Row[Any]) -> int | None:
    for told in row.facts or ():
        if isinstance(told, list) and told[0] == "enrolled":
            return int(told[2]["enrolment_id"])
    return None
