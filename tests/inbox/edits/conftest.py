"""A family of the guide: two guardians, two children, and what each may ask to change."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backoffice.database.checks import check
from backoffice.families import editing
from backoffice.families.tables import asked_field, family_child, guardian
from backoffice.inbox import services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.workflow import Verb
from backoffice.kernel.permissions import SYSTEM
from tests.fixtures.town import Town

IBAN = "FR76 3000 1007 9412 3456 7890 185"
OTHER_IBAN = "FR14 2004 1010 0505 0001 3M02 606"
REFUSE = Answer(Verb.REFUSE, public_reason="Le justificatif manque.")
ACCEPT = Answer(Verb.ACCEPT)


@dataclass
class Home:
    """Nguyen: what the portal sends for them, what agents answer, what it then shows."""

    town: Town
    clock: Any
    family: int = 0
    mother: int = 0
    father: int = 0
    minh: int = 0
    mai: int = 0
    asked: list[int] = field(default_factory=list)

    @property
    def database(self):
        return self.town.database

    def ask(
        self, kind: str, payload: Any, *, batch: str | None = None, account: str = "linh"
    ) -> int:
        """Sent by the portal and taken in; its reference."""
        request_id = self.town.ask(account, kind, payload, batch=batch)
        with self.database.work(SYSTEM) as work:
            assert take_in(work).requests == 1
        self.clock.now += timedelta(minutes=1)
        return request_id

    def decide(self, agent, request_id: int, answer: Answer = ACCEPT, **how: Any):
        with self.database.work(agent) as work:
            report = services.decide(work, [Seen(request_id)], answer, **how)
        self.clock.now += timedelta(minutes=1)
        return report

    def only(self, agent, request_id: int, *names: str):
        return self.decide(agent, request_id, Answer(Verb.ACCEPT, only=names))

    def undo(self, agent, report):
        with self.database.work(agent) as work:
            return services.undo(work, report.operation_id)

    def fields(self, request_id: int) -> dict[str, Any]:
        f = asked_field.c
        rows = self.town.read(
            select(asked_field).where(f.request_id == request_id).order_by(f.position)
        )
        return {row.field: row for row in rows}

    def change(self, agent, subject: str, subject_id: int, **values: Any) -> None:
        """As an agent does from the family's sheet."""
        with self.database.work(agent) as work:
            editing.change(work, subject, subject_id, values)
        self.clock.now += timedelta(minutes=1)

    def status(self, request_id: int) -> str:
        [row] = self.town.view("portal_out_request", request_id=request_id)
        return row["status"]

    def yellow(self, request_id: int) -> dict[str, tuple[Any, Any]]:
        rows = self.town.view("portal_out_pending_field", request_id=request_id)
        return {row["field"]: (row["current_value"], row["requested_value"]) for row in rows}

    def history(self, request_id: int) -> list[dict[str, Any]]:
        found = self.town.view("portal_out_request_history", request_id=request_id)
        return sorted(found, key=lambda row: str(row["at"]))

    def guardian(self, guardian_id: int) -> dict[str, Any]:
        [row] = self.town.view("portal_out_guardian", guardian_id=guardian_id)
        return row

    def child(self, child_id: int) -> dict[str, Any]:
        [row] = self.town.view("portal_out_child", child_id=child_id)
        return row


@pytest.fixture
def home(town, clock, admin) -> Iterator[Home]:
    """Whatever a test did, every promise of the base holds."""
    yield _made(town, clock)
    with town.database.read(admin) as work:
        assert check(work) == []


def _made(town, clock) -> Home:
    found = Home(town, clock)
    found.family = town.family("Nguyen", accounts=["linh"])
    (mother,) = town.read(select(guardian.c.id).where(guardian.c.family_id == found.family))
    found.mother = mother.id
    address = {"street": "14 rue des Tilleuls", "postcode": "44210", "city": "Valcourt"}
    with town.database.work(SYSTEM) as work:
        work.run(guardian.update().values(**address))
    found.father = town.add(
        guardian, family_id=found.family, rank=2, civility="M.", last_name="Nguyen",
        first_name="Thanh", mobile="06 39 98 20 11", email="t.nguyen@exemple.fr", **address,
    )  # fmt: skip
    found.minh = town.child(found.family, "Minh", "Nguyen")
    found.mai = town.child(found.family, "Maï", "Nguyen")
    town.reasons()
    clock.now += timedelta(minutes=1)
    return found


@pytest.fixture
def other_home(town) -> int:
    """A child of another family."""
    family = town.family("Rousseau", accounts=["anne"])
    child = town.child(family, "Lina", "Rousseau")
    assert town.read(select(family_child).where(family_child.c.child_id == child))
    return child
