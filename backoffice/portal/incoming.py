"""What waits in the tables the portal writes, fetched as bare text that no driver has interpreted.

A row is fetched whatever it holds: too large, not UTF-8, an instant off the calendar. What is wrong
with it is said in `flaw`; nothing is raised here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    LargeBinary,
    Table,
    Text,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.kernel.text import clean
from backoffice.portal.shapes import AGAIN, CALENDAR, Unreadable, instant_of
from backoffice.portal.tables import portal_in_event, portal_in_request

LARGEST_PAYLOAD = 1024 * 1024
LARGEST_PASS = 16 * 1024 * 1024  # what one pass holds in memory at most
LONGEST_ACCOUNT = 120
LONGEST_WORD = 1000

TOO_LARGE = (
    "Votre demande est trop volumineuse pour être lue. Raccourcissez le texte, puis refaites-la."
)


class Incoming(NamedTuple):
    """One row as the portal wrote it. Without `account_id`, whoever asked cannot be known."""

    id: int
    kind: str
    account_id: str | None
    payload: str
    at: datetime | None
    batch: str | None = None
    flaw: Unreadable | None = None


def waiting_requests(work: Work, limit: int) -> list[Incoming]:
    """The first requests nobody has taken in, held until the end of the work.

    A row that a withdrawal is touching at this very moment is left for the next pass.
    """
    table = portal_in_request
    return _fetch(work, table, limit, (table.c.submitted_at, table.c.batch))


def waiting_events(
    work: Work, limit: int, *, only: Collection[str] = (), but: Collection[str] = ()
) -> list[Incoming]:
    table = portal_in_event
    kinds = table.c.kind.in_(list(only)) if only else table.c.kind.not_in(list(but))
    return _fetch(work, table, limit, (table.c.occurred_at, None), kinds)


def is_waiting(work: Work) -> bool:
    """Whether the portal wrote something nobody has taken in."""
    left = (
        exists().where(table.c.taken_in_at.is_(None))
        for table in (portal_in_request, portal_in_event)
    )
    return bool(work.scalar(select(or_(*left))))


def mark_taken(work: Work, table: Table, ids: Sequence[int]) -> None:
    work.run(update(table).where(among(work.dialect, table.c.id, ids)).values(taken_in_at=work.now))


def _fetch(
    work: Work,
    table: Table,
    limit: int,
    columns: tuple[ColumnElement[Any], ColumnElement[Any] | None],
    only: ColumnElement[bool] | None = None,
) -> list[Incoming]:
    query = _first_of(work, table, limit, only)
    raw = _Raw(work.dialect)
    at, batch = columns
    here = select(
        table.c.id,
        raw.short(table.c.kind).label("kind"),
        raw.short(table.c.account_id).label("account_id"),
        raw.capped(table.c.payload, LARGEST_PAYLOAD).label("payload"),
        raw.instant(at).label("at"),
        (raw.short(batch) if batch is not None else raw.nothing()).label("batch"),
    )
    rows = work.rows(here.where(among(work.dialect, table.c.id, query)).order_by(table.c.id))
    return [_incoming(row) for row in rows]


def _first_of(work: Work, table: Table, limit: int, only: ColumnElement[bool] | None) -> list[int]:
    """The ids to read in this pass: no more than `limit`, nor than memory should hold."""
    size = _Raw(work.dialect).size(table.c.payload)
    query = select(table.c.id, size).where(table.c.taken_in_at.is_(None)).order_by(table.c.id)
    if only is not None:
        query = query.where(only)
    query = query.limit(limit)
    if work.dialect == "postgresql":
        query = query.with_for_update(skip_locked=True)
    ids, held = [], 0
    for row_id, bytes_ in work.rows(query):
        held += bytes_ if bytes_ <= LARGEST_PAYLOAD else 0
        if held > LARGEST_PASS:
            break
        ids.append(row_id)
    return ids


@dataclass(frozen=True, slots=True)
class _Raw:
    """Columns as bytes on SQLite, where a text may hold anything, and as plain text elsewhere."""

    dialect: str

    def plain(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(column, LargeBinary if self.dialect == "sqlite" else Text)

    def nothing(self) -> ColumnElement[Any]:
        return cast(literal(None), LargeBinary if self.dialect == "sqlite" else Text)

    def size(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        measure = func.length if self.dialect == "sqlite" else func.octet_length
        return cast(measure(self.plain(column)), BigInteger)

    def capped(self, column: ColumnElement[Any], cap: int) -> ColumnElement[Any]:
        return case((self.size(column) <= cap, self.plain(column)))

    def short(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return self.capped(column, LONGEST_WORD)

    def instant(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """PostgreSQL knows instants Python does not, infinity for one."""
        if self.dialect == "sqlite":
            return self.plain(column)
        first, last = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in CALENDAR)
        return case((column.between(first, last), column))


def _incoming(row: Any) -> Incoming:
    row_id, *found, at, batch = row
    flaw: Unreadable | None = None
    kind, account_id, payload = "", None, ""
    try:
        kind, named, payload = map(_text, ("kind", "account_id", "payload"), found)
        account_id = _account(named)
        batch = None if batch is None else _text("batch", batch)
    except Unreadable as why:
        flaw = why
        kind, account_id, batch = _what_can_be(found[0], found[1])
    at = at if at is None or isinstance(at, datetime) else instant_of(_lenient(at))
    if at is None and flaw is None:
        flaw = Unreadable("instant hors du calendrier")
    return Incoming(row_id, kind, account_id, payload, at, batch, flaw)


def _what_can_be(kind: Any, account_id: Any) -> tuple[str, str | None, None]:
    """What is still legible of a row that is not."""
    try:
        named: str | None = _account(_text("account_id", account_id))
    except Unreadable:
        named = None
    try:
        return _text("kind", kind), named, None
    except Unreadable:
        return "", named, None


def _text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        raise Unreadable(
            f"colonne « {name} » trop longue", TOO_LARGE if name == "payload" else AGAIN
        )
    try:
        return str(value, "utf-8")
    except UnicodeDecodeError:
        raise Unreadable(f"colonne « {name} » : texte qui n’est pas de l’UTF-8") from None


def _lenient(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _account(found: str) -> str:
    if not _is_account(found):
        raise Unreadable("identifiant de compte illisible")
    return found


@lru_cache(maxsize=1024)
def _is_account(found: str) -> bool:
    return 0 < len(found) <= LONGEST_ACCOUNT and clean(found) == found.strip()
