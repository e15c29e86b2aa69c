"""The portal's words for a status, in our inks: the words and symbols come from its own views."""

from __future__ import annotations

from ui.kit.tokens import Status

SYMBOLS = {"clock": "clock", "check": "check", "calendar": "queue", "cross": "cross"}

SLOTS: dict[str, Status] = {
    "free": Status.FREE,
    "reservation_pending": Status.PENDING,
    "absence_pending": Status.PENDING,
    "cancellation_pending": Status.PENDING,
    "reserved": Status.RESERVED,
    "present": Status.RESERVED,
    "absence_refused": Status.RESERVED,
    "waitlisted": Status.WAITLISTED,
    "absent": Status.ABSENT,
    "absent_invoiced": Status.ABSENT_INVOICED,
    "reservation_refused": Status.REFUSED,
    "reservation_cancelled": Status.CANCELLED,
}

REQUESTS: dict[str, Status] = {
    "submitted": Status.PENDING,
    "transmitted": Status.PENDING,
    "info_requested": Status.PENDING,
    "waitlisted": Status.WAITLISTED,
    "accepted": Status.RESERVED,
    "partly_accepted": Status.RESERVED,
    "refused": Status.REFUSED,
    "withdrawn": Status.CANCELLED,
    "void": Status.CANCELLED,
}
