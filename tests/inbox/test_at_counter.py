"""Asked and answered in one go, with the family in front."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from backoffice.database.journal import journal
from backoffice.inbox.services import Answer, Result
from backoffice.inbox.services.at_counter import answer_for_family, end_enrolment
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import Kind, Verb
from backoffice.kernel.errors import NotAllowed, Refused
from backoffice.planning.tables import enrolment, reservation
from backoffice.portal.tables import portal_in_request

MONDAY = date(2026, 11, 23)
YES = Answer(Verb.ACCEPT)


@pytest.fixture
def leo(town):
    """Enrolled in an activity of one place, open all week; the town's reasons are listed."""
    town.reasons()
    activity_id = town.activity(capacity=1)
    slots = town.slots(activity_id, MONDAY, 5)
    family_id = town.family("Durant", accounts=["acc-1"])
    child_id = town.child(family_id, "Léo", "Durant")
    town.enrol(child_id, activity_id)
    return child_id, activity_id, slots


def ask(database, agent, leo, kind=Kind.RESERVATION, day=MONDAY, answer=YES, **named):
    child_id, activity_id, _ = leo
    with database.work(agent) as work:
        return answer_for_family(work, kind, child_id, activity_id, [day], answer, **named)


def test_a_reservation_asked_at_the_counter_is_made_and_read_by_the_family(
    database, clerk, town, leo
):
    report = ask(database, clerk, leo, words="Au téléphone, 9 h")
    assert report.counts == {Result.DONE: 1}
    assert town.read(select(reservation.c.status)) == [("reserved",)]
    [row] = town.view("portal_out_request")
    assert (row["status_label"], row["reason"]) == ("Acceptée", "Au téléphone, 9 h")
    [asked] = town.read(select(request.c.origin, request.c.typed_by))
    assert tuple(asked) == ("agent", clerk.id)


def test_a_preview_says_what_would_come_of_it_and_leaves_nothing(database, clerk, town, leo):
    seen = ask(database, clerk, leo, dry_run=True)
    assert (seen.dry_run, seen.sentence) == (True, "1 créneau réservé")
    for table in (reservation, request, portal_in_request, journal):
        assert town.read(select(func.count()).select_from(table)) == [(0,)]
    assert ask(database, clerk, leo).sentence == seen.sentence


def test_where_it_is_full_the_child_waits_unless_a_derogation_is_given(database, clerk, town, leo):
    town.filled(leo[2][0], 1)
    assert ask(database, clerk, leo, dry_run=True).counts == {Result.WAITLISTED: 1}
    over = Answer(Verb.ACCEPT, overbook_reason="Urgence familiale")
    assert ask(database, clerk, leo, answer=over).counts == {Result.DONE: 1}


def test_an_absence_follows_the_rule_or_what_the_agent_decides(database, clerk, town, leo):
    town.reserve(leo[2][0], leo[0])
    free = Answer(Verb.ACCEPT, invoiced=False)
    due = Answer(Verb.ACCEPT, invoiced=True)
    assert (
        ask(database, clerk, leo, Kind.ABSENCE, answer=due, dry_run=True).sentence
        == "1 absence facturée"
    )
    assert ask(database, clerk, leo, Kind.ABSENCE, answer=free).sentence == "1 absence acceptée"


def test_what_cannot_be_done_is_not_asked_either(database, clerk, town, leo):
    town.reserve(leo[2][0], leo[0])
    with pytest.raises(Refused):
        ask(database, clerk, leo)
    assert town.read(select(func.count()).select_from(portal_in_request)) == [(0,)]


def test_a_reader_asks_nothing_for_anyone(database, reader, leo):
    with pytest.raises(NotAllowed):
        ask(database, reader, leo)


def shortened(town, leo):
    [row] = town.read(select(enrolment).where(enrolment.c.child_id == leo[0]))
    return row


def test_ending_an_enrolment_tells_the_family_and_offers_the_place(database, clerk, town, leo):
    ask(database, clerk, leo, day=MONDAY + timedelta(days=1))
    other = town.child(town.family("Belkacem"), "Inès")
    town.enrol(other, leo[1])
    with database.work(clerk) as work:
        answer_for_family(work, Kind.RESERVATION, other, leo[1], [MONDAY + timedelta(days=1)], YES)
    row = shortened(town, leo)
    with database.work(clerk) as work:
        done = end_enrolment(
            work, row.id, row.version, MONDAY, "L’inscription s’arrête le 23 novembre."
        )
    assert len(done.cancelled) == 1
    told = dict(map(tuple, town.read(select(reservation.c.child_id, reservation.c.status))))
    assert told == {leo[0]: "reservation_cancelled", other: "reserved"}
    messages = [
        line["message"] for line in town.view("portal_out_request_history") if line["message"]
    ]
    assert messages == ["L’inscription s’arrête le 23 novembre."]


def test_reservations_are_not_cancelled_without_a_word(database, clerk, town, leo):
    town.reserve(leo[2][3], leo[0])
    row = shortened(town, leo)
    with pytest.raises(Refused, match="pourquoi"), database.work(clerk) as work:
        end_enrolment(work, row.id, row.version, MONDAY, "  ")
    with database.work(clerk) as work:
        assert end_enrolment(work, row.id, row.version, MONDAY, "", dry_run=True).dry_run
    assert town.read(select(reservation.c.status)) == [("reserved",)]
