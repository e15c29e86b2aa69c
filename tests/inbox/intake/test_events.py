"""What the portal tells that is no request: accounts, preferences, messages read, withdrawals."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from backoffice.inbox.intake import Taken, take_in
from backoffice.inbox.services import Answer, Result, Seen, decide, send_message
from backoffice.inbox.tables import anomaly, decision, request
from backoffice.inbox.workflow import Verb
from backoffice.kernel.permissions import SYSTEM
from backoffice.planning.tables import reservation, slot
from backoffice.portal.tables import portal_in_event
from backoffice.subscribers.tables import account, link, preference

DAY = date(2026, 11, 26)


@pytest.fixture
def asked(town):
    """A family's reservation, not taken in yet."""
    family = town.family(accounts=["nadia"])
    child = town.child(family)
    activity = town.activity(capacity=1)
    town.enrol(child, activity)
    town.slot(activity, DAY)
    return town.ask(
        "nadia", "reservation", {"child_id": child, "activity_id": activity, "date": str(DAY)}
    )


def pass_over(database):
    """As many passes as it takes; their sum."""
    done = Taken(left=True)
    while done.left:
        with database.work(SYSTEM) as work:
            taken = take_in(work)
        done = Taken(
            done.requests + taken.requests,
            done.events + taken.events,
            done.anomalies + taken.anomalies,
            taken.left,
        )
    return done


def the(town, table, column, value):
    (found,) = town.read(select(table).where(column == value))
    return found


def status_of(town, request_id):
    return the(town, request, request.c.id, request_id).status


def causes(town):
    return [row.cause for row in town.read(select(anomaly).order_by(anomaly.c.id))]


def answer(database, clerk, request_id, verb=Verb.ACCEPT, **told):
    with database.work(clerk) as work:
        return decide(work, [Seen(request_id)], Answer(verb, **told))


CREATED = {
    "civility": "Mme",
    "last_name": "Belkacem",
    "first_name": "Nadia",
    "email": "nadia@exemple.fr",
    "terms_version": "3",
}


def test_an_account_lives_as_its_events_tell_in_their_order(database, town):
    for kind, payload in (
        ("account_created", CREATED),
        ("account_activated", {}),
        ("signed_in", {}),
        ("account_closed", {}),
    ):
        town.tell("new", kind, payload)
    taken = pass_over(database)
    assert (taken.events, taken.anomalies) == (4, 0)
    found = the(town, account, account.c.id, "new")
    assert (found.state, found.display_name, found.email) == (
        "closed",
        "Nadia BELKACEM",
        "nadia@exemple.fr",
    )
    assert found.signed_in_at == found.closed_at == database.clock()
    town.tell("new", "account_created", {**CREATED, "verified_by": "franceconnect"})
    pass_over(database)
    found = the(town, account, account.c.id, "new")
    assert (found.state, found.closed_at, found.verified_by) == ("created", None, "franceconnect")


def test_an_account_met_by_its_request_is_completed_later(database, town):
    town.ask("new", "contact_message", {"subject": "s", "body": "b"})
    pass_over(database)
    assert the(town, account, account.c.id, "new").state == "unknown"
    town.tell("new", "account_created", CREATED)
    pass_over(database)
    found = the(town, account, account.c.id, "new")
    assert (found.state, found.last_name) == ("created", "Belkacem")


def test_signing_in_activates_a_waiting_link_before_what_is_then_asked(database, town, asked):
    with database.work(SYSTEM) as work:
        work.run(link.update().values(state="pending_sign_in", linked_at=database.clock()))
    town.tell("nadia", "signed_in")
    pass_over(database)
    assert status_of(town, asked) == "transmitted"
    assert the(town, link, link.c.account_id, "nadia").state == "active"


def test_a_sign_in_before_the_link_does_not_activate_it(database, town, asked, clock):
    town.tell("nadia", "signed_in")
    with database.work(SYSTEM) as work:
        later = clock.now + timedelta(minutes=1)
        work.run(link.update().values(state="pending_sign_in", linked_at=later))
    pass_over(database)
    assert the(town, link, link.c.account_id, "nadia").state == "pending_sign_in"


def test_preferences_change_only_what_they_say(database, town):
    town.account("nadia")
    town.tell("nadia", "preferences_set", {"reservation_accepted": False})
    pass_over(database)
    town.tell("nadia", "preferences_set", {"new_invoice": False, "absence_refused": None})
    town.tell("nadia", "preferences_set", {"reservation_accepted": True, "other": 1})
    pass_over(database)
    found = the(town, preference, preference.c.account_id, "nadia")
    assert tuple(found)[1:6] == (False, True, True, True, True)


