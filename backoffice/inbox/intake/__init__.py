"""Taking in what the portal wrote: in order, each row once, whichever program is running.

A pass is one transaction. What an account became comes first, then what it asks, then, once all is
asked, what families do about requests already sent. A row nobody can understand is closed with a reason and listed; it
never stops the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backoffice.database.errors import translated
from backoffice.database.work import Work
from backoffice.inbox.intake import secrets
from backoffice.inbox.intake.facts import refuse, take_in_facts, wipe
from backoffice.inbox.intake.judge import blank, judge
from backoffice.inbox.intake.known import know
from backoffice.inbox.intake.replies import KINDS as REPLIES
from backoffice.inbox.intake.replies import hold_withdrawn, take_in_replies
from backoffice.inbox.intake.write import list_anomalies, write_down
from backoffice.kernel.errors import NotAllowed, Unavailable
from backoffice.kernel.permissions import Permission
from backoffice.portal import incoming
from backoffice.portal.incoming import Incoming, mark_taken
from backoffice.portal.payloads import Asked, read_request
from backoffice.portal.shapes import Unreadable
from backoffice.portal.tables import portal_in_event, portal_in_request
from backoffice.subscribers import services as subscribers

__all__ = ["Taken", "is_waiting", "take_in"]

INTAKE_LOCK = 0x696E7461  # "inta"


@dataclass(frozen=True, slots=True)
class Taken:
    """What one pass took in. `left`: there is more for the next; `busy`: another program is at it."""

    requests: int = 0
    events: int = 0
    anomalies: int = 0
    left: bool = False
    busy: bool = False


def is_waiting(work: Work) -> bool:
    """Whether a pass would find something; asks nothing of those who write."""
    work.require(Permission.INTAKE)
    return incoming.is_waiting(work)


def take_in(work: Work, limit: int = 2000) -> Taken:
    """One pass of at most `limit` rows of each sort."""
    work.require(Permission.INTAKE)
    if not _my_turn(work):
        return Taken(busy=True)
    # Requests are held first: what an account became before it asked is then there to be read, and
    # so is any withdrawal that was sent before they were held.
    rows = incoming.waiting_requests(work, limit)
    facts = incoming.waiting_events(work, limit, but=REPLIES)
    anomalies = _carefully(work, facts, take_in_facts, _give_up_event)
    events = len(facts)
    if events == limit:
        return Taken(0, events, anomalies, left=True)
    if rows:
        anomalies += _carefully(work, rows, _take_in_requests, _give_up_request)
    else:
        # In a work of their own: slots are then held once, in their order, as agents hold them.
        replies = incoming.waiting_events(work, limit, only=REPLIES)
        early: set[int] = set()
        anomalies += _carefully(
            work, replies, partial(take_in_replies, early=early), _give_up_event
        )
        events += len(replies) - len(early)
    done = len(rows) + events
    return Taken(len(rows), events, anomalies, left=done > 0 and incoming.is_waiting(work))


def _my_turn(work: Work) -> bool:
    """One program at a time, so that rows are taken in their order. On SQLite, the writer's turn."""
    if work.dialect == "sqlite":
        return True
    return bool(work.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": INTAKE_LOCK}))


def _take_in_requests(work: Work, rows: Sequence[Incoming]) -> int:
    asked = [_read(row) for row in rows]
    accounts = {row.account_id for row in rows if row.account_id is not None}
    subscribers.meet(work, accounts)
    known = know(work, [one for one in asked if not isinstance(one, Unreadable)], accounts)
    drafts = [judge(row, one, known, work.now) for row, one in zip(rows, asked, strict=True)]
    odd = write_down(work, drafts)
    secrets.wipe(work, rows)
    hold_withdrawn(work, {row.id for row in rows})
    return odd


def _read(row: Incoming) -> Asked | Unreadable:
    if row.flaw is not None:
        return row.flaw
    try:
        return read_request(row.kind, row.payload)
    except Unreadable as flaw:
        return flaw


def _carefully(
    work: Work,
    rows: Sequence[Incoming],
    take: Callable[[Work, Sequence[Incoming]], int],
    give_up: Callable[[Work, Incoming, str], None],
) -> int:
    """Take the rows as one set; if that fails in a way nobody foresaw, find the culprits by halves."""
    if not rows:
        return 0
    cause = ""
    for _ in range(2 if len(rows) == 1 else 1):  # a colleague's simultaneous change passes
        entries = len(work.entries)
        try:
            with work.connection.begin_nested():
                return take(work, rows)
        except Exception as error:
            del work.entries[entries:]
            if _is_the_world(error):
                raise
            cause = f"erreur interne ({type(error).__name__})"
    if len(rows) == 1:
        give_up(work, rows[0], cause)
        return 1
    half = len(rows) // 2
    halves = (rows[:half], rows[half:])
    return sum(_carefully(work, part, take, give_up) for part in halves)


def _is_the_world(error: Exception) -> bool:
    """A lost connection, a full disk, a missing right: no row's fault, and another pass will do."""
    if isinstance(error, DBAPIError):
        error = translated(error)
    return isinstance(error, Unavailable | NotAllowed)


def _give_up_request(work: Work, row: Incoming, cause: str) -> None:
    """The least that can be kept of a row: closed and listed; if even that fails, listed."""
    entries = len(work.entries)
    try:
        with work.connection.begin_nested():
            write_down(work, [blank(row, work.now, Unreadable(cause))])
            secrets.wipe(work, [row])
    except Exception as error:
        del work.entries[entries:]
        if _is_the_world(error):
            raise
        list_anomalies(work, "request", [(row.id, row.account_id, row.kind, Unreadable(cause))])
        mark_taken(work, portal_in_request, [row.id])


def _give_up_event(work: Work, row: Incoming, cause: str) -> None:
    wipe(work, [row])
    refuse(work, [(row, Unreadable(cause))])
    mark_taken(work, portal_in_event, [row.id])
