"""What is given, accepted, refused; what ends. The decisions of requests are the inbox's: see `inbox.pieces`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, insert, select, update

from backoffice.database.bulk import insert_numbered, insert_rows
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.documents import files
from backoffice.documents.owners import Owner, same_owner
from backoffice.documents.tables import document, document_file, document_reminder, document_type
from backoffice.documents.validity import ends
from backoffice.documents.words import Scope, State, Validity
from backoffice.families.tables import family, family_child, guardian
from backoffice.kernel.calendar import local_day
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic

REMINDERS = (30, 7)  # days before the end
_CHANGED = "Cette pièce vient d’être traitée par un collègue. Rechargez la liste."


class Given(NamedTuple):
    """A document as a request of the portal gives it."""

    request_id: int
    document_type_id: int
    family_id: int
    child_id: int | None
    guardian_id: int | None
    file_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """`dated` is what the document says; `valid_until` None is for always; no `kept` keeps every file."""

    document_id: int
    dated: date | None = None
    valid_until: date | None = None
    kept: tuple[int, ...] = ()
    checked: tuple[str, ...] = ()


def give(work: Work, rows: Sequence[Given]) -> None:
    """Write down what requests give, to be examined."""
    work.require(Permission.INTAKE)
    names = (
        "document_type_id", "family_id", "child_id", "guardian_id", "request_id", "received_at",
    )  # fmt: skip
    given = [
        (
            row.document_type_id,
            row.family_id,
            row.child_id,
            row.guardian_id,
            row.request_id,
            work.now,
        )
        for row in rows
    ]
    numbers = insert_numbered(work, document, names, given)
    insert_rows(
        work,
        document_file,
        ("document_id", "position", "portal_file_id"),
        [
            (number, position, file_id)
            for number, row in zip(numbers, rows, strict=True)
            for position, file_id in enumerate(row.file_ids, start=1)
        ],
    )


def add(
    work: Work,
    type_id: int,
    owner: Owner,
    named: Sequence[tuple[str, bytes]],
    *,
    dated: date | None = None,
    valid_until: date | None = None,
) -> int:
    """What a family brought to the counter, accepted at once: the agent has it in their hands.

    `named` are (name, content). Raises Refused when a file is not what it claims.
    """
    work.require(Permission.REQUEST_DECIDE)
    if not named:
        raise Refused("Choisissez au moins un fichier.")
    known = _check_owner(work, type_id, owner)
    kept = [files.store(work, name, content) for name, content in named]
    until = valid_until or ends(Validity(known.validity), dated or work.today, known.until_day)
    _supersede(work, [(type_id, owner)])
    document_id = work.add(
        document,
        document_type_id=type_id,
        family_id=owner.family_id,
        child_id=owner.child_id,
        guardian_id=owner.guardian_id,
        state=str(State.RECEIVED),
        origin="agent",
        received_at=work.now,
        received_by=work.agent.id or None,
        dated=dated or work.today,
        valid_until=until,
        decided_at=work.now,
        decided_by=work.agent.id or None,
    )
    work.run(
        insert(document_file),
        [
            {"document_id": document_id, "position": position, "stored_file_id": file_id}
            for position, file_id in enumerate(kept, start=1)
        ],
    )
    work.record(Topic.DOCUMENTS, "add_document", document_id)
    return document_id


def accept(work: Work, accepted: Sequence[Acceptance]) -> None:
    """What was in force for the same owner gives way; the files kept become ours."""
    work.require(Permission.REQUEST_DECIDE)
    by_id = {one.document_id: one for one in accepted}
    rows = _waiting(work, by_id)
    _supersede(
        work,
        [
            (row.document_type_id, Owner(row.family_id, row.child_id, row.guardian_id))
            for row in rows
        ],
    )
    for row in rows:
        one = by_id[row.id]
        dated = one.dated or local_day(row.received_at)
        until = one.valid_until or ends(Validity(row.validity), dated, row.until_day)
        work.run(
            update(document)
            .where(document.c.id == row.id)
            .values(
                state=str(State.RECEIVED), dated=dated, valid_until=until,
                checked=list(one.checked), decided_at=work.now, decided_by=work.agent.id or None,
                public_reason=None,
            )
        )  # fmt: skip
    _integrate(work, by_id)
    work.record_many(Topic.DOCUMENTS, "accept_document", sorted(by_id))


def reject(work: Work, document_ids: Iterable[int], public_reason: str) -> None:
    """Say no, with the reason the family reads; the files are kept where they came."""
    work.require(Permission.REQUEST_DECIDE)
    ids = sorted(document_ids)
    _waiting(work, ids)
    work.run(
        update(document)
        .where(among(work.dialect, document.c.id, ids))
        .values(
            state=str(State.INVALID), public_reason=public_reason, decided_at=work.now,
            decided_by=work.agent.id or None,
        )
    )  # fmt: skip
    work.record_many(Topic.DOCUMENTS, "reject_document", ids)


def withdraw(work: Work, request_ids: Iterable[int]) -> None:
    """The family took its request back: what it gave waits for nobody any more."""
    work.require(Permission.INTAKE)
    d = document.c
    theirs = among(work.dialect, d.request_id, request_ids) & (d.state == str(State.VALIDATING))
    work.run(update(document).where(theirs).values(superseded_at=work.now))


def take_back(work: Work, document_ids: Iterable[int]) -> None:
    """To be examined again; what had given way is in force again."""
    work.require(Permission.REQUEST_DECIDE)
    ids = sorted(document_ids)
    d = document.c
    rows = work.rows(select(document).where(among(work.dialect, d.id, ids)))
    work.run(
        update(document)
        .where(among(work.dialect, d.id, ids))
        .values(state=str(State.VALIDATING), public_reason=None, decided_at=None, decided_by=None)
    )
    for row in rows:
        if row.state == State.RECEIVED:
            owner = Owner(row.family_id, row.child_id, row.guardian_id)
            gone = same_owner(row.document_type_id, owner) & (d.superseded_at == row.decided_at)
            work.run(update(document).where(gone).values(superseded_at=None))
    work.record_many(Topic.DOCUMENTS, "undo_document", ids)


def expire(work: Work) -> int:
    """What ended before today is obsolete; how many became so. Run every night."""
    work.require(Permission.INTAKE)
    d = document.c
    ended = (
        (d.state == str(State.RECEIVED)) & (d.valid_until < work.today) & d.superseded_at.is_(None)
    )
    done = work.run(update(document).where(ended).values(state=str(State.EXPIRED)).returning(d.id))
    ids = [row.id for row in done]
    work.record_many(Topic.DOCUMENTS, "expire_document", ids)
    return len(ids)


def remind(work: Work) -> int:
    """Note which families are to be told that a document ends, 30 and 7 days before; how many."""
    work.require(Permission.INTAKE)
    d, made = document.c, 0
    for days in REMINDERS:
        told = select(document_reminder.c.document_id).where(document_reminder.c.days == days)
        ending = select(d.id).where(
            d.state == str(State.RECEIVED),
            d.superseded_at.is_(None),
            d.valid_until.between(work.today, work.today + timedelta(days=days)),
            d.id.not_in(told),
        )
        ids = [row.id for row in work.rows(ending.order_by(d.id))]
        if ids:
            work.run(
                insert(document_reminder),
                [{"document_id": one, "days": days, "at": work.now} for one in ids],
            )
        work.record_many(Topic.DOCUMENTS, "remind_document", ids, days=days)
        made += len(ids)
    return made


def replace_file(work: Work, file_id: int, name: str, content: bytes) -> None:
    """A page turned or cropped is a new version; what was sent stays beside it."""
    work.require(Permission.REQUEST_DECIDE)
    row = work.first(select(document_file).where(document_file.c.id == file_id))
    if row is None:
        raise OutOfDate(_CHANGED)
    parent = row.stored_file_id or files.keep(work, [row.portal_file_id])[row.portal_file_id]
    made = files.store(work, name, content, parent_id=parent)
    work.run(update(document_file).where(document_file.c.id == file_id).values(stored_file_id=made))
    work.record(Topic.DOCUMENTS, "turn_file", row.document_id)


def copy_out(work: Work, file_id: int) -> tuple[str, bytes]:
    """A file to be saved outside the program, under a harmless name; the journal says who took it."""
    work.require(Permission.REQUEST_READ)
    row = work.first(select(document_file).where(document_file.c.id == file_id))
    if row is None:
        raise OutOfDate(_CHANGED)
    name, content = files.named(work, row.stored_file_id, row.portal_file_id)
    work.record(Topic.DOCUMENTS, "copy_document", row.document_id)
    return name, content


def in_force_beside(work: Work, document_ids: Iterable[int]) -> dict[int, date | None]:
    """Of these documents, those beside which another holds, and until when it does."""
    work.require(Permission.REQUEST_READ)
    d, held = document.c, document.alias("held")
    h = held.c
    alone = d.child_id.is_(None) & d.guardian_id.is_(None)
    query = (
        select(d.id, h.valid_until)
        .join(
            held,
            (h.document_type_id == d.document_type_id)
            & h.child_id.is_not_distinct_from(d.child_id)
            & h.guardian_id.is_not_distinct_from(d.guardian_id)
            & (~alone | (h.family_id == d.family_id))
            & (h.state == str(State.RECEIVED))
            & h.superseded_at.is_(None)
            & (h.id != d.id),
        )
        .where(among(work.dialect, d.id, document_ids))
    )
    return {row[0]: row[1] for row in work.rows(query)}


def _waiting(work: Work, ids: Iterable[int]) -> Sequence[Row[Any]]:
    """These documents, held to the end of the work. Raises OutOfDate when one waits no more."""
    wanted = sorted(ids)
    d, t = document.c, document_type.c
    query = (
        select(
            d.id, d.document_type_id, d.family_id, d.child_id, d.guardian_id, d.received_at,
            t.validity, t.until_day,
        )
        .join(document_type, t.id == d.document_type_id)
        .where(among(work.dialect, d.id, wanted), d.state == str(State.VALIDATING))
        .order_by(d.id)
    )  # fmt: skip
    if work.dialect == "postgresql":
        query = query.with_for_update(of=document)
    rows = work.rows(query)
    if len(rows) < len(wanted):
        raise OutOfDate(_CHANGED)
    return rows


def _supersede(work: Work, owners: Sequence[tuple[int, Owner]]) -> None:
    for type_id, owner in owners:
        in_force = same_owner(type_id, owner) & document.c.superseded_at.is_(None)
        over = document.c.state.in_((str(State.RECEIVED), str(State.EXPIRED), str(State.INVALID)))
        work.run(update(document).where(in_force & over).values(superseded_at=work.now))


def _integrate(work: Work, accepted: Mapping[int, Acceptance]) -> None:
    f = document_file.c
    query = select(f.id, f.document_id, f.portal_file_id, f.stored_file_id).where(
        among(work.dialect, f.document_id, accepted)
    )
    rows = work.rows(query.order_by(f.id))
    chosen = [row for row in rows if _is_kept(row.id, accepted[row.document_id])]
    stored = files.keep(work, [row.portal_file_id for row in chosen if row.stored_file_id is None])
    for row in rows:
        kept = row in chosen
        values: dict[str, Any] = {"kept": kept}
        if kept and row.stored_file_id is None:
            values["stored_file_id"] = stored[row.portal_file_id]
        work.run(update(document_file).where(f.id == row.id).values(**values))


def _is_kept(file_id: int, accepted: Acceptance) -> bool:
    return not accepted.kept or file_id in accepted.kept


def _check_owner(work: Work, type_id: int, owner: Owner) -> Any:
    t = document_type.c
    query = select(t.scope, t.validity, t.until_day).where(t.id == type_id, ~t.archived)
    if (known := work.first(query)) is None:
        raise Refused("Ce type de pièce n’est plus demandé.")
    wanted = {
        Scope.CHILD: owner.child_id is not None and owner.guardian_id is None,
        Scope.GUARDIAN: owner.guardian_id is not None and owner.child_id is None,
        Scope.FAMILY: owner.child_id is None and owner.guardian_id is None,
    }
    if not wanted[Scope(known.scope)]:
        raise Refused("Cette pièce n’est pas demandée pour cette personne.")
    there = select(family.c.id).where(family.c.id == owner.family_id)
    if owner.child_id is not None:
        there = there.join(family_child).where(family_child.c.child_id == owner.child_id)
    if owner.guardian_id is not None:
        there = there.join(guardian).where(guardian.c.id == owner.guardian_id)
    if work.first(there) is None:
        raise Refused("Cette personne ne fait pas partie de la famille.")
    return known
