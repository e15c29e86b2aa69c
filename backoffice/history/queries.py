"""The journal in rows an agent can read: who did what, when, to how many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, not_, or_, select

from backoffice.agents.tables import agent
from backoffice.database import checks
from backoffice.database.checks import Breach, Head
from backoffice.database.journal import journal, journal_seal
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.history import subjects, words
from backoffice.history.subjects import Done, Subject
from backoffice.inbox.tables import decision, request, rule
from backoffice.kernel.calendar import at
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM, Permission
from backoffice.kernel.topics import Topic

_NOTED = re.compile(r"(\d{1,18}):([0-9a-fA-F]{64})")
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
    subject: Subject
    detail: str
    count: int


@dataclass(frozen=True, slots=True)
class Soundness:
    """What the base was found to be: nothing broken, or what is."""

    breaches: tuple[Breach, ...]
    head: str  # the end of the journal's chain, to be noted outside the base
    at: datetime


def page(
    work: Work, wanted: HistoryFilter, after: tuple[int] | None, size: int
) -> list[HistoryRow]:
    """The latest first; `after` is the key of the last row shown."""
    work.require(Permission.HISTORY_READ)
    found: list[Row[Any]] = []
    top = after[0] if after else None
    if wanted.request_id is not None:  # few rows, found by their index
        below = [] if top is None else [journal.c.id < top]
        return _rows(work, _read(work, wanted, below, size))
    while len(found) < size and (first := _window(work, top)) is not None:
        inside = (
            [journal.c.id >= first] if top is None else [journal.c.id >= first, journal.c.id < top]
        )
        found += _read(work, wanted, inside, size - len(found))
        top = first
    return _rows(work, found)


def soundness(work: Work, anchor: str = "") -> Soundness:
    """Every promise of the base, checked now; with `anchor`, also that the journal still holds it."""
    work.require(Permission.HISTORY_READ)
    known = _anchor(anchor)
    return Soundness(tuple(checks.check(work, known)), str(checks.head(work)), work.now)


def head(work: Work) -> str:
    """The end of the chain today, « rang:empreinte »."""
    work.require(Permission.HISTORY_READ)
    return str(checks.head(work))


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


def _anchor(noted: str) -> Head | None:
    typed = "".join(noted.split())
    if not typed:
        return None
    if not (found := _NOTED.fullmatch(typed)):
        raise Refused(
            "Ce repère est incomplet : il s’écrit « rang:empreinte », par exemple 128:9f3a…."
        )
    return Head(int(found[1]), found[2].lower())


def _read(
    work: Work, wanted: HistoryFilter, inside: list[ColumnElement[bool]], size: int
) -> list[Row[Any]]:
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
    return list(work.rows(query))


def _rows(work: Work, found: Sequence[Row[Any]]) -> list[HistoryRow]:
    """With the names of those who did it and of what it was done to, a set at a time."""
    rules = _rules(work, found)
    single = [_done(row) for row in found if row.many == 1]
    named = subjects.named(work, single)
    return [_row(row, rules, named) for row in found]


def _done(row: Row[Any]) -> tuple[Topic, str, int]:
    return Topic(row.topic), row.action, row.subject_id


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
        line = (
            select(request.c.submission_id)
            .where(request.c.id == wanted.request_id)
            .scalar_subquery()
        )
        about_line = and_(j.subject_id == line, j.action.in_(subjects.LINES))
        found += [j.topic == Topic.REQUESTS, or_(j.subject_id == wanted.request_id, about_line)]
    return found


def _rules(work: Work, found: Sequence[Row[Any]]) -> dict[int, str]:
    """The rule that answered, by row of the journal: told by the row itself, or by the decisions."""
    told = {row.id: dict(row.detail) for row in found if isinstance(row.detail, dict)}
    operations = {
        str(told[row.id]["operation"])
        for row in found
        if row.agent_id is None and told.get(row.id, {}).get("operation")
    }
    by_operation = _rule_of(work, operations)
    rule_ids = {
        id_: one.get("rule") or by_operation.get(str(one.get("operation")))
        for id_, one in told.items()
    }
    wanted = {id_ for id_ in rule_ids.values() if id_}
    if not wanted:
        return {}
    rows = work.rows(select(rule.c.id, rule.c.name).where(rule.c.id.in_(wanted)))
    names = {int(id_): str(name) for id_, name in rows}
    return {id_: names[one] for id_, one in rule_ids.items() if one in names}


def _rule_of(work: Work, operations: set[str]) -> dict[str, int]:
    if not operations:
        return {}
    d = decision.c
    query = (
        select(d.operation_id, func.min(d.rule_id))
        .where(among(work.dialect, d.operation_id, sorted(operations)), d.rule_id.is_not(None))
        .group_by(d.operation_id)
    )
    return {operation: int(rule_id) for operation, rule_id in work.rows(query)}


def _row(row: Any, rules: dict[int, str], named: dict[Done, Subject]) -> HistoryRow:
    topic, told = Topic(row.topic), row.detail if isinstance(row.detail, dict) else {}
    by_rule = rules.get(row.id, "")
    return HistoryRow(
        id=row.id,
        key=(row.id,),
        at=row.at,
        who=f"Règle « {by_rule} »" if by_rule else _author(row),
        topic=topic,
        sentence=words.sentence(topic, row.action, row.many),
        subject=named.get(_done(row)) or subjects.several(*_done(row), row.many),
        detail=words.detail(told),
        count=row.many,
    )


def _author(row: Row[Any]) -> str:
    """The agent; the program itself, whoever's PC it ran on, when no agent asked for it."""
    return str(row.name or row.login) if row.agent_id else SYSTEM.name.capitalize()
