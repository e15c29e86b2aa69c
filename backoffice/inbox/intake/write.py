"""Writing requests down by sets: grouped as they were sent, each with its slot in waiting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, String, and_, select, update

from backoffice.database.bulk import insert_numbered, insert_rows
from backoffice.database.sets import among, spread
from backoffice.database.work import Work
from backoffice.inbox import branches
from backoffice.inbox.closing import Closing, close
from backoffice.inbox.intake.judge import Draft
from backoffice.inbox.intake.secrets import keep_apart
from backoffice.inbox.tables import anomaly, request, submission
from backoffice.inbox.workflow import Kind, Queue, Rule, Status
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic
from backoffice.planning import moves
from backoffice.planning.moves import Ask
from backoffice.planning.slots import NOT_RESERVED, STILL_RESERVED, SlotStatus
from backoffice.planning.tables import reservation
from backoffice.portal.incoming import mark_taken
from backoffice.portal.shapes import Unreadable
from backoffice.portal.tables import portal_in_request

S = SlotStatus
_ABSENT = (S.ABSENT, S.ABSENT_INVOICED)

# kind: from which statuses its slot starts to wait, and in which status it waits.
WAITS: dict[str, tuple[frozenset[SlotStatus], SlotStatus]] = {
    Kind.RESERVATION: (frozenset(NOT_RESERVED), S.RESERVATION_PENDING),
    Kind.ABSENCE_CANCELLATION: (frozenset((*NOT_RESERVED, *_ABSENT)), S.RESERVATION_PENDING),
    Kind.ABSENCE: (frozenset(STILL_RESERVED), S.ABSENCE_PENDING),
    Kind.RESERVATION_CANCELLATION: (frozenset(STILL_RESERVED), S.CANCELLATION_PENDING),
}
LONGEST_BATCH = 200

Key = int | tuple[Any, ...]


@dataclass(slots=True)
class Group:
    """A submission to make, or to add to."""

    first: Draft
    id: int | None = None
    days: list[date] = field(default_factory=list)


def write_down(work: Work, drafts: Sequence[Draft]) -> int:
    """Take these in: submissions, requests, slots, refusals. How many could not be understood."""
    ordered = sorted(drafts, key=lambda draft: draft.id)
    # Slots before anything else, in their order, as those who decide hold them.
    moves.lock(work, {draft.slot_id for draft in ordered if draft.slot_id})
    submissions = _submissions(work, ordered)
    _requests(work, ordered, submissions)
    keep_apart(work, {draft.id: draft.iban for draft in ordered if draft.flaw is None})
    branches.take_in(work, ordered)
    _slots(work, [draft for draft in ordered if draft.slot_id and draft.flaw is None])
    mark_taken(work, portal_in_request, [draft.id for draft in ordered])
    work.record_many(Topic.REQUESTS, "take_in", [draft.id for draft in ordered])
    return _refusals(work, [draft for draft in ordered if draft.flaw is not None])


def _submissions(work: Work, drafts: Sequence[Draft]) -> list[Group]:
    """The group of each draft, found or made."""
    groups: dict[Key, Group] = {}
    of_draft = []
    for draft in drafts:
        group = groups.setdefault(_key(draft), Group(draft))
        if draft.starts_on and (draft.flaw is None or draft is group.first):
            group.days += [draft.starts_on, draft.ends_on or draft.starts_on]
        of_draft.append(group)
    _find(work, groups)
    fresh = [group for group in groups.values() if group.id is None]
    for group, number in zip(fresh, _make(work, fresh), strict=True):
        group.id = number
    return of_draft


def _key(draft: Draft) -> Key:
    """What one click sent, about one thing. Without a batch, each request stands alone."""
    if draft.batch is None or draft.account_id is None:
        return draft.id
    return _shared(
        draft.account_id, batch_name(draft.batch), draft.queue, draft.family_id, draft.kind,
        draft.child_id, draft.activity_id,
    )  # fmt: skip


def _shared(
    account_id: str,
    batch: str,
    queue: str,
    family_id: Any,
    kind: str,
    child_id: Any,
    activity_id: Any,
) -> tuple[Any, ...]:
    common = (account_id, batch, queue, family_id)
    if queue in (Queue.RESERVATIONS, Queue.ABSENCES):
        return (*common, kind, child_id, activity_id)
    return common


def batch_name(batch: str) -> str:
    """The batch as we keep it; one longer than our column keeps its identity."""
    return batch if len(batch) <= LONGEST_BATCH else hashlib.sha256(batch.encode()).hexdigest()


def _find(work: Work, groups: Mapping[Key, Group]) -> None:
    """Batches whose first rows were taken in earlier go on in the same line."""
    waiting = {key: group for key, group in groups.items() if isinstance(key, tuple)}
    if not waiting:
        return
    s = submission.c
    batches = {batch_name(group.first.batch or "") for group in waiting.values()}
    accounts = {group.first.account_id or "" for group in waiting.values()}
    query = select(
        s.id, s.account_id, s.batch, s.queue, s.family_id, s.kind, s.child_id, s.activity_id,
        s.first_day, s.last_day,
    ).where(among(work.dialect, s.account_id, accounts), among(work.dialect, s.batch, batches))  # fmt: skip
    longer = []
    for row in work.rows(query):
        group = waiting.get(_shared(*row[1:8]))
        if group is None:
            continue
        group.id = row.id
        days = [day for day in (*group.days, row.first_day, row.last_day) if day]
        if days and (min(days), max(days)) != (row.first_day, row.last_day):
            longer.append((row.id, min(days).isoformat(), max(days).isoformat()))
    _lengthen(work, longer)


def _lengthen(work: Work, rows: Sequence[tuple[int, str, str]]) -> None:
    if not rows:
        return
    day = Date if work.dialect == "postgresql" else String
    told = spread(work.dialect, rows, ("id", BigInteger), ("first_day", day), ("last_day", day))
    lines = told.subquery("longer")
    work.run(
        update(submission)
        .where(submission.c.id == lines.c.id)
        .values(first_day=lines.c.first_day, last_day=lines.c.last_day)
    )


def _make(work: Work, groups: Sequence[Group]) -> list[int]:
    names = (
        "account_id", "batch", "family_id", "child_id", "activity_id", "facility_id", "queue", "kind",
        "submitted_at", "first_day", "last_day",
    )  # fmt: skip
    rows = []
    for group in groups:
        first = group.first
        alone = first.queue in (Queue.RESERVATIONS, Queue.ABSENCES) or first.batch is None
        rows.append(
            (
                first.account_id,
                None if first.batch is None else batch_name(first.batch),
                first.family_id,
                first.child_id if alone else None,
                first.activity_id if alone else None,
                first.facility_id if alone else None,
                first.queue,
                first.kind,
                first.submitted_at,
                min(group.days, default=None),
                max(group.days, default=None),
            )
        )
    return insert_numbered(work, submission, names, rows)


def _requests(work: Work, drafts: Sequence[Draft], groups: Sequence[Group]) -> None:
    names = (
        "id", "submission_id", "account_id", "family_id", "child_id", "activity_id", "facility_id",
        "slot_id", "kind", "status", "starts_on", "ends_on", "description", "details", "family_words",
        "submitted_at", "taken_in_at",
    )  # fmt: skip
    status = str(Status.TRANSMITTED)
    rows = [
        (
            d.id, group.id, d.account_id, d.family_id, d.child_id, d.activity_id, d.facility_id,
            d.slot_id, d.kind, status, d.starts_on, d.ends_on, d.description, d.details, d.words,
            d.submitted_at, work.now,
        )
        for d, group in zip(drafts, groups, strict=True)
    ]  # fmt: skip
    insert_rows(work, request, names, rows)


def _slots(work: Work, drafts: Sequence[Draft]) -> None:
    """Put in waiting the slots that can: where nothing can be asked, the advice says it."""
    if not drafts:
        return
    statuses = _statuses(work, drafts)
    asked = []
    for draft in drafts:
        place = (draft.slot_id or 0, draft.child_id or 0)
        starts, waits = WAITS[draft.kind]
        if statuses.get(place, S.FREE) not in starts:
            continue
        statuses[place] = waits
        asked.append(
            Ask(
                *place, draft.family_id or 0, waits, draft.id, draft.account_id, None,
                draft.submitted_at,
            )
        )  # fmt: skip
    moves.ask(work, asked)
    if asked:
        work.record_many(Topic.PLANNING, "ask", [0])


def _statuses(work: Work, drafts: Sequence[Draft]) -> dict[tuple[int, int], SlotStatus]:
    pairs = sorted({(draft.slot_id, draft.child_id) for draft in drafts})
    told = spread(work.dialect, pairs, ("slot_id", BigInteger), ("child_id", BigInteger))
    lines = told.subquery("places")
    v = reservation.c
    query = select(v.slot_id, v.child_id, v.status).join(
        lines, and_(v.slot_id == lines.c.slot_id, v.child_id == lines.c.child_id)
    )
    return {(row.slot_id, row.child_id): SlotStatus(row.status) for row in work.rows(query)}


def _refusals(work: Work, drafts: Sequence[Draft]) -> int:
    """Close what cannot be understood, and list it for agents; a rule's refusal is no anomaly."""
    for rule in (Rule.AT_INTAKE, Rule.TAX_READ_ONLY):
        close(
            work,
            [
                Closing(draft.id, Status.REFUSED, draft.flaw.public_reason)
                for draft in drafts
                if draft.flaw and draft.rule is rule
            ],
            rule,
        )
    odd = [draft for draft in drafts if draft.rule is Rule.AT_INTAKE]
    list_anomalies(
        work,
        "request",
        [(draft.id, draft.account_id, draft.kind, draft.flaw) for draft in odd if draft.flaw],
    )
    return len(odd)


def list_anomalies(
    work: Work, source: str, found: Iterable[tuple[int, str | None, str, Unreadable]]
) -> None:
    rows = [
        (source, row_id, account_id or "", clean(kind, 80), clean(flaw.cause, 400), work.now)
        for row_id, account_id, kind, flaw in found
    ]
    names = ("source", "source_id", "account_id", "kind", "cause", "at")
    insert_rows(work, anomaly, names, rows)
    work.record_many(Topic.ANOMALIES, "list", [row[1] for row in rows], source=source)
