"""What an answer would do to each request: the trade's rules, without a database or a clock.

The preview and the decision run this same code on the same facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from backoffice.inbox import sentences
from backoffice.inbox.facts import Asked, Facts, Held
from backoffice.inbox.room import Place, Room
from backoffice.inbox.workflow import (
    ASKED_STATUS,
    DECIDABLE,
    OPEN,
    RESERVING,
    Kind,
    Status,
    Verb,
    right_to_answer,
)
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM, Agent
from backoffice.planning.slots import NOT_RESERVED, STILL_RESERVED, SlotEvent, SlotStatus


class Result(StrEnum):
    """What became, or would become, of one request."""

    DONE = "done"
    PARTLY = "partly"  # answered in part, and still open
    WAITLISTED = "waitlisted"
    WITHDRAWN = "withdrawn"
    ALREADY = "already"
    OUT_OF_DATE = "out_of_date"
    FULL = "full"
    REFUSED = "refused"
    NOT_YET = "not_yet"


class Seen(NamedTuple):
    """A request as the agent saw it; no version takes it as it is now."""

    request_id: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the agent answers. `invoiced` None leaves it to the rule; a code names a listed reason.

    Of a dossier, `only` these fields. `own` is what a branch's own screen answers, one for each request.
    """

    verb: Verb
    reason_code: str | None = None
    public_reason: str = ""
    message: str = ""
    invoiced: bool | None = None
    overbook_reason: str = ""
    only: tuple[str, ...] = ()
    own: tuple[Any, ...] = ()


class Step(NamedTuple):
    """What to do for one request. Without `status`, nothing is done and `sentence` says why."""

    asked: Asked | None
    request_id: int
    result: Result
    status: Status | None = None
    event: SlotEvent | None = None
    slot_status: SlotStatus | None = None
    held: Held | None = None
    to_ask: SlotStatus | None = None  # the slot does not know of the request yet
    public_reason: str | None = None
    overbooked: bool = False
    enrols: bool = False
    sentence: str = ""
    own: Any = None  # of a branch


WAITS = "Déjà en liste d’attente."
FREED = "Obtient la place libérée par ce lot."

S, E = SlotStatus, SlotEvent
_KINDS = {str(kind): kind for kind in Kind}
_TO_RESERVE = (*NOT_RESERVED, S.ABSENT, S.ABSENT_INVOICED)
_REFUSED = {
    S.RESERVATION_PENDING: S.RESERVATION_REFUSED,
    S.WAITLISTED: S.RESERVATION_REFUSED,
    S.ABSENCE_PENDING: S.ABSENCE_REFUSED,
    S.CANCELLATION_PENDING: S.RESERVED,
}


def plan(facts: Facts, asked: Sequence[Seen], answer: Answer, agent: Agent) -> list[Step]:
    """One step for each request asked, in the order asked.

    What frees places is planned first, then whoever has waited longest. A freed place is first for
    those who already wait for it, of the batch or not.
    """
    planner = _Planner(facts, answer, agent, _reason(facts, answer))
    listed = asked if facts.lines else ()  # without a list, nobody is before anybody
    planner.room = Room(facts, {seen.request_id for seen in listed if planner.answers(seen)})
    queue = sorted(asked, key=planner.turn)
    made = {seen.request_id: planner.step(seen) for seen in queue}
    return [made[seen.request_id] for seen in asked]


def _reason(facts: Facts, answer: Answer) -> str | None:
    typed = answer.public_reason.strip()
    code = answer.reason_code or ""
    if answer.verb is Verb.REFUSE:
        told = typed or facts.reasons.get(code) or sentences.PUBLIC.get(code)
        if not told:
            raise Refused("Indiquez un motif : il sera communiqué à la famille.")
        return told
    return typed or None


