"""The worker: one pass, a night's work, and a service that survives its connection."""

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from backoffice.documents import services as documents
from backoffice.documents.owners import Owner
from backoffice.inbox import services
from backoffice.inbox.services import Condition, RuleDraft
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Kind
from backoffice.kernel.errors import NotAllowed
from backoffice.worker import Pass, one_pass, run_forever, run_once

DAY = date(2026, 11, 26)
PATIENCE = 30


@pytest.fixture
def asks(town) -> Callable[..., int]:
    """Make a family ask for a day."""
    child = town.child(town.family(accounts=["nadia"]))
    activity = town.activity()
    town.enrol(child, activity)
    for number in range(3):
        town.slot(activity, DAY + timedelta(days=number))

    def ask(day: date = DAY) -> int:
        payload = {"child_id": child, "activity_id": activity, "date": str(day)}
        return town.ask("nadia", "reservation", payload)

    return ask


def rule(database, admin):
    draft = RuleDraft("Dire oui quand tout va bien", Kind.RESERVATION, Condition.FAVOURABLE)
    with database.work(admin) as work:
        rule_id = services.save_rule(work, draft)
    with database.work(admin) as work:
        services.enable_rule(work, rule_id, 1)


def status_of(town, request_id):
    found = town.read(select(request.c.status).where(request.c.id == request_id))
    return found[0].status if found else None


def eventually(check: Callable[[], bool]) -> bool:
    """Whether it comes true in good time."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if check():
            return True
        threading.Event().wait(0.02)
    return False


def test_a_pass_takes_in_and_lets_the_rules_answer(database, town, asks, admin):
    rule(database, admin)
    asked = asks()
    town.ask("nadia", "reservation", {})
    town.tell("nadia", "signed_in")
    assert one_pass(database) == Pass(requests=2, events=1, anomalies=1, decided=1)
    assert status_of(town, asked) == "accepted"
    assert one_pass(database) == Pass()


def test_a_pass_holds_nothing_when_nothing_waits(database):
    with database.engine.begin():  # somebody is writing, for as long as they like
        assert one_pass(database) == Pass()


def test_any_agent_who_may_takes_in(database, town, asks, clerk, reader):
    asked = asks()
    with pytest.raises(NotAllowed):
        one_pass(database, reader)
    assert one_pass(database, clerk).requests == 1
    assert status_of(town, asked) == "transmitted"


def test_the_night_tries_every_rule_and_closes_what_time_has_passed(
    database, town, asks, admin, clock
):
    old, fresh = asks(), asks(DAY + timedelta(days=1))
    assert run_once(database) == Pass(requests=2)
    clock.now += timedelta(days=11)
    rule(database, admin)
    assert run_once(database) == Pass(decided=1, expired=1)
    assert (status_of(town, old), status_of(town, fresh)) == ("void", "accepted")


def test_the_night_reminds_of_documents_that_end_then_says_them_obsolete(
    database, town, clerk, clock
):
    family = town.family()
    owner = Owner(family, child_id=town.child(family))
    type_id = town.document_type(mandatory=True)
    ends = clock.now.date() + timedelta(days=20)
    with database.work(clerk) as work:
        documents.add(work, type_id, owner, [("a.pdf", b"%PDF-1.4")], valid_until=ends)
    for later, told in (
        (timedelta(0), Pass(reminded=1)),
        (timedelta(hours=1), Pass()),
        (timedelta(days=14), Pass(reminded=1)),
        (timedelta(days=7), Pass(obsolete=1)),
        (timedelta(days=1), Pass()),
    ):
        clock.now += later
        assert run_once(database) == told


class Service:
    """`run_forever`, on a thread of its own."""

    def __init__(self, database):
        self.stop = threading.Event()
        self.thread = threading.Thread(target=run_forever, args=(database, self.stop), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


def test_the_service_takes_in_what_comes(database, town, asks):
    before = asks()
    with Service(database):
        assert eventually(lambda: status_of(town, before) == "transmitted")
        after = asks(DAY + timedelta(days=1))
        assert eventually(lambda: status_of(town, after) == "transmitted")


def test_the_service_obeys_a_rule_just_switched_on(database, town, asks, admin):
    asked = asks()
    with Service(database):
        assert eventually(lambda: status_of(town, asked) == "transmitted")
        rule(database, admin)
        assert eventually(lambda: status_of(town, asked) == "accepted")


def test_the_service_survives_its_connection(postgresql_database, town_of):
    town = town_of(postgresql_database)
    message = {"subject": "s", "body": "b"}
    first = town.ask("new", "contact_message", message)
    with Service(postgresql_database):
        assert eventually(lambda: status_of(town, first) == "transmitted")
        with postgresql_database.engine.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        second = town.ask("new", "contact_message", message)
        assert eventually(lambda: status_of(town, second) == "transmitted")
