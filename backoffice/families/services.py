"""Families as agents make and change them. The lines they are found by follow each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, func, insert, select

from backoffice.database.work import Work
from backoffice.families import contacts, editing, photos, sense
from backoffice.families.dossier import HEALTH
from backoffice.families.indexing import index, unindex
from backoffice.families.people import (
    ChildDraft,
    GuardianDraft,
    child_lines,
    child_values,
    family_lines,
    guardian_lines,
    guardian_values,
)
from backoffice.families.reading import Health
from backoffice.families.tables import child, contact, family, family_child, family_note, guardian
from backoffice.families.writing import stored
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
    values = _read(work, "child", child_values(draft))
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


def unshare_child(work: Work, child_id: int, family_id: int) -> None:
    """The child lives there no more; it keeps another household."""
    work.require(Permission.FAMILY_EDIT)
    homes = _homes(work, child_id)
    if family_id not in homes:
        raise OutOfDate(editing.CHANGED)
    if len(homes) == 1:
        raise Refused("Un enfant appartient à un foyer au moins.")
    at_home = (family_child.c.family_id == family_id) & (family_child.c.child_id == child_id)
    work.run(delete(family_child).where(at_home))
    unindex(work, "child", [child_id], family_id)
    work.record(Topic.FAMILIES, "unshare_child", family_id, child=child_id)


def add_contact(work: Work, child_id: int, typed: Mapping[str, Any]) -> int:
    """Give a child one more contact, as typed in a form."""
    work.require(Permission.FAMILY_EDIT)
    return contacts.add_contact(work, child_id, contacts.read_contact(typed))


def remove_contact(work: Work, contact_id: int, version: int) -> None:
    """Take a contact away; nobody by that name may fetch the child any more."""
    work.require(Permission.FAMILY_EDIT)
    seen = (contact.c.id == contact_id) & (contact.c.version == version)
    if work.first(select(contact.c.id).where(seen)) is None:
        raise OutOfDate(editing.CHANGED)
    contacts.remove_contact(work, contact_id)


def set_photo(work: Work, child_id: int, version: int, name: str, content: bytes) -> None:
    """Give a child the photo of a file that an agent chose."""
    work.require(Permission.FAMILY_EDIT)
    file_id = photos.store(work, name, None, content)
    editing.edit(work, "child", child_id, version, {"photo_file_id": file_id})


def annotate_family(work: Work, family_id: int, words: str) -> int:
    """A note between agents; the family never reads it."""
    work.require(Permission.REQUEST_ANNOTATE)
    kept = clean(words, 4000)
    if not kept:
        raise Refused("Écrivez une note.")
    values = {"family_id": family_id, "at": work.now, "agent_id": work.agent.id, "words": kept}
    note_id = _insert(work, family_note, **values)
    work.record(Topic.FAMILIES, "annotate_family", family_id)
    return note_id


def see_health(work: Work, child_id: int) -> Health:
    """What a child eats and must not be given; the journal says who looked."""
    work.require(Permission.HEALTH_READ)
    held = editing.current(work, "child", [child_id]).get(child_id)
    if held is None:
        raise OutOfDate(editing.CHANGED)
    waiting = editing.pending(work, "child", [child_id]).get(child_id, ())
    work.record(Topic.FAMILIES, "see_health", child_id)
    return Health(
        tuple(held["diets"]),
        tuple(held["allergies"]),
        tuple(held["vaccinations"]),
        held["care_plan"],
        held["care_plan_until"],
        tuple(one for one in waiting if one.field in HEALTH),
    )


def _add_guardian(
    work: Work, family_id: int, rank: int, draft: GuardianDraft, *, payer: bool = False
) -> int:
    values = _read(work, "guardian", guardian_values(draft))
    values["is_payer"] = draft.is_payer or payer
    guardian_id = _insert(work, guardian, family_id=family_id, rank=rank, **values)
    index(work, family_id, guardian_lines(guardian_id, values))
    work.record(Topic.FAMILIES, "add_guardian", family_id, guardian=guardian_id)
    return guardian_id


def _read(work: Work, subject: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed of someone new, as the columns hold it."""
    values = editing.read_values(subject, typed)
    sense.check(work, subject, 0, values, values)
    return {name: stored(subject, name, value) for name, value in values.items()}


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
