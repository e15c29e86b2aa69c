"""The journal in rows an agent can read: who did what, when, to how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from backoffice.agents.tables import agent
from backoffice.database.journal import journal, journal_seal
from backoffice.database.work import Work
from backoffice.history import words
from backoffice.inbox.tables import rule
from backoffice.kernel.calendar import at
from backoffice.kernel.permissions import SYSTEM, Permission
from backoffice.kernel.topics import Topic

WINDOW = 500  # units of work read at once: their rows stand side by side in the journal


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    topic: Topic | None = None
    agent_id: int | None = None
    since: date | None = None
    until: date | None = None
    request_id: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing done in one go, to one or to many."""

    id: int
    key: tuple[int]
    at: datetime
    who: str
    topic: Topic
    sentence: str
    subject: str
    detail: str
    count: int
    request_id: int | None


def page(
    work: Work, wanted: HistoryFilter, after: tuple[int] | None, size: int
) -> list[HistoryRow]:
    """The latest first; `after` is the key of the last row shown."""
    work.require(Permission.HISTORY_READ)
    found: list[HistoryRow] = []
    top = after[0] if after else None
    while len(found) < size and (first := _window(work, top)) is not None:
        inside = (
            [journal.c.id >= first] if top is None else [journal.c.id >= first, journal.c.id < top]
        )
        found += _read(work, wanted, inside, size - len(found))
        top = first
    return found


def authors(work: Work) -> tuple[tuple[int, str], ...]:
    """Who may have done something: for the list of the filter."""
    work.require(Permission.HISTORY_READ)
    found = work.rows(select(agent.c.id, agent.c.name).order_by(func.lower(agent.c.name)))
    return tuple((int(id_), str(name)) for id_, name in found)


def _window(work: Work, below: int | None) -> int | None:
    """The id from which the last units of work before `below` begin; None when there is none."""
    seals = select(journal_seal.c.first_id).order_by(journal_seal.c.rank.desc()).limit(WINDOW)
    if below is not None:
        seals = seals.where(journal_seal.c.first_id < below)
    first: int | None = work.scalar(select(func.min(seals.subquery().c.first_id)))
    return first


def _read(
    work: Work, wanted: HistoryFilter, inside: list[ColumnElement[bool]], size: int
) -> list[HistoryRow]:
    j = journal.c
    grouped = (
        select(
            func.min(j.id).label("id"),
            func.count().label("many"),
            func.min(j.at).label("at"),
            func.max(j.subject_id).label("subject_id"),
            j.topic,
            j.action,
            func.max(j.agent_id).label("agent_id"),
            func.max(j.login).label("login"),
        )
        .where(*inside, *_conditions(wanted))
        .group_by(j.work_id, j.topic, j.action)
        .order_by(func.min(j.id).desc())
        .limit(size)
        .subquery("done")
    )
    query: Select[Any] = (
        select(grouped, agent.c.name, j.detail)
        .join(journal, j.id == grouped.c.id)
        .outerjoin(agent, agent.c.id == grouped.c.agent_id)
        .order_by(grouped.c.id.desc())
    )
    rows = work.rows(query)
    rules = _rules(work, [row.detail for row in rows])
    return [_row(row, rules) for row in rows]


def _conditions(wanted: HistoryFilter) -> list[ColumnElement[bool]]:
    j = journal.c
    # A planning row about nobody only wakes the screens: the request's own row says what was done.
    found: list[ColumnElement[bool]] = [not_(and_(j.topic == Topic.PLANNING, j.subject_id == 0))]
    if wanted.topic is not None:
        found.append(j.topic == wanted.topic)
    if wanted.agent_id is not None:
        mine = j.agent_id == wanted.agent_id
        found.append(mine if wanted.agent_id != SYSTEM.id else or_(mine, j.agent_id.is_(None)))
    if wanted.since is not None:
        found.append(j.at >= at(wanted.since, time()))
    if wanted.until is not None:
        found.append(j.at < at(wanted.until + timedelta(days=1), time()))
    if wanted.request_id is not None:
        found += [j.topic == Topic.REQUESTS, j.subject_id == wanted.request_id]
    return found


def _rules(work: Work, details: list[Any]) -> dict[int, str]:
    named = {told["rule"] for told in details if isinstance(told, dict) and told.get("rule")}
    if not named:
        return {}
    found = work.rows(select(rule.c.id, rule.c.name).where(rule.c.id.in_(named)))
    return {int(id_): str(name) for id_, name in found}


def _row(row: Any, rules: dict[int, str]) -> HistoryRow:
    topic, told = Topic(row.topic), row.detail if isinstance(row.detail, dict) else {}
    one = row.many == 1 and topic is Topic.REQUESTS and row.subject_id >= words.FIRST_REFERENCE
    by_rule = rules.get(told.get("rule") or 0, "")
    return HistoryRow(
        id=row.id,
        key=(row.id,),
        at=row.at,
        who=f"Règle « {by_rule} »"
        if by_rule
        else row.name or row.login or SYSTEM.name.capitalize(),
        topic=topic,
        sentence=words.sentence(topic, row.action, row.many),
        subject=words.subject(topic, row.subject_id, row.many),
        detail=words.detail(told),
        count=row.many,
        request_id=row.subject_id if one else None,
    )
