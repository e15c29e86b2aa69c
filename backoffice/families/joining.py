"""Joining two dossiers: the plan an agent reads, then the same plan carried out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Date, and_, column, delete, insert, select, table, update

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import belongings
from backoffice.families.belongings import OF_CHILD, OF_FAMILY, OF_GUARDIAN, Moved, hand_over
from backoffice.families.completing import complete, copy_tax, follow_pending
from backoffice.families.elsewhere import DOCUMENT
from backoffice.families.held import current
from backoffice.families.indexing import reindex
from backoffice.families.queries import FamilyCard
from backoffice.families.relinking import follow_links
from backoffice.families.services import MOST_GUARDIANS
from backoffice.families.tables import (
    bank_account,
    child,
    contact,
    family,
    family_child,
    guardian,
    search_entry,
)
from backoffice.kernel.calendar import short_day
from backoffice.kernel.text import fold

_SLOT = table("slot", column("id"), column("day", Date))
_HELD = table("reservation", column("id"), column("slot_id"), column("child_id"), column("status"))
_STATUS = table("slot_status", column("status"), column("counted", Boolean))
_ENROLMENT = table(
    "enrolment", column("id"), column("child_id"), column("activity_id"), column("starts_on"),
    column("ends_on"),
)  # fmt: skip
_FULL = "Le dossier gardé a déjà deux responsables : dites qui est la même personne dans l’autre dossier."
_STRANGERS = "Une des personnes n’est plus dans ces dossiers. Relisez l’aperçu."


class Arrival(NamedTuple):
    """A guardian who comes into the kept dossier."""

    guardian_id: int
    rank: int
    rank_before: int
    payer_before: bool


@dataclass(slots=True)
class Plan:
    """All that joining would do; nothing is written while there is an obstacle."""

    kept: FamilyCard
    merged: FamilyCard
    guardians: Mapping[int, int]  # doubles, of the merged dossier to the kept one
    children: Mapping[int, int]
    arrivals: list[Arrival] = field(default_factory=list)
    coming: list[int] = field(default_factory=list)  # children
    shared: list[int] = field(default_factory=list)  # children of both households already
    rows: dict[str, list[Moved]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    obstacle: str = ""

    @property
    def moves(self) -> tuple[str, ...]:
        return tuple(self._counted())

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(self.left)

    def _counted(self) -> Iterator[str]:
        yield from _said(len(self.arrivals), "responsable", "responsables")
        yield from _said(len(self.coming), "enfant", "enfants")
        for one in (*OF_FAMILY, *OF_CHILD):
            if one.one:
                yield from _said(len(self.rows.get(one.key, ())), one.one, one.many)


def plan(
    work: Work,
    kept: FamilyCard,
    merged: FamilyCard,
    guardians: Mapping[int, int],
    children: Mapping[int, int],
) -> Plan:
    made = Plan(kept, merged, guardians, children)
    made.obstacle = _stranger(made) or _place(made)
    here = {one.id for one in kept.children}
    others = [one.id for one in merged.children if one.id not in children]
    made.coming = [one for one in others if one not in here]
    made.shared = [one for one in others if one in here]
    twice = _slots_twice(work, children)
    made.obstacle = made.obstacle or _both_to_come(work, twice)
    but = {
        "reservation.child_id": set(twice),
        "enrolment.child_id": _enrolled_twice(work, children),
        "contact.child_id": _known_contacts(work, children),
        "document.family_id": _held_twice(work, "family_id", {merged.id: kept.id}),
        "document.child_id": _held_twice(work, "child_id", children),
        "document.guardian_id": _held_twice(work, "guardian_id", guardians),
    }
    for of, owners in (
        (OF_FAMILY, {merged.id: kept.id}),
        (OF_CHILD, children),
        (OF_GUARDIAN, guardians),
    ):
        for one in of:
            made.rows[one.key] = belongings.rows_of(work, one, owners, but.get(one.key, ()))
    made.left = list(_left_behind(work, made, len(twice), len(but["enrolment.child_id"])))
    return made


def _held_twice(work: Work, owner: str, owners: Mapping[int, int]) -> set[int]:
    """Documents in force on both sides: one of a type is, so that of the double stays with it."""
    d = DOCUMENT.c
    query = select(d.id, d.document_type_id, d[owner]).where(
        among(work.dialect, d[owner], [*owners, *owners.values()]),
        d.state == "received",
        d.superseded_at.is_(None),
    )
    if owner == "family_id":
        query = query.where(d.child_id.is_(None), d.guardian_id.is_(None))
    rows = work.rows(query)
    kept = {(row[1], row[2]) for row in rows if row[2] not in owners}
    return {row[0] for row in rows if (row[1], owners.get(row[2])) in kept}


def carry_out(work: Work, made: Plan) -> dict[str, Any]:
    """Move everything; what it takes to move it back."""
    kept_id, merged_id = made.kept.id, made.merged.id
    changes = [
        *complete(work, "guardian", made.guardians),
        *complete(work, "child", made.children),
    ]
    asked = follow_pending(work, {"guardian": made.guardians, "child": made.children})
    tax = copy_tax(work, kept_id, merged_id, made.guardians)
    links = follow_links(work, kept_id, merged_id)
    work.run(delete(search_entry).where(search_entry.c.family_id == merged_id))
    for one in made.arrivals:
        mine = update(guardian).where(guardian.c.id == one.guardian_id)
        work.run(mine.values(family_id=kept_id, rank=one.rank, is_payer=False))
    _rehouse(work, made)
    for belonging in belongings.ALL:
        hand_over(work, belonging, made.rows[belonging.key])
    closed = update(family).where(family.c.id == merged_id)
    work.run(closed.values(merged_into=kept_id, closed_at=work.now))
    work.run(update(family).where(family.c.id == kept_id).values(label=family.c.label))
    reindex(work, "guardian", current(work, "guardian", [one.guardian_id for one in made.arrivals]))
    reindex(work, "child", current(work, "child", made.coming))
    return {
        "guardians": [list(one) for one in made.arrivals],
        "children": made.coming,
        "shared": made.shared,
        "rows": {key: [list(row) for row in rows] for key, rows in made.rows.items() if rows},
        "changes": changes,
        "asked": asked,
        "tax": tax,
        "links": links,
    }


def _stranger(made: Plan) -> str:
    kept, merged = made.kept, made.merged
    people = [
        (made.guardians, {one.id for one in merged.guardians}, {one.id for one in kept.guardians}),
        (made.children, {one.id for one in merged.children}, {one.id for one in kept.children}),
    ]
    known = all(
        there.issuperset(same) and here.issuperset(same.values()) for same, there, here in people
    )
    once = all(len(set(same.values())) == len(same) for same, _, _ in people)
    return "" if known and once else _STRANGERS


def _place(made: Plan) -> str:
    """Find each guardian who comes a rank that is free."""
    taken = {one.rank for one in made.kept.guardians}
    free = [rank for rank in range(1, MOST_GUARDIANS + 1) if rank not in taken]
    coming = [one for one in made.merged.guardians if one.id not in made.guardians]
    if len(coming) > len(free):
        return _FULL
    made.arrivals = [
        Arrival(one.id, rank, one.rank, one.is_payer)
        for one, rank in zip(coming, free, strict=False)
    ]
    return ""


def _rehouse(work: Work, made: Plan) -> None:
    link = family_child.c
    gone = [*made.coming, *made.shared]
    here = among(work.dialect, link.child_id, gone)
    work.run(delete(family_child).where(link.family_id == made.merged.id, here))
    if made.coming:
        rows = [{"family_id": made.kept.id, "child_id": one} for one in made.coming]
        work.run(insert(family_child), rows)


class Twice(NamedTuple):
    """A slot that a child and its double both hold; `counted` when the double takes a place."""

    day: date
    first_name: str
    counted: bool


def _slots_twice(work: Work, children: Mapping[int, int]) -> dict[int, Twice]:
    """By the double's own row."""
    if not children:
        return {}
    mine, other, s, t = _HELD.alias("mine"), _HELD.alias("other"), _SLOT.c, _STATUS.c
    query = (
        select(mine.c.id, mine.c.child_id, other.c.child_id, s.day, child.c.first_name, t.counted)
        .join(other, and_(other.c.slot_id == mine.c.slot_id, other.c.id != mine.c.id))
        .join(_SLOT, s.id == mine.c.slot_id)
        .join(_STATUS, t.status == mine.c.status)
        .join(child, child.c.id == mine.c.child_id)
        .where(
            among(work.dialect, mine.c.child_id, children),
            among(work.dialect, other.c.child_id, children.values()),
        )
        .order_by(s.day, mine.c.id)
    )
    return {row[0]: Twice(*row[3:]) for row in work.rows(query) if children[row[1]] == row[2]}


