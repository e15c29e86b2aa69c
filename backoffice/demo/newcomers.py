"""Families that ask to be known, and those that ask for someone more: plain, known under another
spelling, parents who live apart, badly typed.

With a chance of its own: what else happens in the town does not depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from backoffice.demo.dossiers import iban_of
from backoffice.demo.names import (
    CITY,
    EMAIL_DOMAIN,
    FATHERS,
    GIRLS,
    LAST_NAMES,
    MOTHERS,
    POSTCODE,
    Directory,
)
from backoffice.demo.people import Child, Household
from backoffice.demo.places import EVENING, MEAL, SCHOOLS
from backoffice.demo.stage import Stage
from backoffice.demo.standin import Asked
from backoffice.families.tables import child
from backoffice.kernel.permissions import SYSTEM
from backoffice.kernel.text import fold

_TYPED = 9100  # where the invented IBANs of newcomers begin


@dataclass(slots=True)
class _Desk:
    """Accounts just made, which reach no family yet."""

    stage: Stage
    chance: Random
    book: Directory
    made: int = 0

    def account(self, first_name: str, last_name: str, *, verified: bool = False) -> str:
        self.made += 1
        account_id, at = f"n{self.made:06}", self.stage.ago(20 + 9 * self.made)
        person = {
            "last_name": last_name, "first_name": first_name, "email": _email(first_name, last_name),
            **({"verified_by": "franceconnect"} if verified else {}),
        }  # fmt: skip
        self.stage.portal.tell(account_id, "account_created", person, at=at - timedelta(minutes=9))
        self.stage.portal.tell(account_id, "account_activated", at=at - timedelta(minutes=6))
        return account_id

    def ask(self, account_id: str, payload: dict[str, Any]) -> Asked:
        at = self.stage.ago(20 + 9 * self.made)
        return Asked(account_id, "family_creation", payload, None, at)

    def adult(self, civility: str, first_name: str, last_name: str) -> dict[str, Any]:
        return {
            "civility": civility, "last_name": last_name, "first_name": first_name,
            "capacity": "Mère" if civility == "Mme" else "Père",
            "email": _email(first_name, last_name), "mobile": self.book.mobile(),
            "street": self.book.street(), "postcode": POSTCODE, "city": CITY,
        }  # fmt: skip

    def activity(self, short: str) -> int:
        return self.stage.places.activities[self.chance.choice(SCHOOLS), short]


def newcomers(stage: Stage) -> list[Asked]:
    chance = Random(5)
    desk = _Desk(stage, chance, Directory(chance, phones=5000))
    homes = [home for home in stage.people.households if home.children and not home.home]
    chosen = chance.sample(homes, min(4, len(homes)))
    asked = [_plain(desk), _badly_typed(desk)]
    if chosen:
        asked.append(_known(desk, chosen[0]))
    if len(chosen) > 1:
        asked.append(_apart(desk, chosen[1]))
    return [*asked, *_someone_more(desk, chosen[2:])]


def _plain(desk: _Desk) -> Asked:
    """Nobody knows them; they wrote all there was to write."""
    mother, father = desk.adult("Mme", "Salma", "Haddad"), desk.adult("M.", "Paul", "Roy-Haddad")
    today = desk.stage.now.date()
    iban, bic = iban_of(_TYPED)
    meal, evening = desk.activity(MEAL), desk.activity(EVENING)
    return desk.ask(
        desk.account("Salma", "Haddad", verified=True),
        {
            "guardians": [mother | {"birth_date": "1988-02-03"}, father | {"invoice_by_email": True}],
            "payer": 1,
            "children": [
                _kid("Noé", "Haddad", "M", today - timedelta(days=2400))
                | {"sport": True, "photo": False, "allergies": [{"category": "Alimentaires", "label": "Œuf"}]},
                _kid("Lina", "Haddad", "F", today - timedelta(days=1500)) | {"sport": True},
            ],
            "bank": {"holder": "M. Paul Roy-Haddad", "iban": iban, "bic": bic},
            "tax": {"family_quotient": 730, "children_count": 2, "scheme": "CAF", "beneficiary_number": "5127346"},
            "enrolments": [
                {"child": 0, "activity_id": meal}, {"child": 1, "activity_id": meal},
                {"child": 0, "activity_id": evening},
            ],
        },
    )  # fmt: skip


def _badly_typed(desk: _Desk) -> Asked:
    last_name, first_name = desk.chance.choice(LAST_NAMES), desk.chance.choice(MOTHERS)
    adult = desk.adult("Mme", first_name, last_name)
    adult |= {"mobile": "06 39 98 2", "email": adult["email"].replace("@", " @")}
    kid = _kid(desk.chance.choice(GIRLS), last_name, "F", date(2020, 2, 28))
    return desk.ask(
        desk.account(first_name, last_name),
        {
            "guardians": [adult],
            "payer": 0,
            "children": [kid | {"birth_date": "2020-02-30"}],
            "bank": {"holder": f"{first_name} {last_name}", "iban": "FR76 1234 5678"},
            "enrolments": [{"child": 0, "activity_id": desk.activity(MEAL)}],
        },
    )


def _known(desk: _Desk, home: Household) -> Asked:
    """They are in the town's dossiers already, under another spelling."""
    who, kid = home.guardians[0], home.children[0]
    adult = desk.adult(who.civility, _bare(who.first_name), _bare(who.last_name).upper())
    twin = _kid(kid.first_name, _bare(kid.last_name), kid.sex, _birth(desk.stage, kid))
    return desk.ask(
        desk.account(who.first_name, who.last_name),
        {
            "guardians": [adult | {"email": who.email or adult["email"]}],
            "payer": 0,
            "children": [twin],
            "enrolments": [{"child": 0, "activity_id": desk.activity(EVENING)}],
        },
    )


