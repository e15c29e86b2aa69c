"""The places a batch may give: those that were free, and those it frees, which go in turn."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from enum import Enum, auto
from math import inf

from backoffice.inbox.facts import Asked, Facts
from backoffice.inbox.waiting import Turn


class Place(Enum):
    """What a request finds when it is its turn."""

    FREE = auto()  # nobody had it before the batch
    FREED = auto()  # the batch itself gives it back
    NONE = auto()


class Room:
    """Asked in turn. What is left goes to the waiting list after the batch, by `promotion`."""

    def __init__(self, facts: Facts, answered: Collection[int]) -> None:
        self._facts = facts
        self._left: dict[int, int | None] = {}
        self._free: dict[int, int] = {}
        self._turns = {one.request_id: one.turn for line in facts.lines.values() for one in line}
        self._others: dict[int, list[Turn]] = {
            slot_id: [one.turn for one in line if one.request_id not in answered]
            for slot_id, line in facts.lines.items()
        }

    def turn(self, asked: Asked) -> Turn:
        """Whose place it is first, as the waiting list counts."""
        if (listed := self._turns.get(asked.id)) is not None:
            return listed
        held = self._facts.holding(asked)
        return (0, asked.submitted_at, held.id if held else inf)

    def take(self, asked: Asked) -> Place:
        """An agent may give what was free to whom they like; what is freed, to the next in line."""
        slot_id, left = asked.slot_id, self._of(asked.slot_id)
        if left is None:
            return Place.FREE
        if left <= 0:
            return Place.NONE
        if free := self._free[slot_id] > 0:
            self._free[slot_id] -= 1
        elif left <= self._ahead(asked):
            return Place.NONE
        self._left[slot_id] = left - 1
        return Place.FREE if free else Place.FREED

    def give(self, slot_id: int) -> None:
        if (left := self._of(slot_id)) is not None:
            self._left[slot_id] = left + 1

    def _ahead(self, asked: Asked) -> int:
        """How many have a claim before this one, without being of the batch."""
        others = self._others.get(asked.slot_id)
        return bisect_left(others, self.turn(asked)) if others else 0

    def _of(self, slot_id: int) -> int | None:
        if slot_id not in self._left:
            at = self._facts.places[slot_id]
            # May be below zero where there are dérogations: a freed place is then not a place.
            left = None if at.capacity is None else at.capacity - at.taken
            self._left[slot_id], self._free[slot_id] = left, max(0, left or 0)
        return self._left[slot_id]
