"""The stand-in portal: it plays families, with exactly the rights of the real one.

It appends to the three `portal_in_*` tables and reads the `portal_out_*` views, nothing else, on
connections of its own; on PostgreSQL under the portal's own role whenever it may take it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, Engine, Select, column, insert, select, table, text
from sqlalchemy.sql.expression import literal_column

from backoffice.database.roles import group
from backoffice.portal.tables import portal_in_event, portal_in_file, portal_in_request

_DAYS = frozenset({"date", "birth_date", "starts_on", "ends_on"})
_INSTANTS = frozenset({"at", "linked_at", "submitted_at"})
_JSON = frozenset({"weekdays", "diets", "allergies"})
_TRUTHS = frozenset({"can_reserve", "can_declare_absence", "can_cancel", "open_to_enrolment"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of `portal_in_request` to be; without `at`, it is sent now."""

    account_id: str
    kind: str
    payload: Any
    batch: str | None = None
    at: datetime | None = None
    client_key: str | None = None


class Portal:
    """What a family can do on the website, and what she reads there."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._role: str | None = None
        self._asked_for_role = False

    # What families write.

    def ask(
        self,
        account_id: str,
        kind: str,
        payload: Any,
        *,
        batch: str | None = None,
        at: datetime | None = None,
        client_key: str | None = None,
    ) -> int:
        """Send one request; its reference."""
        return self.ask_all([Asked(account_id, kind, payload, batch, at, client_key)])[0]

    def ask_all(self, asked: Sequence[Asked]) -> list[int]:
        """Send many in one transaction, in this order; their references."""
        if not asked:
            return []
        table_ = portal_in_request
        with self._open() as connection:
            return [
                int(connection.execute(insert(table_).returning(table_.c.id), values).scalar_one())
                for values in map(_request_values, asked)
            ]

    def tell(
        self, account_id: str, kind: str, payload: Any = None, *, at: datetime | None = None
    ) -> int:
        """Append one event: something that is no request."""
        values: dict[str, Any] = {"account_id": account_id, "kind": kind, "payload": payload or {}}
        if at:
            values["occurred_at"] = at
        query = insert(portal_in_event).values(values).returning(portal_in_event.c.id)
        with self._open() as connection:
            return int(connection.execute(query).scalar_one())

    def send_file(
        self,
        account_id: str,
        name: str,
        media_type: str,
        content: bytes,
        at: datetime | None = None,
    ) -> int:
        values: dict[str, Any] = {
            "account_id": account_id,
            "name": name,
            "media_type": media_type,
            "content": content,
        }
        if at:
            values["uploaded_at"] = at
        query = insert(portal_in_file).values(values).returning(portal_in_file.c.id)
        with self._open() as connection:
            return int(connection.execute(query).scalar_one())

    def withdraw(self, account_id: str, request_id: int, at: datetime | None = None) -> int:
        return self.tell(account_id, "request_withdrawn", {"request_id": request_id}, at=at)

    def read_messages(
        self, account_id: str, request_ids: Iterable[int] | None = None, at: datetime | None = None
    ) -> int:
        """Open the messages of some requests, or of all."""
        payload = {"all": True} if request_ids is None else {"request_ids": list(request_ids)}
        return self.tell(account_id, "messages_read", payload, at=at)

    def set_preferences(self, account_id: str, at: datetime | None = None, **wishes: bool) -> int:
        return self.tell(account_id, "preferences_set", wishes, at=at)

    # What families read.

    def view(self, name: str, **where: Any) -> list[dict[str, Any]]:
        """The rows of a `portal_out_*` view whose columns have these values."""
        if not name.startswith("portal_out_"):
            raise ValueError(name)
        query: Select[Any] = select(literal_column("*")).select_from(table(name))
        for key, value in where.items():
            query = query.where(
                column(key).in_(value) if isinstance(value, list | tuple) else column(key) == value
            )
        with self._open(writing=False) as connection:
            return [_read(row._mapping) for row in connection.execute(query)]  # noqa: SLF001

    def families(self, account_id: str) -> list[int]:
        """Those whose link to the account is active."""
        return [
            row["family_id"]
            for row in self.view("portal_out_link", account_id=account_id, state="active")
        ]

    def children(self, account_id: str) -> list[dict[str, Any]]:
        return self.view("portal_out_child", family_id=self.families(account_id))

    def slots(self, account_id: str, first: date, last: date) -> list[dict[str, Any]]:
        """The planning of the account's children, from a day to another."""
        query: Select[Any] = (
            select(literal_column("*"))
            .select_from(table("portal_out_slot"))
            .where(
                column("family_id").in_(self.families(account_id)),
                column("date", Date).between(first, last),
            )
            .order_by(column("date"), column("child_id"), column("activity_id"))
        )
        with self._open(writing=False) as connection:
            return [_read(row._mapping) for row in connection.execute(query)]  # noqa: SLF001

    def requests(self, account_id: str) -> list[dict[str, Any]]:
        """« Mes demandes », the latest first."""
        rows = self.view("portal_out_request", account_id=account_id)
        return sorted(rows, key=lambda row: -int(row["request_id"]))

    def history(self, request_id: int) -> list[dict[str, Any]]:
        """What became of one request, in order."""
        rows = self.view("portal_out_request_history", request_id=request_id)
        return sorted(rows, key=lambda row: row["at"])

    @contextmanager
    def _open(self, *, writing: bool = True) -> Iterator[Connection]:
        opened = self.engine.connect().execution_options(writing=writing)
        with opened as connection, connection.begin():
            if role := self._portal_role(connection):
                connection.execute(text("SELECT set_config('role', :role, true)"), {"role": role})
            yield connection

    def _portal_role(self, connection: Connection) -> str | None:
        """The portal's group, if the login of this engine may act as it."""
        if connection.dialect.name == "postgresql" and not self._asked_for_role:
            name = connection.execute(text("SELECT current_database()")).scalar_one()
            role = group(str(name), "portal").strip('"').replace('""', '"')
            may = text(
                "SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = :role"
            )
            self._role = role if connection.execute(may, {"role": role}).scalar() else None
            self._asked_for_role = True
        return self._role


def _request_values(asked: Asked) -> dict[str, Any]:
    values = {
        "account_id": asked.account_id,
        "kind": asked.kind,
        "payload": asked.payload,
        "batch": asked.batch,
        "client_key": asked.client_key,
    }
    return {**values, "submitted_at": asked.at} if asked.at else values


def _read(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The same Python values from both databases."""
    return {str(name): _value(str(name), value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str):
        if name in _DAYS:
            return date.fromisoformat(value)
        if name in _INSTANTS:
            return datetime.fromisoformat(value)
        if name in _JSON:
            return json.loads(value)
    return bool(value) if name in _TRUTHS and value is not None else value
