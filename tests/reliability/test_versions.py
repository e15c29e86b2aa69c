"""I7: nobody overwrites what they have not seen, be it another agent or the portal."""

import pytest
from sqlalchemy import select, text

from backoffice.activities.tables import activity
from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import OutOfDate
from backoffice.planning.places import set_capacity, set_day_capacity
from backoffice.planning.services import set_rank
from backoffice.planning.tables import reservation, slot
from tests.fixtures.town import Town
from tests.reliability import deeds
from tests.reliability.crowd import Crowd

ACCEPT = Answer(Verb.ACCEPT)


@pytest.fixture
def crowd(database):
    return Crowd.gather(database, children=4, days=2, capacity=1)


def version_of(crowd, table, key):
    return crowd.read(select(table.c.version).where(table.c.id == key))[0][0]


def test_two_who_saw_the_same_places_change_them_once(database, address, crew):
    crowd = Crowd.gather(database, children=1, days=1, capacity=10)
    rounds = 10
    wins = crew.run(
        [(deeds.set_day, (address, crowd.slot_ids[0], rounds, who * 100)) for who in range(1, 5)]
    )
    assert sum(wins) == rounds  # each version was changed by exactly one of the four
    assert version_of(crowd, slot, crowd.slot_ids[0]) == rounds + 1


def test_a_request_changed_since_it_was_seen_is_left_alone(crowd, clerk, reader):
    [asked] = crowd.ask([(1, 0)])
    seen = Seen(asked, version_of(crowd, request, asked))
    with crowd.database.work(clerk) as work:
        services.ask_information(work, [seen], "Merci de préciser l’heure.")
    with crowd.database.work(clerk) as work:
        report = services.decide(work, [seen], ACCEPT)
    assert report.counts == {Result.OUT_OF_DATE: 1}
    assert crowd.read(select(request.c.status)) == [("info_requested",)]


def test_a_withdrawal_of_the_portal_raises_the_version_an_agent_saw(crowd, clerk):
    [asked] = crowd.ask([(1, 0)])
    seen = Seen(asked, version_of(crowd, request, asked))
    Town(crowd.database).tell("a1", "request_withdrawn", {"request_id": asked})
    assert version_of(crowd, request, asked) > (seen.version or 0)
    with crowd.database.work(clerk) as work:
        assert services.decide(work, [seen], ACCEPT).counts == {Result.WITHDRAWN: 1}


def test_an_undo_after_another_answer_changes_nothing(crowd, clerk, admin):
    [asked] = crowd.ask([(1, 0)])
    with crowd.database.work(clerk) as work:
        first = services.decide(work, [Seen(asked)], ACCEPT)
    with crowd.database.work(admin) as work:
        services.undo(work, first.operation_id)
        services.decide(work, [Seen(asked)], Answer(Verb.REFUSE, reason_code="full"))
    with pytest.raises(Exception, match="plus rien à annuler"), crowd.database.work(clerk) as work:
        services.undo(work, first.operation_id)
    assert crowd.read(select(request.c.status)) == [("refused",)]
    crowd.sound()


def test_the_places_of_an_activity_are_changed_by_whoever_saw_them(crowd, admin):
    with crowd.database.work(admin) as work:
        set_capacity(work, crowd.activity_id, 1, 5)
    with pytest.raises(OutOfDate), crowd.database.work(admin) as work:
        set_capacity(work, crowd.activity_id, 1, 9)
    assert crowd.read(select(activity.c.capacity)) == [(5,)]


def test_places_taken_in_between_do_not_hide_from_who_lowers_them(crowd, clerk, admin):
    asked = crowd.ask([(1, 0)])
    seen = version_of(crowd, slot, crowd.slot_ids[0])
    with crowd.database.work(clerk) as work:
        services.decide(work, [Seen(asked[0])], ACCEPT)
    with pytest.raises(Exception, match="dérogation"), crowd.database.work(admin) as work:
        set_day_capacity(work, crowd.slot_ids[0], seen, 0)
    assert crowd.taken() == [1, 0]


def test_a_waiting_list_is_ordered_by_whoever_saw_it(crowd, clerk):
    asked = crowd.ask([(1, 0), (2, 0), (3, 0)])
    with crowd.database.work(clerk) as work:
        services.decide(work, [Seen(one) for one in asked], ACCEPT)
    waiting = crowd.read(
        select(reservation.c.id, reservation.c.version).where(reservation.c.status == "waitlisted")
    )
    last_id, last_version = waiting[-1]
    with crowd.database.work(clerk) as work:
        set_rank(work, crowd.slot_ids[0], last_id, last_version, 1)
    with pytest.raises(OutOfDate), crowd.database.work(clerk) as work:
        set_rank(work, crowd.slot_ids[0], last_id, last_version, 2)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("reservation", "actor = 'service'"),
        ("slot", "closed_reason = 'Grève'"),
        ("activity", "label = 'Autre'"),
        ("child", "first_name = 'Zoé'"),
        ("family", "label = 'Autre'"),
        ("submission", "assigned_to = 1"),
        ("enrolment", "weekdays = 3"),
        ("agent", "name = 'Zoé'"),
    ],
)
def test_a_version_is_raised_whoever_writes(crowd, table, change):
    crowd.ask([(1, 0)])
    key, before = crowd.read(text(f"SELECT id, version FROM {table} ORDER BY id LIMIT 1"))[0]
    with crowd.database.engine.connect() as connection, connection.begin():
        connection.execute(text(f"UPDATE {table} SET {change} WHERE id = :key"), {"key": key})
    after = crowd.read(text(f"SELECT version FROM {table} WHERE id = {key}"))
    assert after == [(before + 1,)]
