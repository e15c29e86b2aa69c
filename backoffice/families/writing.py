"""Writing new values into the tables of a dossier, as sets. What changed is logged by `editing`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, update

from backoffice.database.bulk import insert_rows
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import fields
from backoffice.families.changes import Diff
from backoffice.families.held import TABLES, columns_of
from backoffice.families.tables import child, contact, vaccination

_CONTACT = ("id", "child_id", *columns_of("contact"))


def write_columns(work: Work, subject: str, changed: Mapping[int, Mapping[str, Any]]) -> None:
    """The columns of these subjects; those that change alike go together. Versions rise by themselves."""
    table, known = TABLES[subject], frozenset(columns_of(subject))
    alike: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for subject_id, values in changed.items():
        names = tuple(name for name in values if name in known)
        if names:
            row = {f"new_{name}": stored(subject, name, values[name]) for name in names}
            alike[names].append({"row_id": subject_id, **row})
    for names, rows in alike.items():
        kept = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        work.run(update(table).where(table.c.id == bindparam("row_id")).values(kept), rows)


def stored(subject: str, name: str, value: Any) -> Any:
    """As the column holds it."""
    if value is None:
        return "" if (subject, name) == ("contact", "relation") else None
    return date.fromisoformat(value) if fields.FIELDS[subject, name].kind == "date" else value


def write_vaccinations(work: Work, done: Sequence[Diff]) -> None:
    """Those taken away, then those given or whose booster moved; their children count as changed."""
    if not done:
        return
    v = vaccination.c
    gone = [
        {"who": one.subject_id, "what": one.before["vaccine"], "day": _day(one.before["date"])}
        for one in done
        if one.before is not None
    ]
    if gone:
        mine = (v.child_id == bindparam("who")) & (v.vaccine == bindparam("what"))
        work.run(delete(vaccination).where(mine, v.given_on == bindparam("day")), gone)
    rows = [
        (one.subject_id, one.after["vaccine"], _day(one.after["date"]), _day(one.after["booster"]))
        for one in done
        if one.after is not None
    ]
    insert_rows(work, vaccination, ("child_id", "vaccine", "given_on", "booster_on"), rows)
    touch(work, {one.subject_id for one in done})


def touch(work: Work, child_ids: set[int]) -> None:
    """Something the children have beside their own columns changed."""
    version = child.c.version + 1
    mine = among(work.dialect, child.c.id, sorted(child_ids))
    work.run(update(child).where(mine).values(version=version))


def write_contacts(work: Work, rows: Sequence[Mapping[str, Any]]) -> None:
    """Contacts with the numbers they had."""
    found = [
        tuple(row[name] if name in ("id", "child_id") else stored("contact", name, row.get(name)) for name in _CONTACT)
        for row in rows
    ]  # fmt: skip
    insert_rows(work, contact, _CONTACT, found)


def delete_contacts(work: Work, ids: Sequence[int]) -> None:
    work.run(delete(contact).where(among(work.dialect, contact.c.id, ids)))


def _day(stored_day: str | None) -> date | None:
    return date.fromisoformat(stored_day) if stored_day else None
