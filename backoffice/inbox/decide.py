"""Answering requests, one or thousands: the plan of `plan.py`, carried out by sets."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import insert, select

from backoffice.database.journal import operation
from backoffice.database.work import Work
from backoffice.inbox import advice, enrolling, reporting, waiting
from backoffice.inbox.branches import Told
from backoffice.inbox.facts import Facts, Held, gather
from backoffice.inbox.plan import Answer, Result, Seen, Step, plan
from backoffice.inbox.promotion import promote
from backoffice.inbox.workflow import Status, Verb
from backoffice.inbox.writing import Author, Line, next_mail, write
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.planning import moves
from backoffice.planning.moves import Actor, Ask, Move
from backoffice.planning.slots import COUNTED, SlotStatus
from backoffice.planning.tables import derogation

ANSWERED = (Result.DONE, Result.PARTLY, Result.WAITLISTED)


class Outcome(NamedTuple):
    """What became of one request; `sentence` says why when nothing was done."""

    request_id: int
    result: Result
    status: Status | None
    day: date | None
    slot_status: SlotStatus | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of each request, in the order asked, and what follows for the families."""

    operation_id: str
    outcomes: tuple[Outcome, ...]
    families: int
    mail_at: datetime
    dry_run: bool

    @property
    def counts(self) -> Counter[Result]:
        return Counter(outcome.result for outcome in self.outcomes)

    @property
    def done(self) -> int:
        """How many requests were answered, in part or for the waiting list included."""
        return sum(self.counts[result] for result in ANSWERED)

    @property
    def sentence(self) -> str:
        """« 9 créneaux réservés, le jeudi 26 novembre mis en liste d’attente »."""
        return reporting.sentence(self.outcomes)


def carry_out(
    work: Work,
    asked: Sequence[Seen],
    answer: Answer,
    author: Author,
    *,
    dry_run: bool = False,
    operation_id: str | None = None,
) -> Report:
    """Answer each request that still stands as it was seen; say what became of each, and why.

    A dry run reads the same facts and makes the same plan, without locks and without a trace. The
    same `operation_id` given again returns the first report and changes nothing; given with another
    question, it is refused.
    """
    if answer.overbook_reason.strip():
        work.require(Permission.OVERBOOK)
    digest = _digest(asked, answer)
    if not dry_run and operation_id and (known := _known(work, operation_id, digest)):
        return known
    facts = gather(work, [seen.request_id for seen in asked], lock=not dry_run)
    if not dry_run and operation_id and (known := _known(work, operation_id, digest)):
        return known  # a twin was first while we waited for the locks
    if contested := facts.contested:
        if not dry_run:
            waiting.hold(work, contested)
        facts.lines = waiting.lines(work, contested)
    steps = plan(facts, asked, answer, work.agent)
    done_as = operation_id or str(uuid.uuid4())
    mail_at = next_mail(work)
    if not dry_run:
        mine = _branch_out(work, facts, steps, answer, Told(author, done_as, mail_at))
        _apply(work, facts, mine, answer, author, done_as, mail_at)
    report = _report(steps, done_as, mail_at, dry_run=dry_run)
    if not dry_run:
        _remember(work, report, answer.verb, digest)
    return report


def _branch_out(
    work: Work, facts: Facts, steps: Sequence[Step], answer: Answer, told: Told
) -> Sequence[Step]:
    """Let each branch carry out its steps; the others."""
    if not facts.branches:
        return steps
    kept: list[Step] = []
    of_branch: dict[int, list[Step]] = {}
    for step in steps:
        branch = facts.branches.get(step.asked.kind) if step.asked else None
        if branch is None:
            kept.append(step)
        elif step.status is not None:
            of_branch.setdefault(id(branch), []).append(step)
    for branch in {id(branch): branch for branch in facts.branches.values()}.values():
        if doing := of_branch.get(id(branch)):
            branch.apply(work, doing, answer, told)
            ids = [step.request_id for step in doing]
            work.record_many(Topic.REQUESTS, str(answer.verb), ids, operation=told.operation_id)
    return kept


def _apply(
    work: Work,
    facts: Facts,
    steps: Sequence[Step],
    answer: Answer,
    author: Author,
    operation_id: str,
    mail_at: datetime,
) -> None:
    doing = [step for step in steps if step.status is not None]
    _overbook(work, doing, answer)
    actor = Actor("rule" if author.rule_id else "service", None, author.agent_id, author.rule_id)
    _make_known(work, facts, doing)
    moves.move(
        work,
        [
            Move(held.id, step.event, step.slot_status)
            for step in doing
            if step.event and step.slot_status and (held := _held(facts, step))
        ],
        actor,
    )
    made = enrolling.enrol(work, [step.asked for step in doing if step.enrols and step.asked])
    lines = [_line(facts, step, answer, made) for step in doing]
    write(work, lines, author, operation_id, mail_at)
    work.record_many(
        Topic.REQUESTS,
        str(answer.verb),
        [step.request_id for step in doing],
        operation=operation_id,
    )
    if doing:
        work.record_many(Topic.PLANNING, str(answer.verb), [0])
    freed = {step.asked.slot_id for step in doing if step.asked and _frees(facts, step)}
    promote(work, freed, operation_id)


