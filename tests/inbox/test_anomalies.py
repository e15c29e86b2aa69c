"""What nobody could understand, listed until somebody has seen to it."""

import pytest

from backoffice.inbox import anomalies
from backoffice.kernel.errors import NotAllowed, OutOfDate
from backoffice.worker import one_pass


@pytest.fixture
def three(database, town):
    family = town.family("Belkacem-Roy", accounts=["nadia"])
    town.ask("nadia", "reservation", {})
    town.ask("stranger", "levitation", {})
    town.tell("nadia", "levitation")
    one_pass(database)
    return family


def page(database, agent, **asked):
    with database.read(agent) as work:
        return anomalies.page(work, **asked)


def test_the_latest_come_first_with_who_asked_and_what_they_were_told(database, reader, three):
    unknown, reservation, event = page(database, reader)
    assert (event.source, event.request_id, event.public_reason) == ("event", None, "")
    assert event.kind_label == "levitation"
    assert (reservation.account, reservation.family, reservation.family_id) == (
        "Justine MARTIN",
        "Belkacem-Roy",
        three,
    )
    assert reservation.kind_label == "Ajout de réservation"
    assert reservation.request_id == reservation.source_id
    assert unknown.cause == "nature de demande inconnue"
    assert "Contactez le service" in unknown.public_reason


def test_pages_follow_one_another(database, reader, three):
    first = page(database, reader, limit=2)
    rest = page(database, reader, limit=2, before=first[-1].id)
    assert len(first) == 2
    assert len(rest) == 1
    assert rest[0].id < first[-1].id


def test_what_is_handled_leaves_the_list_and_keeps_who_did_it(database, clerk, three):
    listed = page(database, clerk)
    with database.work(clerk) as work:
        anomalies.handle(work, listed[0].id)
    with database.read(clerk) as work:
        assert anomalies.count(work) == 2
    (handled,) = page(database, clerk, handled=True)
    assert (handled.id, handled.handled_by, handled.handled_at) == (
        listed[0].id,
        clerk.name,
        database.clock(),
    )


def test_it_is_handled_once_and_not_by_a_reader(database, clerk, reader, three):
    listed = page(database, clerk)
    with pytest.raises(NotAllowed), database.work(reader) as work:
        anomalies.handle(work, listed[0].id)
    with database.work(clerk) as work:
        anomalies.handle(work, listed[0].id)
    with pytest.raises(OutOfDate), database.work(clerk) as work:
        anomalies.handle(work, listed[0].id)
