"""What dossiers hold now, field by field, in the form `families.fields` says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, Table, and_, func, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import fields
from backoffice.families.tables import (
    bank_account,
    child,
    contact,
    family,
    guardian,
    tax_record,
    vaccination,
)

TABLES: Mapping[str, Table] = {
    "guardian": guardian, "child": child, "contact": contact, "family": family,
}  # fmt: skip
BANK = tuple(one.name for one in fields.of("guardian", "bank"))
TAX = tuple(one.name for one in fields.of("family", "tax"))
Values = dict[str, Any]
Holding = dict[int, Values]


def current(work: Work, subject: str, ids: Iterable[int]) -> Holding:
    """Of each of these that is still there, every field with what it holds.

    Lists hold their elements in an order that does not change by itself.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    held = _columns(work, subject, wanted)
    if subject == "guardian":
        _add_banks(work, held)
    elif subject == "child":
        _add_vaccinations(work, held)
    elif subject == "family":
        _add_tax(work, held)
    return held


def columns_of(subject: str) -> tuple[str, ...]:
    """The fields that are columns of the subject's own table."""
    return tuple(one.name for one in fields.of(subject) if one.name in TABLES[subject].c)


def plain(value: Any) -> Any:
    """As JSON holds it; an empty word is nothing."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def in_force(day: date, family_id: Any = None) -> Select[Any]:
    """The tax records in force on a day: of each family the latest begun and not cancelled."""
    t = tax_record.c
    ranked = select(
        t.id,
        func.row_number()
        .over(partition_by=t.family_id, order_by=(t.valid_from.desc(), t.id.desc()))
        .label("place"),
    ).where(t.cancelled_at.is_(None), t.valid_from <= day)
    if family_id is not None:
        ranked = ranked.where(family_id)
    last = ranked.subquery("last")
    return select(tax_record).join(last, and_(last.c.id == t.id, last.c.place == 1))


def open_accounts(work: Work, guardian_ids: Collection[int]) -> dict[int, Row[Any]]:
    """The open account of each guardian who has one; never its IBAN but masked."""
    b = bank_account.c
    query = select(
        b.id, b.guardian_id, b.holder, b.iban_masked, b.bic, b.opened_at, b.request_id
    ).where(among(work.dialect, b.guardian_id, guardian_ids), b.closed_at.is_(None))
    return {row.guardian_id: row for row in work.rows(query)}


def vaccination_of(row: Any) -> Values:
    return {"vaccine": row.vaccine, "date": plain(row.given_on), "booster": plain(row.booster_on)}


def _columns(work: Work, subject: str, ids: Collection[int]) -> Holding:
    table, names = TABLES[subject], columns_of(subject)
    query = select(table.c.id, *(table.c[name] for name in names))
    query = query.where(among(work.dialect, table.c.id, ids))
    return {
        row[0]: {name: plain(value) for name, value in zip(names, row[1:], strict=True)}
        for row in work.rows(query)
    }


def _add_banks(work: Work, held: Holding) -> None:
    accounts = open_accounts(work, held)
    for guardian_id, values in held.items():
        found = accounts.get(guardian_id)
        shown = (found.holder, found.iban_masked, found.bic) if found else (None, None, None)
        values.update(zip(BANK, shown, strict=True))


def _add_vaccinations(work: Work, held: Holding) -> None:
    v = vaccination.c
    for values in held.values():
        values["vaccinations"] = []
    query = select(v.child_id, v.vaccine, v.given_on, v.booster_on)
    query = query.where(among(work.dialect, v.child_id, held))
    for row in work.rows(query.order_by(v.given_on, v.vaccine, v.id)):
        held[row.child_id]["vaccinations"].append(vaccination_of(row))


def _add_tax(work: Work, held: Holding) -> None:
    for values in held.values():
        values.update(dict.fromkeys(TAX))
    query = in_force(work.today, among(work.dialect, tax_record.c.family_id, held))
    for row in work.rows(query):
        held[row.family_id].update({name: plain(row._mapping[name]) for name in TAX})  # noqa: SLF001
