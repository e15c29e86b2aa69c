"""Laying out the planning: from what the database says to lines, columns and cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from backoffice.kernel.text import fold
from backoffice.planning.grid import (
    Column,
    Day,
    Enrolled,
    Entry,
    Grid,
    Group,
    Grouping,
    Head,
    Line,
    PlanningFilter,
    Pupil,
    Row,
)
from backoffice.planning.period import View, days
from backoffice.planning.slots import SlotStatus

_LEVELS = ("TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database says of one facility during one period."""

    heads: Sequence[Head] = ()  # by day, then in the order activities are listed
    pupils: Sequence[Pupil] = ()
    enrolled: Sequence[Enrolled] = ()
    statuses: Mapping[tuple[int, int], SlotStatus] = field(default_factory=dict)  # slot, child
    notes: Mapping[date, str] = field(default_factory=dict)  # holidays
    facility: str = ""


def build(wanted: PlanningFilter, facts: Facts) -> Grid:
    """Lay out what the filter keeps of the facts."""
    kept = _kept(wanted, facts)
    rows_of = _Rows(facts)
    if wanted.view is View.LIST:
        entries = _entries(wanted, facts, kept, rows_of)
        count = len({entry.pupil.child_id for entry in entries})
        grid = Grid(wanted, entries=entries, children=count)
    elif wanted.grouping is Grouping.ACTIVITY:
        grid = _by_activity(wanted, facts, kept, rows_of)
    else:
        grid = _by_class(wanted, facts, kept, rows_of)
    return replace(grid, facility=facts.facility, narrowed=len(kept) < len(facts.pupils))


class _Rows:
    """A child's cells for any sequence of slots."""

    def __init__(self, facts: Facts) -> None:
        self._statuses = facts.statuses
        self._enrolled: dict[tuple[int, int], list[Enrolled]] = defaultdict(list)
        for one in facts.enrolled:
            self._enrolled[one.child_id, one.activity_id].append(one)

    def cell(self, pupil: Pupil, head: Head | None) -> SlotStatus | None:
        if head is None:
            return None
        known = self._statuses.get((head.slot_id, pupil.child_id))
        if known is not None:
            return known
        enrolled = self._enrolled.get((pupil.child_id, head.activity_id), ())
        return SlotStatus.FREE if any(one.covers(head.day) for one in enrolled) else None

    def row(self, pupil: Pupil, heads: tuple[Head | None, ...]) -> Row:
        return Row(pupil, heads, tuple(self.cell(pupil, head) for head in heads))


def _kept(wanted: PlanningFilter, facts: Facts) -> list[Pupil]:
    needle = fold(wanted.text)
    found = [
        pupil
        for pupil in facts.pupils
        if (not wanted.class_ids or pupil.class_id in wanted.class_ids)
        and (not needle or all(word in fold(pupil.name) for word in needle.split()))
    ]
    return sorted(
        found, key=lambda pupil: (fold(pupil.last_name), fold(pupil.first_name), pupil.child_id)
    )


def _shown(wanted: PlanningFilter, row: Row) -> bool:
    """A child without any slot in the period is not on this planning."""
    if wanted.statuses:
        return any(cell in wanted.statuses for cell in row.cells)
    return any(cell is not None for cell in row.cells)


def _by_class(wanted: PlanningFilter, facts: Facts, kept: list[Pupil], rows_of: _Rows) -> Grid:
    columns, over = _columns(wanted, facts)
    heads = tuple(column.head for column in columns)
    gathered: dict[int | None, list[Row]] = defaultdict(list)
    for pupil in kept:
        row = rows_of.row(pupil, heads)
        if _shown(wanted, row):
            gathered[pupil.class_id].append(row)
    lines: list[Line] = []
    for rows in sorted(
        gathered.values(), key=lambda rows: _class_order(rows[0].pupil, facts.facility)
    ):
        lines.append(_class_line(rows, facts.facility))
        lines.extend(rows)
    return Grid(wanted, over, columns, tuple(lines), children=len(lines) - len(gathered))


def _columns(wanted: PlanningFilter, facts: Facts) -> tuple[tuple[Column, ...], tuple[Day, ...]]:
    by_day: dict[date, list[Head]] = defaultdict(list)
    for head in facts.heads:
        by_day[head.day].append(head)
    columns: list[Column] = []
    over: list[Day] = []
    for day in days(wanted.view, wanted.day):
        heads = by_day.get(day, [])
        if not heads and wanted.view is View.MONTH:
            continue  # a month is wide enough without its Sundays
        over.append(Day(day, len(columns), max(1, len(heads)), facts.notes.get(day, "")))
        columns.extend(Column(day, head) for head in heads or (None,))
    return tuple(columns), tuple(over)


def _class_order(pupil: Pupil, facility: str) -> tuple[bool, bool, str, int, str]:
    """The facility's own classes first, from the youngest to the oldest; without a class, last."""
    level = _LEVELS.index(pupil.level) if pupil.level in _LEVELS else len(_LEVELS)
    elsewhere = pupil.school != facility
    return (
        not pupil.class_id,
        elsewhere,
        pupil.school if elsewhere else "",
        level,
        pupil.class_label,
    )


def _class_line(rows: list[Row], facility: str) -> Group:
    pupil = rows[0].pupil
    if pupil.class_id is None:
        return Group("class-0", "Sans classe", _children(len(rows)))
    school = f"{pupil.school}, " if pupil.school != facility else ""
    teacher = f"{pupil.teacher}, " if pupil.teacher else ""
    return Group(
        f"class-{pupil.class_id}", pupil.class_label, school + teacher + _children(len(rows))
    )


def _by_activity(wanted: PlanningFilter, facts: Facts, kept: list[Pupil], rows_of: _Rows) -> Grid:
    running = {head.day for head in facts.heads}
    shown = [
        day
        for day in days(wanted.view, wanted.day)
        if day in running or wanted.view is not View.MONTH
    ]
    slots: dict[int, dict[date, Head]] = defaultdict(dict)
    for head in sorted(facts.heads, key=lambda head: head.starts_at):
        slots[head.activity_id][head.day] = head
    lines: list[Line] = []
    seen: set[int] = set()
    for activity_id, by_day in slots.items():
        heads = tuple(by_day.get(day) for day in shown)
        rows = [row for pupil in kept if _shown(wanted, row := rows_of.row(pupil, heads))]
        name = next(iter(by_day.values())).activity
        lines.append(Group(f"activity-{activity_id}", name, _children(len(rows)), heads))
        lines.extend(rows)
        seen.update(row.pupil.child_id for row in rows)
    over = tuple(Day(day, at, 1, facts.notes.get(day, "")) for at, day in enumerate(shown))
    columns = tuple(Column(day, None) for day in shown)
    return Grid(wanted, over, columns, tuple(lines), children=len(seen))


def _entries(
    wanted: PlanningFilter, facts: Facts, kept: list[Pupil], rows_of: _Rows
) -> tuple[Entry, ...]:
    """One line a child and slot; those where nothing was asked only if they are asked for."""
    found: list[Entry] = []
    for head in facts.heads:
        for pupil in kept:
            status = rows_of.cell(pupil, head)
            if status is not None and (
                status in wanted.statuses if wanted.statuses else status is not SlotStatus.FREE
            ):
                found.append(Entry(head, pupil, status))
    return tuple(found)


def _children(count: int) -> str:
    return f"{count} enfant{'s' if count > 1 else ''}"
