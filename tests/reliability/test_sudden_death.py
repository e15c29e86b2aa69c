"""I19: a program killed at any moment leaves a sound base, and its work can be taken up again."""

import multiprocessing
import uuid
from itertools import count
from random import Random

import pytest
from sqlalchemy import func, insert, select

from backoffice.inbox import services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM, Role
from backoffice.portal.tables import portal_in_request
from tests.fixtures.database import MONDAY, person
from tests.reliability.crowd import THURSDAY, Crowd
from tests.reliability.deeds import spin, workstation

KILLS = 40
CHILDREN, DAYS = 30, 2


def work_until_killed(pipe, address, seed, activity_id):
    """Answers, takes answers back, takes requests in, without ever stopping."""
    chance, clerk = Random(seed), person(Role.INSTRUCTOR)
    with workstation(address) as database:
        with database.read(clerk) as work:
            every = [row.id for row in work.rows(select(request.c.id))]
        pipe.send("working")
        for turn in count():
            operation = str(uuid.uuid4())
            with database.work(clerk) as work:
                asked = [Seen(one) for one in chance.sample(every, 5)]
                services.decide(work, asked, Answer(Verb.ACCEPT), operation_id=operation)
            if turn % 2:
                try:
                    with database.work(clerk) as work:
                        services.undo(work, operation)
                except Refused:
                    pass  # nothing had been answered
            with database.work(SYSTEM) as work:
                told = {"child_id": chance.randint(1, CHILDREN), "activity_id": activity_id}
                row = {
                    "account_id": "a1", "kind": "reservation", "submitted_at": MONDAY,
                    "payload": {**told, "date": str(THURSDAY)},
                }  # fmt: skip
                work.run(insert(portal_in_request), row)
            with database.work(SYSTEM) as work:
                take_in(work)


@pytest.fixture(scope="module")
def nursery():
    """Where processes are born quickly, since they do not live long."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload([__name__])
    return context


def test_a_program_killed_anywhere_leaves_a_sound_base(database, address, nursery, clerk):
    crowd = Crowd.gather(database, children=CHILDREN, days=DAYS, capacity=8)
    crowd.ask([(child, day) for child in range(1, CHILDREN + 1) for day in range(DAYS)])
    chance = Random(19)
    for seed in range(KILLS):
        here, there = nursery.Pipe()
        given = (there, address, seed, crowd.activity_id)
        process = nursery.Process(target=work_until_killed, args=given, daemon=True)
        process.start()
        assert here.recv() == "working"
        spin(chance.uniform(0, 0.06))
        process.kill()
        process.join()
        process.close()
        here.close()
        there.close()
        crowd.sound()
    if address.startswith("sqlite"):
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"

    with database.work(SYSTEM) as work:
        take_in(work)
    left = crowd.read(select(request.c.id).where(request.c.status == "transmitted"))
    with database.work(clerk) as work:
        asked = [Seen(row.id) for row in left]
        report = services.decide(work, asked, Answer(Verb.ACCEPT))
    assert set(report.counts) <= {Result.DONE, Result.WAITLISTED}
    assert crowd.read(select(func.count()).where(request.c.status == "transmitted")) == [(0,)]
    crowd.sound()
