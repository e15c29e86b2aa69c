"""A place goes to the waiting list, in its order, in the very work that frees it or makes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from backoffice.database.work import Work
from backoffice.inbox import waiting
from backoffice.inbox.waiting import Waiting
from backoffice.inbox.workflow import BUILT_IN, Rule, Status
from backoffice.inbox.writing import Author, Line, next_mail, write
from backoffice.kernel.topics import Topic
from backoffice.planning import moves
from backoffice.planning.moves import Actor, Move
from backoffice.planning.slots import SlotEvent, SlotStatus


class Given(NamedTuple):
    """The places that were given to those who waited, and to how many children."""

    places: int = 0
    children: int = 0

    def sentence(self, *, yet: bool = True) -> str:
        """« 3 enfants de la liste d’attente ont obtenu une place. »; without `yet`, will obtain."""
        if not self.places:
            return ""
        many = self.children > 1
        given = "ont obtenu" if many else "a obtenu"
        coming = "obtiendront" if many else "obtiendra"
        what = "une place" if self.places == self.children else f"{self.places} places"
        who = f"{self.children} enfant{'s' if many else ''} de la liste d’attente"
        return f"{who} {given if yet else coming} {what}."


def promote(
    work: Work,
    slot_ids: Iterable[int],
    operation_id: str | None = None,
    *,
    agent_id: int | None = None,
) -> Given:
    """Give the free places of these slots to those who wait.

    Slots are already locked by whoever freed them. `agent_id` is who made the places; without one,
    they were freed by a family, and the rule alone gives them.
    """
    chosen = _next_in_line(work, set(slot_ids) - {None})
    if not chosen:
        return Given()
    author = Author(agent_id, BUILT_IN[Rule.WAITING_LIST])
    moves.move(
        work,
        [Move(one.reservation_id, SlotEvent.PROMOTE, SlotStatus.RESERVED) for one in chosen],
        Actor("rule", agent_id=author.agent_id, rule_id=author.rule_id),
    )
    answered = [_line(one, one.request_id) for one in chosen if one.request_id]
    write(work, answered, author, operation_id or work.id, next_mail(work))
    work.record_many(Topic.REQUESTS, "promote", [line.request_id for line in answered])
    work.record_many(Topic.PLANNING, "promote", [one.reservation_id for one in chosen])
    return Given(len(chosen), len({one.child_id for one in chosen}))


def _next_in_line(work: Work, slot_ids: set[int]) -> Sequence[Waiting]:
    if not slot_ids:
        return ()
    waiting.hold(work, slot_ids)
    chosen: list[Waiting] = []
    for line in waiting.lines(work, slot_ids).values():
        first = line[0]
        left = len(line) if first.capacity is None else max(0, first.capacity - first.taken)
        chosen += line[:left]
    return chosen


def _line(one: Waiting, request_id: int) -> Line:
    told = {"taken": one.taken, "capacity": one.capacity}
    return Line(
        request_id,
        Status.ACCEPTED,
        str(Status.WAITLISTED),
        str(SlotStatus.WAITLISTED),
        str(SlotStatus.RESERVED),
        facts=json.dumps([["places", "favourable", told]]),
    )
