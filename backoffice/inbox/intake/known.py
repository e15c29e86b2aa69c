"""What is known of the people and places a set of requests speaks of, read in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Date, String, and_, func, select

from backoffice.activities.tables import activity, facility
from backoffice.database.journal import setting
from backoffice.database.sets import among, spread
from backoffice.database.work import Work
from backoffice.documents.tables import document_type
from backoffice.families.tables import contact, family_child, guardian
from backoffice.planning.tables import enrolment, slot
from backoffice.portal.files import HEAD, look
from backoffice.portal.payloads import Asked, EnrolmentAsked, OtherAsked, SlotAsked
from backoffice.portal.shapes import Unreadable
from backoffice.portal.tables import portal_in_file
from backoffice.subscribers import queries as subscribers


class Offered(NamedTuple):
    """An activity, as a description needs it."""

    label: str
    facility_id: int


@dataclass(slots=True)
class Known:
    """Read once for the set; then every row is judged without a query."""

    families: dict[str, frozenset[int]] = field(default_factory=dict)  # by account, active links
    children: dict[int, set[int]] = field(default_factory=dict)  # by family
    guardians: dict[int, int] = field(default_factory=dict)  # guardian: family
    contacts: dict[int, int] = field(default_factory=dict)  # contact: child
    activities: dict[int, Offered] = field(default_factory=dict)
    facilities: frozenset[int] = frozenset()
    document_types: dict[int, str] = field(default_factory=dict)  # scope
    files: dict[int, tuple[str, Unreadable | None]] = field(default_factory=dict)  # by account
    enrolments: dict[tuple[int, int], list[tuple[date, date]]] = field(default_factory=dict)
    slots: dict[tuple[int, date], int] = field(default_factory=dict)
    tax_editable: bool = False


def know(work: Work, asked: Sequence[Asked], accounts: Iterable[str]) -> Known:
    known = Known(families=subscribers.families_of(work, sorted(set(accounts))))
    on_slots = [one for one in asked if isinstance(one, SlotAsked)]
    enrolled = [one for one in asked if isinstance(one, EnrolmentAsked)]
    others = [one for one in asked if isinstance(one, OtherAsked)]
    _read_children(work, known, asked)
    _read_enrolments(work, known, on_slots)
    _read_slots(work, known, on_slots)
    wanted = {one.activity_id for one in on_slots} | {one.activity_id for one in enrolled}
    _read_activities(work, known, wanted.union(*(one.activity_ids for one in others)))
    _read_others(work, known, others)
    return known


def _read_children(work: Work, known: Known, asked: Sequence[Asked]) -> None:
    ids = {one.child_id for one in asked if one.child_id is not None}
    if not ids:
        return
    c = family_child.c
    found: dict[int, set[int]] = defaultdict(set)
    for family_id, child_id in work.rows(
        select(c.family_id, c.child_id).where(among(work.dialect, c.child_id, ids))
    ):
        found[family_id].add(child_id)
    known.children = dict(found)


def _read_enrolments(work: Work, known: Known, asked: Sequence[SlotAsked]) -> None:
    ids = {one.child_id for one in asked}
    if not ids:
        return
    e = enrolment.c
    query = select(e.child_id, e.activity_id, e.starts_on, e.ends_on)
    found: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
    for row in work.rows(query.where(among(work.dialect, e.child_id, ids))):
        found[row.child_id, row.activity_id].append((row.starts_on, row.ends_on))
    known.enrolments = dict(found)


def _read_slots(work: Work, known: Known, asked: Sequence[SlotAsked]) -> None:
    pairs = {(one.activity_id, one.day) for one in asked}
    if not pairs:
        return
    wanted = spread(
        work.dialect,
        [(activity_id, day.isoformat()) for activity_id, day in sorted(pairs)],
        ("activity_id", BigInteger),
        ("day", Date if work.dialect == "postgresql" else String),
    ).subquery("wanted")
    here = and_(slot.c.activity_id == wanted.c.activity_id, slot.c.day == wanted.c.day)
    for row in work.rows(select(slot.c.id, slot.c.activity_id, slot.c.day).join(wanted, here)):
        known.slots[row.activity_id, row.day] = row.id


def _read_activities(work: Work, known: Known, ids: Iterable[int]) -> None:
    if not ids:
        return
    a = activity.c
    query = select(a.id, a.label, a.facility_id).where(among(work.dialect, a.id, ids))
    known.activities = {row.id: Offered(row.label, row.facility_id) for row in work.rows(query)}


def _read_others(work: Work, known: Known, asked: Sequence[OtherAsked]) -> None:
    guardians = {one.guardian_id for one in asked if one.guardian_id is not None}
    if guardians:
        known.guardians = _pairs(work, select(guardian.c.id, guardian.c.family_id), guardians)
    contacts = {one.contact_id for one in asked if one.contact_id is not None}
    if contacts:
        known.contacts = _pairs(work, select(contact.c.id, contact.c.child_id), contacts)
    files = {file_id for one in asked for file_id in one.file_ids}
    if files:
        _read_files(work, known, files)
    types = {one.document_type_id for one in asked if one.document_type_id is not None}
    if types:
        query = select(document_type.c.id, document_type.c.scope).where(~document_type.c.archived)
        known.document_types = _pairs(work, query, types)
    facilities = {facility_id for one in asked for facility_id in one.facility_ids}
    if facilities:
        query = select(facility.c.id).where(among(work.dialect, facility.c.id, facilities))
        known.facilities = frozenset(row.id for row in work.rows(query))
    if asked:
        told = select(setting.c.value).where(setting.c.key == "tax_editable")
        known.tax_editable = work.scalar(told) is True


def _read_files(work: Work, known: Known, ids: Iterable[int]) -> None:
    """Their first bytes alone: what is inside is for later, and may be large."""
    f = portal_in_file.c
    head = func.substr(f.content, 1, HEAD)
    query = select(f.id, f.account_id, f.name, f.media_type, head)
    for row_id, account_id, name, media_type, found in work.rows(
        query.where(among(work.dialect, f.id, ids))
    ):
        start = found if isinstance(found, bytes) else b""  # SQLite lets a text in
        known.files[row_id] = (account_id, look(start, name, media_type))


def _pairs(work: Work, query: Any, ids: Iterable[int]) -> dict[int, Any]:
    column = query.selected_columns[0]
    found: Sequence[Any] = work.rows(query.where(among(work.dialect, column, ids)))
    return {row[0]: row[1] for row in found}
