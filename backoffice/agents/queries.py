"""Who works here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import column, func, select, table

from backoffice.agents.tables import agent, agent_facility
from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission, Role

_facility = table("facility", column("id"), column("label"))  # of a higher slice: only its names


@dataclass(frozen=True, slots=True)
class AgentRow:
    """One agent, as the list shows them. `facilities` are the sites of a site manager."""

    id: int
    version: int
    login: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None
    facilities: tuple[str, ...] = ()


def list_agents(work: Work, *, disabled: bool = True) -> tuple[AgentRow, ...]:
    """Everyone, in the order of their names; those who left last."""
    work.require(Permission.AGENT_MANAGE)
    shown = select(agent).order_by(agent.c.disabled_at.is_not(None), func.lower(agent.c.name))
    if not disabled:
        shown = shown.where(agent.c.disabled_at.is_(None))
    sites: dict[int, list[str]] = {}
    named = (
        select(agent_facility.c.agent_id, _facility.c.label)
        .join(_facility, _facility.c.id == agent_facility.c.facility_id)
        .order_by(_facility.c.label)
    )
    for agent_id, label in work.rows(named):
        sites.setdefault(agent_id, []).append(label)
    return tuple(
        AgentRow(
            row.id, row.version, row.login, row.name, Role(row.role),
            row.created_at, row.disabled_at, tuple(sites.get(row.id, ())),
        )
        for row in work.rows(shown)
    )  # fmt: skip


def facilities(work: Work) -> tuple[tuple[int, str], ...]:
    """The sites an agent can be given."""
    work.require(Permission.AGENT_MANAGE)
    found = work.rows(select(_facility.c.id, _facility.c.label).order_by(_facility.c.label))
    return tuple((int(id_), str(label)) for id_, label in found)
