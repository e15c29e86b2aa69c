"""Who pays for a child: by activity, by alternating week, or the payer of its household."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.tables import family_child, guardian, payer_rule
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic

WEEKS = {"odd": "semaines impaires", "even": "semaines paires"}
NOT_A_PARENT = "Le payeur d’un enfant est un responsable d’un de ses foyers."
OVERLAPS = "Un autre payeur est déjà choisi pour les mêmes jours : fermez d’abord ce choix."
IN_ORDER = "La fin vient après le début."


def week_of(day: date) -> str:
    """By the ISO number of the week; after a 53rd week, two odd ones follow each other."""
    return "odd" if day.isocalendar().week % 2 else "even"


@dataclass(slots=True)
class Payers:
    """Who pays, for some children; read once, asked for each day."""

    rules: dict[int, list[Row[Any]]] = field(default_factory=dict)
    homes: dict[int, dict[int, int | None]] = field(default_factory=dict)

    def of(
        self, child_id: int, activity_id: int, day: date, family_id: int | None = None
    ) -> int | None:
        """The guardian who pays for this child, there, that day; `family_id` says for which home
        it was reserved. The rule that says most is the one: activity and week, activity, week.
        """
        found = [rule for rule in self.rules.get(child_id, ()) if _applies(rule, activity_id, day)]
        if found:
            best = max(found, key=lambda r: (r.activity_id is not None, r.week is not None, r.id))
            return int(best.guardian_id)
        homes = self.homes.get(child_id, {})
        if family_id in homes:
            return homes[family_id]
        return next(iter(homes.values()), None)


def payers(work: Work, child_ids: Collection[int]) -> Payers:
    """The rules and the households of these children, in two queries."""
    work.require(Permission.FAMILY_READ)
    p, g, link = payer_rule.c, guardian.c, family_child.c
    found = Payers()
    rules = select(payer_rule).where(among(work.dialect, p.child_id, child_ids))
    for row in work.rows(rules.order_by(p.id)):
        found.rules.setdefault(row.child_id, []).append(row)
    homes = (
        select(link.child_id, link.family_id, g.id, g.is_payer)
        .outerjoin(guardian, g.family_id == link.family_id)
        .where(among(work.dialect, link.child_id, child_ids))
        .order_by(link.child_id, link.family_id, g.is_payer.desc(), g.rank)
    )
    for child_id, family_id, guardian_id, _ in work.rows(homes):
        found.homes.setdefault(child_id, {}).setdefault(family_id, guardian_id)
    return found


def payer_of(
    work: Work, child_ids: Collection[int], activity_id: int, day: date
) -> dict[int, int | None]:
    """The guardian who pays for each of these children, there, that day."""
    work.require(Permission.FAMILY_READ)
    known = payers(work, child_ids)
    return {child_id: known.of(child_id, activity_id, day) for child_id in child_ids}


def set_payer(
    work: Work,
    child_id: int,
    guardian_id: int,
    starts_on: date,
    *,
    ends_on: date | None = None,
    activity_id: int | None = None,
    week: str | None = None,
) -> int:
    """Choose who pays for a child from a day on: for one activity or all, one week in two or all."""
    work.require(Permission.FAMILY_EDIT)
    if week is not None and week not in WEEKS:
        raise Refused("Choisissez les semaines paires ou les semaines impaires.")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(IN_ORDER)
    if guardian_id not in _parents(work, child_id):
        raise Refused(NOT_A_PARENT)
    p = payer_rule.c
    same = select(p.id).where(
        p.child_id == child_id,
        p.activity_id.is_(None) if activity_id is None else p.activity_id == activity_id,
        p.week.is_(None) if week is None else p.week == week,
        or_(p.ends_on.is_(None), p.ends_on >= starts_on),
    )
    if ends_on is not None:
        same = same.where(p.starts_on <= ends_on)
    if work.first(same) is not None:
        raise Refused(OVERLAPS)
    values = {"activity_id": activity_id, "week": week, "starts_on": starts_on, "ends_on": ends_on}
    query = insert(payer_rule).values(child_id=child_id, guardian_id=guardian_id, **values)
    rule_id = int(work.run(query.returning(p.id)).scalar_one())
    work.record(Topic.FAMILIES, "set_payer", child_id, guardian=guardian_id)
    return rule_id


def end_payer(work: Work, rule_id: int, version: int, last_day: date) -> None:
    """The choice holds until this day; what was invoiced by it stays."""
    work.require(Permission.FAMILY_EDIT)
    row = _seen(work, rule_id, version)
    if last_day < row.starts_on:
        raise Refused(IN_ORDER)
    work.run(payer_rule.update().where(payer_rule.c.id == rule_id).values(ends_on=last_day))
    work.record(Topic.FAMILIES, "set_payer", row.child_id, guardian=row.guardian_id)


def remove_payer(work: Work, rule_id: int, version: int) -> None:
    """As if it had never been chosen: for a mistake."""
    work.require(Permission.FAMILY_EDIT)
    row = _seen(work, rule_id, version)
    work.run(delete(payer_rule).where(payer_rule.c.id == rule_id))
    work.record(Topic.FAMILIES, "remove_payer", row.child_id, guardian=row.guardian_id)


def _applies(rule: Row[Any], activity_id: int, day: date) -> bool:
    begun = rule.starts_on <= day and (rule.ends_on is None or day <= rule.ends_on)
    here = rule.activity_id in (None, activity_id)
    return begun and here and rule.week in (None, week_of(day))


def _parents(work: Work, child_id: int) -> Sequence[int]:
    query = (
        select(guardian.c.id)
        .join(family_child, family_child.c.family_id == guardian.c.family_id)
        .where(family_child.c.child_id == child_id)
    )
    rows: Iterable[Any] = work.rows(query)
    return [row.id for row in rows]


def _seen(work: Work, rule_id: int, version: int) -> Row[Any]:
    query = select(payer_rule).where(payer_rule.c.id == rule_id, payer_rule.c.version == version)
    row = work.first(query if work.dialect == "sqlite" else query.with_for_update())
    if row is None:
        raise OutOfDate("Ce choix vient d’être modifié par un collègue. Rechargez-le.")
    return row