def test_a_withdrawal_gives_the_slot_back(database, town, asked):
    pass_over(database)
    town.tell("nadia", "request_withdrawn", {"request_id": asked})
    pass_over(database)
    found = the(town, request, request.c.id, asked)
    assert (found.status, found.withdrawn_at) == ("withdrawn", database.clock())
    (held,) = town.read(select(reservation))
    assert (held.status, held.event, held.account_id) == ("free", "withdraw", "nadia")
    told = [line["label"] for line in town.view("portal_out_request_history", request_id=asked)]
    assert told[-1] == "Demande annulée par l'usager"


def test_a_withdrawal_sent_with_its_request_comes_after_it(database, town, asked):
    town.tell("nadia", "request_withdrawn", {"request_id": asked})
    taken = pass_over(database)
    assert (taken.requests, taken.events, taken.left) == (1, 1, False)
    assert status_of(town, asked) == "withdrawn"


def test_a_request_withdrawn_before_it_came_is_never_answered(database, town, asked, clerk):
    town.tell("nadia", "request_withdrawn", {"request_id": asked})
    with database.work(SYSTEM) as work:
        taken = take_in(work)
    assert (taken.requests, taken.events, taken.left) == (1, 0, True)
    report = answer(database, clerk, asked)
    assert [one.result for one in report.outcomes] == [Result.WITHDRAWN]
    pass_over(database)
    assert status_of(town, asked) == "withdrawn"


def test_a_stranger_does_not_withdraw_what_is_coming(database, town, asked, clerk):
    town.account("tom")
    town.tell("tom", "request_withdrawn", {"request_id": asked})
    pass_over(database)
    assert answer(database, clerk, asked).done == 1


def test_a_withdrawal_after_the_answer_is_told_that_it_is_too_late(database, town, asked, clerk):
    pass_over(database)
    assert answer(database, clerk, asked).done == 1
    for _ in range(2):
        town.tell("nadia", "request_withdrawn", {"request_id": asked})
    pass_over(database)
    found = the(town, request, request.c.id, asked)
    assert (found.status, found.withdrawn_at) == ("accepted", None)
    lines = town.view("portal_out_request_history", request_id=asked)
    assert [line["label"] for line in lines][-1] == "Demande déjà traitée"
    assert "déjà traitée" in lines[-1]["message"]
    assert len(lines) == 4
    assert the(town, slot, slot.c.day, DAY).taken == 1
    assert causes(town) == []


def test_a_withdrawal_of_a_waiting_place_frees_its_turn(database, town, asked, clerk):
    pass_over(database)
    town.filled(the(town, slot, slot.c.day, DAY).id, 1)
    assert answer(database, clerk, asked, Verb.WAITLIST).counts
    assert status_of(town, asked) == "waitlisted"
    town.tell("nadia", "request_withdrawn", {"request_id": asked})
    pass_over(database)
    assert status_of(town, asked) == "withdrawn"
    assert the(town, decision, decision.c.request_id, asked).effective is False
    mine = select(reservation.c.status).where(reservation.c.request_id == asked)
    assert [row.status for row in town.read(mine)] == ["free"]


def test_only_the_account_or_its_family_may_withdraw(database, town, asked):
    pass_over(database)
    town.family("Dubois", accounts=["tom"])
    town.tell("tom", "request_withdrawn", {"request_id": asked})
    town.tell("nadia", "request_withdrawn", {"request_id": 999})
    pass_over(database)
    assert status_of(town, asked) == "transmitted"
    assert causes(town) == ["demande d’un autre compte", "demande inconnue"]
    town.account("paul", the(town, request, request.c.id, asked).family_id)
    town.tell("paul", "request_withdrawn", {"request_id": asked})
    pass_over(database)
    assert status_of(town, asked) == "withdrawn"


def unread(town, request_id):
    return town.view("portal_out_request", request_id=request_id)[0]["unread_messages"]


@pytest.mark.parametrize("how", ["named", "all"])
def test_messages_are_read_up_to_the_instant_told(database, town, asked, clerk, clock, how):
    pass_over(database)
    with database.work(clerk) as work:
        send_message(work, [asked], "Bonjour")
    assert unread(town, asked) == 1
    clock.now += timedelta(minutes=1)
    town.tell(
        "nadia", "messages_read", {"request_ids": [asked]} if how == "named" else {"all": True}
    )
    clock.now += timedelta(minutes=1)
    with database.work(clerk) as work:
        send_message(work, [asked], "Encore un mot")
    pass_over(database)
    assert unread(town, asked) == 1
    town.tell("nadia", "messages_read", {"all": True})
    pass_over(database)
    assert unread(town, asked) == 0