def _both_to_come(work: Work, twice: Mapping[int, Twice]) -> str:
    to_come = [one for one in twice.values() if one.counted and one.day >= work.today]
    if not to_come:
        return ""
    who, when = to_come[0].first_name, short_day(to_come[0].day)
    return (
        f"{who} est attendu(e) deux fois le {when}, une fois dans chaque dossier : "
        "annulez d’abord une des deux réservations."
    )


def _enrolled_twice(work: Work, children: Mapping[int, int]) -> set[int]:
    """Enrolments of a double in what the child is enrolled in already, at the same time."""
    if not children:
        return set()
    mine, other = _ENROLMENT.alias("mine"), _ENROLMENT.alias("other")
    query = (
        select(mine.c.id, mine.c.child_id, other.c.child_id)
        .join(
            other,
            and_(
                other.c.activity_id == mine.c.activity_id,
                other.c.starts_on <= mine.c.ends_on,
                other.c.ends_on >= mine.c.starts_on,
            ),
        )
        .where(
            among(work.dialect, mine.c.child_id, children),
            among(work.dialect, other.c.child_id, children.values()),
        )
    )
    return {row[0] for row in work.rows(query) if children[row[1]] == row[2]}


def _known_contacts(work: Work, children: Mapping[int, int]) -> set[int]:
    """Contacts of a double whom the child has already, by name."""
    c = contact.c
    ids = [*children, *children.values()]
    found = work.rows(
        select(c.id, c.child_id, c.full_name).where(among(work.dialect, c.child_id, ids))
    )
    known = {(row.child_id, fold(row.full_name)) for row in found}
    return {
        row.id
        for row in found
        if row.child_id in children and (children[row.child_id], fold(row.full_name)) in known
    }


def _left_behind(work: Work, made: Plan, slots: int, enrolments: int) -> Iterator[str]:
    b = bank_account.c
    names = {one.id: f"{one.first_name} {one.last_name}" for one in made.merged.guardians}
    query = select(b.guardian_id, b.iban_masked).where(
        among(work.dialect, b.guardian_id, made.guardians), b.closed_at.is_(None)
    )
    for row in work.rows(query):
        yield (
            f"Le compte bancaire de {names[row.guardian_id]} ({row.iban_masked}) reste à l’ancien "
            "dossier : la régie le saisira à nouveau s’il est le bon."
        )
    for told in _said(enrolments, "inscription en double reste", "inscriptions en double restent"):
        yield f"{told} à l’ancien dossier."
    for told in _said(slots, "créneau en double reste", "créneaux en double restent"):
        yield f"{told} à l’ancien dossier."


def _said(count: int, one: str, many: str) -> Iterator[str]:
    if count:
        yield f"{count} {many if count > 1 else one}"
