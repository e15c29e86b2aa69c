"""What the detail's pieces are given: checks, places by week, moments of the thread."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from backoffice.inbox.reading import DayPlace, Detail, Event, EventKind
from backoffice.inbox.workflow import DECIDABLE
from ui import labels
from ui.inbox import words
from ui.kit.french import day, plural
from ui.kit.pieces import Check, Moment, Places

if TYPE_CHECKING:
    from backoffice.inbox.advice import Advice

NOT_HERE = "La décision de cette demande se prend hors de ce programme pour l’instant."


def checks(advice: Advice) -> list[Check]:
    return [
        Check(words.advice(str(one.level)), one.label, one.sentence, key=one.key)
        for one in advice.checks
    ]


def places(days: Sequence[DayPlace]) -> list[tuple[str, list[Places]]]:
    """By week; days without a limit have no bar to draw."""
    limited = [one for one in days if one.capacity is not None]
    return [
        (f"Semaine {week}", [_place(one) for one in found])
        for (_year, week), found in groupby(limited, lambda one: one.day.isocalendar()[:2])
    ]


def _place(one: DayPlace) -> Places:
    asked = plural(one.pending, "demande en attente", "demandes en attente") if one.pending else ""
    waiting = f"{one.waiting} en liste d'attente" if one.waiting else ""
    note = ", ".join(filter(None, (asked, waiting, one.closed_reason)))
    return Places(day(one.day, month=False), one.taken, one.capacity or 0, note)


def events(found: Sequence[Event]) -> list[Moment]:
    return [_moment(one) for one in found]


def _moment(one: Event) -> Moment:
    several = f" ({one.requests} demandes)" if one.requests > 1 else ""
    what = labels.EVENT[one.kind] if one.kind is EventKind.MESSAGE and one.who else one.label
    if one.kind is EventKind.MESSAGE and one.label != "Message du service":
        what = one.label
    return Moment(
        words.moment(one.at), what + several, one.who, one.words, one.kind is EventKind.NOTE
    )


def not_here(found: Detail) -> str:
    return NOT_HERE if any(one.kind not in DECIDABLE for one in found.lines) else ""


def no_mail(found: Detail) -> str:
    """Told before answering: the family may never hear of it otherwise."""
    if not found.seen:
        return ""
    silent = found.no_mail_when_accepted, found.no_mail_when_refused
    match silent:
        case (True, True):
            what = "ni les acceptations ni les refus"
        case (True, False):
            what = "pas les acceptations"
        case (False, True):
            what = "pas les refus"
        case _:
            return ""
    return f"Cette famille ne reçoit {what} par courriel."
