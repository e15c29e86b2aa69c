"""What the rules make of a request, and why. The agent decides; these are the reasons to read.

Findings are cheap and made by thousands when a batch is decided; their sentences are only written
for what someone reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from backoffice.documents.words import Effect
from backoffice.inbox import sentences
from backoffice.inbox.facts import Asked, Enrolled, Facts
from backoffice.inbox.workflow import ASKED_STATUS, DECIDABLE, RESERVING, Kind
from backoffice.planning.slots import NOT_RESERVED, SlotStatus


class Level(StrEnum):
    FAVOURABLE = "favourable"
    TO_CHECK = "to_check"
    UNFAVOURABLE = "unfavourable"


class Rule(StrEnum):
    """What is looked at, one line of the advice each."""

    ENROLMENT = "enrolment"
    OPENING = "opening"
    DEADLINE = "deadline"
    SUBJECT = "subject"
    PLACES = "places"
    DUPLICATE = "duplicate"
    DOCUMENTS = "documents"


@dataclass(slots=True)
class Finding:
    """One rule's outcome and the facts it rests on, ready to be kept with a decision."""

    rule: str  # a Rule, or a branch's own
    level: Level
    facts: dict[str, Any]
    reason_code: str | None = None
    _words: str = ""

    @property
    def words(self) -> str:
        """As it is kept: written once, however many decisions share it."""
        if not self._words:
            self._words = _WRITER.encode([self.rule, self.level, self.facts])
        return self._words


@dataclass(frozen=True, slots=True)
class Check:
    """A finding as an agent reads it."""

    key: str
    level: Level
    label: str
    sentence: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Advice:
    """The sum and its reasons; the public reason is what a refusal would tell the family."""

    level: Level
    checks: tuple[Check, ...]
    reason_code: str | None = None
    public_reason: str | None = None


OK, LOOK, NO = Level.FAVOURABLE, Level.TO_CHECK, Level.UNFAVOURABLE
_ORDER = {OK: 0, LOOK: 1, NO: 2}
_KINDS = {str(kind): kind for kind in DECIDABLE}
_WRITER = json.JSONEncoder(ensure_ascii=False, default=str)


def assess(facts: Facts, request_id: int) -> Advice:
    """The advice on one request."""
    return gathered(facts, (request_id,))


def gathered(facts: Facts, request_ids: Iterable[int]) -> Advice:
    """One advice for what was sent together: unfavourable only if every part of it is."""
    lists = [findings(facts, facts.requests[request_id]) for request_id in request_ids]
    if not lists:
        return Advice(LOOK, ())
    levels = {sum_of(found) for found in lists}
    level = levels.pop() if len(levels) == 1 else LOOK
    worst = _worst_by_rule(lists)
    checks = tuple(
        Check(
            rule, at_worst, *sentences.of(rule, at_worst, [f.facts for f in alike]), alike[0].facts
        )
        for rule, at_worst, alike in worst
    )
    code = next((f.reason_code for _, _, alike in worst for f in alike if f.reason_code), None)
    return Advice(
        level, checks, code, facts.reasons.get(code or "", sentences.PUBLIC.get(code or ""))
    )


def findings(facts: Facts, asked: Asked, *, kept: bool = False) -> list[Finding]:
    """Every rule that bears on this kind of request, in the order they are read.

    With `kept`, as a decision keeps them: without what the request itself says and can only say so.
    """
    if asked.kind in facts.branches:
        return facts.branches[asked.kind].findings(asked)
    kind = _KINDS.get(asked.kind)
    if kind is None:
        return []
    if kind is Kind.ENROLMENT:
        return [
            _open_to_enrolment(facts, asked), _enrolled_already(facts, asked),
            *_documents(facts, asked),
        ]  # fmt: skip
    found = [_enrolment(facts, asked), _opening(facts, asked)]
    found.append(_deadline(facts, asked, kind, kept=kept))
    found.append(_subject(facts, asked, kind))
    if kind in RESERVING:
        found.append(_places(facts, asked))
        found += _documents(facts, asked)
    if asked.id in facts.duplicates:
        found.append(
            Finding(Rule.DUPLICATE, NO, {"earlier": facts.duplicates[asked.id]}, "duplicate")
        )
    return found


def sum_of(found: Sequence[Finding]) -> Level:
    """The worst of the findings; without any rule to apply, somebody has to look."""
    return max((f.level for f in found), key=_ORDER.__getitem__, default=LOOK)


def _worst_by_rule(lists: Sequence[Sequence[Finding]]) -> list[tuple[str, Level, list[Finding]]]:
    by_rule: dict[str, list[Finding]] = {}
    for found in lists:
        for one in found:
            by_rule.setdefault(one.rule, []).append(one)
    merged = []
    for rule, alike in by_rule.items():
        level = max((f.level for f in alike), key=_ORDER.__getitem__)
        merged.append((rule, level, [f for f in alike if f.level is level]))
    return merged


def _enrolment(facts: Facts, asked: Asked) -> Finding:
    found = facts.enrolled(asked)
    if found:
        key = (Rule.ENROLMENT, found.id)
        return facts.shared.get(key) or facts.share(key, _under(facts, asked, found))
    told = {"activity": _name(facts, asked), "day": asked.starts_on}
    return Finding(Rule.ENROLMENT, NO, told, "not_enrolled")


