"""What surrounds a line: the family's phones and preferences, the places, its other lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, func, select

from backoffice.activities.tables import activity
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import child, guardian
from backoffice.inbox.reading import DayPlace, Guardian, Sibling
from backoffice.inbox.tables import submission
from backoffice.inbox.workflow import Queue
from backoffice.planning.slots import SlotStatus
from backoffice.planning.tables import reservation, slot
from backoffice.subscribers.tables import preference

_SIBLINGS = 8
_DAYS = 60


def guardians(work: Work, family_id: int | None) -> tuple[Guardian, ...]:
    if family_id is None:
        return ()
    g = guardian.c
    rows = work.rows(select(guardian).where(g.family_id == family_id).order_by(g.rank))
    return tuple(
        Guardian(
            " ".join(filter(None, (row.civility, row.last_name))),
            row.capacity or "",
            tuple(dict.fromkeys(filter(None, (row.mobile, row.phone)))),
            row.email or "",
        )
        for row in rows
    )


def mails(work: Work, account_id: str | None, queue: Queue) -> tuple[bool, bool]:
    """Whether whoever asked wants to be mailed of an acceptance, of a refusal."""
    subject = {Queue.RESERVATIONS: "reservation", Queue.ABSENCES: "absence"}.get(queue)
    if account_id is None or subject is None:
        return True, True
    p = preference.c
    row = work.first(
        select(p[f"{subject}_accepted"], p[f"{subject}_refused"]).where(p.account_id == account_id)
    )
    return (True, True) if row is None else (bool(row[0]), bool(row[1]))


def places(work: Work, slot_ids: Sequence[int]) -> tuple[DayPlace, ...]:
    """The days asked for: taken, capacity, asked by others, waiting."""
    if not slot_ids:
        return ()
    r, s = reservation.c, slot.c
    pending = func.sum(case((r.status == SlotStatus.RESERVATION_PENDING, 1), else_=0))
    waiting = func.sum(case((r.status == SlotStatus.WAITLISTED, 1), else_=0))
    mine = list(dict.fromkeys(slot_ids))
    asking = (
        select(r.slot_id, pending.label("pending"), waiting.label("waiting"))
        .where(among(work.dialect, r.slot_id, mine))
        .group_by(r.slot_id)
        .subquery()
    )
    query = (
        select(s.day, s.taken, s.capacity, s.closed_reason, asking.c.pending, asking.c.waiting)
        .outerjoin(asking, asking.c.slot_id == s.id)
        .where(among(work.dialect, s.id, mine))
        .order_by(s.day)
        .limit(_DAYS)
    )
    return tuple(
        DayPlace(
            row.day,
            row.taken,
            row.capacity,
            row.pending or 0,
            row.waiting or 0,
            row.closed_reason or "",
        )
        for row in work.rows(query)
    )


def siblings(work: Work, family_id: int | None, but: int) -> tuple[tuple[Sibling, ...], int]:
    """The family's other lines that wait, and how many more there are."""
    if family_id is None:
        return (), 0
    s = submission.c
    query = (
        select(submission, child.c.first_name, activity.c.label.label("activity"))
        .outerjoin(child, child.c.id == s.child_id)
        .outerjoin(activity, activity.c.id == s.activity_id)
        .where(s.pending > 0, s.family_id == family_id, s.id != but)
        .order_by(s.submitted_at, s.id)
        .limit(_SIBLINGS + 1)
    )
    rows = work.rows(query)
    more = 0
    if len(rows) > _SIBLINGS:
        others = select(func.count()).where(s.pending > 0, s.family_id == family_id, s.id != but)
        more = int(work.scalar(others) or 0) - _SIBLINGS
    return tuple(_sibling(row) for row in rows[:_SIBLINGS]), more


def _sibling(row: Any) -> Sibling:
    return Sibling(
        row.id, row.kind, row.first_name or "", row.activity or "",
        row.first_day, row.last_day, row.requests,
    )  # fmt: skip