@dataclass(slots=True)
class _Planner:
    facts: Facts
    answer: Answer
    agent: Agent
    reason: str | None
    room: Room = field(init=False)
    claimed: dict[tuple[int, int], SlotStatus] = field(default_factory=dict)

    def turn(self, seen: Seen) -> tuple[Any, ...]:
        found = self.facts.requests.get(seen.request_id)
        if found is None:
            return (2,)
        if found.kind not in RESERVING:
            return (0, found.submitted_at, found.id)
        if found.slot_id in self.facts.lines:
            return (1, *self.room.turn(found), found.id)
        return (1, 0, found.submitted_at, found.id)

    def answers(self, seen: Seen) -> bool:
        """Whether the request is one the answer is about, as far as it stands as it was seen."""
        found = self.facts.requests.get(seen.request_id)
        return found is not None and self._unanswerable(found, seen) is None

    def step(self, seen: Seen) -> Step:
        asked = self.facts.requests.get(seen.request_id)
        if asked is None:
            return Step(
                None, seen.request_id, Result.OUT_OF_DATE, sentence="Cette demande n’existe pas."
            )
        if stop := self._unanswerable(asked, seen):
            return Step(asked, asked.id, *stop)
        kind = _KINDS[asked.kind]
        if branch := self.facts.branches.get(kind):
            return branch.step(asked, self.answer, self.agent)
        return self._slot(asked, kind)

    def _slot(self, asked: Asked, kind: Kind) -> Step:
        if self.answer.verb is Verb.REFUSE:
            return self._refuse(asked)
        if kind is Kind.ENROLMENT:
            return self._enrol(asked)
        if self.answer.verb is Verb.WAITLIST:
            return self._waitlist(asked, kind)
        return self._reserve(asked, kind) if kind in RESERVING else self._release(asked, kind)

    def _unanswerable(self, asked: Asked, seen: Seen) -> tuple[Any, ...] | None:
        nothing = (None, None, None, None, None, None, False, False)
        if asked.withdrawn_at is not None or asked.status == Status.WITHDRAWN:
            return (Result.WITHDRAWN, *nothing, "La famille l’a retirée.")
        if asked.status not in OPEN:
            winner = self.facts.deciders.get(asked.decided_by or 0, SYSTEM.name)
            return (Result.ALREADY, *nothing, f"Déjà traitée par {winner}.")
        if seen.version is not None and seen.version != asked.version:
            return (Result.OUT_OF_DATE, *nothing, "Un collègue vient de la modifier.")
        if asked.kind not in DECIDABLE:
            return (
                Result.NOT_YET,
                *nothing,
                "Cette nature de demande ne se décide pas encore ici.",
            )
        sentence = self._not_theirs(asked)
        return (Result.REFUSED, *nothing, sentence) if sentence else None

    def _not_theirs(self, asked: Asked) -> str:
        """Why this agent may not answer it."""
        right, sentence = right_to_answer(asked.kind)
        if not self.agent.may(right):
            return sentence
        covered = self.agent.covers(asked.facility_id)
        return "" if covered else "Cet établissement n’est pas le vôtre."

    def _refuse(self, asked: Asked) -> Step:
        held = self._own(asked)
        after = _REFUSED.get(held.status) if held else None
        event = E.REFUSE if after else None
        return Step(
            asked,
            asked.id,
            Result.DONE,
            Status.REFUSED,
            event,
            after,
            held,
            public_reason=self.reason,
        )

    def _enrol(self, asked: Asked) -> Step:
        last = asked.ends_on or asked.starts_on
        for found in self.facts.enrolments.get((asked.child_id, asked.activity_id), ()):
            if found.starts_on <= last and found.ends_on >= asked.starts_on:
                return self._no(
                    asked, "L’enfant est déjà inscrit à cette activité sur cette période."
                )
        if (asked.child_id, -asked.activity_id) in self.claimed:
            return self._no(asked, "L’enfant est déjà inscrit à cette activité sur cette période.")
        self.claimed[asked.child_id, -asked.activity_id] = S.FREE
        if self.answer.verb is Verb.WAITLIST:
            if asked.status == Status.WAITLISTED:
                return Step(asked, asked.id, Result.ALREADY, sentence=WAITS)
            return Step(asked, asked.id, Result.WAITLISTED, Status.WAITLISTED)
        return Step(asked, asked.id, Result.DONE, Status.ACCEPTED, enrols=True)

    def _waitlist(self, asked: Asked, kind: Kind) -> Step:
        if kind not in RESERVING:
            return self._no(asked, "Seule une réservation se met en liste d’attente.")
        if asked.status == Status.WAITLISTED:
            return Step(asked, asked.id, Result.ALREADY, sentence=WAITS)
        return self._obstacle(asked) or self._subjectless(asked, kind) or self._queue(asked)

    def _reserve(self, asked: Asked, kind: Kind) -> Step:
        if obstacle := self._obstacle(asked) or self._subjectless(asked, kind):
            return obstacle
        held = self._own(asked)
        over = False
        if (place := self.room.take(asked)) is Place.NONE:
            if not self.answer.overbook_reason.strip():
                if asked.status == Status.WAITLISTED:
                    return Step(
                        asked, asked.id, Result.FULL, sentence="Toujours complet ce jour-là."
                    )
                return self._queue(asked)
            over = True
        self.claimed[asked.slot_id, asked.child_id] = S.RESERVED
        event = E.PROMOTE if held and held.status is S.WAITLISTED else E.ACCEPT
        to_ask = None if held else S.RESERVATION_PENDING
        return Step(
            asked, asked.id, Result.DONE, Status.ACCEPTED, event, S.RESERVED, held, to_ask,
            self.reason, over,
            sentence=FREED if place is Place.FREED and event is E.PROMOTE else "",
        )  # fmt: skip

    def _release(self, asked: Asked, kind: Kind) -> Step:
        if nothing := self._subjectless(asked, kind):
            return nothing
        event, after = E.ACCEPT, S.RESERVATION_CANCELLED
        if kind is Kind.ABSENCE:
            invoiced = self._invoiced(asked)
            event, after = (
                (E.ACCEPT_INVOICED, S.ABSENT_INVOICED) if invoiced else (E.ACCEPT, S.ABSENT)
            )
        held = self._own(asked)
        self.room.give(asked.slot_id)
        self.claimed[asked.slot_id, asked.child_id] = after
        to_ask = None if held else ASKED_STATUS[kind]
        return Step(
            asked, asked.id, Result.DONE, Status.ACCEPTED, event, after, held, to_ask, self.reason
        )

    def _invoiced(self, asked: Asked) -> bool:
        """Late is invoiced where the activity says so, unless the reason is a justified one."""
        if self.answer.invoiced is not None:
            return self.answer.invoiced
        if self.facts.in_time(asked) or self.facts.is_justified(asked):
            return False
        return bool(self.facts.activities[asked.activity_id].late_absence_invoiced)

    def _queue(self, asked: Asked) -> Step:
        held = self._own(asked)
        self.claimed[asked.slot_id, asked.child_id] = S.WAITLISTED
        return Step(
            asked, asked.id, Result.WAITLISTED, Status.WAITLISTED, E.WAITLIST, S.WAITLISTED, held,
            None if held else S.RESERVATION_PENDING, self.reason,
        )  # fmt: skip

    def _obstacle(self, asked: Asked) -> Step | None:
        """What no agent can pass over: the day, the place or the enrolment does not exist."""
        at = self.facts.places.get(asked.slot_id)
        if at is None or at.closed_reason:
            return self._no(asked, "L’activité n’est pas ouverte ce jour-là.")
        if at.day < self.facts.today:
            return self._no(asked, "La date demandée est passée.")
        if self.facts.enrolled(asked) is None:
            return self._no(asked, "L’enfant n’est pas inscrit à cette activité ce jour-là.")
        return None

    def _subjectless(self, asked: Asked, kind: Kind) -> Step | None:
        """Nothing to reserve or to release any more: the request is closed as « sans objet »."""
        key = (asked.slot_id, asked.child_id)
        if key not in self.claimed and self._own(asked):
            return None
        held = self.facts.held.get(key)
        status = self.claimed.get(key, held.status if held else S.FREE)
        if status in (_TO_RESERVE if kind in RESERVING else STILL_RESERVED):
            return None
        if status in _REFUSED:
            return self._no(
                asked, "Une autre demande sur ce créneau attend sa réponse : traitez-la d’abord."
            )
        code = "already" if kind in RESERVING else "nothing"
        told = self.facts.reasons.get(code) or sentences.PUBLIC[code]
        return Step(asked, asked.id, Result.DONE, Status.VOID, public_reason=told, sentence=told)

    def _own(self, asked: Asked) -> Held | None:
        """The child's slot, if this very request is the one it is waiting for."""
        held = self.facts.held.get((asked.slot_id, asked.child_id))
        mine = held and held.request_id == asked.id and held.status in _REFUSED
        return held if mine else None

    def _no(self, asked: Asked, sentence: str) -> Step:
        return Step(asked, asked.id, Result.REFUSED, sentence=sentence)
