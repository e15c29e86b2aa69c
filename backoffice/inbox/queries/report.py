"""What became of each request of a batch, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from backoffice.activities.tables import activity, facility
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import child, family
from backoffice.inbox import reporting
from backoffice.inbox.decide import Outcome
from backoffice.inbox.tables import request
from backoffice.kernel.permissions import Permission
from backoffice.kernel.spreadsheet import Cell
from backoffice.portal.words import KINDS, UNKNOWN_KIND

HEAD: tuple[Cell, ...] = (
    "Demande", "Nature", "Enfant", "Famille", "Activité", "Établissement", "Jour", "Résultat",
    "Précision",
)  # fmt: skip


def rows_of(work: Work, outcomes: Sequence[Outcome]) -> list[tuple[Cell, ...]]:
    """One row for each outcome, in its order, under `HEAD`."""
    work.require(Permission.REQUEST_READ)
    r = request.c
    query = (
        select(
            r.id, r.kind, child.c.first_name, child.c.last_name, family.c.label,
            activity.c.label, facility.c.label, r.starts_on,
        )
        .outerjoin(child, child.c.id == r.child_id)
        .outerjoin(family, family.c.id == r.family_id)
        .outerjoin(activity, activity.c.id == r.activity_id)
        .outerjoin(facility, facility.c.id == r.facility_id)
        .where(among(work.dialect, r.id, [one.request_id for one in outcomes]))
    )  # fmt: skip
    if work.agent.facilities is not None:
        query = query.where(among(work.dialect, r.facility_id, sorted(work.agent.facilities)))
    known = {row[0]: row[1:] for row in work.rows(query)}
    rows: list[tuple[Cell, ...]] = []
    for one in outcomes:
        kind, first, last, home, what, where, day = known.get(one.request_id, ("",) + (None,) * 6)
        name = f"{first} {last}" if first is not None else ""
        said = KINDS.get(kind, UNKNOWN_KIND[1]).replace("'", "’") if kind else ""
        told = reporting.one(one), one.sentence
        rows.append((one.request_id, said, name, home, what, where, day, *told))
    return rows
