"""Carrying out accepted enrolments, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, delete, func, select

from backoffice.activities.tables import opening_period
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.facts import Asked
from backoffice.kernel.calendar import mask_of, school_year
from backoffice.planning.tables import enrolment, reservation, slot

EVERY_DAY = range(1, 8)


def enrol(work: Work, asked: Sequence[Asked]) -> dict[int, int]:
    """Make the enrolments asked for; the enrolment made for each request.

    Without an end, an enrolment lasts as long as the activity is open, or the school year; without
    days, it is for every day of the activity.
    """
    if not asked:
        return {}
    ends = _ends(work, {row.activity_id for row in asked})
    made: dict[int, int] = {}
    for row in asked:
        last = row.ends_on or max(ends.get(row.activity_id, row.starts_on), row.starts_on)
        values = {
            "child_id": row.child_id,
            "family_id": row.family_id,
            "activity_id": row.activity_id,
            "starts_on": row.starts_on,
            "ends_on": last
            if row.ends_on or row.activity_id in ends
            else school_year(row.starts_on)[1],
            "weekdays": mask_of((row.details or {}).get("weekdays") or EVERY_DAY),
        }
        made[row.id] = work.add(enrolment, **values)
    return made


def _ends(work: Work, activity_ids: set[int]) -> dict[int, date]:
    p = opening_period.c
    query = select(p.activity_id, func.max(p.ends_on)).where(
        among(work.dialect, p.activity_id, activity_ids)
    )
    return {row[0]: row[1] for row in work.rows(query.group_by(p.activity_id))}


def in_use(work: Work, enrolment_ids: Sequence[int]) -> set[int]:
    """Those under which something was already asked or reserved."""
    e = enrolment.c
    query = (
        select(e.id)
        .join(
            slot,
            and_(slot.c.activity_id == e.activity_id, slot.c.day.between(e.starts_on, e.ends_on)),
        )
        .join(
            reservation,
            and_(reservation.c.slot_id == slot.c.id, reservation.c.child_id == e.child_id),
        )
        .where(among(work.dialect, e.id, enrolment_ids))
    )
    return {row.id for row in work.rows(query.distinct())}


def take_back(work: Work, enrolment_ids: Sequence[int]) -> None:
    work.run(delete(enrolment).where(among(work.dialect, enrolment.c.id, enrolment_ids)))
