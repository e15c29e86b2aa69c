"""Moving children's slots from one status to another, by sets.

The caller has locked the slots and checked what it asks for; the database checks the arrow once
more, counts the places and writes the history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import String, and_, func, insert, literal, select, update

from backoffice.database.base import BigId, Moment, iso
from backoffice.database.sets import among, spread
from backoffice.database.work import Work
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.planning.tables import reservation, slot


@dataclass(frozen=True, slots=True)
class Actor:
    """Who moves a slot, as its history tells it: the family, an agent, or a rule."""

    kind: Literal["family", "service", "rule"]
    account_id: str | None = None
    agent_id: int | None = None
    rule_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A family asks something of a slot; an agent at the counter may type it for her."""

    slot_id: int
    child_id: int
    family_id: int
    status: SlotStatus  # one of the …_pending
    request_id: int
    account_id: str | None
    agent_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """One reservation to move, by which arrow and where to."""

    reservation_id: int
    event: SlotEvent
    status: SlotStatus


class Withdrawn(NamedTuple):
    """A request its family takes back, and the slot it was about."""

    request_id: int
    slot_id: int
    child_id: int
    account_id: str


def lock(work: Work, slot_ids: Iterable[int]) -> None:
    """Hold these slots until the end of the work, always taken in the same order.

    On SQLite the writing work already holds the whole base.
    """
    if work.dialect == "postgresql":
        held = select(slot.c.id).where(among(work.dialect, slot.c.id, sorted(set(slot_ids))))
        work.run(held.order_by(slot.c.id).with_for_update())


def ask(work: Work, asked: Sequence[Ask]) -> None:
    """Put the slots in the pending status asked for, as the family (or the agent for her) acts."""
    if not asked:
        return
    lines = spread(
        work.dialect,
        [
            (a.slot_id, a.child_id, a.family_id, a.status, a.request_id, a.account_id, a.agent_id, iso(a.at))
            for a in asked
        ],
        ("slot_id", BigId), ("child_id", BigId), ("family_id", BigId), ("status", String),
        ("request_id", BigId), ("account_id", String), ("agent_id", BigId), ("acted_at", Moment),
    ).subquery("asked")  # fmt: skip
    here = and_(
        reservation.c.slot_id == lines.c.slot_id, reservation.c.child_id == lines.c.child_id
    )
    known = (
        update(reservation)
        .where(here)
        .values(
            status=lines.c.status,
            event=str(SlotEvent.ASK),
            status_before=reservation.c.status,
            request_id=lines.c.request_id,
            actor="family",
            account_id=lines.c.account_id,
            agent_id=lines.c.agent_id,
            rule_id=None,
            acted_at=lines.c.acted_at,
            version=reservation.c.version + 1,
        )
    )
    work.run(known)
    columns = (
        "slot_id", "child_id", "family_id", "status", "request_id", "account_id", "agent_id", "acted_at",
        "event", "status_before", "actor",
    )  # fmt: skip
    new = select(
        *(lines.c[name] for name in columns[:8]),
        literal(str(SlotEvent.ASK)),
        literal(str(SlotStatus.FREE)),
        literal("family"),
    ).where(~select(reservation.c.id).where(here).exists())
    work.run(insert(reservation).from_select(columns, new))


def move(work: Work, moves: Sequence[Move], actor: Actor) -> None:
    """Move reservations, one statement for each (event, status) among them.

    Those that free a place go first, so that a place freed in the same work can be taken by it.
    """
    by_arrow: dict[tuple[SlotEvent, SlotStatus], list[Move]] = defaultdict(list)
    for asked in moves:
        by_arrow[asked.event, asked.status].append(asked)
    for (event, status), group in sorted(by_arrow.items(), key=lambda item: _frees(item[0][1])):
        _move_alike(work, group, event, status, actor)


def _move_alike(
    work: Work, group: Sequence[Move], event: SlotEvent, status: SlotStatus, actor: Actor
) -> None:
    values: dict[str, Any] = {
        "status": str(status),
        "event": str(event),
        "actor": actor.kind,
        "account_id": actor.account_id,
        "agent_id": actor.agent_id,
        "rule_id": actor.rule_id,
        "acted_at": work.now,
        "version": reservation.c.version + 1,
    }
    change = update(reservation).where(
        among(work.dialect, reservation.c.id, [asked.reservation_id for asked in group])
    )
    if event is SlotEvent.WAITLIST:
        values["queued_at"] = reservation.c.acted_at  # the family's turn dates from its asking
    work.run(change.values(**values))


def withdraw(work: Work, withdrawn: Sequence[Withdrawn]) -> None:
    """Give these slots back the status they had before their family asked for them."""
    if not withdrawn:
        return
    pending = [
        str(status)
        for status in (
            SlotStatus.RESERVATION_PENDING,
            SlotStatus.ABSENCE_PENDING,
            SlotStatus.CANCELLATION_PENDING,
            SlotStatus.WAITLISTED,
        )
    ]
    lines = spread(
        work.dialect,
        [tuple(one) for one in withdrawn],
        ("request_id", BigId), ("slot_id", BigId), ("child_id", BigId), ("account_id", String),
    ).subquery("withdrawn")  # fmt: skip
    work.run(
        update(reservation)
        .where(
            reservation.c.slot_id == lines.c.slot_id,
            reservation.c.child_id == lines.c.child_id,
            reservation.c.request_id == lines.c.request_id,
            reservation.c.status.in_(pending),
        )
        .values(
            status=func.coalesce(reservation.c.status_before, str(SlotStatus.FREE)),
            event=str(SlotEvent.WITHDRAW),
            actor="family",
            account_id=lines.c.account_id,
            agent_id=None,
            rule_id=None,
            acted_at=work.now,
            version=reservation.c.version + 1,
        )
    )


def _frees(status: SlotStatus) -> int:
    return 1 if status is SlotStatus.RESERVED else 0
