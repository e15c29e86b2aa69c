"""The life of a child's slot: the arrows of traceability M.2, and no other."""

from __future__ import annotations

from enum import StrEnum


class SlotStatus(StrEnum):
    """Words of the contract, plus one the portal reads as `present`."""

    FREE = "free"
    RESERVATION_PENDING = "reservation_pending"
    RESERVED = "reserved"
    PRESENT = "present"
    PRESENT_UNRESERVED = "present_unreserved"
    ABSENCE_PENDING = "absence_pending"
    CANCELLATION_PENDING = "cancellation_pending"
    WAITLISTED = "waitlisted"
    ABSENT = "absent"
    ABSENT_INVOICED = "absent_invoiced"
    RESERVATION_REFUSED = "reservation_refused"
    RESERVATION_CANCELLED = "reservation_cancelled"
    ABSENCE_REFUSED = "absence_refused"


class SlotEvent(StrEnum):
    """What moves a slot from one status to another."""

    ASK = "ask"
    ACCEPT = "accept"
    ACCEPT_INVOICED = "accept_invoiced"
    REFUSE = "refuse"
    WAITLIST = "waitlist"
    PROMOTE = "promote"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    CANCEL_BY_SERVICE = "cancel_by_service"
    MARK_PRESENT = "mark_present"
    MARK_NO_SHOW = "mark_no_show"
    JUSTIFY = "justify"
    UNDO = "undo"


S, E = SlotStatus, SlotEvent

# A refused or cancelled slot is not reserved, hence may be asked for again (Z-4); a slot whose
# absence was refused is still reserved, hence may be asked about again.
NOT_RESERVED = (S.FREE, S.RESERVATION_REFUSED, S.RESERVATION_CANCELLED)
STILL_RESERVED = (S.RESERVED, S.ABSENCE_REFUSED)

# What is counted against the capacity (headcount and meals).
COUNTED = frozenset(
    {
        S.RESERVED,
        S.PRESENT,
        S.PRESENT_UNRESERVED,
        S.ABSENCE_PENDING,
        S.CANCELLATION_PENDING,
        S.ABSENCE_REFUSED,
    }
)

Arrow = tuple[SlotStatus, SlotEvent, SlotStatus]

_ASKS: tuple[Arrow, ...] = (
    *((status, E.ASK, S.RESERVATION_PENDING) for status in NOT_RESERVED),
    (S.ABSENT, E.ASK, S.RESERVATION_PENDING),
    (S.ABSENT_INVOICED, E.ASK, S.RESERVATION_PENDING),
    *((status, E.ASK, S.ABSENCE_PENDING) for status in STILL_RESERVED),
    *((status, E.ASK, S.CANCELLATION_PENDING) for status in STILL_RESERVED),
)

_ANSWERS: tuple[Arrow, ...] = (
    (S.RESERVATION_PENDING, E.ACCEPT, S.RESERVED),
    (S.RESERVATION_PENDING, E.REFUSE, S.RESERVATION_REFUSED),
    (S.RESERVATION_PENDING, E.WAITLIST, S.WAITLISTED),
    (S.WAITLISTED, E.PROMOTE, S.RESERVED),
    (S.WAITLISTED, E.EXPIRE, S.RESERVATION_REFUSED),
    (S.WAITLISTED, E.REFUSE, S.RESERVATION_REFUSED),
    (S.ABSENCE_PENDING, E.ACCEPT, S.ABSENT),
    (S.ABSENCE_PENDING, E.ACCEPT_INVOICED, S.ABSENT_INVOICED),
    (S.ABSENCE_PENDING, E.REFUSE, S.ABSENCE_REFUSED),
    (S.CANCELLATION_PENDING, E.ACCEPT, S.RESERVATION_CANCELLED),
    (S.CANCELLATION_PENDING, E.REFUSE, S.RESERVED),
)

# A family that withdraws finds its slot as it was before it asked.
_WITHDRAWALS: tuple[Arrow, ...] = (
    *(
        (pending, E.WITHDRAW, before)
        for pending in (S.RESERVATION_PENDING, S.WAITLISTED)
        for before in (*NOT_RESERVED, S.ABSENT, S.ABSENT_INVOICED)
    ),
    *(
        (pending, E.WITHDRAW, before)
        for pending in (S.ABSENCE_PENDING, S.CANCELLATION_PENDING)
        for before in STILL_RESERVED
    ),
)

_BY_THE_SERVICE: tuple[Arrow, ...] = (
    *((status, E.CANCEL_BY_SERVICE, S.RESERVATION_CANCELLED) for status in STILL_RESERVED),
    *((status, E.MARK_PRESENT, S.PRESENT) for status in STILL_RESERVED),
    *((status, E.MARK_NO_SHOW, S.ABSENT_INVOICED) for status in STILL_RESERVED),
    (S.FREE, E.MARK_PRESENT, S.PRESENT_UNRESERVED),
    (S.ABSENT_INVOICED, E.JUSTIFY, S.ABSENT),
)

# Taking an answer back: each answer's arrow, walked the other way.
_UNDONE: tuple[Arrow, ...] = tuple(
    (after, E.UNDO, before) for before, _event, after in (*_ANSWERS, *_BY_THE_SERVICE)
)

ARROWS: frozenset[Arrow] = frozenset((*_ASKS, *_ANSWERS, *_WITHDRAWALS, *_BY_THE_SERVICE, *_UNDONE))