def _under(facts: Facts, asked: Asked, found: Enrolled) -> Finding:
    told = {"activity": _name(facts, asked), "from": found.starts_on, "to": found.ends_on}
    return Finding(Rule.ENROLMENT, OK, told)


def _opening(facts: Facts, asked: Asked) -> Finding:
    if asked.slot_id not in facts.places:
        return _open_that_day(facts, asked)
    key = (Rule.OPENING, asked.slot_id, asked.kind)
    return facts.shared.get(key) or facts.share(key, _open_that_day(facts, asked))


def _open_that_day(facts: Facts, asked: Asked) -> Finding:
    at = facts.places.get(asked.slot_id)
    if at is None:
        return Finding(Rule.OPENING, NO, {"day": asked.starts_on}, "closed")
    if at.closed_reason:
        return Finding(Rule.OPENING, NO, {"day": at.day, "closed": at.closed_reason}, "closed")
    if at.day < facts.today:
        level = NO if asked.kind in RESERVING else LOOK
        return Finding(Rule.OPENING, level, {"day": at.day, "passed": True}, "passed")
    return Finding(Rule.OPENING, OK, {"day": at.day})


def _deadline(facts: Facts, asked: Asked, kind: Kind, *, kept: bool) -> Finding:
    ends = facts.deadline_ends(asked)
    met = ends is None or asked.submitted_at <= ends
    if met and kept:
        key = (Rule.DEADLINE, ends)
        found = facts.shared.get(key)
        return found or facts.share(key, Finding(Rule.DEADLINE, OK, {"until": ends}))
    told: dict[str, Any] = {"asked": asked.submitted_at, "until": ends}
    if met:
        return Finding(Rule.DEADLINE, OK, told)
    if kind is Kind.ABSENCE:
        told["justified"] = facts.is_justified(asked)
        told["invoiced"] = facts.activities[asked.activity_id].late_absence_invoiced
        return Finding(Rule.DEADLINE, LOOK, told, "late")
    return Finding(Rule.DEADLINE, NO, told, "late")


def _subject(facts: Facts, asked: Asked, kind: Kind) -> Finding:
    held = facts.holding(asked)
    mine, status = (held.request_id == asked.id, held.status) if held else (False, SlotStatus.FREE)
    key = (Rule.SUBJECT, kind, status, mine)
    return facts.shared.get(key) or facts.share(key, _to_change(kind, status, mine=mine))


def _to_change(kind: Kind, status: SlotStatus, *, mine: bool) -> Finding:
    told = {"kind": str(kind), "status": str(status)}
    if mine and status in (ASKED_STATUS[kind], SlotStatus.WAITLISTED):
        return Finding(Rule.SUBJECT, OK, told)
    if kind in RESERVING and status in NOT_RESERVED:
        return Finding(Rule.SUBJECT, OK, told)
    return Finding(Rule.SUBJECT, NO, told, "already" if kind in RESERVING else "nothing")


def _places(facts: Facts, asked: Asked) -> Finding:
    key = (Rule.PLACES, asked.slot_id)
    return facts.shared.get(key) or facts.share(key, _left(facts, asked.slot_id))


def _left(facts: Facts, slot_id: int) -> Finding:
    at = facts.places.get(slot_id)
    if at is None or at.left is None:
        return Finding(Rule.PLACES, OK, {"capacity": None})
    told = {
        "day": at.day, "taken": at.taken, "capacity": at.capacity, "pending": at.pending,
        "waiting": at.waiting,
    }  # fmt: skip
    if at.left == 0:
        return Finding(Rule.PLACES, NO, told, "full")
    ahead = at.waiting + max(0, at.pending - 1)
    return Finding(Rule.PLACES, LOOK if at.waiting or ahead >= at.left else OK, told)


def _open_to_enrolment(facts: Facts, asked: Asked) -> Finding:
    found = facts.activities.get(asked.activity_id)
    is_open = bool(found and found.open_to_enrolment)
    told = {"activity": _name(facts, asked), "enrolment": True}
    return Finding(Rule.OPENING, OK if is_open else NO, told, None if is_open else "closed")


def _enrolled_already(facts: Facts, asked: Asked) -> Finding:
    last = asked.ends_on or asked.starts_on
    for found in facts.enrolments.get((asked.child_id, asked.activity_id), ()):
        if found.starts_on <= last and found.ends_on >= asked.starts_on:
            told = {"from": found.starts_on, "to": found.ends_on}
            return Finding(Rule.DUPLICATE, NO, told, "already")
    return Finding(Rule.DUPLICATE, OK, {})


def _documents(facts: Facts, asked: Asked) -> Sequence[Finding]:
    """Nothing where the town asks for none that weighs."""
    if facts.demands is None or not asked.child_id:
        return ()
    gaps = facts.demands.lacking(
        (asked.child_id, asked.family_id), asked.activity_id, asked.starts_on
    )
    if not gaps:
        key = (Rule.DOCUMENTS,)
        return facts.shared.get(key) or facts.share(key, (Finding(Rule.DOCUMENTS, OK, {}),))
    told = {"gaps": [(gap.label, gap.state, gap.ends) for gap in gaps]}
    if any(gap.effect is Effect.BLOCK and not gap.is_examined for gap in gaps):
        return (Finding(Rule.DOCUMENTS, NO, told, "incomplete"),)
    return (Finding(Rule.DOCUMENTS, LOOK, told),)


def _name(facts: Facts, asked: Asked) -> str:
    found = facts.activities.get(asked.activity_id)
    return str(found.label) if found else ""
