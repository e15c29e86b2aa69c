"""What happened to accounts: taken in before the requests that these accounts make."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, update

from backoffice.database.work import Work
from backoffice.inbox.intake.write import list_anomalies
from backoffice.kernel.topics import Topic
from backoffice.portal.incoming import Incoming, mark_taken
from backoffice.portal.payloads import read_event
from backoffice.portal.shapes import Unreadable, parse
from backoffice.portal.tables import portal_in_event
from backoffice.subscribers import services as subscribers
from backoffice.subscribers.services import AccountFact
from backoffice.subscribers.tries import tried

ABOUT_ACCOUNTS = frozenset({"account_created", "account_activated", "account_closed", "signed_in"})
SUBSCRIPTIONS = frozenset({"subscribe_by_code", "subscribe_by_invoice"})
SECRETS = ("code", "personal_code")

Read = tuple[Incoming, dict[str, Any] | Unreadable]


def read(row: Incoming) -> Read:
    if row.flaw is not None:
        return row, row.flaw
    try:
        return row, read_event(row.kind, row.payload)
    except Unreadable as flaw:
        return row, flaw


def refuse(work: Work, odd: Sequence[tuple[Incoming, Unreadable]]) -> int:
    """List for agents the events nobody could understand."""
    list_anomalies(work, "event", [(row.id, row.account_id, row.kind, flaw) for row, flaw in odd])
    return len(odd)


def take_in_facts(work: Work, rows: Sequence[Incoming]) -> int:
    """Take these events in; how many could not be understood."""
    pairs = [read(row) for row in rows]
    good = [(row, found) for row, found in pairs if not isinstance(found, Unreadable)]
    # In their order: a link serves from the sign-in that follows it, not from the one before.
    for links, run in groupby(good, key=lambda pair: pair[0].kind in SUBSCRIPTIONS):
        (_link if links else _tell)(work, list(run))
    wipe(work, rows)
    # Payments are carried out by a capability to come.
    paid = [row.id for row, _ in good if row.kind == "online_payment"]
    work.record_many(Topic.SUBSCRIBERS, "online_payment", paid)
    mark_taken(work, portal_in_event, [row.id for row in rows])
    return refuse(work, [(row, found) for row, found in pairs if isinstance(found, Unreadable)])


def _tell(work: Work, good: Sequence[tuple[Incoming, dict[str, Any]]]) -> None:
    subscribers.tell(
        work,
        [
            AccountFact(row.account_id or "", row.kind, row.at or work.now, found)
            for row, found in good
            if row.kind in ABOUT_ACCOUNTS
        ],
    )
    subscribers.prefer(
        work,
        [(row.account_id or "", found) for row, found in good if row.kind == "preferences_set"],
    )


def _link(work: Work, good: Sequence[tuple[Incoming, dict[str, Any]]]) -> None:
    subscribers.subscribe(
        work,
        [
            tried(row.account_id or "", min(row.at or work.now, work.now), row.kind, found)
            for row, found in good
        ],
    )


def wipe(work: Work, rows: Sequence[Incoming]) -> None:
    """Codes that families typed are not kept, wherever they were typed."""
    cleared = [
        {"row_id": row.id, "kept": _without_secrets(row)}
        for row in rows
        if row.kind in SUBSCRIPTIONS or any(f'"{secret}"' in row.payload for secret in SECRETS)
    ]
    if cleared:
        work.run(
            update(portal_in_event)
            .where(portal_in_event.c.id == bindparam("row_id"))
            .values(payload=bindparam("kept", type_=portal_in_event.c.payload.type)),
            cleared,
        )


def _without_secrets(row: Incoming) -> dict[str, Any]:
    try:
        found = parse(row.payload)
    except Unreadable:
        return {}
    return {key: value for key, value in found.items() if key not in SECRETS}
