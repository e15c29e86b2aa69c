"""Answering requests: what each answer does to the request, to the slot, and to the family's page."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.tables import decision, request
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import NotAllowed, Refused
from backoffice.planning.tables import derogation, slot

DAY = date(2026, 11, 26)
ACCEPT, REFUSE, WAIT = (
    Answer(Verb.ACCEPT),
    Answer(Verb.REFUSE, reason_code="full"),
    Answer(Verb.WAITLIST),
)


@pytest.fixture
def place(town):
    """Inès may ask for the Garderie soir of one day: 30 places, none taken."""
    town.reasons()
    town.activity_id = town.activity()
    town.slot_id = town.slot(town.activity_id, DAY)
    town.family_id = town.family(accounts=["nadia"])
    town.child_id = town.child(town.family_id)
    town.enrol(town.child_id, town.activity_id)
    return town


def decide(town, agent, request_ids, answer, **given):
    with town.database.work(agent) as work:
        return services.decide(work, [Seen(one) for one in request_ids], answer, **given)


def asked(place, kind="reservation", **values):
    return place.request(kind, place.child_id, place.activity_id, DAY, **values)


def taken(town, slot_id):
    return town.read(select(slot.c.taken).where(slot.c.id == slot_id))[0][0]


def test_accepting_reserves_the_place_and_tells_the_family(place, clerk):
    request_id = asked(place)
    report = decide(place, clerk, [request_id], ACCEPT)
    assert report.counts == {Result.DONE: 1}
    assert report.sentence == "1 créneau réservé"
    assert (place.status(request_id), place.slot_status(place.child_id, place.slot_id)) == (
        "accepted",
        "reserved",
    )
    assert taken(place, place.slot_id) == 1
    [row] = place.view("portal_out_request", request_id=request_id)
    assert (row["state"], row["status_label"]) == ("closed", "Acceptée")
    labels = [
        (line["label"], line["status_label"])
        for line in place.view("portal_out_request_history", request_id=request_id)
    ]
    assert labels == [
        ("Création de demande", "En cours d'instruction"),
        ("Demande transmise à l'application métier", "En cours d'instruction"),
        ("", "Accepté"),
    ]


def test_a_refusal_without_a_reason_is_impossible(place, clerk):
    request_id = asked(place)
    with pytest.raises(Refused, match="motif"):
        decide(place, clerk, [request_id], Answer(Verb.REFUSE))
    assert place.status(request_id) == "transmitted"


def test_a_refusal_says_its_reason_to_the_family(place, clerk):
    request_id = asked(place)
    decide(place, clerk, [request_id], REFUSE)
    last = place.view("portal_out_request_history", request_id=request_id)[-1]
    assert (last["status_label"], last["public_reason"]) == (
        "Refusé",
        "Il n’y a plus de place ce jour-là.",
    )
    assert place.slot_status(place.child_id, place.slot_id) == "reservation_refused"
    assert place.view("portal_out_request", request_id=request_id)[0]["unread_messages"] == 1


def test_accepting_when_full_puts_on_the_waiting_list(place, clerk):
    place.filled(place.slot_id, 30)
    request_id = asked(place)
    report = decide(place, clerk, [request_id], ACCEPT)
    assert report.counts == {Result.WAITLISTED: 1}
    assert place.slot_status(place.child_id, place.slot_id) == "waitlisted"
    [row] = place.view("portal_out_request", request_id=request_id)
    assert (row["state"], row["status"], row["status_label"]) == ("open", "waitlisted", "En cours")
    assert taken(place, place.slot_id) == 30


def test_overbooking_takes_a_reason_and_an_author(place, clerk, manager_of):
    place.filled(place.slot_id, 30)
    request_id = asked(place)
    over = Answer(Verb.ACCEPT, overbook_reason="Fratrie, accord de la direction")
    with pytest.raises(NotAllowed):
        decide(place, manager_of(1), [request_id], over)
    report = decide(place, clerk, [request_id], over)
    assert report.counts == {Result.DONE: 1}
    assert taken(place, place.slot_id) == 31
    assert place.read(select(derogation.c.places, derogation.c.reason, derogation.c.agent_id)) == [
        (1, "Fratrie, accord de la direction", clerk.id)
    ]


def test_a_dry_run_says_the_same_and_leaves_no_trace(place, clerk):
    first, second = asked(place), place.request("absence", place.child_id, place.activity_id, DAY)
    with place.database.read(clerk) as work:
        preview = services.decide(work, [Seen(first), Seen(second)], ACCEPT, dry_run=True)
    assert place.status(first) == "transmitted"
    report = decide(place, clerk, [first, second], ACCEPT)
    assert [o.result for o in preview.outcomes] == [o.result for o in report.outcomes]


def test_places_are_given_in_the_order_families_asked(place, clerk):
    place.filled(place.slot_id, 29)
    other = place.child(place.family("Garnier"), "Tom", "Garnier")
    place.enrol(other, place.activity_id)
    late = asked(place)
    early = place.request(
        "reservation", other, place.activity_id, DAY, at=place.database.clock() - timedelta(hours=3)
    )
    report = decide(place, clerk, [late, early], ACCEPT)
    assert [o.result for o in report.outcomes] == [Result.WAITLISTED, Result.DONE]


def test_a_version_seen_too_early_is_out_of_date(place, clerk):
    request_id = asked(place)
    decide(place, clerk, [request_id], ACCEPT)
    with place.database.work(clerk) as work:
        report = services.decide(work, [Seen(request_id, 1)], REFUSE)
    assert report.counts == {Result.ALREADY: 1}
    assert place.status(request_id) == "accepted"


def test_a_withdrawn_request_is_said_to_be_withdrawn(place, clerk):
    request_id = asked(place)
    place.tell("nadia", "request_withdrawn", {"request_id": request_id})
    report = decide(place, clerk, [request_id], ACCEPT)
    assert report.counts == {Result.WITHDRAWN: 1}
    assert place.slot_status(place.child_id, place.slot_id) == "reservation_pending"


def test_a_late_absence_is_invoiced_by_rule(place, clerk):
    place.deadline(place.activity_id, "absence", form="hours_before", count=400, hour=None)
    place.reserve(place.slot_id, place.child_id)
    decide(place, clerk, [asked(place, "absence")], ACCEPT)
    assert place.slot_status(place.child_id, place.slot_id) == "absent_invoiced"


def test_a_justified_reason_lifts_the_invoicing(place, clerk):
    place.deadline(place.activity_id, "absence", form="hours_before", count=400, hour=None)
    place.reserve(place.slot_id, place.child_id)
    decide(
        place, clerk, [asked(place, "absence", family_words="Maladie, certificat à suivre")], ACCEPT
    )
    assert place.slot_status(place.child_id, place.slot_id) == "absent"


@pytest.mark.parametrize(("invoiced", "status"), [(True, "absent_invoiced"), (False, "absent")])
def test_the_agent_may_choose_whether_an_absence_is_invoiced(place, clerk, invoiced, status):
    place.reserve(place.slot_id, place.child_id)
    decide(place, clerk, [asked(place, "absence")], Answer(Verb.ACCEPT, invoiced=invoiced))
    assert place.slot_status(place.child_id, place.slot_id) == status


def test_a_refused_absence_stays_expected(place, clerk):
    place.reserve(place.slot_id, place.child_id)
    decide(place, clerk, [asked(place, "absence")], Answer(Verb.REFUSE, reason_code="late"))
    assert place.slot_status(place.child_id, place.slot_id) == "absence_refused"
    assert taken(place, place.slot_id) == 1


def test_an_accepted_cancellation_frees_the_place_for_the_first_in_line(place, clerk):
    place.filled(place.slot_id, 29)
    place.reserve(place.slot_id, place.child_id)
    waiting = []
    for name in ("Tom", "Jade"):
        child_id = place.child(place.family(f"Famille{name}"), name, "Garnier")
        place.enrol(child_id, place.activity_id)
        waiting.append((child_id, place.request("reservation", child_id, place.activity_id, DAY)))
    decide(place, clerk, [one for _, one in waiting], ACCEPT)
    decide(place, clerk, [asked(place, "reservation_cancellation")], ACCEPT)
    assert place.slot_status(place.child_id, place.slot_id) == "reservation_cancelled"
    assert [place.slot_status(child_id, place.slot_id) for child_id, _ in waiting] == [
        "reserved",
        "waitlisted",
    ]
    assert [place.status(one) for _, one in waiting] == ["accepted", "waitlisted"]
    assert taken(place, place.slot_id) == 30


def test_nothing_to_cancel_is_void_and_says_so(place, clerk):
    request_id = asked(place, "reservation_cancellation")
    decide(place, clerk, [request_id], ACCEPT)
    assert (
        place.view("portal_out_request", request_id=request_id)[0]["status_label"] == "Sans objet"
    )


def test_a_duplicate_is_void_once_its_twin_is_accepted(place, clerk):
    first, second = asked(place), asked(place)
    report = decide(place, clerk, [first, second], ACCEPT)
    assert (place.status(first), place.status(second)) == ("accepted", "void")
    assert report.sentence == "1 créneau réservé, 1 demande sans objet"


def test_an_enrolment_is_made_with_its_days(place, clerk):
    child_id = place.child(place.family_id, "Sami")
    details = {"weekdays": [1, 4]}
    request_id = place.request(
        "enrolment", child_id, place.activity_id, DAY, details=details, ends_on=date(2027, 7, 2)
    )
    decide(place, clerk, [request_id], ACCEPT)
    [row] = place.view("portal_out_enrolment", child_id=child_id)
    assert str(row["starts_on"]) == "2026-11-26"
    assert row["weekdays"] in ([1, 4], "[1,4]")


def test_an_enrolment_waits_then_is_made(place, clerk):
    child_id = place.child(place.family_id, "Sami")
    request_id = place.request("enrolment", child_id, place.activity_id, DAY)
    report = decide(place, clerk, [request_id], Answer(Verb.WAITLIST))
    assert report.sentence == "1 demande mise en liste d’attente"
    assert place.status(request_id) == "waitlisted"
    assert place.view("portal_out_enrolment", child_id=child_id) == []
    assert (
        decide(place, clerk, [request_id], Answer(Verb.WAITLIST)).outcomes[0].result
        is Result.ALREADY
    )
    assert decide(place, clerk, [request_id], ACCEPT).done == 1
    assert len(place.view("portal_out_enrolment", child_id=child_id)) == 1


def test_the_same_operation_again_returns_the_first_report(place, clerk):
    request_id = asked(place)
    operation_id = "0b2c7a52-0000-4000-8000-000000000001"
    first = decide(place, clerk, [request_id], ACCEPT, operation_id=operation_id)
    again = decide(place, clerk, [request_id], ACCEPT, operation_id=operation_id)
    assert again == first
    with pytest.raises(Refused, match="autre chose"):
        decide(place, clerk, [request_id], REFUSE, operation_id=operation_id)


def test_a_decision_keeps_the_facts_it_was_made_on(place, clerk):
    request_id = asked(place)
    decide(place, clerk, [request_id], ACCEPT)
    [(facts, agent_id)] = place.read(select(decision.c.facts, decision.c.agent_id))
    places = next(told for rule, _, told in facts if rule == "places")
    assert (places["taken"], places["capacity"], agent_id) == (0, 30, clerk.id)


def test_a_site_manager_answers_for_their_own_site_only(place, manager_of):
    request_id = asked(place)
    report = decide(place, manager_of(999), [request_id], ACCEPT)
    assert report.counts == {Result.REFUSED: 1}
    assert place.status(request_id) == "transmitted"


def test_a_reader_decides_nothing(place, reader):
    with pytest.raises(NotAllowed):
        decide(place, reader, [asked(place)], ACCEPT)


class TestUndo:
    def undo(self, place, agent, report):
        with place.database.work(agent) as work:
            return services.undo(work, report.operation_id)

    @pytest.mark.parametrize("answer", [ACCEPT, REFUSE, WAIT])
    def test_everything_is_as_before(self, place, clerk, answer):
        request_id = asked(place)
        report = decide(place, clerk, [request_id], answer)
        undone = self.undo(place, clerk, report)
        assert undone.counts == {Result.DONE: 1}
        assert place.status(request_id) == "transmitted"
        assert place.slot_status(place.child_id, place.slot_id) == "reservation_pending"
        assert taken(place, place.slot_id) == 0
        last = place.view("portal_out_request_history", request_id=request_id)[-1]
        assert last["label"] == "Réponse reprise par le service"

    def test_a_request_may_be_answered_again(self, place, clerk):
        request_id = asked(place)
        self.undo(place, clerk, decide(place, clerk, [request_id], REFUSE))
        decide(place, clerk, [request_id], ACCEPT)
        assert place.status(request_id) == "accepted"

    def test_not_after_the_families_were_told(self, place, clerk, clock):
        request_id = asked(place)
        report = decide(place, clerk, [request_id], ACCEPT)
        clock.now = report.mail_at
        with pytest.raises(Refused, match="13 h"):
            self.undo(place, clerk, report)

    def test_a_promotion_is_taken_back_with_what_caused_it(self, place, clerk):
        place.filled(place.slot_id, 29)
        place.reserve(place.slot_id, place.child_id)
        other = place.child(place.family("Garnier"), "Tom", "Garnier")
        place.enrol(other, place.activity_id)
        waiting = place.request("reservation", other, place.activity_id, DAY)
        decide(place, clerk, [waiting], ACCEPT)
        report = decide(place, clerk, [asked(place, "absence")], ACCEPT)
        assert place.slot_status(other, place.slot_id) == "reserved"
        self.undo(place, clerk, report)
        assert place.slot_status(other, place.slot_id) == "waitlisted"
        assert place.slot_status(place.child_id, place.slot_id) == "absence_pending"
        assert place.status(waiting) == "waitlisted"

    def test_a_place_given_since_is_not_taken_from_anyone(self, place, clerk):
        place.filled(place.slot_id, 29)
        place.reserve(place.slot_id, place.child_id)
        report = decide(place, clerk, [asked(place, "absence")], ACCEPT)
        other = place.child(place.family("Garnier"), "Tom", "Garnier")
        place.enrol(other, place.activity_id)
        decide(place, clerk, [place.request("reservation", other, place.activity_id, DAY)], ACCEPT)
        undone = self.undo(place, clerk, report)
        assert undone.counts == {Result.FULL: 1}
        assert place.slot_status(place.child_id, place.slot_id) == "absent"

    def test_an_enrolment_is_taken_back(self, place, clerk):
        child_id = place.child(place.family_id, "Sami")
        request_id = place.request("enrolment", child_id, place.activity_id, DAY)
        report = decide(place, clerk, [request_id], ACCEPT)
        self.undo(place, clerk, report)
        assert place.view("portal_out_enrolment", child_id=child_id) == []

    def test_undoing_twice_is_refused(self, place, clerk):
        report = decide(place, clerk, [asked(place)], ACCEPT)
        self.undo(place, clerk, report)
        with pytest.raises(Refused, match="plus rien"):
            self.undo(place, clerk, report)


class TestRectify:
    def test_it_answers_again_with_a_reason_the_family_reads(self, place, clerk, clock):
        request_id = asked(place)
        clock.now = decide(place, clerk, [request_id], REFUSE).mail_at
        with place.database.work(clerk) as work:
            services.rectify(work, Seen(request_id), ACCEPT, "Une place s’est libérée")
        assert place.status(request_id) == "accepted"
        lines = place.view("portal_out_request_history", request_id=request_id)
        assert lines[-1]["message"] == "Une place s’est libérée"

    def test_it_needs_a_reason(self, place, clerk):
        request_id = asked(place)
        decide(place, clerk, [request_id], REFUSE)
        with pytest.raises(Refused, match="motif"), place.database.work(clerk) as work:
            services.rectify(work, Seen(request_id), ACCEPT, "  ")

    def test_what_cannot_be_answered_anew_keeps_its_answer(self, place, clerk):
        request_id = asked(place, "reservation_cancellation")
        with (
            pytest.raises(Refused, match="pas encore de réponse"),
            place.database.work(clerk) as work,
        ):
            services.rectify(work, Seen(request_id), ACCEPT, "Motif")
        assert place.read(select(request.c.status)) == [("transmitted",)]
