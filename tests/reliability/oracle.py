"""What should become of requests and slots, told a second time in plain Python, without sets or SQL."""

from dataclasses import dataclass, field

COUNTED = {"reserved", "absence_pending", "cancellation_pending", "absence_refused"}
ASKABLE = {
    "reservation": {"free", "reservation_refused", "reservation_cancelled", "absent"},
    "reservation_cancellation": {"reserved", "absence_refused"},
    "absence": {"reserved", "absence_refused"},
}
PENDING = {
    "reservation": "reservation_pending",
    "reservation_cancellation": "cancellation_pending",
    "absence": "absence_pending",
}
GIVEN_BACK = {"reservation_cancellation": "reservation_cancelled", "absence": "absent"}
REFUSED = {
    "reservation_pending": "reservation_refused",
    "waitlisted": "reservation_refused",
    "cancellation_pending": "reserved",
    "absence_pending": "absence_refused",
}
OPEN = {"transmitted", "waitlisted"}

Cell = tuple[int, int]  # a child, a day


@dataclass
class Asked:
    number: int
    cell: Cell
    kind: str
    before: str  # the slot, before it was asked about
    status: str = "transmitted"

    @property
    def day(self) -> int:
        return self.cell[1]


@dataclass
class Decided:
    operation: str
    asked: Asked
    outcome: str
    status_before: str
    slot_before: str
    slot_after: str
    effective: bool = True
    undone: bool = False
    replaces: "Decided | None" = None


@dataclass
class Oracle:
    capacity: dict[int, int]
    slots: dict[Cell, str] = field(default_factory=dict)
    about: dict[Cell, Asked] = field(default_factory=dict)  # the last request on a slot
    asked: dict[int, Asked] = field(default_factory=dict)
    decided: list[Decided] = field(default_factory=list)

    def status(self, cell: Cell) -> str:
        return self.slots.get(cell, "free")

    def taken(self, day: int) -> int:
        return sum(1 for (_, d), status in self.slots.items() if d == day and status in COUNTED)

    def waiting(self, day: int) -> list[Asked]:
        """In the order families asked; references are given in that order."""
        return [one for one in self.asked.values() if one.status == "waitlisted" and one.day == day]

    def ask(self, number: int, cell: Cell, kind: str) -> None:
        made = Asked(number, cell, kind, self.status(cell))
        self.asked[number] = self.about[cell] = made
        self.slots[cell] = PENDING[kind]

    def withdraw(self, number: int) -> None:
        one = self.asked[number]
        if one.status in OPEN:
            one.status = "withdrawn"
            self.slots[one.cell] = one.before
            for decided in self.decided:
                if decided.asked is one:
                    decided.effective = False
            self.promote(one.day, "")

    def decide(self, operation: str, numbers: list[int], verb: str) -> None:
        batch = [self.asked[n] for n in numbers if self.asked[n].status in OPEN]
        freeing = {"accept": {*GIVEN_BACK}, "refuse": {"reservation"}, "waitlist": set[str]()}
        freed = {one.day for one in batch if one.kind in freeing[verb]}
        if verb == "accept":
            self._accept(operation, batch)
        for one in batch:
            if verb == "refuse":
                self._answer(operation, one, "refused", REFUSED[self.slots[one.cell]])
            elif verb == "waitlist" and one.kind == "reservation" and one.status == "transmitted":
                self._answer(operation, one, "waitlisted", "waitlisted")
        for day in sorted(freed):
            self.promote(day, operation)

    def _accept(self, operation: str, batch: list[Asked]) -> None:
        free = {day: self.capacity[day] - self.taken(day) for day in self.capacity}
        freed = dict.fromkeys(self.capacity, 0)
        # Those who wait and are not of the batch come first for what it gives back, in their turn.
        others = {d: [w.number for w in self.waiting(d) if w not in batch] for d in self.capacity}
        for one in batch:
            if one.kind in GIVEN_BACK:
                self._answer(operation, one, "accepted", GIVEN_BACK[one.kind])
                freed[one.day] += 1
        for one in sorted(batch, key=lambda a: a.number):
            if one.kind == "reservation":
                ahead = len([number for number in others[one.day] if number < one.number])
                if free[one.day] > 0:
                    free[one.day] -= 1
                    self._answer(operation, one, "accepted", "reserved")
                elif freed[one.day] > ahead:
                    freed[one.day] -= 1
                    self._answer(operation, one, "accepted", "reserved")
                elif one.status == "transmitted":
                    self._answer(operation, one, "waitlisted", "waitlisted")

    def promote(self, day: int, operation: str) -> None:
        while self.taken(day) < self.capacity[day] and (line := self.waiting(day)):
            self._answer(operation, line[0], "accepted", "reserved")

    def _answer(self, operation: str, one: Asked, outcome: str, slot: str) -> None:
        before = next((d for d in self.decided if d.asked is one and d.effective), None)
        if before:
            before.effective = False
        made = Decided(operation, one, outcome, one.status, self.slots[one.cell], slot)
        made.replaces = before
        self.decided.append(made)
        one.status, self.slots[one.cell] = outcome, slot

    def undo(self, operation: str) -> bool:
        """Whether there was anything left to take back."""
        mine = [d for d in self.decided if d.operation == operation and d.effective]
        last_first = sorted(mine, key=lambda d: -self.decided.index(d))
        for one in sorted(last_first, key=lambda d: d.slot_before in COUNTED):
            if self._may_be_undone(one):
                one.asked.status = one.status_before
                self.slots[one.asked.cell] = one.slot_before
                one.effective, one.undone = False, True
                if one.replaces and not one.replaces.undone:
                    one.replaces.effective = True
        return bool(mine)

    def _may_be_undone(self, one: Decided) -> bool:
        cell = one.asked.cell
        if one.asked.status != one.outcome or self.about[cell] is not one.asked:
            return False
        if self.slots[cell] != one.slot_after:
            return False
        wants_a_place = one.slot_before in COUNTED and one.slot_after not in COUNTED
        return not wants_a_place or self.taken(cell[1]) < self.capacity[cell[1]]

    def cancel(self, cell: Cell) -> None:
        """The service itself takes a reservation back."""
        self.slots[cell] = "reservation_cancelled"
        self.promote(cell[1], "")
