"""What an agent asks on behalf of a family, at the counter or on the phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select

from backoffice.activities.tables import activity
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import child, family_child
from backoffice.inbox.tables import request, submission
from backoffice.inbox.workflow import ASKED_STATUS, RESERVING, SLOT_KINDS, Kind, Status, queue_of
from backoffice.kernel.calendar import short_day
from backoffice.kernel.errors import Refused
from backoffice.planning import moves
from backoffice.planning.moves import Ask
from backoffice.planning.slots import ARROWS, SlotEvent, SlotStatus
from backoffice.planning.tables import reservation, slot
from backoffice.portal.tables import portal_in_request
from backoffice.portal.words import KINDS
from backoffice.subscribers.tables import link

_NOBODY = "service"  # the family has no account on the portal


def type_in(
    work: Work, kind: Kind, child_id: int, activity_id: int, days: Sequence[date], words: str
) -> tuple[int, ...]:
    """Write the requests as the portal would have, marked as typed by this agent; their numbers.

    Raises Refused when the kind is not about a slot, when a day is not one of the activity's, or
    when the slot's present state leaves nothing to ask.
    """
    if kind not in SLOT_KINDS or not days:
        raise Refused("Choisissez au moins un jour et ce que demande la famille.")
    where = _activity(work, activity_id)
    who = _family(work, child_id)
    slots = _slots(work, activity_id, days)
    held = _held(work, child_id, [row.id for row in slots.values()])
    _check(kind, slots, held)
    account_id = _account(work, who.family_id)
    line = _line(work, kind, child_id, where, who.family_id, account_id, days)
    ids = [
        _append(work, kind, child_id, activity_id, day, words, account_id or _NOBODY)
        for day in days
    ]
    common: dict[str, Any] = {
        "submission_id": line,
        "account_id": account_id,
        "family_id": who.family_id,
        "child_id": child_id,
        "activity_id": activity_id,
        "facility_id": where.facility_id,
        "kind": str(kind),
        "status": str(Status.TRANSMITTED),
        "origin": "agent",
        "typed_by": work.agent.id or None,
        "details": {},
        "family_words": words or None,
        "submitted_at": work.now,
        "taken_in_at": work.now,
    }
    work.run(
        insert(request),
        [
            {
                **common,
                "id": request_id,
                "slot_id": slots[day].id,
                "starts_on": day,
                "description": f"{KINDS[kind]} : {where.label}, le {short_day(day)}".replace(
                    "'", "’"
                ),
            }
            for request_id, day in zip(ids, days, strict=True)
        ],
    )
    moves.ask(
        work,
        [
            Ask(
                slots[day].id, child_id, who.family_id, ASKED_STATUS[kind], request_id,
                account_id, work.agent.id or None, work.now,
            )
            for request_id, day in zip(ids, days, strict=True)
        ],
    )  # fmt: skip
    return tuple(ids)


def _check(kind: Kind, slots: dict[date, Row[Any]], held: dict[int, SlotStatus]) -> None:
    for day, at in slots.items():
        status = held.get(at.id, SlotStatus.FREE)
        if (status, SlotEvent.ASK, ASKED_STATUS[kind]) not in ARROWS:
            told = "déjà réservé ou demandé" if kind in RESERVING else "sans réservation à changer"
            raise Refused(f"Le {short_day(day)} : {told}. Retirez ce jour, puis recommencez.")


def _activity(work: Work, activity_id: int) -> Row[Any]:
    query = select(activity.c.id, activity.c.label, activity.c.facility_id)
    found = work.first(query.where(activity.c.id == activity_id))
    if found is None:
        raise Refused("Cette activité n’existe plus.")
    work.require_facility(found.facility_id)
    return found


def _family(work: Work, child_id: int) -> Row[Any]:
    query = select(family_child.c.family_id).join(child, child.c.id == family_child.c.child_id)
    found = work.first(query.where(child.c.id == child_id).order_by(family_child.c.family_id))
    if found is None:
        raise Refused("Cet enfant n’est rattaché à aucune famille.")
    return found


def _slots(work: Work, activity_id: int, days: Sequence[date]) -> dict[date, Row[Any]]:
    query = select(slot.c.id, slot.c.day).where(
        slot.c.activity_id == activity_id,
        slot.c.day.in_(list(days)),
        slot.c.closed_reason.is_(None),
    )
    found = {row.day: row for row in work.rows(query)}
    if missing := [day for day in days if day not in found]:
        raise Refused(f"L’activité n’est pas ouverte le {short_day(missing[0])}.")
    moves.lock(work, [row.id for row in found.values()])
    return found


def _held(work: Work, child_id: int, slot_ids: Sequence[int]) -> dict[int, SlotStatus]:
    query = select(reservation.c.slot_id, reservation.c.status).where(
        reservation.c.child_id == child_id, among(work.dialect, reservation.c.slot_id, slot_ids)
    )
    return {row.slot_id: SlotStatus(row.status) for row in work.rows(query)}


def _account(work: Work, family_id: int) -> str | None:
    query = select(link.c.account_id).where(link.c.family_id == family_id, link.c.state == "active")
    found = work.scalar(query.order_by(link.c.linked_at, link.c.id).limit(1))
    return str(found) if found else None


def _line(
    work: Work,
    kind: Kind,
    child_id: int,
    where: Row[Any],
    family_id: int,
    account_id: str | None,
    days: Sequence[date],
) -> int:
    return work.add(
        submission,
        account_id=account_id,
        batch=work.id if len(days) > 1 else None,
        family_id=family_id,
        child_id=child_id,
        activity_id=where.id,
        facility_id=where.facility_id,
        queue=str(queue_of(kind)),
        kind=str(kind),
        submitted_at=work.now,
        first_day=min(days),
        last_day=max(days),
    )


def _append(
    work: Work, kind: Kind, child_id: int, activity_id: int, day: date, words: str, account_id: str
) -> int:
    """A reference of the same series as those of the portal, already taken in."""
    payload = {"child_id": child_id, "activity_id": activity_id, "date": day.isoformat()}
    return work.add(
        portal_in_request,
        account_id=account_id,
        batch=work.id,
        kind=str(kind),
        payload={**payload, "reason" if kind is Kind.ABSENCE else "note": words},
        submitted_at=work.now,
        taken_in_at=work.now,
    )
