"""Families that may be sent codes, and accounts that try them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select, text

from backoffice.database.base import metadata
from backoffice.database.work import Database
from backoffice.inbox.intake import take_in
from backoffice.kernel.permissions import SYSTEM, Agent
from backoffice.subscribers import queries, services
from backoffice.subscribers.recipients import CodeKind, Scope
from backoffice.subscribers.services import Channel, IssuedCode
from backoffice.subscribers.tables import link, link_attempt, subscriber_code


@dataclass
class Desk:
    """An agent who issues codes, and the portal where they are typed."""

    database: Database
    town: Any
    agent: Agent

    def give(self, *family_ids: int, kind: CodeKind = CodeKind.FAMILY) -> list[IssuedCode]:
        with self.database.work(self.agent) as work:
            found = queries.recipients(work, kind, Scope(family_ids=family_ids))
            return list(services.give(work, found, Channel.COUNTER))

    def type(self, account_id: str, code: str) -> None:
        self.town.tell(account_id, "subscribe_by_code", {"code": code})

    def intake(self) -> None:
        with self.database.work(SYSTEM) as work:
            take_in(work)

    def typed(self, account_id: str, *typed: str) -> list[str]:
        """What became of these tries."""
        for one in typed:
            self.type(account_id, one)
        self.intake()
        return self.outcomes(account_id)[-len(typed) :]

    def outcomes(self, account_id: str) -> list[str]:
        t = link_attempt.c
        query = select(t.outcome).where(t.account_id == account_id).order_by(t.id)
        return [row.outcome for row in self.town.read(query)]

    def links(self, **where: Any) -> list[Any]:
        query = select(link).order_by(link.c.id)
        for name, value in where.items():
            query = query.where(link.c[name] == value)
        return self.town.read(query)

    def codes(self) -> list[Any]:
        return self.town.read(select(subscriber_code).order_by(subscriber_code.c.id))

    def everything(self) -> str:
        """All that the base holds, as a dump of it would."""
        told = []
        with self.database.engine.connect().execution_options(writing=False) as connection:
            for table in metadata.sorted_tables:
                rows = connection.execute(text(f"SELECT * FROM {table.name}"))
                told += [json.dumps(list(row), default=str, ensure_ascii=False) for row in rows]
        return "\n".join(told)


@pytest.fixture
def desk(database, town, clerk) -> Desk:
    return Desk(database, town, clerk)


def spoiled(code: str) -> str:
    """The same public part, another secret, its last character right."""
    from backoffice.subscribers import codes

    read = codes.read(code)
    other = "2" if read.secret[0] != "2" else "3"
    return codes.spelled(read.selector, other + read.secret[1:])


def parts(issued: Iterable[IssuedCode]) -> list[str]:
    """The codes, and their secret halves, in every way they could have been kept."""
    from backoffice.subscribers import codes

    found = []
    for one in issued:
        bare = one.code.replace("-", "")
        found += [one.code, bare, codes.read(one.code).secret, bare[4:8], one.code.lower()]
    return found
