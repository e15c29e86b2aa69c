"""Edits taken in: each field that would change becomes a row, yellow for the family at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from backoffice.database.bulk import insert_rows
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import fields, photos
from backoffice.families.tables import asked_field
from backoffice.inbox.edits import texts
from backoffice.inbox.edits.holding import Holding, Subject, hold
from backoffice.inbox.edits.judging import flaws_of
from backoffice.inbox.edits.read import Asker, Key, Read, Want, Whole, read
from backoffice.inbox.intake.judge import NOT_THEIR_FILE, Draft
from backoffice.kernel.errors import Refused
from backoffice.kernel.topics import Topic
from backoffice.portal.tables import portal_in_file

_NAMES = (
    "request_id", "position", "subject", "subject_id", "field", "item", "base", "asked",
    "current_text", "asked_text", "sensitive", "flaw",
)  # fmt: skip


class _Row(NamedTuple):
    """A field as it is about to be kept."""

    want: Want
    base: Any
    current: Any


def take_in(work: Work, drafts: Sequence[Draft]) -> None:
    """Write the fields these requests ask for; those that would change nothing are left out."""
    wanted = {
        draft.id: read(
            draft.kind, draft.details, Asker(draft.family_id or 0, draft.child_id, draft.iban)
        )
        for draft in drafts
    }
    subjects = {one for asked in wanted.values() for one in _subjects(asked)}
    holding = hold(work, subjects, since=min(draft.submitted_at for draft in drafts))
    pictures = _pictures(work, drafts, wanted)
    rows: list[tuple[Any, ...]] = []
    alerting: list[int] = []
    for draft in drafts:
        kept = list(_changing(draft, wanted[draft.id], holding))
        kept = [_judged(draft, row, pictures) for row in kept]
        kept = _sensible(kept, holding, work.today)
        rows += [_values(draft.id, rank, row) for rank, row in enumerate(kept)]
        if any(_alerts(row) for row in kept):
            alerting.append(draft.id)
    insert_rows(work, asked_field, _NAMES, rows)
    work.record_many(Topic.REQUESTS, "alert", alerting)


def _alerts(row: _Row) -> bool:
    return not row.want.flaw and bool(texts.alert(row.want.key, row.base, row.want.value))


def _subjects(asked: Read) -> Iterator[Subject]:
    for one in asked:
        subject, subject_id = (
            (one.subject, one.subject_id) if isinstance(one, Whole) else one.key[:2]
        )
        if subject_id is not None:
            yield subject, subject_id


def _changing(draft: Draft, asked: Read, holding: Holding) -> Iterator[_Row]:
    for one in asked:
        if isinstance(one, Whole):
            yield from _elements(draft, one, holding)
            continue
        base = holding.base(one.key, draft.submitted_at)
        current = holding.current(one.key)
        if one.flaw or one.value != base or one.value != current:
            yield _Row(one, base, current)


def _elements(draft: Draft, whole: Whole, holding: Holding) -> Iterator[_Row]:
    """A whole list as what it adds, changes and takes away, beside what the family had before it."""
    about = Key(whole.subject, whole.subject_id, whole.field)
    before = holding.base_elements(about, draft.submitted_at)
    for item in dict.fromkeys((*whole.items, *before)):
        key = about._replace(item=item)
        base, asked = before.get(item), whole.items.get(item)
        if asked != base:
            yield _Row(Want(key, asked), base, holding.current(key))
    for want in {flawed.key: flawed for flawed in whole.flaws}.values():
        yield _Row(want, None, None)


def _judged(draft: Draft, row: _Row, pictures: dict[int, tuple[str, str]]) -> _Row:
    """A photo is looked at: a file of this account, that is a picture."""
    want = row.want
    if want.key.field != "photo_file_id" or want.flaw or want.value is None:
        return row
    owner, flaw = pictures.get(want.value, ("", NOT_THEIR_FILE))
    if owner != draft.account_id:
        flaw = NOT_THEIR_FILE
    return row._replace(want=Want(want.key, want.value, flaw)) if flaw else row


def _sensible(rows: list[_Row], holding: Holding, today: date) -> list[_Row]:
    good = [(row.want.key, row.want.value) for row in rows if not row.want.flaw]
    wrong = flaws_of(good, holding, today)
    return [
        row._replace(want=Want(row.want.key, row.want.value, wrong[row.want.key]))
        if row.want.key in wrong and not row.want.flaw
        else row
        for row in rows
    ]


def _pictures(
    work: Work, drafts: Sequence[Draft], wanted: dict[int, Read]
) -> dict[int, tuple[str, str]]:
    """Of each photo sent: whose it is, and what is wrong with it. One is held at a time."""
    ids = {
        one.value
        for draft in drafts
        for one in wanted[draft.id]
        if isinstance(one, Want) and one.key.field == "photo_file_id" and not one.flaw and one.value
    }
    if not ids:
        return {}
    f = portal_in_file.c
    query = select(f.id, f.account_id).where(among(work.dialect, f.id, ids))
    return {row.id: (row.account_id, _flaw_of_picture(work, row.id)) for row in work.rows(query)}


def _flaw_of_picture(work: Work, file_id: int) -> str:
    f = portal_in_file.c
    small = func.length(f.content) <= photos.MOST_BYTES
    sent = work.first(select(f.name, f.media_type, f.content).where(f.id == file_id, small))
    if sent is None:
        return photos.TOO_LARGE
    try:
        photos.redrawn(sent.name, sent.media_type, _bytes(sent.content))
    except Refused as refusal:
        return str(refusal)
    return ""


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else b""  # SQLite lets a text in


def _values(request_id: int, position: int, row: _Row) -> tuple[Any, ...]:
    want = row.want
    key = want.key
    return (
        request_id, position, *key, row.base, want.value,
        texts.told_to_family(key, row.current), texts.told_to_family(key, want.value, want.flaw),
        _is_sensitive(key), want.flaw or None,
    )  # fmt: skip


def _is_sensitive(key: Key) -> bool:
    """A holder and a BIC are the IBAN’s: answered apart, each would close a mandate for the next."""
    known = fields.FIELDS.get((key.subject, key.field))
    return known is not None and (known.sensitive or key.field in ("bic", "bank_holder"))
