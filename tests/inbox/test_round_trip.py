"""From what the portal appends to what each of its views then says, for every kind one decides."""

from datetime import date

import pytest

from backoffice.inbox import services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.workflow import Verb

DAY = date(2026, 11, 26)
ACCEPT = Answer(Verb.ACCEPT)
REFUSE = Answer(Verb.REFUSE, public_reason="Ce n’est pas possible ce jour-là.")


@pytest.fixture
def place(town):
    town.activity_id = town.activity(capacity=1)
    town.slot_id = town.slot(town.activity_id, DAY)
    town.family_id = town.family(accounts=["nadia"])
    town.child_id = town.child(town.family_id)
    town.enrol(town.child_id, town.activity_id)
    return town


def sent(place, system, kind, **more):
    payload = {
        "child_id": place.child_id,
        "activity_id": place.activity_id,
        "date": DAY.isoformat(),
        **more,
    }
    request_id = place.ask("nadia", kind, payload)
    told = request(place, request_id)
    assert (told["status"], told["status_label"], told["family_id"]) == (
        "submitted",
        "En cours",
        place.family_id,
    )
    with place.database.work(system) as work:
        taken = take_in(work)
    assert (taken.requests, taken.anomalies) == (1, 0)
    return request_id


def answered(place, clerk, request_id, answer):
    with place.database.work(clerk) as work:
        return services.decide(work, [Seen(request_id)], answer)


def request(place, request_id):
    [row] = place.view("portal_out_request", request_id=request_id)
    return row


def slot(place):
    [row] = place.view("portal_out_slot", family_id=place.family_id, child_id=place.child_id)
    return row


def story(place, request_id):
    told = place.view("portal_out_request_history", request_id=request_id)
    return [
        (row["label"], row["status_label"]) for row in sorted(told, key=lambda row: str(row["at"]))
    ]


def slot_story(place):
    told = place.view("portal_out_slot_history", child_id=place.child_id)
    return [(row["status_label"], row["actor_label"]) for row in told]


OPENING = [
    ("Création de demande", "En cours d'instruction"),
    ("Demande transmise à l'application métier", "En cours d'instruction"),
]
BY_THE_SERVICE = "Traité par l'application enfance"


def test_an_accepted_reservation(place, clerk, system):
    assert (slot(place)["status"], slot(place)["can_reserve"]) == ("free", True)
    request_id = sent(place, system, "reservation", note="Je reprends le travail")
    pending = slot(place)
    assert (pending["status"], pending["status_label"], pending["symbol"]) == (
        "reservation_pending",
        "Réservation en attente",
        "clock",
    )
    assert (bool(pending["can_reserve"]), bool(pending["can_cancel"])) == (False, True)
    answered(place, clerk, request_id, ACCEPT)
    told = request(place, request_id)
    assert (told["state"], told["status_label"], told["child"], told["reason"]) == (
        "closed",
        "Acceptée",
        "Inès Belkacem",
        "Je reprends le travail",
    )
    assert story(place, request_id) == [*OPENING, ("", "Accepté")]
    reserved = slot(place)
    assert (reserved["status_label"], reserved["symbol"]) == ("Réservé", "check")
    assert bool(reserved["can_declare_absence"])
    assert slot_story(place) == [
        ("Réservation en attente", "Par Justine MARTIN"),
        ("Réservé", BY_THE_SERVICE),
    ]


def test_a_refused_reservation_may_be_asked_again(place, clerk, system):
    request_id = sent(place, system, "reservation")
    answered(place, clerk, request_id, REFUSE)
    told = place.view("portal_out_request_history", request_id=request_id)[-1]
    assert (told["status_label"], told["public_reason"]) == (
        "Refusé",
        "Ce n’est pas possible ce jour-là.",
    )
    assert request(place, request_id)["unread_messages"] == 1
    assert (slot(place)["status_label"], bool(slot(place)["can_reserve"])) == (
        "Réservation refusée",
        True,
    )
    again = sent(place, system, "reservation")
    answered(place, clerk, again, ACCEPT)
    assert slot(place)["status"] == "reserved"


