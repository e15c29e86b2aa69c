"""Several programs, and the portal, at the same time: each row once, one winner for each request."""

import json
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select, text

from backoffice.database import checks
from backoffice.inbox.intake import INTAKE_LOCK, take_in
from backoffice.inbox.tables import decision, request, request_history
from backoffice.kernel.errors import Unavailable
from backoffice.kernel.permissions import SYSTEM
from backoffice.planning.tables import reservation, slot
from backoffice.portal.tables import portal_in_event, portal_in_request
from backoffice.portal.words import TRANSMITTED
from backoffice.worker import one_pass
from tests.inbox.intake.hands import (
    SPAWN,
    accept_each,
    follow_each,
    send,
    take_all,
    take_for_ever,
    together,
    withdraw_each,
)

FIRST = date(2026, 11, 23)


@pytest.fixture
def child(town):
    """One child, enrolled every day of the year in an activity with slots for 200 days."""
    family = town.family(accounts=["nadia"])
    child = town.child(family)
    activity = town.activity()
    town.enrol(child, activity, weekdays=range(1, 8))
    days = [FIRST + timedelta(days=number) for number in range(200)]
    for day in days:
        town.slot(activity, day, capacity=1)
    return [{"child_id": child, "activity_id": activity, "date": str(day)} for day in days]


def sound(database):
    with database.read(SYSTEM) as work:
        return [(one.name, one.sample) for one in checks.check(work)]


def each_once(town):
    """Every row of the portal taken in, and told so, exactly once."""
    sent = [row.id for row in town.read(select(portal_in_request.c.id))]
    taken = [row.id for row in town.read(select(request.c.id))]
    told = select(request_history.c.request_id).where(request_history.c.label == TRANSMITTED)
    told = [row.request_id for row in town.read(told.order_by(request_history.c.id))]
    left = [
        row.id
        for table in (portal_in_request, portal_in_event)
        for row in town.read(select(table.c.id).where(table.c.taken_in_at.is_(None)))
    ]
    assert sorted(sent) == sorted(taken) == sorted(told)
    assert left == []
    return told


def test_many_programs_take_each_row_in_once_and_in_order(database, address, town, child):
    for payload in child[:60]:
        town.ask("nadia", "reservation", payload)
        town.tell("nadia", "signed_in")
    rows = [("nadia", "reservation", json.dumps(payload)) for payload in child[60:160]]
    sent, *mine = together((send, (address, rows)), *((take_all, (address, 7)) for _ in range(3)))
    one_pass(database)  # what came after the others had looked for the last time
    assert sent == 100
    assert sum(mine) > 0
    order = each_once(town)
    assert order == sorted(order)
    assert Counter(row.status for row in town.read(select(reservation.c.status))) == {
        "reservation_pending": 160
    }
    assert sound(database) == []


def test_a_program_killed_while_taking_in_leaves_nothing_half_done(database, address, town, child):
    for payload in child:
        town.ask("nadia", "reservation", payload)
    process = SPAWN.Process(target=take_for_ever, args=(address, 3))
    process.start()
    while process.is_alive() and not town.read(select(request.c.id).limit(1)):
        pass
    process.kill()
    process.join()
    assert sound(database) == []
    one_pass(database)
    each_once(town)
    assert sound(database) == []


def test_a_row_committed_late_is_taken_in_late(postgresql_database, town_of):
    town = town_of(postgresql_database)
    insert = text(
        "INSERT INTO portal_in_request (account_id, kind, payload) "
        'VALUES (\'new\', \'contact_message\', \'{"subject": "s", "body": "b"}\') RETURNING id'
    )
    with postgresql_database.engine.connect() as slow:
        low = slow.execute(insert).scalar()
        with postgresql_database.engine.begin() as quick:
            high = quick.execute(insert).scalar()
        assert low < high
        assert one_pass(postgresql_database).requests == 1
        slow.commit()
    assert one_pass(postgresql_database).requests == 1
    assert each_once(town) == [high, low]


def test_a_program_leaves_the_pass_to_the_one_at_it(postgresql_database, town_of):
    town = town_of(postgresql_database)
    town.ask("new", "contact_message", {"subject": "s", "body": "b"})
    with postgresql_database.engine.begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": INTAKE_LOCK})
        with postgresql_database.work(SYSTEM) as work:
            taken = take_in(work)
    assert (taken.requests, taken.left, taken.busy) == (0, False, True)
    assert one_pass(postgresql_database).requests == 1


