"""Places that are made, and given in the same work to the children who waited for one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

from sqlalchemy import select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.promotion import Given, promote
from backoffice.kernel.permissions import Permission
from backoffice.planning import opening, places, zone
from backoffice.planning.moves import lock
from backoffice.planning.opening import Impact
from backoffice.planning.places import PlacesChanged
from backoffice.planning.tables import slot
from backoffice.planning.zone import ZoneChanged

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Offered(Generic[T]):
    """What a change did, or would do, and the places it gave to those who waited."""

    change: T
    given: Given
    dry_run: bool

    @property
    def sentence(self) -> str:
        """« 3 enfants de la liste d’attente ont obtenu une place. »; empty when nobody got one."""
        return self.given.sentence(yet=not self.dry_run)


def set_capacity(
    work: Work,
    activity_id: int,
    version: int,
    capacity: int | None,
    *,
    overbook_reason: str = "",
    dry_run: bool = False,
) -> Offered[PlacesChanged]:
    """Change an activity's places; those it makes are given to who waits."""
    work.require(Permission.ACTIVITY_EDIT)
    return _offering(
        work,
        places.days_that_follow(work, activity_id),
        lambda: places.set_capacity(
            work, activity_id, version, capacity, overbook_reason=overbook_reason
        ),
        dry_run=dry_run,
    )


def set_day_capacity(
    work: Work,
    slot_id: int,
    version: int,
    capacity: int | None,
    *,
    overbook_reason: str = "",
    dry_run: bool = False,
) -> Offered[PlacesChanged]:
    """Change the places of one day; those it makes are given to who waits."""
    work.require(Permission.PLANNING_EDIT)
    return _offering(
        work,
        [slot_id],
        lambda: places.set_day_capacity(
            work, slot_id, version, capacity, overbook_reason=overbook_reason
        ),
        dry_run=dry_run,
    )


def reopen_days(work: Work, closure_id: int, *, dry_run: bool = False) -> Offered[Impact]:
    """End a closure; the places of the days it opens are given to who waits."""
    work.require(Permission.ACTIVITY_EDIT)
    days = opening.closed_days(work, closure_id)
    return _offering(work, days, lambda: opening.reopen_days(work, closure_id), dry_run=dry_run)


def set_school_zone(work: Work, wanted: str, *, dry_run: bool = False) -> Offered[ZoneChanged]:
    """Move the school holidays; the places of the days this opens again are given to who waits."""
    work.require(Permission.SETTINGS_EDIT)
    days = opening.closed_days(work)
    return _offering(work, days, lambda: zone.set_school_zone(work, wanted), dry_run=dry_run)


def _offering(
    work: Work, slot_ids: Collection[int], change: Callable[[], T], *, dry_run: bool
) -> Offered[T]:
    """Hold the slots, change them, give the places that are more than before.

    Where nothing grew, nobody is given a place: an agent may have wanted them to wait.
    """
    told = len(work.entries)
    attempt = work.connection.begin_nested()
    lock(work, slot_ids)
    before = _room(work, slot_ids)
    changed = change()
    after = _room(work, slot_ids)
    grown = [one for one, room in after.items() if room > before[one]]
    given = promote(work, grown, agent_id=work.agent.id or None)
    if dry_run:
        attempt.rollback()
        del work.entries[told:]
    else:
        attempt.commit()
    return Offered(changed, given, dry_run)


def _room(work: Work, slot_ids: Collection[int]) -> dict[int, float]:
    """How many more children each slot may take; none where it is closed."""
    s = slot.c
    query = select(s.id, s.capacity, s.taken, s.closed_reason).where(
        among(work.dialect, s.id, slot_ids)
    )
    return {
        row.id: 0 if row.closed_reason else _left(row.capacity, row.taken)
        for row in work.rows(query)
    }


def _left(capacity: int | None, taken: int) -> float:
    return inf if capacity is None else max(0, capacity - taken)