def test_a_reservation_that_waits_then_is_promoted(place, clerk, system):
    other = place.child(place.family("Garnier"), "Tom", "Garnier")
    place.reserve(place.slot_id, other)
    request_id = sent(place, system, "reservation")
    answered(place, clerk, request_id, ACCEPT)
    assert (slot(place)["status_label"], slot(place)["symbol"]) == (
        "En liste d'attente",
        "calendar",
    )
    assert (request(place, request_id)["state"], request(place, request_id)["status"]) == (
        "open",
        "waitlisted",
    )
    leaving = place.request(
        "reservation_cancellation", other, place.activity_id, DAY, account_id="tom"
    )
    answered(place, clerk, leaving, ACCEPT)
    assert slot(place)["status"] == "reserved"
    assert story(place, request_id) == [*OPENING, ("", "En liste d'attente"), ("", "Accepté")]


@pytest.mark.parametrize(
    ("answer", "status", "label", "symbol"),
    [
        (ACCEPT, "reservation_cancelled", "Réservation annulée", None),
        (REFUSE, "reserved", "Réservé", "check"),
    ],
)
def test_a_cancellation(place, clerk, system, answer, status, label, symbol):
    place.reserve(place.slot_id, place.child_id)
    request_id = sent(place, system, "reservation_cancellation")
    assert (slot(place)["status"], slot(place)["symbol"]) == ("cancellation_pending", "clock")
    answered(place, clerk, request_id, answer)
    assert (slot(place)["status"], slot(place)["status_label"], slot(place)["symbol"]) == (
        status,
        label,
        symbol,
    )


@pytest.mark.parametrize(
    ("answer", "status", "label", "symbol"),
    [
        (ACCEPT, "absent", "Absent(e)", "cross"),
        (Answer(Verb.ACCEPT, invoiced=True), "absent_invoiced", "Absence facturée", "cross"),
        (REFUSE, "absence_refused", "Absence refusée", "check"),
    ],
)
def test_an_absence(place, clerk, system, answer, status, label, symbol):
    place.reserve(place.slot_id, place.child_id)
    request_id = sent(place, system, "absence", reason="Mariage")
    assert slot(place)["status_label"] == "Absence en attente"
    answered(place, clerk, request_id, answer)
    assert (slot(place)["status"], slot(place)["status_label"], slot(place)["symbol"]) == (
        status,
        label,
        symbol,
    )
    assert request(place, request_id)["reason"] == "Mariage"


def test_a_cancelled_absence_is_a_new_reservation(place, clerk, system):
    place.reserve(place.slot_id, place.child_id)
    answered(place, clerk, sent(place, system, "absence", reason="Mariage"), ACCEPT)
    back = sent(place, system, "absence_cancellation")
    assert slot(place)["status"] == "reservation_pending"
    answered(place, clerk, back, ACCEPT)
    assert slot(place)["status"] == "reserved"
    assert request(place, back)["kind"] == "absence_cancellation"


def test_an_enrolment_shows_its_slots(place, clerk, system):
    child_id = place.child(place.family_id, "Sami")
    payload = {
        "child_id": child_id, "activity_id": place.activity_id,
        "starts_on": "2026-11-23", "ends_on": "2027-07-02", "weekdays": [4],
    }  # fmt: skip
    request_id = place.ask("nadia", "enrolment", payload)
    with place.database.work(system) as work:
        take_in(work)
    answered(place, clerk, request_id, ACCEPT)
    [row] = place.view("portal_out_slot", child_id=child_id)
    assert (row["status_label"], str(row["date"])) == ("Non réservé", "2026-11-26")
    assert request(place, request_id)["status_label"] == "Acceptée"


def test_a_withdrawal_before_the_answer_gives_the_slot_back(place, clerk, system):
    request_id = sent(place, system, "reservation")
    place.tell("nadia", "request_withdrawn", {"request_id": request_id})
    with place.database.work(system) as work:
        take_in(work)
    told = request(place, request_id)
    assert (told["state"], told["status_label"]) == ("closed", "Annulée")
    assert slot(place)["status"] == "free"
    assert story(place, request_id)[-1] == ("Demande annulée par l'usager", "Annulé")


def test_reading_a_message_is_told_back(place, clerk, system):
    request_id = sent(place, system, "reservation")
    with place.database.work(clerk) as work:
        services.send_message(work, [request_id], "Le jeudi vous conviendrait-il ?")
    assert request(place, request_id)["unread_messages"] == 1
    place.tell("nadia", "messages_read", {"request_ids": [request_id]})
    with place.database.work(system) as work:
        take_in(work)
    assert request(place, request_id)["unread_messages"] == 0
