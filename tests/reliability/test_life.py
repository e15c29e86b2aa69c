"""The life of requests and slots, step by step at random, against a second telling of its rules."""

import shutil
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy import select

from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.inbox import services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Result, Seen
from backoffice.inbox.tables import request
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM, Role
from backoffice.planning import moves
from backoffice.planning.moves import Actor, Move
from backoffice.planning.places import set_day_capacity
from backoffice.planning.slots import SlotEvent, SlotStatus
from backoffice.planning.tables import reservation, slot
from tests.fixtures.database import MONDAY, person
from tests.fixtures.town import Town
from tests.reliability.crowd import Crowd
from tests.reliability.deeds import ANSWERS
from tests.reliability.oracle import ASKABLE, Oracle

CHILDREN, DAYS, PLACES = 5, 2, 2
CLERK = person(Role.INSTRUCTOR)

cells = strategies.tuples(strategies.integers(1, CHILDREN), strategies.integers(0, DAYS - 1))
several = strategies.lists(strategies.integers(0, 40), min_size=1, max_size=5)


class Life(RuleBasedStateMachine):
    prepared: tuple[Path, Crowd]

    def __init__(self) -> None:
        super().__init__()
        path, crowd = self.prepared
        self.folder = tempfile.TemporaryDirectory()
        copy = Path(self.folder.name) / "base.db"
        shutil.copyfile(path, copy)
        self.now = MONDAY
        database = Database(open_engine(f"sqlite:///{copy}"), lambda: self.now)
        self.crowd = Crowd(
            database, crowd.facility_id, crowd.activity_id, crowd.slot_ids, crowd.children
        )
        self.oracle = Oracle(dict.fromkeys(range(DAYS), PLACES))
        self.operations: list[str] = []

    def teardown(self) -> None:
        self.crowd.database.close()
        self.folder.cleanup()

    def some(self, picked: list[int]) -> list[int]:
        """References of requests already made, without repetition."""
        known = list(self.oracle.asked)
        return list(dict.fromkeys(known[at % len(known)] for at in picked))

    @rule(cell=cells, kind=strategies.sampled_from(sorted(ASKABLE)))
    def a_family_asks(self, cell, kind):
        if self.oracle.status(cell) not in ASKABLE[kind]:
            kind = "reservation"
        if self.oracle.status(cell) in ASKABLE[kind]:
            self.now += timedelta(seconds=1)
            [number] = self.crowd.ask([cell], kind)
            self.oracle.ask(number, cell, kind)

    @precondition(lambda self: self.oracle.asked)
    @rule(picked=several, verb=strategies.sampled_from(["accept", "accept", "refuse", "waitlist"]))
    def an_agent_answers(self, picked, verb):
        numbers, operation = self.some(picked), str(uuid.uuid4())
        with self.crowd.database.work(CLERK) as work:
            asked = [Seen(one) for one in numbers]
            preview = services.decide(work, asked, ANSWERS[verb], dry_run=True)
            report = services.decide(work, asked, ANSWERS[verb], operation_id=operation)
        assert preview.outcomes == report.outcomes
        # Whoever is said to be left waiting does wait: promotion has the same view of the list.
        for told in report.outcomes:
            if told.result in (Result.FULL, Result.WAITLISTED):
                [now] = self.crowd.read(select(request.c.status).where(request.c.id == told[0]))
                assert now.status == "waitlisted"
        self.oracle.decide(operation, numbers, verb)
        self.operations.append(operation)

    @precondition(lambda self: self.oracle.asked)
    @rule(picked=strategies.integers(0, 40))
    def a_family_withdraws(self, picked):
        [number] = self.some([picked])
        child = self.oracle.asked[number].cell[0]
        Town(self.crowd.database).tell(f"a{child}", "request_withdrawn", {"request_id": number})
        with self.crowd.database.work(SYSTEM) as work:
            take_in(work)
        self.oracle.withdraw(number)

    @precondition(lambda self: self.operations)
    @rule(back=strategies.integers(0, 3))
    def an_agent_takes_an_answer_back(self, back):
        operation = self.operations[-1 - back % len(self.operations)]
        anything = self.oracle.undo(operation)
        if anything:
            with self.crowd.database.work(CLERK) as work:
                services.undo(work, operation)
        else:
            with pytest.raises(Refused), self.crowd.database.work(CLERK) as work:
                services.undo(work, operation)

    @rule(cell=cells)
    def the_service_cancels(self, cell):
        if self.oracle.status(cell) != "reserved":
            return
        child, day = cell
        slot_id = self.crowd.slot_ids[day]
        with self.crowd.database.work(CLERK) as work:
            held = work.scalar(
                select(reservation.c.id).where(
                    reservation.c.slot_id == slot_id, reservation.c.child_id == child
                )
            )
            move = Move(held, SlotEvent.CANCEL_BY_SERVICE, SlotStatus.RESERVATION_CANCELLED)
            moves.move(work, [move], Actor("service", agent_id=CLERK.id))
            services.promote(work, [slot_id])
        self.oracle.cancel(cell)

    @rule(day=strategies.integers(0, DAYS - 1), places=strategies.integers(0, 4))
    def places_change(self, day, places):
        slot_id = self.crowd.slot_ids[day]
        with self.crowd.database.read(CLERK) as work:
            version = work.scalar(select(slot.c.version).where(slot.c.id == slot_id))
        if places < self.oracle.taken(day):
            with (
                pytest.raises(Refused, match="dérogation"),
                self.crowd.database.work(CLERK) as work,
            ):
                set_day_capacity(work, slot_id, version, places)
            return
        with self.crowd.database.work(CLERK) as work:
            set_day_capacity(work, slot_id, version, places)
            services.promote(work, [slot_id])
        self.oracle.capacity[day] = places
        self.oracle.promote(day, "")

    @invariant()
    def the_base_says_what_the_oracle_says(self):
        read = self.crowd.read
        days = {slot_id: day for day, slot_id in enumerate(self.crowd.slot_ids)}
        rows = read(select(reservation.c.child_id, reservation.c.slot_id, reservation.c.status))
        assert {(c, days[s]): status for c, s, status in rows} == self.oracle.slots
        asked = read(select(request.c.id, request.c.status))
        assert dict(map(tuple, asked)) == {n: one.status for n, one in self.oracle.asked.items()}
        assert self.crowd.taken() == [self.oracle.taken(day) for day in range(DAYS)]
        for day, capacity in self.oracle.capacity.items():
            assert self.oracle.taken(day) <= capacity

    @invariant()
    def every_promise_is_kept(self):
        self.crowd.sound()


def test_requests_and_slots_live_as_they_should(sqlite_database, sqlite_address):
    crowd = Crowd.gather(sqlite_database, children=CHILDREN, days=DAYS, capacity=PLACES)
    sqlite_database.close()
    Life.prepared = (Path(sqlite_address.removeprefix("sqlite:///")), crowd)
    run_machine(
        Life,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
