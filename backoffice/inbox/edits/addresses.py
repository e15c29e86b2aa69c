"""Whom a new address applies to, and from when; those to come are applied on their day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update

from backoffice.database import options
from backoffice.database.bulk import insert_rows
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import editing, fields
from backoffice.families.tables import field_change
from backoffice.inbox.edits.asked import AskedField
from backoffice.inbox.edits.choosing import Chosen
from backoffice.inbox.edits.holding import Holding
from backoffice.inbox.edits.read import Key
from backoffice.inbox.tables import decision, due_address
from backoffice.kernel.topics import Topic

BLOCKS = frozenset({"address", "secondary_address"})
COMMUNE = "commune_postcodes"  # a setting of the town: its postcodes


def is_address(one: AskedField) -> bool:
    known = fields.FIELDS.get((one.key.subject, one.key.field))
    return known is not None and known.block in BLOCKS


def targets(one: AskedField, chosen: Chosen) -> tuple[int, ...]:
    """The guardians a field of an address goes to."""
    scope = chosen.address
    return scope.guardian_ids if scope else (one.key.subject_id or 0,)


def put_off(work: Work, chosen: Chosen, decision_id: int) -> frozenset[int]:
    """Keep for their day the fields of an address to come; which they are."""
    scope = chosen.address
    if scope is None or scope.from_day <= work.today:
        return frozenset()
    later = [one for one in chosen.accept if is_address(one)]
    changes = {one.key.field: one.asked for one in later}
    names = ("decision_id", "guardian_id", "due_on", "changes")
    rows = [(decision_id, who, scope.from_day, changes) for who in scope.guardian_ids]
    insert_rows(work, due_address, names, rows if changes else [])
    return frozenset(one.id for one in later)


def apply_due(work: Work) -> int:
    """Apply the addresses whose day has come; how many.

    One that somebody has changed since it was accepted is left as it is: the newer word counts.
    """
    d = due_address.c
    query = (
        select(d.id, d.guardian_id, d.changes, decision.c.request_id, decision.c.at)
        .join(decision, decision.c.id == d.decision_id)
        .where(d.applied_at.is_(None), d.cancelled_at.is_(None), d.due_on <= work.today)
        .order_by(d.id)
    )
    query = query if work.dialect == "sqlite" else query.with_for_update(of=due_address)
    rows = work.rows(query)
    newer = {row.id for row in rows if _is_changed_since(work, row)}
    for row in rows:
        if row.id not in newer:
            editing.change(
                work, "guardian", row.guardian_id, row.changes, request_id=row.request_id
            )
    for ids, values in (
        ([row.id for row in rows if row.id not in newer], {"applied_at": work.now}),
        (sorted(newer), {"cancelled_at": work.now}),
    ):
        if ids:
            work.run(update(due_address).where(among(work.dialect, d.id, ids)).values(**values))
    done = [row.guardian_id for row in rows if row.id not in newer]
    work.record_many(Topic.FAMILIES, "apply_address", done)
    work.record_many(
        Topic.FAMILIES, "drop_address", [row.guardian_id for row in rows if row.id in newer]
    )
    return len(done)


def _is_changed_since(work: Work, row: Row[Any]) -> bool:
    c = field_change.c
    query = select(c.id).where(
        c.subject == "guardian",
        c.subject_id == row.guardian_id,
        c.field.in_(sorted(row.changes)),
        c.at > row.at,
    )
    return work.scalar(query.limit(1)) is not None


def cancel(work: Work, decision_ids: Sequence[int]) -> None:
    """Those of these decisions that are still to come will not."""
    d = due_address.c
    mine = among(work.dialect, d.decision_id, decision_ids)
    still = (mine, d.applied_at.is_(None), d.cancelled_at.is_(None))
    if work.scalar(select(d.id).where(*still).limit(1)) is not None:
        work.run(update(due_address).where(*still).values(cancelled_at=work.now))


def effects(
    work: Work, guardian_id: int, asked: Sequence[AskedField], holding: Holding
) -> list[str]:
    """What the address changes for the family: its commune, hence its tariff."""
    ours = {str(one) for one in options.read(work, COMMUNE, []) or []}
    postcode = next((one for one in asked if one.key.field == "postcode"), None)
    if not ours or postcode is None:
        return []
    before = holding.current(Key("guardian", guardian_id, "postcode")) in ours
    after = postcode.asked in ours
    if before == after:
        return ["La famille reste dans la commune." if after else "La famille reste hors commune."]
    what = "commune" if after else "hors commune"
    return [f"La famille passe au tarif {what}."]