def _held(facts: Facts, step: Step) -> Held | None:
    """The slot the step is about; those just made known are read again."""
    return facts.holding(step.asked) if step.to_ask and step.asked else step.held


def _frees(facts: Facts, step: Step) -> bool:
    """A place is free again, or one less asks for it: whoever waits may now have it."""
    if step.slot_status is SlotStatus.RESERVATION_REFUSED:
        return True
    held = _held(facts, step)
    return bool(held and held.status in COUNTED and step.slot_status not in COUNTED)


def _overbook(work: Work, doing: Sequence[Step], answer: Answer) -> None:
    """Places beyond the capacity exist only with their author and their reason."""
    wanted = Counter(step.asked.slot_id for step in doing if step.overbooked and step.asked)
    if wanted:
        work.run(
            insert(derogation),
            [
                {
                    "slot_id": slot_id,
                    "places": places,
                    "reason": answer.overbook_reason.strip(),
                    "agent_id": work.agent.id,
                    "at": work.now,
                }
                for slot_id, places in wanted.items()
            ],
        )
        work.record_many(Topic.PLANNING, "overbook", wanted, reason=answer.overbook_reason.strip())


def _make_known(work: Work, facts: Facts, doing: Sequence[Step]) -> None:
    """Slots that had not heard of the request (a twin was in the way) are asked for first."""
    late = [step.asked for step in doing if step.to_ask and step.asked is not None]
    pending = {step.request_id: step.to_ask for step in doing if step.to_ask}
    if not late:
        return
    moves.ask(
        work,
        [
            Ask(
                row.slot_id, row.child_id, row.family_id, pending[row.id], row.id,
                row.account_id, None, row.submitted_at,
            )
            for row in late
        ],
    )  # fmt: skip
    fresh = gather(work, [row.id for row in late])
    facts.held.update(fresh.held)


def _line(facts: Facts, step: Step, answer: Answer, made: dict[int, int]) -> Line:
    held = _held(facts, step) if step.event else None
    asked = step.asked
    assert asked is not None  # noqa: S101  a step with a status has its request
    told = [found.words for found in advice.findings(facts, asked, kept=True)]
    if asked.id in made:
        told.append(f'["enrolled", "favourable", {{"enrolment_id": {made[asked.id]}}}]')
    if step.overbooked:
        told.append(json.dumps(["overbooked", "to_check", {"reason": answer.overbook_reason}]))
    return Line(
        asked.id,
        step.status or Status.VOID,
        asked.status,
        str(held.status) if held else None,
        str(step.slot_status) if held and step.slot_status else None,
        step.public_reason,
        answer.message.strip() or None,
        f"[{', '.join(told)}]",
    )


def _report(
    steps: Sequence[Step], operation_id: str, mail_at: datetime, *, dry_run: bool
) -> Report:
    outcomes = tuple(
        Outcome(
            step.request_id,
            step.result,
            step.status,
            step.asked.starts_on if step.asked is not None else None,
            step.slot_status,
            step.sentence,
        )
        for step in steps
    )
    told = {step.asked.family_id for step in steps if step.status and step.asked is not None}
    return Report(operation_id, outcomes, len(told - {None}), mail_at, dry_run)


def _digest(asked: Sequence[Seen], answer: Answer) -> str:
    what = [asked, asdict(answer)]
    return hashlib.sha256(json.dumps(what, sort_keys=True, default=str).encode()).hexdigest()


def _known(work: Work, operation_id: str, digest: str) -> Report | None:
    query = select(operation.c.asked, operation.c.result).where(operation.c.id == operation_id)
    if (found := work.first(query)) is None:
        return None
    if found.asked != digest:
        raise Refused("Cette opération a déjà servi à autre chose. Recommencez depuis l’écran.")
    return reporting.recalled(operation_id, found.result)


def _remember(work: Work, report: Report, verb: Verb, digest: str) -> None:
    work.run(
        insert(operation).values(
            id=report.operation_id,
            at=work.now,
            agent_id=work.agent.id or None,
            verb=str(verb),
            asked=digest,
            result=reporting.kept(report),
        )
    )
