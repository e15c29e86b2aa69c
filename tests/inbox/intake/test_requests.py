"""From a row of the portal to a request: each kind, its slot, its line in the inbox."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select, text

from backoffice.inbox.tables import request, submission
from backoffice.kernel.permissions import SYSTEM
from backoffice.planning.tables import reservation
from backoffice.portal.tables import portal_in_request
from backoffice.portal.words import KINDS
from backoffice.subscribers.tables import account
from tests.inbox.intake.steps import DAY, pass_over, the_request


def test_a_reservation_waits_for_its_answer_with_its_slot(database, town, house):
    asked = town.ask("nadia", "reservation", house.payload(note="Merci"))
    taken = pass_over(database)
    assert (taken.requests, taken.anomalies, taken.left) == (1, 0, False)
    found = the_request(town, asked)
    assert found.status == "transmitted"
    assert found.description == "Garderie soir, le 26/11/2026"
    assert (found.family_id, found.child_id, found.slot_id) == (
        house.family,
        house.child,
        house.slot,
    )
    assert (found.starts_on, found.family_words) == (DAY, "Merci")
    (held,) = town.read(select(reservation))
    assert (held.status, held.request_id, held.account_id) == (
        "reservation_pending",
        asked,
        "nadia",
    )
    labels = [line["label"] for line in town.view("portal_out_request_history", request_id=asked)]
    assert labels == ["Création de demande", "Demande transmise à l'application métier"]
    (line,) = town.read(select(submission))
    assert (line.queue, line.requests, line.pending, line.first_day) == ("reservations", 1, 1, DAY)


@pytest.mark.parametrize(
    ("kind", "before", "event", "after"),
    [
        ("reservation", None, None, "reservation_pending"),
        ("reservation", "reservation_refused", "refuse", "reservation_pending"),
        ("reservation_cancellation", "reserved", "accept", "cancellation_pending"),
        ("absence", "reserved", "accept", "absence_pending"),
        ("absence_cancellation", None, None, "reservation_pending"),
        ("absence", None, None, None),
        ("reservation_cancellation", None, None, None),
        ("reservation", "reserved", "accept", "reserved"),
        ("absence", "waitlisted", "waitlist", "waitlisted"),
    ],
)
def test_a_slot_waits_only_where_the_arrow_exists(
    database, town, house, kind, before, event, after
):
    if before:
        town.reserve(house.slot, house.child, before, event=event)
    asked = town.ask("nadia", kind, house.payload(reason="Maladie"))
    assert pass_over(database).anomalies == 0
    assert the_request(town, asked).status == "transmitted"
    assert [row.status for row in town.read(select(reservation))] == ([after] if after else [])


def test_the_second_of_two_alike_leaves_the_slot_to_the_first(database, town, house):
    first = town.ask("nadia", "reservation", house.payload())
    second = town.ask("nadia", "reservation", house.payload())
    pass_over(database)
    assert [row.request_id for row in town.read(select(reservation))] == [first]
    assert the_request(town, second).status == "transmitted"


def test_a_day_without_a_slot_is_taken_in_for_the_advice_to_judge(database, town, house):
    asked = town.ask("nadia", "reservation", house.payload(date="2026-12-25"))
    pass_over(database)
    assert the_request(town, asked).slot_id is None
    assert the_request(town, asked).status == "transmitted"


def test_an_enrolment_says_its_period_and_days(database, town, house):
    other = town.activity(label="Centre de loisirs")
    payload = {"child_id": house.child, "activity_id": other, "starts_on": "2027-01-04"}
    plain = town.ask("nadia", "enrolment", payload)
    ended = town.ask(
        "nadia", "enrolment", {**payload, "ends_on": "2027-06-30", "weekdays": [3, 1, 3]}
    )
    pass_over(database)
    assert the_request(town, plain).description == "Centre de loisirs, à partir du 04/01/2027"
    found = the_request(town, ended)
    assert found.description == "Centre de loisirs, du 04/01/2027 au 30/06/2027 (lundi, mercredi)"
    assert (found.starts_on, found.ends_on) == (date(2027, 1, 4), date(2027, 6, 30))


def test_every_other_kind_is_taken_in_and_shown(database, town, house, others):
    decided_here = {
        "reservation", "reservation_cancellation", "absence", "absence_cancellation", "enrolment",
    }  # fmt: skip
    assert others.keys() == KINDS.keys() - decided_here - {"tax_change"}
    asked = {kind: town.ask("nadia", kind, payload) for kind, payload in others.items()}
    assert pass_over(database).anomalies == 0
    for kind, request_id in asked.items():
        assert the_request(town, request_id).status == "transmitted", kind
        (shown,) = town.view("portal_out_request", request_id=request_id)
        assert (shown["kind"], shown["status"]) == (kind, "transmitted")
        assert shown["description"].startswith(KINDS[kind])
    message = the_request(town, asked["contact_message"])
    assert message.description == "Message au service : Cantine"
    assert message.family_words == "Bonjour,\nmerci."


def test_what_needs_no_family_is_taken_from_anyone(database, town, house, others):
    for kind in ("creche", "family_creation", "appointment", "contact_message"):
        asked = town.ask("new", kind, others[kind])
        pass_over(database)
        found = the_request(town, asked)
        assert (found.status, found.family_id) == ("transmitted", None)
    states = {row.id: row.state for row in town.read(select(account))}
    assert states == {"nadia": "activated", "new": "unknown"}


def test_a_tax_change_is_taken_in_where_the_town_allows_it(database, town, house):
    from backoffice.database.journal import setting

    with database.work(SYSTEM) as work:
        work.run(setting.insert(), {"key": "tax_editable", "value": True})
    asked = town.ask("nadia", "tax_change", {"changes": {"family_quotient": 900}})
    pass_over(database)
    assert the_request(town, asked).status == "transmitted"


def test_with_two_families_the_child_tells_which_unless_both_have_it(database, town, house):
    from backoffice.families.tables import family_child
    from backoffice.subscribers.tables import link

    second = town.family("Roy")
    values = {"state": "active", "method": "code", "linked_at": database.clock()}
    town.add(link, account_id="nadia", family_id=second, **values)
    alone = town.ask("nadia", "reservation", house.payload())
    pass_over(database)
    assert the_request(town, alone).family_id == house.family
    with database.work(SYSTEM) as work:
        work.run(family_child.insert(), {"family_id": second, "child_id": house.child})
    both = town.ask("nadia", "reservation", house.payload())
    named = town.ask("nadia", "reservation", house.payload(family_id=second))
    pass_over(database)
    assert the_request(town, both).status == "refused"
    assert (the_request(town, named).status, the_request(town, named).family_id) == (
        "transmitted",
        second,
    )


def test_what_a_family_typed_is_cleaned_and_kept(database, town, house):
    raw = json.dumps(house.payload(note="a\x00b\ud800c\u202ed <b>=1+1</b>", later={"x": "\x01y"}))
    with database.work(SYSTEM) as work:
        work.connection.execute(
            text(
                "INSERT INTO portal_in_request (account_id, kind, payload) "
                "VALUES ('nadia', 'reservation', :raw)"
            ),
            {"raw": raw},
        )
    pass_over(database)
    (found,) = town.read(select(request))
    assert found.family_words == "abcd <b>=1+1</b>"
    assert found.details["later"] == {"x": "y"}


def test_what_one_click_sent_is_one_line(database, town, house):
    days = ["2026-11-23", "2026-11-24", "2027-09-09", "2026-11-27"]
    for day in days:
        town.ask("nadia", "reservation", house.payload(date=day), batch="b1")
    town.ask("nadia", "absence", house.payload(reason="Maladie"), batch="b1")
    town.ask("nadia", "reservation", house.payload(), batch="b2")
    pass_over(database, limit=3)
    while pass_over(database, limit=3).left:
        pass
    lines = town.read(select(submission).order_by(submission.c.id))
    assert [(line.queue, line.requests, line.pending) for line in lines] == [
        ("reservations", 4, 3),
        ("absences", 1, 1),
        ("reservations", 1, 1),
    ]
    assert (lines[0].first_day, lines[0].last_day) == (date(2026, 11, 23), date(2026, 11, 27))


def test_edits_of_one_click_share_a_line_whatever_their_kind(database, town, house, others):
    for kind in ("guardian_change", "child_change", "authorisation_change"):
        town.ask("nadia", kind, others[kind], batch="click")
    pass_over(database)
    (line,) = town.read(select(submission))
    assert (line.queue, line.requests) == ("dossier", 3)


def test_a_batch_of_another_account_is_another_line(database, town, house):
    town.account("paul", house.family)
    for account_id in ("nadia", "paul"):
        town.ask(account_id, "reservation", house.payload(), batch="same" * 100)
    pass_over(database)
    assert len(town.read(select(submission))) == 2


def test_rows_are_taken_in_their_order_and_once(database, town, house):
    asked = [town.ask("nadia", "contact_message", {"subject": "s", "body": "b"}) for _ in range(7)]
    seen = []
    while True:
        taken = pass_over(database, limit=3)
        seen.append(taken.requests)
        if not taken.left:
            break
    assert seen == [3, 3, 1]
    assert [row.id for row in town.read(select(request.c.id).order_by(request.c.id))] == asked
    assert pass_over(database).requests == 0
    untaken = portal_in_request.c.taken_in_at.is_(None)
    assert town.read(select(func.count()).where(untaken))[0][0] == 0
