"""A family with everything, and the shortest ways to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from backoffice.families.people import AddressDraft, ChildDraft, GuardianDraft
from backoffice.families.services import create_family
from backoffice.families.tables import asked_field, field_change
from backoffice.inbox.tables import request, submission
from backoffice.inbox.workflow import Queue
from backoffice.kernel.permissions import SYSTEM
from tests.fixtures.town import Town

IBAN = "FR7630001007941234567890185"
OTHER_IBAN = "FR1420041010050500013M02606"


@dataclass
class Home:
    """The Nguyen: two guardians, one child."""

    database: Any
    town: Town
    family_id: int
    mother: int
    father: int
    minh: int

    def asked(self, subject: str, subject_id: int, field: str, asked: Any, **values: Any) -> int:
        """A field the family asked for, as intake leaves it."""
        kind = "guardian_change" if subject == "guardian" else "child_change"
        request_id = self.town.ask("linh", kind, {})
        with self.database.work(SYSTEM) as work:
            line = work.add(
                submission,
                account_id="linh",
                family_id=self.family_id,
                kind=kind,
                queue=str(Queue.DOSSIER),
                submitted_at=work.now,
            )
            work.run(
                request.insert().values(
                    id=request_id,
                    submission_id=line,
                    account_id="linh",
                    family_id=self.family_id,
                    kind=kind,
                    status="transmitted",
                    description="Modification",
                    submitted_at=work.now,
                    taken_in_at=work.now,
                    details={},
                )
            )
            work.add(
                asked_field,
                request_id=request_id,
                position=0,
                subject=subject,
                subject_id=subject_id,
                field=field,
                asked=asked,
                asked_text=str(asked),
                **values,
            )
        return request_id

    def history(self) -> list[tuple[Any, ...]]:
        c = field_change.c
        with self.database.read(SYSTEM) as work:
            rows = work.rows(
                select(c.subject, c.field, c.item, c.before, c.after, c.agent_id).order_by(c.id)
            )
        return [tuple(row) for row in rows]


@pytest.fixture
def home(database, town, clerk):
    mother = GuardianDraft(
        "Nguyen",
        "Linh",
        civility="Mme",
        capacity="Mère",
        email="linh@exemple.fr",
        mobile="06 39 98 20 11",
        address=AddressDraft("14 rue des Tilleuls", "44210", "Valcourt"),
    )
    minh = ChildDraft("Nguyen", "Minh", birth_date=date(2018, 3, 4), sex="M")
    with database.work(clerk) as work:
        made = create_family(work, "Nguyen", [mother, GuardianDraft("Nguyen", "Thanh")], [minh])
    town.account("linh", made.family_id, made.guardian_ids[0])
    return Home(database, town, made.family_id, *made.guardian_ids, *made.child_ids)
