"""Who may take in: on PostgreSQL, an agent's own login has the grants a whole pass needs."""

from datetime import date

import pytest
from sqlalchemy import select

from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.inbox import anomalies
from backoffice.inbox.intake import is_waiting, take_in
from backoffice.inbox.tables import request
from backoffice.kernel.errors import NotAllowed
from backoffice.portal.tables import portal_in_event
from backoffice.worker import run_once


@pytest.fixture
def signed_in(request, postgresql_database, postgresql_address, clerk):
    """The base as an instructor of the town opens it."""
    cluster, name = request.getfixturevalue("cluster"), postgresql_address.rpartition("/")[2]
    login = f"clerk_{name}"
    role = "template_backoffice_instructor"
    cluster.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'secret' IN ROLE {role}")
    database = Database(open_engine(postgresql_address, login, "secret"), postgresql_database.clock)
    yield database
    database.close()
    cluster.execute(f"DROP ROLE {login}")


def test_an_agent_takes_everything_in_with_their_own_login(
    signed_in, postgresql_database, town_of, clerk
):
    town = town_of(postgresql_database)
    child = town.child(town.family(accounts=["nadia"]))
    activity = town.activity()
    town.enrol(child, activity)
    town.slot(activity, date(2026, 11, 26))
    payload = {"child_id": child, "activity_id": activity, "date": "2026-11-26"}
    town.ask("nadia", "reservation", payload, batch="b")
    run_once(signed_in, clerk)
    asked = town.ask("nadia", "reservation", payload, batch="b")
    town.ask("new", "levitation", {})
    town.tell("nadia", "account_created", {"last_name": "B", "first_name": "N", "email": "n@x.fr"})
    for kind, told in (
        ("signed_in", {}),
        ("preferences_set", {"new_invoice": False}),
        ("preferences_set", {"new_invoice": True}),
        ("subscribe_by_code", {"code": "ABCD"}),
        ("messages_read", {"all": True}),
        ("request_withdrawn", {"request_id": asked}),
        ("request_withdrawn", {"request_id": asked - 1}),
    ):
        town.tell("nadia", kind, told)
    done = run_once(signed_in, clerk)
    assert (done.requests, done.events, done.anomalies) == (2, 8, 1)
    statuses = [row.status for row in town.read(select(request.c.status).order_by(request.c.id))]
    assert statuses == ["withdrawn", "withdrawn", "refused"]
    codes = select(portal_in_event.c.payload).where(portal_in_event.c.kind == "subscribe_by_code")
    assert [row.payload for row in town.read(codes)] == [{}]
    with signed_in.work(clerk) as work:
        anomalies.handle(work, anomalies.page(work)[0].id)


def test_who_may_not_take_in_is_told_so(database, reader, accountant):
    for agent in (reader, accountant):
        with pytest.raises(NotAllowed), database.read(agent) as work:
            is_waiting(work)
        with pytest.raises(NotAllowed), database.work(agent) as work:
            take_in(work)
