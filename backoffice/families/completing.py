"""What a double knew goes to the one who stays: empty fields, health, what is asked, links, tax data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import insert, select, update

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import editing, fields
from backoffice.families.changes import told
from backoffice.families.held import BANK, TAX, Values, current, in_force
from backoffice.families.tables import asked_field, field_change, tax_record

# Never guessed from another dossier: who one is, what one agreed to, where one is billed.
_OWN = frozenset({"last_name", "first_name", "is_payer", *BANK})


def complete(work: Work, subject: str, doubles: Mapping[int, int]) -> list[int]:
    """Fill what is empty, and add what must not be lost of health; the numbers of the changes."""
    if not doubles:
        return []
    held = current(work, subject, [*doubles, *doubles.values()])
    wanted = [
        editing.Change(subject, stays, found)
        for goes, stays in doubles.items()
        if (found := dict(_missing(subject, held[goes], held[stays])))
    ]
    before = work.scalar(select(field_change.c.id).order_by(field_change.c.id.desc()).limit(1)) or 0
    editing.change_all(work, wanted)
    c = field_change.c
    mine = select(c.id).where(
        c.id > before, c.subject == subject, among(work.dialect, c.subject_id, doubles.values())
    )
    return [row.id for row in work.rows(mine.order_by(c.id))]


def _missing(subject: str, double: Values, stays: Values) -> Iterator[tuple[str, Any]]:
    for one in fields.of(subject):
        theirs, ours = double.get(one.name), stays.get(one.name)
        if one.name in _OWN or one.name not in stays or not theirs or theirs == ours:
            continue
        if one.name in fields.LISTS:
            here = list(ours or ())
            known = {fields.item(one.name, each) for each in here}
            more = [each for each in theirs if fields.item(one.name, each) not in known]
            if more:
                yield one.name, [*here, *more]
        elif one.name == "care_plan" or (ours is None and _fits(one, stays)):
            yield one.name, theirs


def _fits(one: fields.Field, stays: Values) -> bool:
    """An address is taken whole, or not at all."""
    if not one.block.endswith("address"):
        return True
    prefix = "secondary_" if one.block == "secondary_address" else ""
    return all(stays.get(f"{prefix}{name}") is None for name in ("street", "postcode", "city"))


def follow_pending(work: Work, doubles: Mapping[str, Mapping[int, int]]) -> list[list[int]]:
    """What families ask to change of a double, they ask of the one who stays; row, double, other."""
    a = asked_field.c
    found: list[list[int]] = []
    for subject, same in doubles.items():
        if not same:
            continue
        query = select(a.id, a.subject_id, a.field, a.item).where(
            a.subject == subject, a.state == "pending", among(work.dialect, a.subject_id, same)
        )
        held = current(work, subject, same.values())
        for row in work.rows(query):
            stays = same[row.subject_id]
            words = told(row.field, subject, _value(held[stays], row.field, row.item))
            work.run(
                update(asked_field)
                .where(a.id == row.id)
                .values(subject_id=stays, current_text=words)
            )
            found.append([row.id, row.subject_id, stays])
    return found


def _value(held: Values, name: str, item: str) -> Any:
    if name not in fields.LISTS:
        return held.get(name)
    return next((one for one in held[name] if fields.item(name, one) == item), None)


def copy_tax(work: Work, kept_id: int, merged_id: int, guardians: Mapping[int, int]) -> int | None:
    """Tax data in force, where the kept dossier has none."""
    t = tax_record.c
    found = {
        row.family_id: row
        for row in work.rows(
            in_force(work.today, among(work.dialect, t.family_id, [kept_id, merged_id]))
        )
    }
    if kept_id in found or merged_id not in found:
        return None
    row = found[merged_id]._mapping  # noqa: SLF001  a public name of SQLAlchemy
    names = ("valid_from", "source", "evidence", *TAX)
    values = {name: row[name] for name in names}
    who = values["beneficiary_guardian_id"]
    values["beneficiary_guardian_id"] = guardians.get(who, who)
    query = insert(tax_record).values(
        family_id=kept_id, recorded_at=work.now, recorded_by=work.agent.id or None, **values
    )
    return int(work.run(query.returning(t.id)).scalar_one())