def _apart(desk: _Desk, home: Household) -> Asked:
    """The other parent, whom nobody knows, of a child that lives in a home that is known."""
    kid = home.children[0]
    first_name = desk.chance.choice(FATHERS)
    twin = _kid(kid.first_name, kid.last_name, kid.sex, _birth(desk.stage, kid))
    return desk.ask(
        desk.account(first_name, kid.last_name),
        {
            "guardians": [desk.adult("M.", first_name, kid.last_name)],
            "payer": 0,
            "children": [twin],
            "enrolments": [],
        },
    )


def _someone_more(desk: _Desk, homes: Sequence[Household]) -> Iterator[Asked]:
    """A brother who goes to school next year; a second parent, where there is but one."""
    stage = desk.stage
    for home in homes[:1]:
        kid = _kid(
            "Achille", home.children[0].last_name, "M", stage.now.date() - timedelta(days=1000)
        )
        yield Asked(home.account_id, "child_add", {"child": kid}, None, stage.ago(31))
    alone = (one for one in stage.people.households if len(one.guardians) == 1 and not one.home)
    if (single := next(alone, None)) is not None:
        adult = desk.adult("M.", desk.chance.choice(FATHERS), single.guardians[0].last_name)
        yield Asked(single.account_id, "guardian_add", {"guardian": adult}, None, stage.ago(13))


def _kid(first_name: str, last_name: str, sex: str, born: date) -> dict[str, Any]:
    return {
        "first_name": first_name,
        "last_name": last_name,
        "sex": sex,
        "birth_date": born.isoformat(),
    }


def _birth(stage: Stage, kid: Child) -> date:
    with stage.database.read(SYSTEM) as work:
        found: date = work.scalar(select(child.c.birth_date).where(child.c.id == kid.id))
    return found


def _bare(name: str) -> str:
    """As it is typed in haste: without accents or little words."""
    return " ".join(
        word.capitalize() for word in fold(name).split() if word not in ("de", "el", "da")
    )


def _email(first_name: str, last_name: str) -> str:
    return f"{fold(f'{first_name} {last_name}').replace(' ', '.')}@{EMAIL_DOMAIN}"
