"""What waits to be examined, what was refused, what ends soon, and one document in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, column, func, select, table, tuple_

from backoffice.activities.tables import school_class
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.documents.owners import Owner, same_owner
from backoffice.documents.tables import document, document_file, document_type
from backoffice.documents.validity import ends
from backoffice.documents.words import Scope, State, Validity
from backoffice.families.tables import child, family, guardian, stored_file
from backoffice.kernel.calendar import local_day
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.portal.tables import portal_in_file

Key = tuple[Any, int]  # what the list is in the order of, then the document
SOON = timedelta(days=30)
PAGE = 100
_STATES = {str(state): state for state in State}
_WAITING = (document.c.state == str(State.VALIDATING)) & document.c.superseded_at.is_(None)
_REFUSED = (document.c.state == str(State.INVALID)) & document.c.superseded_at.is_(None)
_IN_FORCE = (document.c.state == str(State.RECEIVED)) & document.c.superseded_at.is_(None)


class Line(NamedTuple):
    """A document in a list; `whom` is the child, the guardian, or the family."""

    id: int
    key: Key
    request_id: int | None
    received_at: datetime
    label: str
    whom: str
    family: str
    family_id: int
    state: State
    valid_until: date | None
    public_reason: str


@dataclass(frozen=True, slots=True)
class File:
    """`stored_id` once it is ours, `portal_id` as long as it is only the portal's."""

    id: int
    name: str
    size: int
    portal_id: int | None
    stored_id: int | None
    kept: bool
    scan: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document to examine: what to look at, how long it would hold, what is in force meanwhile."""

    id: int
    version: int
    request_id: int | None
    request_version: int | None
    label: str
    scope: Scope
    whom: str
    birth_date: date | None
    school_class: str
    family: str
    family_id: int
    child_id: int | None
    guardian_id: int | None
    state: State
    received_at: datetime
    dated: date
    valid_until: date | None
    validity: Validity
    until_day: date | None
    checklist: tuple[str, ...]
    files: tuple[File, ...]
    in_force_until: date | None
    in_force: bool
    public_reason: str
    decided_at: datetime | None
    checked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """The length of each list of the screen."""

    waiting: int
    refused: int
    ending: int


def waiting(
    work: Work, after: Key | None = None, size: int = PAGE, *, facility_id: int | None = None
) -> tuple[Line, ...]:
    """The next documents to examine, the oldest first."""
    work.require(Permission.REQUEST_READ)
    d = document.c
    query = _there(_to_examine(size), facility_id)
    if after is not None:
        query = query.where(tuple_(d.received_at, d.id) > after)
    return tuple([_line(row, row[1]) for row in work.rows(query)])


def refused(
    work: Work, after: Key | None = None, size: int = PAGE, *, facility_id: int | None = None
) -> tuple[Line, ...]:
    """Those the service refused and nothing has replaced, the latest first."""
    work.require(Permission.REQUEST_READ)
    d = document.c
    query = _there(_lines().add_columns(d.decided_at).where(_REFUSED), facility_id)
    if after is not None:
        query = query.where(tuple_(d.decided_at, d.id) < after)
    rows = work.rows(query.order_by(d.decided_at.desc(), d.id.desc()).limit(size))
    return tuple(_line(row, row.decided_at) for row in rows)


def ending(
    work: Work,
    after: Key | None = None,
    size: int = PAGE,
    *,
    facility_id: int | None = None,
    within: timedelta = SOON,
) -> tuple[Line, ...]:
    """Those in force that end soon, the first to end first."""
    work.require(Permission.REQUEST_READ)
    d = document.c
    query = _there(_lines().where(_IN_FORCE, _ends_within(work, within)), facility_id)
    if after is not None:
        query = query.where(tuple_(d.valid_until, d.id) > after)
    rows = work.rows(query.order_by(d.valid_until, d.id).limit(size))
    return tuple(_line(row, row.valid_until) for row in rows)


def counts(work: Work, facility_id: int | None = None) -> Counts:
    """How long each of the three lists is."""
    work.require(Permission.REQUEST_READ)
    kept = (_WAITING, _REFUSED, _IN_FORCE & _ends_within(work, SOON))
    found = [work.scalar(_there(_counted(one), facility_id)) for one in kept]
    return Counts(*map(int, found))


def count_waiting(work: Work) -> int:
    work.require(Permission.REQUEST_READ)
    return int(work.scalar(_counted(_WAITING)))


def sheet(work: Work, document_id: int) -> Sheet:
    """Raises Refused when there is no such document."""
    work.require(Permission.REQUEST_READ)
    t, d = document_type.c, document.c
    query = _lines().add_columns(
        d.version, d.received_at, d.dated, d.child_id, d.guardian_id, t.scope, t.validity,
        t.until_day, t.checklist, child.c.birth_date, school_class.c.label.label("school_class"),
        d.document_type_id, d.decided_at, d.checked,
    ).outerjoin(school_class, school_class.c.id == child.c.school_class_id)  # fmt: skip
    row = work.first(query.where(d.id == document_id))
    if row is None:
        raise Refused("Cette pièce n’existe plus.")
    owner = Owner(row.family_id, row.child_id, row.guardian_id)
    current = work.first(
        select(d.valid_until).where(
            same_owner(row.document_type_id, owner),
            d.state == str(State.RECEIVED),
            d.superseded_at.is_(None),
            d.id != row.id,
        )
    )
    dated = row.dated or local_day(row.received_at)
    validity = Validity(row.validity)
    line = _line(row, row.received_at)
    return Sheet(
        id=line.id,
        version=row.version,
        request_id=line.request_id,
        request_version=_version_of(work, line.request_id),
        label=line.label,
        scope=Scope(row.scope),
        whom=line.whom,
        birth_date=row.birth_date,
        school_class=row.school_class or "",
        family=line.family,
        family_id=line.family_id,
        child_id=row.child_id,
        guardian_id=row.guardian_id,
        state=line.state,
        received_at=row.received_at,
        dated=dated,
        valid_until=row.valid_until or ends(validity, dated, row.until_day),
        validity=validity,
        until_day=row.until_day,
        checklist=tuple(row.checklist),
        files=_files(work, [document_id]),
        in_force_until=current.valid_until if current else None,
        in_force=current is not None,
        public_reason=line.public_reason,
        decided_at=row.decided_at,
        checked=tuple(row.checked),
    )


def _version_of(work: Work, request_id: int | None) -> int | None:
    if request_id is None:
        return None
    # The inbox stands above: its table is known by name alone.
    asked = table("request", column("id"), column("version"))
    found: int | None = work.scalar(select(asked.c.version).where(asked.c.id == request_id))
    return found


def _files(work: Work, document_ids: Sequence[int]) -> tuple[File, ...]:
    f, k, p = document_file.c, stored_file.c, portal_in_file.c
    query = (
        select(
            f.id, f.portal_file_id, f.stored_file_id, f.kept,
            func.coalesce(k.name, p.name).label("name"),
            func.coalesce(k.size, func.length(p.content)).label("size"),
            func.coalesce(k.scan, "unscanned").label("scan"),
        )
        .outerjoin(stored_file, k.id == f.stored_file_id)
        .outerjoin(portal_in_file, p.id == f.portal_file_id)
        .where(among(work.dialect, f.document_id, document_ids))
        .order_by(f.document_id, f.position)
    )  # fmt: skip
    return tuple(
        File(row.id, row.name, row.size, row.portal_file_id, row.stored_file_id, row.kept, row.scan)
        for row in work.rows(query)
    )


@lru_cache(maxsize=4)
def _to_examine(size: int) -> Select[Any]:
    """Built once: SQLAlchemy takes longer to put it together than SQLite to answer it."""
    d = document.c
    return _lines().where(_WAITING).order_by(d.received_at, d.id).limit(size)


@lru_cache(maxsize=1)
def _lines() -> Select[Any]:
    d = document.c
    return (
        select(
            d.id, d.received_at, d.request_id, document_type.c.label, d.state, d.valid_until,
            d.public_reason, d.family_id, family.c.label.label("family"), child.c.first_name,
            child.c.last_name, guardian.c.first_name.label("guardian_first"),
            guardian.c.last_name.label("guardian_last"),
        )
        .join(document_type, document_type.c.id == d.document_type_id)
        .join(family, family.c.id == d.family_id)
        .outerjoin(child, child.c.id == d.child_id)
        .outerjoin(guardian, guardian.c.id == d.guardian_id)
    )  # fmt: skip


def _line(row: Any, order: Any) -> Line:
    """By position: a page of them is made while someone waits."""
    (
        number, received_at, request_id, label, state, valid_until, reason, family_id, household,
        first_name, last_name, guardian_first, guardian_last, *_,
    ) = row  # fmt: skip
    whom = f"Famille {household}"
    if first_name:
        whom = f"{first_name} {last_name}"
    elif guardian_first:
        whom = f"{guardian_first} {guardian_last}"
    return Line(
        number, (order, number), request_id, received_at, label, whom, household, family_id,
        _STATES[state], valid_until, reason or "",
    )  # fmt: skip


def _ends_within(work: Work, within: timedelta) -> ColumnElement[bool]:
    return document.c.valid_until.between(work.today, work.today + within)


def _counted(kept: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(document).where(kept)


def _there(query: Select[Any], facility_id: int | None) -> Select[Any]:
    """Only those about children of a school."""
    if facility_id is None:
        return query
    c, k = child.c, school_class.c
    pupils = select(c.id).join(school_class, k.id == c.school_class_id)
    return query.where(document.c.child_id.in_(pupils.where(k.facility_id == facility_id)))
