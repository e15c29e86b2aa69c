"""A family nobody knows yet, as it fills the portal's form in; a known one that asks for someone more."""

import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backoffice.database.checks import check
from backoffice.families.queries import card, find
from backoffice.inbox import services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.services import CreationAnswer
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Verb
from backoffice.kernel.permissions import SYSTEM
from tests.fixtures.town import Town

IBAN = "FR76 3000 1007 9412 3456 7890 185"
ACCEPT = Answer(Verb.ACCEPT)
REFUSE = Answer(Verb.REFUSE, public_reason="Vous habitez une autre commune.")


@dataclass
class Desk:
    """What the portal sends, what agents answer, what it then shows."""

    town: Town
    clock: Any
    meal: int
    evening: int

    @property
    def database(self):
        return self.town.database

    def form(self, **changes: Any) -> dict[str, Any]:
        """Two guardians, two children, bank, tax data, three activities asked."""
        form = {
            "guardians": [
                {
                    "civility": "Mme", "last_name": "Haddad", "first_name": "Salma", "capacity": "Mère",
                    "email": "salma@exemple.fr", "mobile": "+33639982031", "birth_date": "1988-02-03",
                    "street": "4 rue des Lilas", "postcode": "44210", "city": "Valcourt",
                    "invoice_by_email": True,
                },
                {"last_name": "Roy", "first_name": "Paul", "phone": "01 99 00 12 34"},
            ],
            "payer": 1,
            "children": [
                {
                    "last_name": "Roy", "first_name": "Noé", "birth_date": "2019-05-04", "sex": "M",
                    "sport": True, "allergies": [{"category": "Alimentaires", "label": "œuf"}],
                },
                {"last_name": "Roy", "first_name": "Lina", "birth_date": "2021-07-08", "sex": "F"},
            ],
            "bank": {"holder": "Paul Roy", "iban": IBAN, "bic": None},
            "tax": {"family_quotient": 730, "children_count": 2, "scheme": "CAF"},
            "enrolments": [
                {"child": 0, "activity_id": self.meal}, {"child": 1, "activity_id": self.meal},
                {"child": 0, "activity_id": self.evening},
            ],
        }  # fmt: skip
        return copy.deepcopy({**form, **changes})

    def ask(self, payload: Any, kind: str = "family_creation", account: str = "salma") -> int:
        """Sent by the portal and taken in; its reference."""
        request_id = self.town.ask(account, kind, payload)
        with self.database.work(SYSTEM) as work:
            assert take_in(work).requests == 1
        self.clock.now += timedelta(minutes=1)
        return request_id

    def accept(self, agent, request_id: int, **answer: Any):
        """As the screen does."""
        with self.database.work(agent) as work:
            report = services.decide_creation(work, CreationAnswer(Seen(request_id), **answer))
        self.clock.now += timedelta(minutes=1)
        return report

    def decide(self, agent, request_id: int, answer: Answer = ACCEPT):
        """As a batch or a command does."""
        with self.database.work(agent) as work:
            report = services.decide(work, [Seen(request_id)], answer)
        self.clock.now += timedelta(minutes=1)
        return report

    def undo(self, agent, report):
        with self.database.work(agent) as work:
            done = services.undo(work, report.operation_id)
        self.clock.now += timedelta(minutes=1)
        return done.outcomes[0]

    def sign_in(self, account: str = "salma") -> None:
        self.town.tell(account, "signed_in")
        with self.database.work(SYSTEM) as work:
            take_in(work)

    def found(self, words: str) -> tuple[int, ...]:
        with self.database.read(SYSTEM) as work:
            return find(work, words)

    def card(self, family_id: int):
        with self.database.read(SYSTEM) as work:
            return card(work, family_id)

    def family_of(self, request_id: int) -> int | None:
        return self.town.read(select(request.c.family_id).where(request.c.id == request_id))[0][0]

    def read(self, name: str, **where: Any) -> list[dict[str, Any]]:
        return self.town.view(name, **where)

    def check(self, admin) -> None:
        with self.database.read(admin) as work:
            assert check(work) == []


@pytest.fixture
def desk(town: Town, clock) -> Desk:
    school = town.facility()
    made = Desk(
        town, clock, town.activity(school, label="Restaurant scolaire"), town.activity(school)
    )
    for account, last_name in (("salma", "Haddad"), ("zoe", "Blin")):
        person = {
            "last_name": last_name,
            "first_name": account.title(),
            "email": f"{account}@exemple.fr",
        }
        town.tell(account, "account_created", {**person, "verified_by": "franceconnect"})
        town.tell(account, "account_activated")
    with town.database.work(SYSTEM) as work:
        take_in(work)
    return made
