"""What the processes of a storm do, each on its own connection, as so many workstations would."""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import psycopg

from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Role
from backoffice.planning.places import set_capacity, set_day_capacity
from tests.fixtures.database import MONDAY, person
from tests.reliability.crew import Hand

ANSWERS = {
    "accept": Answer(Verb.ACCEPT),
    "refuse": Answer(Verb.REFUSE, reason_code="full"),
    "waitlist": Answer(Verb.WAITLIST),
}
Told = tuple[int, str, str | None]


@contextmanager
def workstation(address: str) -> Iterator[Database]:
    # A writer that waits its turn is not a fault: on one busy core it may wait longer.
    database = Database(open_engine(address, busy=30_000), lambda: MONDAY)
    try:
        yield database
    finally:
        database.close()


def decide(database: Database, request_ids: list[int], verb: str) -> list[Told]:
    with database.work(person(Role.INSTRUCTOR)) as work:
        asked = [Seen(one) for one in request_ids]
        report = services.decide(work, asked, ANSWERS[verb], operation_id=str(uuid.uuid4()))
    return [(one.request_id, str(one.result), one.sentence) for one in report.outcomes]


def decide_all(
    hand: Hand, address: str, seed: int, rounds: list[list[int]], verbs: tuple[str, ...], most: int
) -> list[Told]:
    """Answer every request of each round, in an order and in batches of one's own."""
    chance, told = Random(seed), []
    with workstation(address) as database:
        for asked in rounds:
            left = chance.sample(asked, len(asked))
            hand.together()
            while left:
                many = chance.randint(1, most)
                told += decide(database, left[:many], chance.choice(verbs))
                left = left[many:]
    return told


def decide_in_order(hand: Hand, address: str, batches: list[list[int]], verb: str) -> list[Told]:
    """Answer these batches, as they are given."""
    told = []
    with workstation(address) as database:
        hand.together()
        for batch in batches:
            told += decide(database, batch, verb)
    return told


def change_places(
    hand: Hand, address: str, activity_id: int, numbers: list[int]
) -> tuple[int, int]:
    """Set the places of an activity to these numbers in turn; how many passed, how many were refused."""
    from sqlalchemy import select

    from backoffice.activities.tables import activity

    done = refused = 0
    version = select(activity.c.version).where(activity.c.id == activity_id)
    with workstation(address) as database:
        hand.together()
        for number in numbers:
            try:
                with database.work(person(Role.ADMINISTRATOR)) as work:
                    set_capacity(work, activity_id, work.scalar(version), number)
                done += 1
            except Refused:  # children are already expected, and no dérogation was asked for
                refused += 1
    return done, refused


def set_day(hand: Hand, address: str, slot_id: int, versions: int, mine: int) -> int:
    """Try to be the one who changes a day seen at each version in turn; how often one was."""
    won = 0
    with workstation(address) as database:
        for version in range(1, versions + 1):
            hand.together()
            try:
                with database.work(person(Role.INSTRUCTOR)) as work:
                    set_day_capacity(work, slot_id, version, mine + version)
                won += 1
            except OutOfDate:
                pass
    return won


def add_places(hand: Hand, address: str, seed: int, slot_ids: list[int], times: int) -> int:
    """Give each day one place more, `times` times, as an agent does who reads it first; how many
    children were given a place.
    """
    from sqlalchemy import select

    from backoffice.inbox.services.places import set_day_capacity as make_places
    from backoffice.planning.tables import slot

    left = Random(seed).sample(slot_ids * times, len(slot_ids) * times)
    given = 0
    with workstation(address) as database:
        hand.together()
        while left:
            seen = select(slot.c.version, slot.c.capacity).where(slot.c.id == left[-1])
            with database.read(person(Role.INSTRUCTOR)) as work:
                day = work.rows(seen)[0]
            try:
                with database.work(person(Role.INSTRUCTOR)) as work:
                    more = make_places(work, left[-1], day.version, day.capacity + 1)
            except OutOfDate:
                continue
            left.pop()
            given += more.given.places
    return given


def spin(seconds: float) -> None:
    """Be late by so much, without leaving the processor."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


def withdraw_one_by_one(hand: Hand, address: str, seed: int, request_ids: list[int]) -> None:
    """As the portal's role: say of each request, at the start of each round, that it is withdrawn.

    The board holds how late to be, in seconds: whoever wins too often is slowed down by the other.
    """
    chance = Random(seed)
    with psycopg.connect(address, autocommit=True) as portal:
        portal.execute("SELECT set_config('role', current_database() || '_portal', false)")
        for number, request_id in enumerate(request_ids, start=1):
            hand.together()
            spin(hand.board[0] * chance.uniform(0.5, 1.5))
            portal.execute(
                "INSERT INTO portal_in_event (account_id, kind, payload) VALUES (%s, %s, %s)",
                [f"a{number}", "request_withdrawn", json.dumps({"request_id": request_id})],
            )
            hand.together()


def accept_one_by_one(hand: Hand, address: str, request_ids: list[int]) -> list[Told]:
    told = []
    hand.board[0] = 0.005
    with workstation(address) as database:
        for request_id in request_ids:
            hand.together()
            told += decide(database, [request_id], "accept")
            hand.board[0] *= 1.2 if told[-1][1] == "withdrawn" else 1 / 1.2
            hand.together()
    return told
