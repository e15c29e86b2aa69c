"""What the processes of the concurrency tests do, each with a connection of its own."""

import multiprocessing
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Any

from sqlalchemy import text

from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.inbox.intake import is_waiting, take_in
from backoffice.inbox.services import Answer, Seen, decide
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import OutOfDate, Unavailable
from backoffice.kernel.permissions import SYSTEM, Agent, Role

CLERK = Agent(1, Role.INSTRUCTOR.value, "Claire Martin", Role.INSTRUCTOR)
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
SPAWN = multiprocessing.get_context("spawn")
PATIENCE = 60


def together(*jobs: tuple[Callable[..., Any], Sequence[Any]]) -> list[Any]:
    """Run each job in a process of its own, started at the same instant; what each one found."""
    barrier, told = SPAWN.Barrier(len(jobs)), SPAWN.SimpleQueue()
    processes = [
        SPAWN.Process(target=_run, args=(job, number, barrier, told, arguments))
        for number, (job, arguments) in enumerate(jobs)
    ]
    for process in processes:
        process.start()
    found = dict(told.get() for _ in processes)
    for process in processes:
        process.join(PATIENCE)
    return [found[number] for number in range(len(jobs))]


def _run(job, number, barrier, told, arguments):
    try:
        found = job(barrier, *arguments)
    except BaseException as error:
        barrier.abort()
        told.put((number, error))
        raise
    told.put((number, found))


def opened(address: str) -> Database:
    return Database(open_engine(address), lambda: NOW)


def take_all(barrier, address: str, limit: int) -> int:
    """Take in until nothing is left, however many do the same; how many rows were ours."""
    database, mine = opened(address), 0
    barrier.wait(PATIENCE)
    while True:
        try:
            with database.read(SYSTEM) as work:
                if not is_waiting(work):
                    break
            with database.work(SYSTEM) as work:
                taken = take_in(work, limit)
            mine += taken.requests + taken.events
        except Unavailable:
            continue
    database.close()
    return mine


def take_for_ever(address: str, limit: int) -> None:
    """Until it is killed."""
    database = opened(address)
    while True:
        with database.work(SYSTEM) as work:
            take_in(work, limit)


def send(barrier, address: str, rows: Sequence[tuple[str, str, str]]) -> int:
    """Append rows one by one, as the portal does while programs take them in."""
    database = opened(address)
    barrier.wait(PATIENCE)
    statement = text(
        "INSERT INTO portal_in_request (account_id, kind, payload) VALUES (:account, :kind, :payload)"
        if address.startswith("sqlite")
        else "INSERT INTO portal_in_request (account_id, kind, payload) "
        "VALUES (:account, :kind, CAST(:payload AS json))"
    )
    for account, kind, payload in rows:
        with database.engine.begin() as connection:
            connection.execute(statement, {"account": account, "kind": kind, "payload": payload})
    database.close()
    return len(rows)


def withdraw_each(barrier, address: str, request_ids: Sequence[int], seed: int) -> int:
    """As the portal: withdraw each request at the very moment an agent answers it."""
    engine, chance = open_engine(address), random.Random(seed)
    statement = text(
        "INSERT INTO portal_in_event (account_id, kind, payload) VALUES "
        "('nadia', 'request_withdrawn', json_build_object('request_id', CAST(:id AS bigint)))"
    )
    for request_id in request_ids:
        barrier.wait(PATIENCE)
        hesitate(chance)
        with engine.begin() as connection:
            connection.execute(statement, {"id": request_id})
    engine.dispose()
    return len(request_ids)


def accept_each(barrier, address: str, request_ids: Sequence[int], seed: int) -> list[str]:
    """As an agent: accept each request at the very moment its family withdraws it."""
    database, chance = opened(address), random.Random(seed)
    results = []
    for request_id in request_ids:
        barrier.wait(PATIENCE)
        hesitate(chance)
        try:
            with database.work(CLERK) as work:
                report = decide(work, [Seen(request_id)], Answer(Verb.ACCEPT))
            results.append(str(report.outcomes[0].result))
        except OutOfDate:
            results.append("out_of_date")
    database.close()
    return results


def follow_each(barrier, address: str, request_ids: Sequence[int]) -> int:
    """As the worker: take in all along."""
    database, events = opened(address), 0
    for _ in request_ids:
        barrier.wait(PATIENCE)
        with database.work(SYSTEM) as work:
            events += take_in(work).events
    database.close()
    return events


def hesitate(chance: random.Random) -> None:
    """From 0 to 5 ms, so that either may come first."""
    Event().wait(chance.random() * 0.005)
