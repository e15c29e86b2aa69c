"""What belongs to a family, a guardian or a child, across the program: what follows them when two
dossiers become one.

Tables of the slices above this one are named here, never imported. A test holds that no column that
points at a family, a guardian or a child is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Select, column, select, table, update

from backoffice.database.sets import among, spread
from backoffice.database.work import Work


class Belonging(NamedTuple):
    """A column that says whose a row is; `one`, `many` are what an agent calls the row."""

    table: str
    column: str
    one: str = ""
    many: str = ""

    @property
    def key(self) -> str:
        return f"{self.table}.{self.column}"


class Moved(NamedTuple):
    """A row that changed hands."""

    row_id: int
    before: int
    after: int


OF_FAMILY = (
    Belonging("submission", "family_id"),
    Belonging("request", "family_id", "demande", "demandes"),
    Belonging("enrolment", "family_id"),
    Belonging("reservation", "family_id"),
    Belonging("document", "family_id", "pièce", "pièces"),
    Belonging("subscriber_code", "family_id", "code", "codes"),
)
OF_CHILD = (
    Belonging("submission", "child_id"),
    Belonging("request", "child_id"),
    Belonging("enrolment", "child_id", "inscription", "inscriptions"),
    Belonging("reservation", "child_id", "créneau", "créneaux"),
    Belonging("contact", "child_id", "contact", "contacts"),
    Belonging("payer_rule", "child_id"),
    Belonging("document", "child_id"),
)
OF_GUARDIAN = (
    Belonging("payer_rule", "guardian_id"),
    Belonging("link", "guardian_id"),
    Belonging("document", "guardian_id"),
)
ALL = (*OF_FAMILY, *OF_CHILD, *OF_GUARDIAN)
# What follows in its own way, or is history and stays where it was written.
APART = frozenset(
    {
        "guardian.family_id", "family_child.family_id", "family_child.child_id", "link.family_id",
        "search_entry.family_id", "vaccination.child_id", "bank_account.guardian_id",
        "tax_record.family_id", "tax_record.beneficiary_guardian_id", "family_note.family_id",
        "subscriber_code.guardian_id", "due_address.guardian_id", "family.merged_into",
        "family_merge.kept_id", "family_merge.merged_id",
    }
)  # fmt: skip


def rows_of(
    work: Work, one: Belonging, owners: Mapping[int, int], but: Iterable[int] = ()
) -> list[Moved]:
    """The rows of these owners, and to whom each would go."""
    if not owners:
        return []
    left = set(but)
    query = _owned(one)
    found = work.rows(query.where(among(work.dialect, query.selected_columns[1], owners)))
    return [Moved(row[0], row[1], owners[row[1]]) for row in found if row[0] not in left]


def hand_over(work: Work, one: Belonging, moved: Sequence[Moved]) -> None:
    _set(work, one, [(row.row_id, row.after) for row in moved])


def hand_back(work: Work, one: Belonging, moved: Sequence[Moved]) -> None:
    """Those that are still where they were sent."""
    owned = _owned(one)
    here = among(work.dialect, owned.selected_columns[0], [row.row_id for row in moved])
    now = {row[0]: row[1] for row in work.rows(owned.where(here))}
    _set(work, one, [(row.row_id, row.before) for row in moved if now.get(row.row_id) == row.after])


def _owned(one: Belonging) -> Select[Any]:
    rows = _table(one)
    return select(rows.c.id, rows.c[one.column]).order_by(rows.c.id)


def _set(work: Work, one: Belonging, pairs: Sequence[tuple[int, int]]) -> None:
    if not pairs:
        return
    rows = _table(one)
    told = spread(work.dialect, pairs, ("id", BigInteger), ("owner", BigInteger)).subquery("told")
    work.run(update(rows).where(rows.c.id == told.c.id).values({one.column: told.c.owner}))


def _table(one: Belonging) -> Any:
    return table(one.table, column("id", BigInteger), column(one.column, BigInteger))
