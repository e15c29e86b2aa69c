"""I19: whatever statement the machine stops at, nothing is half-written and the deed can be done again."""

import json
import shutil
import uuid
from collections import Counter

import pytest
from sqlalchemy import make_url, select

from backoffice.database.engine import open_engine
from backoffice.database.work import Database
from backoffice.inbox import services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.services import Condition, RuleDraft
from backoffice.inbox.services.places import set_capacity as make_places
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Kind, Verb
from backoffice.kernel.permissions import SYSTEM, Role
from backoffice.planning.places import set_capacity
from backoffice.portal.tables import portal_in_event, portal_in_request
from tests.fixtures.database import MONDAY, person
from tests.reliability.crowd import FIRST, Crowd
from tests.reliability.harness import cut_everywhere

OPERATION = "0b2c7a52-0000-4000-8000-000000000019"
CLERK, ADMIN = person(Role.INSTRUCTOR), person(Role.ADMINISTRATOR)
ACCEPT = Answer(Verb.ACCEPT)


@pytest.fixture
def afternoon(database):
    """Two places a day: one taken, four children asking, one who gives the place back."""
    crowd = Crowd.gather(database, children=6, days=2, capacity=2)
    crowd.fill([(6, 0), (6, 1)])
    crowd.ask([(child, day) for child in range(1, 5) for day in range(2)])
    crowd.ask([(6, 0)], "reservation_cancellation")
    return crowd


@pytest.fixture
def copies(database, address, request, tmp_path):
    """Opens copies of the base as it stands when first asked, all alike."""
    made: list[str] = []

    def opened():
        name = f"copy_{uuid.uuid4().hex[:12]}"
        database.close()
        if address.startswith("sqlite"):
            shutil.copyfile(make_url(address).database, tmp_path / name)
            return Database(open_engine(f"sqlite:///{tmp_path / name}"), lambda: MONDAY)
        cluster = request.getfixturevalue("cluster")
        made.append(name)
        copied = cluster.create(name, make_url(address).database)
        return Database(open_engine(copied), lambda: MONDAY)

    yield opened
    for name in made:
        request.getfixturevalue("cluster").drop(name)


def accept_all(database, answer=ACCEPT, operation_id=OPERATION):
    """Accepts, puts on the waiting list, frees a place and promotes, in one work."""
    asked = [Seen(FIRST + at) for at in range(9)]
    with database.work(CLERK) as work:
        return services.decide(work, asked, answer, operation_id=operation_id)


def test_deciding_a_batch(afternoon, copies):
    statements, left = cut_everywhere(copies, accept_all)
    assert statements > 10
    assert statuses(left) == {"accepted": 4, "waitlisted": 5}


def test_overbooking(afternoon, copies):
    over = Answer(Verb.ACCEPT, overbook_reason="Fratrie", message="Bienvenue")
    _, left = cut_everywhere(copies, lambda database: accept_all(database, over))
    assert statuses(left) == {"accepted": 9}
    assert left["derogation"]


def test_promoting_when_a_place_is_freed(afternoon, copies, database):
    with database.work(CLERK) as work:
        services.decide(work, [Seen(FIRST + at) for at in range(8)], ACCEPT)

    def free(opened):
        with opened.work(CLERK) as work:
            services.decide(work, [Seen(FIRST + 8)], ACCEPT, operation_id=OPERATION)

    _, left = cut_everywhere(copies, free)
    assert any('"promote"' in line for line in left["slot_event"])


def test_undoing(afternoon, copies, database):
    accept_all(database)

    def undo(opened):
        with opened.work(CLERK) as work:
            services.undo(work, OPERATION)

    _, left = cut_everywhere(copies, undo)
    assert statuses(left) == {"transmitted": 9}


def test_rectifying(afternoon, copies, database):
    accept_all(database, Answer(Verb.REFUSE, reason_code="full"))

    def rectify(opened):
        with opened.work(CLERK) as work:
            services.rectify(work, Seen(FIRST), ACCEPT, "Une place s’est libérée")

    cut_everywhere(copies, rectify)


def test_taking_in(afternoon, copies, database):
    day = afternoon.read(select(request.c.starts_on).limit(1))[0][0]
    good = {"child_id": 5, "activity_id": afternoon.activity_id, "date": day.isoformat()}
    with database.work(SYSTEM) as work:
        work.run(
            portal_in_request.insert(),
            [
                {"account_id": "a5", "kind": kind, "payload": told, "submitted_at": MONDAY}
                for kind, told in (
                    ("reservation", good),
                    ("reservation", {"child_id": "x"}),
                    ("contact_message", {"text": "Bonjour"}),
                    ("nothing_known", {}),
                )
            ],
        )
        work.run(
            portal_in_event.insert(),
            [
                {
                    "account_id": "a1", "kind": "request_withdrawn", "occurred_at": MONDAY,
                    "payload": {"request_id": FIRST},
                }
            ],
        )  # fmt: skip

    def take(opened):
        with opened.work(SYSTEM) as work:
            take_in(work)

    cut_everywhere(copies, take)


def test_answering_by_rule(afternoon, copies, database):
    with database.work(ADMIN) as work:
        rule = services.save_rule(work, RuleDraft("Tout", Kind.RESERVATION, Condition.IN_TIME))
        services.enable_rule(work, rule, 1)

    def run(opened):
        with opened.work(SYSTEM) as work:
            services.run_rules(work)

    _, left = cut_everywhere(copies, run)
    assert statuses(left)["accepted"] > 0


def test_lowering_the_places(afternoon, copies, database):
    def lower(opened):
        with opened.work(ADMIN) as work:
            set_capacity(work, afternoon.activity_id, 1, 0, overbook_reason="Travaux")

    _, left = cut_everywhere(copies, lower)
    assert left["derogation"]


def test_giving_the_places_one_makes(afternoon, copies, database):
    accept_all(database)

    def raise_them(opened):
        with opened.work(ADMIN) as work:
            make_places(work, afternoon.activity_id, 1, 4)

    _, left = cut_everywhere(copies, raise_them)
    assert statuses(left) == {"accepted": 8, "waitlisted": 1}


def statuses(left):
    return dict(Counter(json.loads(line)["status"] for line in left["request"]))
