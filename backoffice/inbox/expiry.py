"""What time closes by itself: days that passed without an answer, absences of nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.closing import Closing, close
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import BUILT_IN, PENDING, RESERVING, Kind, Rule, Status
from backoffice.planning import moves
from backoffice.planning.moves import Actor, Move
from backoffice.planning.slots import NOT_RESERVED, SlotEvent, SlotStatus
from backoffice.planning.tables import reservation

CHUNK = 1000
_PASSED = (
    "La date demandée est passée sans que le service ait pu vous répondre. "
    "Nous vous prions de nous en excuser."
)
_STILL_FULL = "Aucune place ne s’est libérée avant la date demandée."
_NOTHING = "Cette réservation n’existe plus : il n’y avait rien à changer."


def expire(work: Work) -> int:
    """Close what no answer can serve any more; how many requests were closed.

    A reservation whose day has passed is « sans objet » (Z-8); one that waited for a place is
    refused. Absences and cancellations are never closed by time, since they bear on the bill, but
    are void once the reservation they are about is gone (SEED-118).
    """
    closed = 0
    while rows := _passed(work):
        closed += _close_passed(work, rows)
    while orphans := _orphans(work):
        close(work, [Closing(row.id, Status.VOID, _NOTHING) for row in orphans], Rule.NOTHING_TO_DO)
        closed += len(orphans)
    return closed


def _passed(work: Work) -> Sequence[Row[tuple[int, str, str]]]:
    query = (
        select(request.c.id, request.c.status)
        .where(
            request.c.kind.in_([str(kind) for kind in RESERVING]),
            request.c.status.in_([*map(str, PENDING), str(Status.WAITLISTED)]),
            request.c.withdrawn_at.is_(None),
            request.c.starts_on < work.today,
        )
        .order_by(request.c.id)
        .limit(CHUNK)
    )
    return work.rows(query if work.dialect == "sqlite" else query.with_for_update(skip_locked=True))


def _close_passed(work: Work, rows: Sequence[Row[tuple[int, str, str]]]) -> int:
    ids = [row.id for row in rows]
    held = work.rows(
        select(reservation.c.id, reservation.c.status).where(
            among(work.dialect, reservation.c.request_id, ids),
            reservation.c.status.in_(
                [str(SlotStatus.RESERVATION_PENDING), str(SlotStatus.WAITLISTED)]
            ),
        )
    )
    moves.move(
        work,
        [Move(row.id, _event(row.status), SlotStatus.RESERVATION_REFUSED) for row in held],
        Actor("rule", rule_id=BUILT_IN[Rule.DATE_PASSED]),
    )
    waiting = [row for row in rows if row.status == Status.WAITLISTED]
    late = [row for row in rows if row.status != Status.WAITLISTED]
    close(work, [Closing(row.id, Status.REFUSED, _STILL_FULL) for row in waiting], Rule.DATE_PASSED)
    close(work, [Closing(row.id, Status.VOID, _PASSED) for row in late], Rule.DATE_PASSED)
    return len(rows)


def _event(status: str) -> SlotEvent:
    return SlotEvent.EXPIRE if status == SlotStatus.WAITLISTED else SlotEvent.REFUSE


def _orphans(work: Work) -> Sequence[Row[tuple[int]]]:
    """Absences and cancellations whose slot holds nothing to change any more."""
    gone = [str(status) for status in NOT_RESERVED]
    query = (
        select(request.c.id)
        .outerjoin(
            reservation,
            (reservation.c.slot_id == request.c.slot_id)
            & (reservation.c.child_id == request.c.child_id),
        )
        .where(
            request.c.kind.in_([str(Kind.ABSENCE), str(Kind.RESERVATION_CANCELLATION)]),
            request.c.status.in_([str(status) for status in PENDING]),
            request.c.withdrawn_at.is_(None),
            (reservation.c.id.is_(None)) | reservation.c.status.in_(gone),
        )
        .order_by(request.c.id)
        .limit(CHUNK)
    )
    locked = query.with_for_update(skip_locked=True, of=request)
    return work.rows(query if work.dialect == "sqlite" else locked)
