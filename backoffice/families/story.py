"""The history of a dossier, field by field, the latest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, Select, or_, select

from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import fields
from backoffice.families.changes import told
from backoffice.families.reading import HistoryLine
from backoffice.families.tables import child, contact, family_child, field_change, guardian
from backoffice.kernel.permissions import SYSTEM, Permission
from backoffice.kernel.topics import Topic

HIDDEN = "masqué"
_HEALTH, _TAX = frozenset({"health", "care_plan", "vaccinations"}), frozenset({"tax"})
_Names = Mapping[tuple[str, int], str]


def history(
    work: Work, family_id: int, before: int | None = None, limit: int = 100, *, health: bool = False
) -> tuple[HistoryLine, ...]:
    """What changed in a dossier and who changed it; `before` is the last line already shown.

    `health`: whoever may see it asked for it, by `ask_health`.
    """
    work.require(Permission.FAMILY_READ)
    names = _people(work, family_id)
    hidden = _hidden_blocks(work, health=health)
    c = field_change.c
    query = (
        select(field_change, agent.c.name.label("who"))
        .outerjoin(agent, agent.c.id == c.agent_id)
        .where(_about(work, names), c.field != "removed")  # told as the child's
        .order_by(c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(c.id < before)
    return tuple(_line(row, names, hidden) for row in work.rows(query))


def ask_health(work: Work, family_id: int) -> None:
    """Before the health of its children is shown in the history; the journal says who looked."""
    work.require(Permission.HEALTH_READ)
    link = family_child.c
    children = work.rows(select(link.child_id).where(link.family_id == family_id))
    work.record_many(Topic.FAMILIES, "see_health", [row.child_id for row in children])


def _people(work: Work, family_id: int) -> _Names:
    """Everyone the dossier is or was about."""
    g, k = guardian.c, child.c
    names: dict[tuple[str, int], str] = {("family", family_id): "La famille"}
    rows = work.rows(select(g.id, g.first_name, g.last_name).where(g.family_id == family_id))
    names |= {("guardian", row.id): f"{row.first_name} {row.last_name}" for row in rows}
    kids: Select[Any] = select(k.id, k.first_name, k.last_name).join(
        family_child, family_child.c.child_id == k.id
    )
    found = work.rows(kids.where(family_child.c.family_id == family_id))
    called = {row.id: f"{row.first_name} {row.last_name}" for row in found}
    names |= {("child", child_id): who for child_id, who in called.items()}
    return names | _contacts(work, called)


def _contacts(work: Work, children: Mapping[int, str]) -> dict[tuple[str, int], str]:
    """Those there are, and those that were taken away since."""
    p, c = contact.c, field_change.c
    here = select(p.id, p.child_id, p.full_name).where(among(work.dialect, p.child_id, children))
    names = {
        ("contact", row.id): f"{row.full_name} ({children[row.child_id]})"
        for row in work.rows(here)
    }
    gone = select(c.subject_id, c.item, c.before).where(
        c.subject == "child", c.field == "contact", among(work.dialect, c.subject_id, children)
    )
    for row in work.rows(gone):
        if isinstance(row.before, dict) and "contact_id" in row.before:
            key = ("contact", row.before["contact_id"])
            names.setdefault(key, f"{row.item} ({children[row.subject_id]})")
    return names


def _about(work: Work, names: Collection[tuple[str, int]]) -> Any:
    ids: dict[str, list[int]] = {}
    for subject, subject_id in names:
        ids.setdefault(subject, []).append(subject_id)
    c = field_change.c
    return or_(
        *(
            (c.subject == subject) & among(work.dialect, c.subject_id, mine)
            for subject, mine in ids.items()
        )
    )


def _hidden_blocks(work: Work, *, health: bool) -> frozenset[str]:
    shown = health and work.agent.may(Permission.HEALTH_READ)
    hidden = frozenset() if shown else _HEALTH
    return hidden if work.agent.may(Permission.TAX_READ) else hidden | _TAX


def _line(row: Row[Any], names: _Names, hidden: Collection[str]) -> HistoryLine:
    known = fields.FIELDS.get((row.subject, row.field))
    secret = known is not None and known.block in hidden
    label = known.label if known else row.field
    if row.field == "vaccinations" and not secret:
        label = f"Vaccin {(row.after or row.before or {}).get('vaccine', '')}".strip()
    before, after = (
        HIDDEN if secret and value is not None else told(row.field, row.subject, value)
        for value in (row.before, row.after)
    )
    return HistoryLine(
        row.id, row.at, row.who or SYSTEM.name, names.get((row.subject, row.subject_id), ""), label,
        before, after, secret, row.request_id,
    )  # fmt: skip