def test_a_withdrawal_in_flight_keeps_its_request_for_the_next_pass(postgresql_database, town_of):
    town = town_of(postgresql_database)
    asked = town.ask("new", "contact_message", {"subject": "s", "body": "b"})
    withdraw = text(
        "INSERT INTO portal_in_event (account_id, kind, payload) "
        "VALUES ('new', 'request_withdrawn', json_build_object('request_id', CAST(:id AS bigint)))"
    )
    with postgresql_database.engine.connect() as portal:
        portal.execute(withdraw, {"id": asked})
        assert one_pass(postgresql_database).requests == 0
        portal.commit()
    done = one_pass(postgresql_database)
    assert (done.requests, done.events) == (1, 1)
    assert [row.status for row in town.read(select(request.c.status))] == ["withdrawn"]


@pytest.fixture
def portal_address(request, postgresql_address):
    """The base as the portal opens it: a login that may only append and read the views."""
    cluster, name = request.getfixturevalue("cluster"), postgresql_address.rpartition("/")[2]
    login = f"portal_{name}"
    cluster.execute(
        f"CREATE ROLE {login} LOGIN PASSWORD 'portail' IN ROLE template_backoffice_portal"
    )
    yield cluster.url(name, login, "portail")
    cluster.execute(f"DROP OWNED BY {login}", name)
    cluster.execute(f"DROP ROLE {login}")


def test_of_a_withdrawal_and_an_answer_one_wins(
    postgresql_database, postgresql_address, portal_address, town_of, request_ids
):
    town = town_of(postgresql_database)
    events, results, _sent = together(
        (follow_each, (postgresql_address, request_ids)),
        (accept_each, (postgresql_address, request_ids, 1)),
        (withdraw_each, (portal_address, request_ids, 2)),
    )
    one_pass(postgresql_database)
    assert events <= len(request_ids)
    found = {row.id: row for row in town.read(select(request))}
    outcomes = Counter(found[request_id].status for request_id in request_ids)
    assert outcomes.keys() == {"withdrawn", "accepted"}
    assert min(outcomes.values()) >= 10
    for request_id, result in zip(request_ids, results, strict=True):
        row = found[request_id]
        assert (row.withdrawn_at is not None) == (row.status == "withdrawn")
        assert (result == "done") == (row.status == "accepted")
    effective = select(decision.c.request_id).where(decision.c.effective)
    accepted = {row.id for row in found.values() if row.status == "accepted"}
    assert {row.request_id for row in town.read(effective)} == accepted
    late = select(request_history.c.request_id).where(
        request_history.c.label == "Demande déjà traitée"
    )
    assert {row.request_id for row in town.read(late)} == accepted
    taken = town.read(select(func.sum(slot.c.taken)))[0][0]
    assert taken == outcomes["accepted"]
    assert sound(postgresql_database) == []


@pytest.fixture
def request_ids(postgresql_database, town_of):
    town = town_of(postgresql_database)
    family = town.family(accounts=["nadia"])
    child_id, activity_id = town.child(family), town.activity()
    town.enrol(child_id, activity_id, weekdays=range(1, 8))
    ids = []
    for number in range(200):
        day = FIRST + timedelta(days=number)
        town.slot(activity_id, day, capacity=1)
        payload = {"child_id": child_id, "activity_id": activity_id, "date": str(day)}
        ids.append(town.ask("nadia", "reservation", payload))
    one_pass(postgresql_database)
    return ids


def test_a_pass_that_fails_at_any_statement_leaves_no_trace(database, town, child):
    """The n-th statement of a pass fails, for every n: nothing is written, and the next does it all."""
    town.ask("nadia", "reservation", child[0], batch="b")
    town.ask("nadia", "reservation", {})
    town.ask("new", "teleportation", {})
    town.tell("nadia", "signed_in")
    town.tell("nadia", "preferences_set", {"new_invoice": False})
    town.tell("nadia", "levitation")
    countdown = [0]

    def fail(*_call):
        countdown[0] -= 1
        if countdown[0] == 0:
            raise Unavailable("Connexion perdue.")

    event.listen(database.engine, "before_cursor_execute", fail)
    nth = 0
    while True:
        nth += 1
        countdown[0] = nth
        try:
            with database.work(SYSTEM) as work:
                taken = take_in(work)
            break
        except Unavailable:
            countdown[0] = 0
            assert town.read(select(request.c.id)) == []
            untaken = select(func.count()).where(portal_in_event.c.taken_in_at.is_(None))
            assert town.read(untaken)[0][0] == 3
    event.remove(database.engine, "before_cursor_execute", fail)
    assert nth > 30
    assert (taken.requests, taken.events, taken.anomalies) == (3, 3, 3)
    each_once(town)
    assert sound(database) == []
