"""What waits to be examined, what was refused, what ends soon, and one document in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, column, func, select, table, tuple_

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

Key = tuple[datetime, int]
SOON = timedelta(days=30)
PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A document in a list; `whom` is the child, the guardian, or the family."""

    id: int
    key: Key
    request_id: int | None
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


def waiting(work: Work, after: Key | None = None, size: int = PAGE) -> tuple[Line, ...]:
    """The next documents to examine, the oldest first."""
    work.require(Permission.REQUEST_READ)
    d = document.c
    query = _lines().where(d.state == str(State.VALIDATING))
    query = query.order_by(d.received_at, d.id).limit(size)
    if after is not None:
        query = query.where(tuple_(d.received_at, d.id) > after)
    return tuple(_line(row) for row in work.rows(query))


def refused(work: Work, size: int = PAGE) -> tuple[Line, ...]:
    """Those the service refused and nothing has replaced, the latest first."""
    work.require(Permission.REQUEST_READ)
    d = document.c
    query = _lines().where(d.state == str(State.INVALID), d.superseded_at.is_(None))
    return tuple(
        _line(row)
        for row in work.rows(query.order_by(d.decided_at.desc(), d.id.desc()).limit(size))
    )


def ending(work: Work, within: timedelta = SOON, size: int = PAGE) -> tuple[Line, ...]:
    """Those in force that end soon, the first to end first."""
    work.require(Permission.REQUEST_READ)
    d = document.c
    query = _lines().where(
        d.state == str(State.RECEIVED),
        d.superseded_at.is_(None),
        d.valid_until.between(work.today, work.today + within),
    )
    return tuple(_line(row) for row in work.rows(query.order_by(d.valid_until, d.id).limit(size)))


def count_waiting(work: Work) -> int:
    work.require(Permission.REQUEST_READ)
    query = select(func.count()).select_from(document)
    return int(work.scalar(query.where(document.c.state == str(State.VALIDATING))))


def sheet(work: Work, document_id: int) -> Sheet:
    """Raises Refused when there is no such document."""
    work.require(Permission.REQUEST_READ)
    t, d = document_type.c, document.c
    query = _lines().add_columns(
        d.version, d.received_at, d.dated, d.child_id, d.guardian_id, t.scope, t.validity,
        t.until_day, t.checklist, child.c.birth_date, school_class.c.label.label("school_class"),
        d.document_type_id,
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
    line = _line(row)
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


def _line(row: Any) -> Line:
    names = (row.first_name, row.last_name) if row.first_name else ()
    names = names or ((row.guardian_first, row.guardian_last) if row.guardian_first else ())
    whom = " ".join(names) or f"Famille {row.family}"
    return Line(
        row.id, (row.received_at, row.id), row.request_id, row.label, whom, row.family,
        row.family_id, State(row.state), row.valid_until, row.public_reason or "",
    )  # fmt: skip
