"""Filters agents keep, for themselves or for everyone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, or_, select

from backoffice.agents.tables import agent, saved_filter
from backoffice.database.work import Work
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """`wanted` is what the screen wrote; it reads it back without trust."""

    id: int
    name: str
    wanted: str
    shared: bool
    mine: bool
    owner: str


def of_screen(work: Work, screen: str) -> tuple[SavedFilter, ...]:
    """The agent's own filters first, then those that colleagues share."""
    work.require(Permission.REQUEST_READ)
    f = saved_filter.c
    query = (
        select(f.id, f.name, f.wanted, f.shared, f.agent_id, agent.c.name.label("owner"))
        .join_from(saved_filter, agent, agent.c.id == f.agent_id)
        .where(f.screen == screen, or_(f.agent_id == work.agent.id, f.shared))
        .order_by(f.name, f.id)
    )
    found = [
        SavedFilter(
            row.id, row.name, row.wanted, row.shared, row.agent_id == work.agent.id, row.owner
        )
        for row in work.rows(query)
    ]
    return tuple(sorted(found, key=lambda one: not one.mine))


def save(work: Work, name: str, screen: str, wanted: str, *, shared: bool = False) -> int:
    """Keep a filter under a name; one of the agent's with the same name is replaced."""
    work.require(Permission.REQUEST_READ)
    words = clean(name, 60)
    if not words:
        raise Refused("Donnez un nom au filtre.")
    if len(wanted) > _LONGEST:
        raise Refused("Ce filtre est trop long pour être enregistré.")
    f = saved_filter.c
    work.run(
        delete(saved_filter).where(f.agent_id == work.agent.id, f.screen == screen, f.name == words)
    )
    made = (
        insert(saved_filter)
        .values(agent_id=work.agent.id, name=words, screen=screen, wanted=wanted, shared=shared)
        .returning(f.id)
    )
    found = int(work.scalar(made))
    work.record(Topic.SETTINGS, "save_filter", found)
    return found


def forget(work: Work, filter_id: int) -> None:
    """Only its owner may."""
    work.require(Permission.REQUEST_READ)
    f = saved_filter.c
    gone = work.run(delete(saved_filter).where(f.id == filter_id, f.agent_id == work.agent.id))
    if not gone.rowcount:
        raise Refused("Ce filtre n’est pas le vôtre : seul son auteur peut le supprimer.")
    work.record(Topic.SETTINGS, "forget_filter", filter_id)
