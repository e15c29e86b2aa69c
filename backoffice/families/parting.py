"""Parting two dossiers that had been joined: what came from the closed one goes back to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import belongings, editing, fields
from backoffice.families.belongings import OF_FAMILY, Belonging, Moved, hand_back
from backoffice.families.held import current
from backoffice.families.indexing import reindex, unindex
from backoffice.families.joining import Arrival
from backoffice.families.relinking import bring_back
from backoffice.families.tables import (
    asked_field,
    family,
    family_child,
    field_change,
    guardian,
    tax_record,
)

_WITH_CHILD = tuple(one for one in OF_FAMILY if one.table != "subscriber_code")


def take_back(work: Work, kept_id: int, merged_id: int, moved: Mapping[str, Any]) -> None:
    for one in belongings.ALL:
        hand_back(work, one, [Moved(*row) for row in moved["rows"].get(one.key, ())])
    _follow_children(work, kept_id, merged_id, moved["children"])
    unindex(work, "child", moved["children"], kept_id)
    _rehouse(work, kept_id, merged_id, moved)
    _part_guardians(work, kept_id, merged_id, [Arrival(*one) for one in moved["guardians"]])
    bring_back(work, kept_id, merged_id, moved["links"])
    for row_id, double, other in moved["asked"]:
        a = asked_field.c
        mine = update(asked_field).where(a.id == row_id, a.subject_id == other)
        work.run(mine.where(a.state == "pending").values(subject_id=double))
    if moved["tax"]:
        mine = update(tax_record).where(tax_record.c.id == moved["tax"])
        work.run(mine.values(cancelled_at=work.now))
    _restore(work, moved["changes"])
    opened = update(family).where(family.c.id == merged_id, family.c.merged_into == kept_id)
    work.run(opened.values(merged_into=None, closed_at=None))
    work.run(update(family).where(family.c.id == kept_id).values(label=family.c.label))
    _index(work, merged_id)


def _follow_children(work: Work, kept_id: int, merged_id: int, child_ids: Sequence[int]) -> None:
    """What was asked or reserved for these children since goes back with them."""
    for one in _WITH_CHILD:
        about = Belonging(one.table, "child_id")
        theirs = [
            row.row_id for row in belongings.rows_of(work, about, dict.fromkeys(child_ids, 0))
        ]
        since = [
            Moved(row.row_id, merged_id, kept_id)
            for row in belongings.rows_of(work, one, {kept_id: kept_id})
            if row.row_id in set(theirs)
        ]
        hand_back(work, one, since)


def _rehouse(work: Work, kept_id: int, merged_id: int, moved: Mapping[str, Any]) -> None:
    link = family_child.c
    here = among(work.dialect, link.child_id, moved["children"])
    work.run(delete(family_child).where(link.family_id == kept_id, here))
    back = [*moved["children"], *moved["shared"]]
    if back:
        work.run(insert(family_child), [{"family_id": merged_id, "child_id": one} for one in back])


def _part_guardians(work: Work, kept_id: int, merged_id: int, arrivals: Sequence[Arrival]) -> None:
    g = guardian.c
    for one in arrivals:
        mine = update(guardian).where(g.id == one.guardian_id, g.family_id == kept_id)
        values = {"family_id": merged_id, "rank": one.rank_before, "is_payer": one.payer_before}
        work.run(mine.values(**values))


def _restore(work: Work, change_ids: Sequence[int]) -> None:
    """Values that were filled in, where nobody has changed them since."""
    c = field_change.c
    rows = work.rows(
        select(field_change).where(among(work.dialect, c.id, change_ids)).order_by(c.id)
    )
    ids: dict[str, set[int]] = {}
    for row in rows:
        ids.setdefault(row.subject, set()).add(row.subject_id)
    held = {subject: current(work, subject, found) for subject, found in ids.items()}
    wanted: dict[tuple[str, int], dict[str, Any]] = {}
    for row in rows:
        now = held[row.subject].get(row.subject_id)
        if now is None:
            continue
        values = wanted.setdefault((row.subject, row.subject_id), {})
        if row.field in fields.LISTS:
            listed = values.get(row.field, now[row.field]) or []
            values[row.field] = [one for one in listed if one != row.after]
        elif now[row.field] == row.after:
            values[row.field] = row.before
    editing.change_all(
        work, [editing.Change(*about, values) for about, values in wanted.items() if values]
    )


def _index(work: Work, family_id: int) -> None:
    """What the dossier is found by again."""
    people = select(guardian.c.id).where(guardian.c.family_id == family_id)
    children = select(family_child.c.child_id).where(family_child.c.family_id == family_id)
    reindex(work, "family", current(work, "family", [family_id]))
    for subject, query in (("guardian", people), ("child", children)):
        ids = [row[0] for row in work.rows(query)]
        reindex(work, subject, current(work, subject, ids))
