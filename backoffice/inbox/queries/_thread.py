"""What was said and done about a line, the latest first, with the names only agents read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.reading import Event, EventKind
from backoffice.inbox.tables import note, request, request_history, rule
from backoffice.inbox.workflow import Kind
from backoffice.portal.words import CREATED, REQUEST_STATUSES
from backoffice.subscribers.tables import account

_MOST = 500


def events(work: Work, line: Any, request_ids: Sequence[int]) -> tuple[Event, ...]:
    """Everything about these requests of `line`; what they share is told once."""
    found = [
        *_history(work, request_ids),
        *_notes(work, line.id),
        *_replies(work, line.family_id, frozenset(request_ids)),
        Event(
            line.submitted_at, EventKind.HISTORY, CREATED, line.display_name or "", "",
            max(1, len(request_ids)),
        ),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda event: event.at, reverse=True))


def _history(work: Work, request_ids: Sequence[int]) -> list[Event]:
    """A decision on ten requests is one line here, not ten."""
    h = request_history.c
    query = (
        select(
            h.at, h.label, h.status, h.message, h.public_reason,
            agent.c.name.label("agent"), rule.c.name.label("rule"),
        )
        .outerjoin(agent, agent.c.id == h.agent_id)
        .outerjoin(rule, rule.c.id == h.rule_id)
        .where(among(work.dialect, h.request_id, request_ids))
        .order_by(h.id.desc())
        .limit(_MOST)
    )  # fmt: skip
    alike: dict[tuple[Any, ...], int] = {}
    for row in reversed(work.rows(query)):
        alike[tuple(row)] = alike.get(tuple(row), 0) + 1
    return [_told(row, times) for row, times in reversed(alike.items())]


def _told(row: tuple[Any, ...], times: int) -> Event:
    at, label, status, message, reason, agent_name, rule_name = row
    words = "\n".join(dict.fromkeys(filter(None, (reason, message))))
    kind = EventKind.MESSAGE if message else EventKind.HISTORY
    who = agent_name or (f"règle « {rule_name} »" if rule_name else "")
    # A bare decision has no words of its own: the family reads its status.
    return Event(at, kind, label or REQUEST_STATUSES[status][2], who, words, times)


def _notes(work: Work, submission_id: int) -> list[Event]:
    query = (
        select(note.c.at, note.c.words, agent.c.name)
        .join_from(note, agent, agent.c.id == note.c.agent_id)
        .where(note.c.submission_id == submission_id)
        .order_by(note.c.id.desc())
        .limit(_MOST)
    )
    return [
        Event(row.at, EventKind.NOTE, "Note interne", row.name, row.words)
        for row in work.rows(query)
    ]


def _replies(work: Work, family_id: int | None, request_ids: frozenset[int]) -> list[Event]:
    """What the family wrote back: messages that name one of these requests."""
    if family_id is None:
        return []
    r = request.c
    query = (
        select(r.submitted_at, r.details, account.c.display_name)
        .outerjoin(account, account.c.id == r.account_id)
        .where(r.family_id == family_id, r.kind == Kind.CONTACT_MESSAGE)
        .order_by(r.id.desc())
        .limit(_MOST)
    )
    return [
        Event(
            row.submitted_at, EventKind.REPLY, "Réponse", row.display_name or "", _body(row.details)
        )
        for row in work.rows(query)
        if isinstance(row.details, dict) and row.details.get("in_reply_to") in request_ids
    ]


def _body(details: dict[str, Any]) -> str:
    return str(details.get("body") or "")
