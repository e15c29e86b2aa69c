"""Accounts of each sort and codes in each state, so that every list has something in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import BigInteger, insert, select, update

from backoffice.database.bulk import insert_numbered
from backoffice.database.sets import spread
from backoffice.database.work import Work
from backoffice.demo.names import EMAIL_DOMAIN
from backoffice.demo.people import Household, People
from backoffice.kernel.text import fold
from backoffice.kernel.topics import Topic
from backoffice.subscribers.codes import ALPHABET, PUBLIC
from backoffice.subscribers.recipients import FOREVER, MOST_FAILURES, USUAL_DAYS
from backoffice.subscribers.sealing import NOBODY
from backoffice.subscribers.tables import account, link, link_attempt, subscriber_code
from backoffice.subscribers.tries import MOST_WRONG

_SEED = 7
_TERMS = "2026-01"
_USED, _PERSONAL = 60, 25
# state: days since it was issued, and how many
_OTHERS = (("sent", 9, 8), ("expired", 75, 5), ("revoked", 30, 3), ("locked", 4, 1))

_Person = tuple[str, str, str, str]  # account, civility, first and last name
_NOT_ACTIVATED: tuple[_Person, ...] = (
    ("s000001", "Mme", "Maëlle", "Guichard"), ("s000002", "M.", "Sacha", "Perrot"),
    ("s000003", "Mme", "Yasmine", "Brahimi"),
)  # fmt: skip
_LOCKED: _Person = ("s000004", "M.", "Hervé", "Delmas")
_OTHER_NAME: _Person = ("s000005", "Mme", "Corinne", "Vasseur")


def make_subscribers(work: Work, people: People, agent_id: int) -> None:
    """What this adds draws from a chance of its own: the rest of the town stays as it was."""
    chance = Random(_SEED)
    _complete_accounts(work, chance)
    homes = people.households
    maker = _Codes(chance, agent_id, work.now)
    used = _used(work, maker)  # account: its link
    for state, days, count in _OTHERS:
        for home in islice(homes, len(maker.rows) % 7, len(homes), 9):
            if maker.count(state) < count:
                maker.add("family", home, state, work.now - timedelta(days=days))
    for home in islice(homes, 0, None, 5):
        if maker.count("personal") < _PERSONAL:
            maker.add("personal", home, "personal", people.since - timedelta(days=20))
    rows = sorted(maker.rows, key=lambda one: one[_ISSUED_AT])
    ids = insert_numbered(work, subscriber_code, _Codes.NAMES, rows)
    _remember(
        work, [(used[row[_USED_BY]], n) for row, n in zip(rows, ids, strict=True) if row[_USED_BY]]
    )
    _newcomers(work, homes)
    work.record(Topic.SUBSCRIBERS, "demo_subscribers", 0, codes=len(ids))


class _Codes:
    """Rows to be; nobody knows what these codes say."""

    NAMES = (
        "kind", "family_id", "guardian_id", "selector", "secret_hash", "issued_at", "issued_by",
        "expires_at", "channel", "sent_at", "used_at", "used_by", "revoked_at", "revoked_by", "failures",
    )  # fmt: skip

    def __init__(self, chance: Random, agent_id: int, now: datetime) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self._chance, self._agent_id, self._now = chance, agent_id, now
        self._states: list[str] = []
        self._drawn: set[str] = set()

    def count(self, state: str) -> int:
        return self._states.count(state)

    def add(
        self, kind: str, home: Household, state: str, at: datetime, used_by: str | None = None
    ) -> None:
        self.write(kind, home.id, home.guardians[0].id, state, at, used_by)

    def write(
        self,
        kind: str,
        family_id: int,
        guardian_id: int,
        state: str,
        at: datetime,
        used_by: str | None = None,
    ) -> None:
        gone = state == "revoked"
        self._states.append(state)
        self.rows.append(
            (
                kind, family_id, None if kind == "family" else guardian_id, self._selector(), NOBODY,
                at, self._agent_id, FOREVER if kind == "personal" else at + timedelta(days=USUAL_DAYS),
                "letter", at, at + timedelta(days=6) if used_by else None, used_by,
                self._now - timedelta(days=2) if gone else None, self._agent_id if gone else None,
                MOST_FAILURES if state == "locked" else 0,
            )
        )  # fmt: skip

    def _selector(self) -> str:
        while (drawn := "".join(self._chance.choices(ALPHABET, k=PUBLIC))) in self._drawn:
            pass
        self._drawn.add(drawn)
        return drawn


_ISSUED_AT, _USED_BY = (_Codes.NAMES.index(name) for name in ("issued_at", "used_by"))


def _complete_accounts(work: Work, chance: Random) -> None:
    """They accepted the terms; one in three came by FranceConnect; one can find them by their name."""
    work.run(update(account).values(terms_version=_TERMS))
    ids = [row.id for row in work.rows(select(account.c.id).order_by(account.c.id))]
    verified = [account_id for account_id in ids if chance.random() < 0.33]
    work.run(update(account).where(account.c.id.in_(verified)).values(verified_by="franceconnect"))


def _used(work: Work, maker: _Codes) -> dict[str, int]:
    """The codes that linked the first accounts; the link of each."""
    v = link.c
    query = (
        select(v.id, v.account_id, v.family_id, v.guardian_id, v.linked_at)
        .where(v.method == "code", v.state == "active", v.guardian_id.is_not(None))
        .order_by(v.id)
        .limit(_USED)
    )
    rows = work.rows(query)
    for row in rows:
        at = row.linked_at - timedelta(days=6)
        maker.write("family", row.family_id, row.guardian_id, "used", at, row.account_id)
    return {row.account_id: row.id for row in rows}


def _remember(work: Work, pairs: Sequence[tuple[int, int]]) -> None:
    """Which code each link was made with."""
    if pairs:
        told = spread(work.dialect, pairs, ("id", BigInteger), ("code_id", BigInteger))
        lines = told.subquery("told")
        work.run(update(link).where(link.c.id == lines.c.id).values(code_id=lines.c.code_id))


def _newcomers(work: Work, homes: Sequence[Household]) -> None:
    """Not activated, locked after wrong tries, linked but not signed in since, of another name."""
    waiting = _second_guardians(homes)
    asleep = [
        _account(one, "created", work.now - timedelta(days=at))
        for at, one in enumerate(_NOT_ACTIVATED)
    ]
    awake = (_LOCKED, _OTHER_NAME, *(one for one, _home, _guardian_id in waiting))
    three_days_ago = work.now - timedelta(days=3)
    work.run(insert(account), asleep)
    work.run(insert(account), [_account(one, "activated", three_days_ago) for one in awake])
    tries = [
        {
            "account_id": _LOCKED[0],
            "at": work.now - timedelta(minutes=25 - 3 * at),
            "method": "code",
            "outcome": "wrong",
        }
        for at in range(MOST_WRONG)
    ]
    work.run(insert(link_attempt), tries)
    links = [
        _link(one[0], home.id, guardian_id, work.now - timedelta(hours=2), None)
        for one, home, guardian_id in waiting
    ]
    links.append(_link(_OTHER_NAME[0], homes[0].id, None, three_days_ago, work.now))
    work.run(insert(link), links)


def _second_guardians(homes: Sequence[Household]) -> list[tuple[_Person, Household, int]]:
    """Two who have no account yet."""
    alone = [(home, who) for home in homes for who in home.guardians if not who.account_id][:2]
    return [
        ((f"s00001{at}", who.civility, who.first_name, who.last_name), home, who.id)
        for at, (home, who) in enumerate(alone)
    ]


def _link(
    account_id: str, family_id: int, guardian_id: int | None, at: datetime, signed: datetime | None
) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "family_id": family_id,
        "guardian_id": guardian_id,
        "state": "active" if signed else "pending_sign_in",
        "method": "code",
        "linked_at": at,
        "activated_at": signed,
    }


def _account(one: _Person, state: str, at: datetime) -> dict[str, Any]:
    account_id, civility, first, last = one
    email = f"{fold(first)}.{fold(last)}@{EMAIL_DOMAIN}"
    name = f"{first} {last.upper()}"
    return {
        "id": account_id,
        "civility": civility,
        "first_name": first,
        "last_name": last,
        "email": email,
        "display_name": name,
        "search_key": fold(f"{name} {email}"),
        "state": state,
        "terms_version": _TERMS,
        "created_at": at,
        "activated_at": at if state == "activated" else None,
    }
