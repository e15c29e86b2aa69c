"""Two dossiers of one family made one: what would move, moved, and taken back.

Who is the same person on both sides is said by the agent, from what looks alike. Their double stays
in the closed dossier; all that was theirs goes to the dossier that is kept. What is written for good
(bank accounts, notes, tax data) stays where it was, and is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from backoffice.agents.tables import agent
from backoffice.database.work import Work
from backoffice.families import joining, parting, queries
from backoffice.families.queries import ChildCard, FamilyCard, GuardianCard
from backoffice.families.resemblance import Sought, resemble, sought
from backoffice.families.tables import family, family_merge
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic

_SAME_GUARDIAN, _SAME_CHILD = 40, 60  # of a hundred
CHANGED = "Un de ces dossiers vient d’être modifié par un collègue. Relisez l’aperçu."


class Side(NamedTuple):
    """A dossier as the agent saw it."""

    family_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """`guardians` and `children`: of the dossier to close, who is whom in the one that is kept."""

    kept: Side
    merged: Side
    guardians: Mapping[int, int]
    children: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would move. With an `obstacle`, nothing can; `notes` are what stays behind."""

    kept: FamilyCard
    merged: FamilyCard
    guardians: Mapping[int, int]
    children: Mapping[int, int]
    moves: tuple[str, ...]  # « 12 demandes »
    notes: tuple[str, ...]
    obstacle: str = ""

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            Side(self.kept.id, self.kept.version),
            Side(self.merged.id, self.merged.version),
            self.guardians,
            self.children,
        )


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A merge that is in force, as the kept dossier tells it."""

    id: int
    merged_id: int
    label: str
    at: datetime
    who: str


def preview(
    work: Work,
    kept_id: int,
    merged_id: int,
    guardians: Mapping[int, int] | None = None,
    children: Mapping[int, int] | None = None,
) -> Preview:
    """What would become of two dossiers; who is whom is guessed where the agent has not said it."""
    work.require(Permission.FAMILY_MERGE)
    kept, merged = queries.card(work, kept_id), queries.card(work, merged_id)
    if kept is None or merged is None:
        raise Refused("Ce dossier n’existe pas.")
    same_guardians, same_children = guardians, children
    if same_guardians is None:
        same_guardians = _doubles(kept.guardians, merged.guardians, _SAME_GUARDIAN)
    if same_children is None:
        same_children = _doubles(kept.children, merged.children, _SAME_CHILD)
    plan = joining.plan(work, kept, merged, same_guardians, same_children)
    return Preview(
        kept, merged, same_guardians, same_children, plan.moves, plan.notes, plan.obstacle
    )


def merge(work: Work, wanted: Wanted) -> int:
    """Make them one, as the preview said; the number of this merge, by which it is undone."""
    work.require(Permission.FAMILY_MERGE)
    _hold(work, wanted.kept, wanted.merged)
    kept, merged = (queries.card(work, side.family_id) for side in (wanted.kept, wanted.merged))
    assert kept is not None  # noqa: S101  held above
    assert merged is not None  # noqa: S101
    plan = joining.plan(work, kept, merged, wanted.guardians, wanted.children)
    if plan.obstacle:
        raise Refused(plan.obstacle)
    moved = joining.carry_out(work, plan)
    merge_id = work.add(
        family_merge,
        kept_id=kept.id,
        merged_id=merged.id,
        at=work.now,
        agent_id=work.agent.id or None,
        moved=moved,
    )
    work.record(Topic.FAMILIES, "merge_families", kept.id, merged=merged.id)
    return merge_id


def undo_merge(work: Work, merge_id: int) -> None:
    """Open the closed dossier again with all that came from it; what came since stays."""
    work.require(Permission.FAMILY_MERGE)
    m = family_merge.c
    found = work.first(select(family_merge).where(m.id == merge_id))
    if found is None or found.undone_at is not None:
        raise OutOfDate("Cette réunion a déjà été annulée.")
    _hold_open(work, [found.kept_id])
    parting.take_back(work, found.kept_id, found.merged_id, found.moved)
    mine = family_merge.update().where(m.id == merge_id, m.undone_at.is_(None))
    if not work.run(mine.values(undone_at=work.now, undone_by=work.agent.id or None)).rowcount:
        raise OutOfDate("Cette réunion a déjà été annulée.")
    work.record(Topic.FAMILIES, "undo_merge", found.kept_id, merged=found.merged_id)


def merges(work: Work, family_id: int) -> tuple[MergeLine, ...]:
    """The dossiers this one took in, the last first."""
    work.require(Permission.FAMILY_READ)
    m = family_merge.c
    query = (
        select(m.id, m.merged_id, family.c.label, m.at, agent.c.name)
        .join(family, family.c.id == m.merged_id)
        .outerjoin(agent, agent.c.id == m.agent_id)
        .where(m.kept_id == family_id, m.undone_at.is_(None))
        .order_by(m.id.desc())
    )
    return tuple(
        MergeLine(row.id, row.merged_id, row.label, row.at, row.name or "")
        for row in work.rows(query)
    )


def _doubles(
    kept: Sequence[GuardianCard | ChildCard], merged: Sequence[GuardianCard | ChildCard], least: int
) -> dict[int, int]:
    """Each with its likeliest double, the surest first; a child of both households is itself."""
    here, there = ({one.id: _sought(one) for one in side} for side in (kept, merged))
    scores = sorted(
        (-resemble(one, other).score, merged_id, kept_id)
        for merged_id, one in there.items()
        for kept_id, other in here.items()
        if merged_id not in here and kept_id not in there
    )
    found: dict[int, int] = {}
    for score, merged_id, kept_id in scores:
        if -score >= least and merged_id not in found and kept_id not in found.values():
            found[merged_id] = kept_id
    return found


def _sought(one: GuardianCard | ChildCard) -> Sought:
    return sought("child" if isinstance(one, ChildCard) else "guardian", asdict(one))


def _hold(work: Work, kept: Side, merged: Side) -> None:
    if kept.family_id == merged.family_id:
        raise Refused("Choisissez deux dossiers différents.")
    seen = {side.family_id: side.version for side in (kept, merged)}
    if _hold_open(work, list(seen)) != seen:
        raise OutOfDate(CHANGED)


def _hold_open(work: Work, ids: Sequence[int]) -> dict[int, int]:
    """Their versions, held in one order for everyone; refused when one is closed."""
    f = family.c
    query = select(f.id, f.version, f.closed_at).where(f.id.in_(ids)).order_by(f.id)
    rows = work.rows(query if work.dialect == "sqlite" else query.with_for_update())
    if any(row.closed_at is not None for row in rows) or len(rows) < len(ids):
        raise Refused("Un de ces dossiers est clos : il a déjà été réuni à un autre, ou repris.")
    return {row.id: row.version for row in rows}
