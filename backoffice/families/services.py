"""Families as agents make and change them. The lines they are found by follow each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, insert, select

from backoffice.database.work import Work
from backoffice.families import editing
from backoffice.families.indexing import index
from backoffice.families.people import (
    ChildDraft,
    GuardianDraft,
    child_lines,
    child_values,
    family_lines,
    guardian_lines,
    guardian_values,
)
from backoffice.families.tables import child, family, family_child, guardian
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic

MOST_GUARDIANS = 2


@dataclass(frozen=True, slots=True)
class FamilyMade:
    family_id: int
    guardian_ids: tuple[int, ...]
    child_ids: tuple[int, ...]


def create_family(
    work: Work, label: str, guardians: Sequence[GuardianDraft], children: Sequence[ChildDraft] = ()
) -> FamilyMade:
    """Make a family with its one or two guardians; the first pays unless another is said to."""
    work.require(Permission.FAMILY_EDIT)
    if not 1 <= len(guardians) <= MOST_GUARDIANS:
        raise Refused("Une famille a un ou deux responsables.")
    family_id = _insert(work, family, label=_named(label), created_at=work.now)
    index(work, family_id, family_lines(family_id, label))
    work.record(Topic.FAMILIES, "create_family", family_id, label=label)
    nobody_pays = not any(draft.is_payer for draft in guardians)
    guardian_ids = tuple(
        _add_guardian(work, family_id, rank, draft, payer=nobody_pays and rank == 1)
        for rank, draft in enumerate(guardians, start=1)
    )
    child_ids = tuple(add_child(work, family_id, draft) for draft in children)
    return FamilyMade(family_id, guardian_ids, child_ids)


def rename_family(work: Work, family_id: int, version: int, label: str) -> None:
    work.require(Permission.FAMILY_EDIT)
    editing.edit(work, "family", family_id, version, {"label": _named(label)})


def add_guardian(work: Work, family_id: int, draft: GuardianDraft) -> int:
    work.require(Permission.FAMILY_EDIT)
    _hold(work, family_id)
    last = work.scalar(select(func.max(guardian.c.rank)).where(guardian.c.family_id == family_id))
    if (last or 0) >= MOST_GUARDIANS:
        raise Refused("Cette famille a déjà deux responsables.")
    return _add_guardian(work, family_id, (last or 0) + 1, draft)


def edit_guardian(work: Work, guardian_id: int, version: int, draft: GuardianDraft) -> None:
    work.require(Permission.FAMILY_EDIT)
    editing.edit(work, "guardian", guardian_id, version, guardian_values(draft))


def add_child(work: Work, family_id: int, draft: ChildDraft) -> int:
    work.require(Permission.FAMILY_EDIT)
    values = child_values(draft)
    child_id = _insert(work, child, **values, diets=[], allergies=[])
    work.run(insert(family_child).values(family_id=family_id, child_id=child_id))
    index(work, family_id, child_lines(child_id, values))
    work.record(Topic.FAMILIES, "add_child", family_id, child=child_id)
    return child_id


def edit_child(work: Work, child_id: int, version: int, draft: ChildDraft) -> None:
    work.require(Permission.FAMILY_EDIT)
    editing.edit(work, "child", child_id, version, child_values(draft))


def share_child(work: Work, child_id: int, family_id: int) -> None:
    """Give a child a second household, as when parents live apart."""
    work.require(Permission.FAMILY_EDIT)
    homes = _homes(work, child_id)
    if family_id in homes:
        raise Refused("Cet enfant est déjà dans cette famille.")
    found = work.first(select(child.c.first_name, child.c.last_name).where(child.c.id == child_id))
    if found is None:
        raise OutOfDate(editing.CHANGED)
    work.run(insert(family_child).values(family_id=family_id, child_id=child_id))
    names = {"first_name": found.first_name, "last_name": found.last_name}
    index(work, family_id, child_lines(child_id, names))
    work.record(Topic.FAMILIES, "share_child", family_id, child=child_id)


def _add_guardian(
    work: Work, family_id: int, rank: int, draft: GuardianDraft, *, payer: bool = False
) -> int:
    values = guardian_values(draft)
    values["is_payer"] = draft.is_payer or payer
    guardian_id = _insert(work, guardian, family_id=family_id, rank=rank, **values)
    index(work, family_id, guardian_lines(guardian_id, values))
    work.record(Topic.FAMILIES, "add_guardian", family_id, guardian=guardian_id)
    return guardian_id


def _insert(work: Work, table: Table, **values: Any) -> int:
    return int(work.run(insert(table).values(**values).returning(table.c.id)).scalar_one())


def _hold(work: Work, family_id: int) -> None:
    """Two agents adding a guardian at once take their turns."""
    if work.dialect == "postgresql":
        work.run(select(family.c.id).where(family.c.id == family_id).with_for_update())


def _homes(work: Work, child_id: int) -> list[int]:
    found = select(family_child.c.family_id).where(family_child.c.child_id == child_id)
    return [row.family_id for row in work.rows(found)]


def _named(label: str) -> str:
    if not (words := clean(label, 160)):
        raise Refused("Donnez un nom à la famille.")
    return words
