"""What families do about requests already sent: withdraw them, read our messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, String, and_, func, select, update

from backoffice.database.base import BigId, Moment, iso
from backoffice.database.bulk import insert_rows
from backoffice.database.sets import among, spread
from backoffice.database.work import Work
from backoffice.documents import services as documents
from backoffice.inbox.intake.facts import read, refuse
from backoffice.inbox.promotion import promote
from backoffice.inbox.tables import decision, request, request_history
from backoffice.inbox.workflow import OPEN, Status
from backoffice.kernel.topics import Topic
from backoffice.planning import moves
from backoffice.planning.moves import Withdrawn
from backoffice.portal.incoming import Incoming, mark_taken, waiting_events
from backoffice.portal.shapes import Unreadable
from backoffice.portal.tables import portal_in_event, portal_in_request
from backoffice.subscribers.queries import families_of
from backoffice.subscribers.tables import link

MANY = 10_000
KINDS = ("request_withdrawn", "messages_read")
UNKNOWN_REQUEST = "demande inconnue"
OTHERS_REQUEST = "demande d’un autre compte"
TOO_LATE = "Demande déjà traitée"
TOO_LATE_WORDS = (
    "Votre annulation est arrivée après la réponse du service : cette demande est déjà traitée."
)


class Withdrawal(NamedTuple):
    request_id: int
    account_id: str
    at: datetime
    slot_id: int | None
    child_id: int | None


def hold_withdrawn(work: Work, request_ids: set[int]) -> None:
    """Say at once of requests just taken in that they were withdrawn before: nobody answers them.

    The database does it when the request is there first; the rest is done when the withdrawal
    itself is taken in.
    """
    rows = waiting_events(work, MANY, only=("request_withdrawn",))
    found = [
        (told["request_id"], row.account_id, iso(row.at or work.now))
        for row, told in map(read, rows)
        if not isinstance(told, Unreadable) and told["request_id"] in request_ids
    ]
    if not found:
        return
    columns = (("id", BigId), ("account_id", String), ("at", Moment))
    told = spread(work.dialect, found, *columns).subquery("told")
    r = request.c
    linked = select(link.c.family_id).where(
        link.c.account_id == told.c.account_id, link.c.state == "active"
    )
    theirs = (r.account_id == told.c.account_id) | r.family_id.in_(linked)
    still = r.status.in_([str(status) for status in OPEN])
    work.run(
        update(request)
        .where(r.id == told.c.id, theirs, still, r.withdrawn_at.is_(None))
        .values(withdrawn_at=told.c.at, version=r.version + 1)
    )


def take_in_replies(work: Work, rows: Sequence[Incoming], early: set[int]) -> int:
    """Take these in; how many made no sense. `early` gathers those that come before their request."""
    early.clear()
    pairs = [read(row) for row in rows]
    odd = [(row, found) for row, found in pairs if isinstance(found, Unreadable)]
    withdrawn, told = [], []
    for row, found in pairs:
        if isinstance(found, Unreadable):
            continue
        if row.kind == "request_withdrawn":
            withdrawn.append((row, found["request_id"]))
        else:
            told.append((row, found))
    more, left = _withdraw(work, withdrawn)
    odd += more + _read_messages(work, told)
    early.update(row.id for row in left)
    mark_taken(work, portal_in_event, [row.id for row in rows if row.id not in early])
    return refuse(work, odd)


def _withdraw(
    work: Work, asked: Sequence[tuple[Incoming, int]]
) -> tuple[list[tuple[Incoming, Unreadable]], list[Incoming]]:
    """Withdraw what still can be: the events that make no sense, and those that come too early."""
    if not asked:
        return [], []
    known = _requests(work, {request_id for _, request_id in asked})
    coming = _not_taken_in(work, {request_id for _, request_id in asked} - known.keys())
    families = families_of(work, sorted({row.account_id or "" for row, _ in asked}))
    odd: list[tuple[Incoming, Unreadable]] = []
    early: list[Incoming] = []
    fresh: dict[int, Withdrawal] = {}
    late: dict[int, str] = {}
    for row, request_id in asked:
        found, account_id = known.get(request_id), row.account_id or ""
        if found is None:
            if request_id in coming:
                early.append(row)
            else:
                odd.append((row, Unreadable(UNKNOWN_REQUEST)))
        elif found.account_id != account_id and found.family_id not in families.get(account_id, ()):
            odd.append((row, Unreadable(OTHERS_REQUEST)))
        elif found.status in OPEN:
            at = row.at or work.now
            fresh.setdefault(
                request_id, Withdrawal(request_id, account_id, at, found.slot_id, found.child_id)
            )
        elif found.status != Status.WITHDRAWN:
            late[request_id] = found.status
    _carry_out(work, list(fresh.values()))
    _say_too_late(work, late)
    return odd, early


def _requests(work: Work, ids: Iterable[int]) -> dict[int, Row[Any]]:
    """Held until the end of the work: an agent who answers at the same moment waits, or made us wait."""
    r = request.c
    asked = among(work.dialect, r.id, ids)
    slots = select(r.slot_id).where(asked, r.slot_id.is_not(None))
    moves.lock(work, [row.slot_id for row in work.rows(slots)])
    query = select(r.id, r.status, r.account_id, r.family_id, r.slot_id, r.child_id)
    query = query.where(asked).order_by(r.id)
    if work.dialect == "postgresql":
        query = query.with_for_update()
    return {row.id: row for row in work.rows(query)}


def _not_taken_in(work: Work, ids: Iterable[int]) -> set[int]:
    p = portal_in_request.c
    query = select(p.id).where(among(work.dialect, p.id, ids), p.taken_in_at.is_(None))
    return {row.id for row in work.rows(query)} if ids else set()


def _carry_out(work: Work, withdrawals: Sequence[Withdrawal]) -> None:
    if not withdrawals:
        return
    from_slots = [
        Withdrawn(one.request_id, one.slot_id, one.child_id, one.account_id)
        for one in withdrawals
        if one.slot_id and one.child_id
    ]
    slots = {one.slot_id for one in from_slots}
    rows = [(one.request_id, iso(one.at)) for one in withdrawals]
    told = spread(work.dialect, rows, ("id", BigId), ("at", Moment)).subquery("told")
    work.run(
        update(request)
        .where(request.c.id == told.c.id)
        .values(
            status=str(Status.WITHDRAWN),
            withdrawn_at=func.coalesce(request.c.withdrawn_at, told.c.at),
            decided_at=work.now,
            decided_by=None,
            rule_id=None,
            message=None,
            public_reason=None,
            version=request.c.version + 1,
        )
    )
    ids = [one.request_id for one in withdrawals]
    # A place on the waiting list was an answer; it is in force no more.
    work.run(
        update(decision)
        .where(among(work.dialect, decision.c.request_id, ids), decision.c.effective)
        .values(effective=False)
    )
    moves.withdraw(work, from_slots)
    documents.withdraw(work, ids)
    work.record_many(Topic.REQUESTS, "withdraw", ids)
    work.record_many(Topic.PLANNING, "withdraw", [0] if slots else [])
    promote(work, slots)


def _say_too_late(work: Work, late: dict[int, str]) -> None:
    rows = [(key, work.now, TOO_LATE, status, TOO_LATE_WORDS) for key, status in late.items()]
    insert_rows(work, request_history, ("request_id", "at", "label", "status", "message"), rows)
    work.record_many(Topic.REQUESTS, "withdraw_too_late", late)


def _read_messages(
    work: Work, told: Sequence[tuple[Incoming, dict[str, Any]]]
) -> list[tuple[Incoming, Unreadable]]:
    """Messages up to the instant the family read them; those written since stay unread."""
    everything = {row.account_id or "": row.at or work.now for row, found in told if found["all"]}
    named = [(row, ids) for row, found in told if (ids := found["request_ids"])]
    r = request.c
    owners = {
        row.id: row.account_id
        for row in work.rows(
            select(r.id, r.account_id).where(
                among(work.dialect, r.id, {key for _, ids in named for key in ids})
            )
        )
    } if named else {}  # fmt: skip
    odd, seen = [], []
    for row, ids in named:
        mine = [key for key in ids if owners.get(key) == row.account_id]
        seen += [(row.account_id, key, iso(row.at or work.now)) for key in mine]
        if len(mine) < len(ids):
            odd.append((row, Unreadable(OTHERS_REQUEST)))
    _mark_read(work, [(account_id, None, iso(at)) for account_id, at in everything.items()])
    _mark_read(work, seen)
    return odd


def _mark_read(work: Work, rows: Sequence[tuple[str | None, int | None, str]]) -> None:
    if not rows:
        return
    told = spread(
        work.dialect, rows, ("account_id", String), ("request_id", BigId), ("at", Moment)
    ).subquery("told")
    r, h = request.c, request_history.c
    last = (
        select(r.id, func.max(h.id).label("last"))
        .join(
            told,
            and_(
                told.c.account_id == r.account_id,
                (told.c.request_id.is_(None)) | (told.c.request_id == r.id),
            ),
        )
        .join(request_history, and_(h.request_id == r.id, h.at <= told.c.at, h.id > r.read_up_to))
        .group_by(r.id)
        .subquery("last")
    )
    work.run(update(request).where(request.c.id == last.c.id).values(read_up_to=last.c.last))
    work.record(Topic.REQUESTS, "read_messages", 0)
