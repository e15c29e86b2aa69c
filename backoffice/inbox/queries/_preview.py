"""The consequences of a decision on many, in groups an agent can leave out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from backoffice.activities.tables import activity
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox import reporting
from backoffice.inbox.decide import ANSWERED, Outcome, Report
from backoffice.inbox.plan import FREED, Result, Seen
from backoffice.inbox.reading import Preview, PreviewGroup, SeenPair
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Status
from backoffice.kernel.calendar import long_day
from backoffice.planning.tables import slot

_DOABLE = frozenset(ANSWERED)
_ORDER = (
    Result.DONE, Result.PARTLY, Result.WAITLISTED, Result.FULL, Result.REFUSED, Result.NOT_YET,
    Result.WITHDRAWN, Result.ALREADY, Result.OUT_OF_DATE,
)  # fmt: skip


def preview_of(work: Work, asked: Sequence[Seen], report: Report) -> Preview:
    pairs = {seen.request_id: (seen.request_id, seen.version or 0) for seen in asked}
    alike: defaultdict[tuple[Any, ...], list[Outcome]] = defaultdict(list)
    places = _places(work, [o.request_id for o in report.outcomes if o.result is Result.WAITLISTED])
    for outcome in report.outcomes:
        alike[_group(outcome, places)].append(outcome)
    groups = [
        _told(key, outcomes, pairs, places)
        for key, outcomes in sorted(alike.items(), key=lambda item: item[0][0:2])
    ]
    return Preview(tuple(groups), report.families, report.mail_at, len(report.outcomes))


def _group(outcome: Outcome, places: dict[int, Any]) -> tuple[Any, ...]:
    """What is refused is grouped by its reason, what would wait by activity and day."""
    rank = _ORDER.index(outcome.result)
    if outcome.result is Result.WAITLISTED:
        at = places.get(outcome.request_id)
        return (rank, f"{at.day} {at.activity_id}" if at else "")
    if outcome.result is Result.DONE:
        freed = " freed" if outcome.sentence == FREED else ""
        what = outcome.slot_status or outcome.status
        return (rank, f"{outcome.status == Status.VOID} {what}{freed}")
    return (rank, outcome.sentence)


def _told(
    key: tuple[Any, ...],
    outcomes: Sequence[Outcome],
    pairs: dict[int, SeenPair],
    places: dict[int, Any],
) -> PreviewGroup:
    first = outcomes[0]
    aside = first.sentence if first.result is not Result.DONE else ""
    if first.result is Result.WAITLISTED:
        words = f"{len(outcomes)} en liste d’attente"
        if at := places.get(first.request_id):
            full = (
                f" : {max(at.taken, at.capacity)}/{at.capacity}" if at.capacity is not None else ""
            )
            aside = f"{at.label}, {_day(at.day)}{full}"
    else:
        words = reporting.sentence(outcomes)
        if first.result is Result.DONE:
            aside = _span([o.day for o in outcomes])
    return PreviewGroup(
        key=f"{first.result}_{key[1]}",
        words=words,
        aside=aside,
        seen=tuple(pairs[o.request_id] for o in outcomes),
        doable=first.result in _DOABLE,
    )


def _places(work: Work, request_ids: Sequence[int]) -> dict[int, Any]:
    if not request_ids:
        return {}
    query = (
        select(
            request.c.id, slot.c.day, slot.c.taken, slot.c.capacity,
            activity.c.id.label("activity_id"), activity.c.label,
        )
        .join_from(request, slot, slot.c.id == request.c.slot_id)
        .join(activity, activity.c.id == slot.c.activity_id)
        .where(among(work.dialect, request.c.id, request_ids))
    )  # fmt: skip
    return {row.id: row for row in work.rows(query)}


def _span(days: Sequence[date | None]) -> str:
    known = sorted(day for day in days if day is not None)
    if not known:
        return ""
    if known[0] == known[-1]:
        return _day(known[0])
    return f"du {long_day(known[0])} au {long_day(known[-1])}"


def _day(day: date) -> str:
    return f"le {long_day(day)}"
