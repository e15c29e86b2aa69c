"""What can be done about a slot, by what it is and by the day it is."""

from __future__ import annotations

from datetime import date

from backoffice.inbox.workflow import Kind
from backoffice.planning.grid import Head
from backoffice.planning.slots import NOT_RESERVED, STILL_RESERVED, SlotStatus

S = SlotStatus
PENDING = (S.RESERVATION_PENDING, S.ABSENCE_PENDING, S.CANCELLATION_PENDING, S.WAITLISTED)
REFUSED = (S.RESERVATION_REFUSED, S.ABSENCE_REFUSED)


def asks(head: Head | None, status: SlotStatus | None, today: date) -> dict[str, Kind]:
    """What the family may ask of this slot at the counter: action name to kind of request."""
    if head is None or status is None or head.closed_reason or head.day < today:
        return {}
    if status in NOT_RESERVED:
        return {"reserve": Kind.RESERVATION}
    if status in (S.ABSENT, S.ABSENT_INVOICED):
        return {"reserve": Kind.ABSENCE_CANCELLATION}
    if status in STILL_RESERVED:
        return {"declare_absence": Kind.ABSENCE, "cancel": Kind.RESERVATION_CANCELLATION}
    return {}


def marks(head: Head | None, status: SlotStatus | None, today: date) -> frozenset[str]:
    """What attendance allows, once the day has come."""
    if head is None or status is None or head.day > today:
        return frozenset()
    if status in STILL_RESERVED:
        return frozenset({"mark_present", "mark_no_show"})
    if status is S.FREE and not head.closed_reason:
        return frozenset({"mark_present"})
    if status is S.ABSENT_INVOICED:
        return frozenset({"justify"})
    return frozenset()