def test_nobody_reads_for_another_account(database, town, asked, clerk):
    pass_over(database)
    with database.work(clerk) as work:
        send_message(work, [asked], "Bonjour")
    town.account("tom")
    town.tell("tom", "messages_read", {"request_ids": [asked]})
    town.tell("tom", "messages_read", {"all": True})
    pass_over(database)
    assert unread(town, asked) == 1
    assert causes(town) == ["demande d’un autre compte"]


INVOICE = {
    "emission_code": "E1", "reference": "R1", "amount": "34.50", "personal_code": "SECRET-9",
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "payload", "kept", "listed"),
    [
        ("subscribe_by_code", {"code": "SECRET-1"}, {}, 0),
        ("subscribe_by_code", {"code": ["SECRET-1"]}, {}, 1),
        (
            "subscribe_by_invoice",
            INVOICE,
            {"emission_code": "E1", "reference": "R1", "amount": "34.50"},
            0,
        ),
        ("signed_in", {"code": "SECRET-2", "x": 1}, {"x": 1}, 0),
    ],
)
def test_codes_are_wiped_once_read(database, town, kind, payload, kept, listed):
    town.tell("new", kind, payload)
    assert pass_over(database).anomalies == listed
    (found,) = town.read(select(portal_in_event))
    assert found.payload == kept
    assert found.taken_in_at is not None
    with database.read(SYSTEM) as work:
        journal = work.rows(text("SELECT detail FROM journal"))
    assert "SECRET" not in str(journal)


def test_a_payment_is_noted_for_the_regie(database, town):
    payload = {
        "invoice_id": 3, "amount": 34.5, "transaction": "T1", "outcome": "paid",
        "paid_at": "2026-11-16T08:00:00Z",
    }  # fmt: skip
    town.tell("nadia", "online_payment", payload)
    assert pass_over(database).anomalies == 0
    with database.read(SYSTEM) as work:
        assert (
            work.scalar(text("SELECT count(*) FROM journal WHERE action = 'online_payment'")) == 1
        )


BAD = {
    "unknown kind": ("levitation", {}),
    "no request": ("request_withdrawn", {}),
    "a boolean for a request": ("request_withdrawn", {"request_id": True}),
    "a huge request": ("request_withdrawn", {"request_id": 10**25}),
    "nothing read": ("messages_read", {}),
    "all is false": ("messages_read", {"all": False}),
    "ids not a list": ("messages_read", {"request_ids": 4}),
    "a preference as a text": ("preferences_set", {"new_invoice": "no"}),
    "an account without a name": ("account_created", {"email": "a@b.fr"}),
    "an array": ("signed_in", []),
    "a payment without an outcome": ("online_payment", {"invoice_id": 3}),
}


@pytest.mark.parametrize("case", BAD)
def test_a_malformed_event_is_listed_and_stops_nothing(database, town, asked, case):
    kind, payload = BAD[case]
    town.add(portal_in_event, account_id="nadia", kind=kind, payload=payload)
    town.tell("nadia", "preferences_set", {"new_invoice": False})
    taken = pass_over(database)
    assert (taken.requests, taken.events, taken.anomalies) == (1, 2, 1)
    (listed,) = town.read(select(anomaly))
    assert (listed.source, listed.account_id) == ("event", "nadia")
    assert the(town, preference, preference.c.account_id, "nadia").new_invoice is False
    left = select(func.count()).where(portal_in_event.c.taken_in_at.is_(None))
    assert town.read(left)[0][0] == 0


def test_a_client_key_makes_a_retry_harmless(database, town):
    values = {"account_id": "nadia", "kind": "signed_in", "payload": {}, "client_key": "k1"}
    town.add(portal_in_event, **values)
    with pytest.raises(Exception, match=r"(?i)unique"):
        town.add(portal_in_event, **values)
    assert pass_over(database).events == 1


def test_a_cause_holds_nothing_a_family_typed(database, town):
    secret = json.dumps({"child_id": "SECRET", "SECRET": 1})
    town.ask("nadia", "reservation", json.loads(secret))
    town.tell("nadia", "messages_read", {"request_ids": ["SECRET"]})
    pass_over(database)
    assert len(causes(town)) == 2
    assert "SECRET" not in str(causes(town))
