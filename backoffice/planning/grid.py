"""The planning as one value: lines of children, columns of slots, a status in each cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from backoffice.kernel.calendar import long_day
from backoffice.planning.period import View
from backoffice.planning.slots import SlotStatus
from backoffice.portal.words import SLOT_STATUSES

NOT_ENROLLED = "Non inscrit"


class Grouping(StrEnum):
    CLASS = "class"  # one column for each slot of each day
    ACTIVITY = "activity"  # one column a day; each activity with its own places


@dataclass(frozen=True, slots=True)
class PlanningFilter:
    """One facility, one period, and what is kept of them; nothing named keeps everything."""

    facility_id: int
    day: date
    view: View = View.WEEK_5
    grouping: Grouping = Grouping.CLASS
    activity_ids: frozenset[int] = frozenset()
    class_ids: frozenset[int] = frozenset()
    statuses: frozenset[SlotStatus] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A slot as the top of a column: an activity on a day, and its places."""

    slot_id: int
    activity_id: int
    activity: str
    short: str
    day: date
    starts_at: time
    ends_at: time
    capacity: int | None
    taken: int
    extra: int = 0  # places allowed over the capacity
    pending: int = 0
    waiting: int = 0
    closed_reason: str = ""

    @property
    def full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity

    @property
    def over(self) -> bool:
        return self.capacity is not None and self.taken > self.capacity

    @property
    def figures(self) -> str:
        """« 28/30 », or « 28 » where there is no limit."""
        return f"{self.taken}" if self.capacity is None else f"{self.taken}/{self.capacity}"

    @property
    def said(self) -> str:
        """What the figures mean, in words: for tips and for those who listen."""
        parts = [f"{self.activity}, {long_day(self.day)}"]
        if self.closed_reason:
            return f"{parts[0]}, fermé : {self.closed_reason}"
        if self.capacity is None:
            parts.append(f"{self.taken} enfants, sans limite")
        else:
            parts.append(f"{self.taken} sur {self.capacity} places")
        if self.over:
            parts.append("au-delà de la capacité (dérogation)")
        elif self.full:
            parts.append("complet")
        if self.pending:
            parts.append(f"{self.pending} en attente")
        if self.waiting:
            parts.append(f"{self.waiting} en liste d’attente")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child as the planning knows it."""

    child_id: int
    last_name: str
    first_name: str
    class_id: int | None = None
    class_label: str = ""
    level: str = ""
    teacher: str = ""
    school: str = ""
    alert: str = ""

    @property
    def name(self) -> str:
        return f"{self.last_name} {self.first_name}"


@dataclass(frozen=True, slots=True)
class Enrolled:
    child_id: int
    activity_id: int
    starts_on: date
    ends_on: date
    weekdays: int

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on and bool(self.weekdays >> day.weekday() & 1)


@dataclass(frozen=True, slots=True)
class Column:
    """One slot, or (by activity, and where nothing runs) one whole day."""

    day: date
    head: Head | None


@dataclass(frozen=True, slots=True)
class Day:
    """The upper storey of the head: a day over its columns."""

    day: date
    first: int
    count: int
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """A line that gathers those under it. By activity, `heads` has its slot of each column."""

    key: str
    name: str
    about: str
    heads: tuple[Head | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A child's line; None: not enrolled there. `heads` says which slot each cell is."""

    pupil: Pupil
    heads: tuple[Head | None, ...]
    cells: tuple[SlotStatus | None, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list."""

    head: Head
    pupil: Pupil
    status: SlotStatus


Line = Group | Row


@dataclass(frozen=True, slots=True)
class Grid:
    wanted: PlanningFilter
    days: tuple[Day, ...] = ()
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    entries: tuple[Entry, ...] = ()  # of the list view, instead of lines
    children: int = 0
    facility: str = ""
    narrowed: bool = False  # some children are hidden by the filter

    def head_at(self, line: int, column: int) -> Head | None:
        """The slot under a cell."""
        heads = self.lines[line].heads
        return heads[column] if heads else None

    def find(self, child_id: int, activity_id: int | None, day: date) -> tuple[int, int] | None:
        """Where a child's slot is, to put the cursor there."""
        for at, line in enumerate(self.lines):
            if isinstance(line, Row) and line.pupil.child_id == child_id:
                for column, head in enumerate(line.heads):
                    wanted = activity_id is None or (head and head.activity_id == activity_id)
                    if head and head.day == day and wanted:
                        return at, column
        return None


def label(status: SlotStatus | None) -> str:
    """The contract's words; what agents mark is called by its name."""
    if status is None:
        return NOT_ENROLLED
    if status is SlotStatus.PRESENT:
        return "Présent(e)"
    if status is SlotStatus.PRESENT_UNRESERVED:
        return "Présent(e) sans réservation"
    return SLOT_STATUSES[status][1]


def said(row: Row, column: int) -> str:
    """« Réservé, Léo Durant, Garderie soir, lundi 3 novembre »."""
    head, status = row.heads[column], row.cells[column]
    who = f"{row.pupil.first_name} {row.pupil.last_name}"
    if head is None:
        return f"Pas de créneau, {who}"
    state = f"Fermé ({head.closed_reason})" if closed(head, status) else label(status)
    return f"{state}, {who}, {head.activity}, {long_day(head.day)}"


def closed(head: Head, status: SlotStatus | None) -> bool:
    """Nothing can be asked here, and nothing was."""
    return bool(head.closed_reason) and status in (None, SlotStatus.FREE)
