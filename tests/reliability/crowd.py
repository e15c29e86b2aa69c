"""Many families who all want the same few days: written by sets, as intake would leave them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from backoffice.database.checks import check
from backoffice.database.work import Database
from backoffice.families.tables import child, family, family_child
from backoffice.inbox.tables import request, submission
from backoffice.kernel.permissions import SYSTEM
from backoffice.planning import moves
from backoffice.planning.moves import Ask, Move
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.planning.tables import enrolment, reservation, slot
from backoffice.portal.tables import portal_in_request
from backoffice.subscribers.tables import account, link
from tests.fixtures.town import SUMMER, YEAR, Town

THURSDAY = date(2026, 11, 26)
FIRST = 20_000_000


@dataclass
class Crowd:
    """Children numbered from 1, days from 0; every child is enrolled, account `a<child>`."""

    database: Database
    facility_id: int
    activity_id: int
    slot_ids: list[int]
    children: int
    asked: int = 0

    @classmethod
    def gather(
        cls, database: Database, *, children: int, days: int, capacity: int | None
    ) -> "Crowd":
        town = Town(database)
        town.reasons()
        facility_id = town.facility()
        activity_id = town.activity(facility_id, capacity=capacity)
        slots = [town.slot(activity_id, THURSDAY + timedelta(days=at)) for at in range(days)]
        numbers = range(1, children + 1)
        with database.work(SYSTEM) as work:
            for table, rows in (
                (family, [{"id": n, "label": f"Famille {n}", "created_at": SUMMER} for n in numbers]),
                (account, [{"id": f"a{n}", "created_at": SUMMER} for n in numbers]),
                (
                    link,
                    [
                        {
                            "account_id": f"a{n}", "family_id": n, "state": "active", "method": "code",
                            "linked_at": SUMMER,
                        }
                        for n in numbers
                    ],
                ),
                (child, [{"id": n, "last_name": "Dubois", "first_name": f"Enfant {n}"} for n in numbers]),
                (family_child, [{"family_id": n, "child_id": n} for n in numbers]),
                (
                    enrolment,
                    [
                        {
                            "child_id": n, "family_id": n, "activity_id": activity_id, "weekdays": 127,
                            "starts_on": YEAR[0], "ends_on": YEAR[1],
                        }
                        for n in numbers
                    ],
                ),
            ):  # fmt: skip
                work.run(insert(table), rows)
        return cls(database, facility_id, activity_id, slots, children)

    def ask(
        self, wanted: list[tuple[int, int]], kind: str = "reservation", at: datetime | None = None
    ) -> list[int]:
        """One request for each (child, day), each on its own line; their references."""
        first = FIRST + self.asked
        self.asked += len(wanted)
        at = at or self.database.clock()
        numbered = [(first + n, *one) for n, one in enumerate(wanted)]
        with self.database.work(SYSTEM) as work:
            who = [
                {
                    "account_id": f"a{c}", "family_id": c, "child_id": c, "kind": kind,
                    "activity_id": self.activity_id, "facility_id": self.facility_id, "submitted_at": at,
                }
                for _, c, _ in numbered
            ]  # fmt: skip
            days = [THURSDAY + timedelta(days=d) for _, _, d in numbered]
            work.run(
                insert(portal_in_request),
                [
                    {
                        "id": n, "account_id": f"a{c}", "kind": kind, "submitted_at": at,
                        "taken_in_at": at,
                        "payload": {"child_id": c, "activity_id": self.activity_id, "date": str(day)},
                    }
                    for (n, c, _), day in zip(numbered, days, strict=True)
                ],
            )  # fmt: skip
            work.run(
                insert(submission),
                [
                    {"id": n, "queue": "reservations", "first_day": day, "last_day": day, **one}
                    for (n, _, _), day, one in zip(numbered, days, who, strict=True)
                ],
            )
            work.run(
                insert(request),
                [
                    {
                        "id": n, "submission_id": n, "status": "transmitted", "starts_on": day,
                        "slot_id": self.slot_ids[d], "description": kind, "details": {},
                        "taken_in_at": at, **one,
                    }
                    for (n, _, d), day, one in zip(numbered, days, who, strict=True)
                ],
            )  # fmt: skip
            moves.ask(
                work,
                [
                    Ask(self.slot_ids[d], c, c, _PENDING[kind], n, f"a{c}", None, at)
                    for n, c, d in numbered
                ],
            )
        return [n for n, _, _ in numbered]

    def fill(self, wanted: list[tuple[int, int]]) -> None:
        """These children are already expected on these days, without any request."""
        with self.database.work(SYSTEM) as work:
            work.run(
                insert(reservation),
                [
                    {
                        "slot_id": self.slot_ids[d], "child_id": c, "family_id": c, "event": "ask",
                        "status": "reservation_pending", "status_before": "free", "actor": "service",
                        "acted_at": SUMMER,
                    }
                    for c, d in wanted
                ],
            )  # fmt: skip
            found = work.rows(
                select(reservation.c.id).where(reservation.c.status == "reservation_pending")
            )
            to = (SlotEvent.ACCEPT, SlotStatus.RESERVED)
            moves.move(
                work, [Move(row.id, *to) for row in found], moves.Actor("service", agent_id=1)
            )

    def read(self, query: Any) -> list[Any]:
        with self.database.read(SYSTEM) as work:
            return list(work.rows(query))

    def taken(self) -> list[int]:
        rows = self.read(select(slot.c.id, slot.c.taken))
        return [dict(map(tuple, rows))[one] for one in self.slot_ids]

    def sound(self) -> None:
        """Every promise of the base is kept."""
        with self.database.read(SYSTEM) as work:
            assert check(work) == []


_PENDING = {
    "reservation": SlotStatus.RESERVATION_PENDING,
    "absence": SlotStatus.ABSENCE_PENDING,
    "reservation_cancellation": SlotStatus.CANCELLATION_PENDING,
}
