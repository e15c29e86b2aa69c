"""From a row of the portal to a request: each kind, and each way of being wrong."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select, text

from backoffice.inbox.intake import take_in
from backoffice.inbox.tables import anomaly, decision, request, submission
from backoffice.inbox.workflow import BUILT_IN, Rule
from backoffice.kernel.permissions import SYSTEM
from backoffice.planning.tables import reservation
from backoffice.portal.tables import portal_in_request
from backoffice.portal.words import KINDS
from backoffice.subscribers.tables import account

DAY = date(2026, 11, 26)


@pytest.fixture
def house(town):
    """A family with one account and one child, enrolled in « Garderie soir » with a slot that day."""

    class House:
        family = town.family(accounts=["nadia"])
        child = town.child(family)
        activity = town.activity()
        enrolment = town.enrol(child, activity)
        slot = town.slot(activity, DAY)

        def payload(self, **changes):
            base = {"child_id": self.child, "activity_id": self.activity, "date": str(DAY)}
            return {key: value for key, value in {**base, **changes}.items() if value != "—"}

    return House()


def pass_over(database, limit=1000):
    with database.work(SYSTEM) as work:
        return take_in(work, limit)


def the_request(town, request_id):
    (found,) = town.read(select(request).where(request.c.id == request_id))
    return found


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


def other_payloads(house, guardian, file_id):
    people = [{"last_name": "Roy", "first_name": "Paul"}]
    on_child, on_guardian = {"child_id": house.child}, {"guardian_id": guardian}
    return {
        "guardian_change": {**on_guardian, "changes": {"phone": "01 99 00 12 34"}},
        "guardian_add": {"guardian": {"last_name": "Roy", "first_name": "Paul"}},
        "address_change": {**on_guardian, "changes": {"street": "3 rue des Lilas"}},
        "secondary_address_change": {**on_guardian, "changes": {"street": None}},
        "bank_change": {**on_guardian, "holder": "N. Belkacem", "iban": "FR76", "bic": None},
        "child_change": {**on_child, "changes": {"first_name": "Inès-Lou"}},
        "child_add": {"child": {"first_name": "Noé"}},
        "child_extra_change": {**on_child, "changes": {"glasses": True}},
        "authorisation_change": {**on_child, "changes": {"sport": True, "photo": None}},
        "health_change": {**on_child, "allergies": [{"category": "food", "label": "Œuf"}]},
        "vaccination_change": {**on_child, "vaccinations": [{"vaccine": "ROR", "date": "2020-05-04"}]},
        "contact_add": {
            **on_child,
            "contact": {"full_name": "Léa", "relation": "tante", "emergency": True, "pickup": False},
        },
        "contact_change": {**on_child, "contact_id": 4, "remove": True},
        "document": {"document_type_id": 2, **on_child, "file_ids": [file_id]},
        "creche": {
            "guardian1": people[0],
            "child": {"birth_expected": True},
            "address": {"city": "Valcourt"},
            "wishes": [house.facility],
            "entry_date": "2027-03-01",
            "care": "regular",
            "halfdays": {"1": ["am", "pm"]},
        },
        "family_creation": {
            "guardians": people,
            "payer": 0,
            "children": [{"first_name": "Noé"}],
            "enrolments": [{"child": 0, "activity_id": house.activity}],
        },
        "appointment": {
            "service": "Service enfance",
            "wished": ["2026-12-01T09:00:00+01:00"],
            "subject": "Quotient",
        },
        "contact_message": {"subject": "Cantine", "body": "Bonjour,\nmerci."},
    }  # fmt: skip


@pytest.fixture
def others(database, town, house):
    from backoffice.families.tables import guardian
    from backoffice.portal.tables import portal_in_file

    (found,) = town.read(select(guardian.c.id))
    house.facility = town.facility("Crèche Les Pommiers", "creche")
    file_id = town.add(
        portal_in_file, account_id="nadia", name="fdp.pdf", media_type="", content=b"%PDF"
    )
    return other_payloads(house, found.id, file_id)


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


@pytest.mark.parametrize("payload", [{}, [], "text", 3, {"child_id": True}, {"guardian_id": []}])
def test_no_kind_is_taken_in_without_its_fields(database, town, house, payload):
    kinds = sorted(KINDS.keys() - {"tax_change"})
    asked = [town.ask("nadia", kind, payload) for kind in kinds]
    assert pass_over(database).anomalies == len(kinds)
    assert {the_request(town, request_id).status for request_id in asked} == {"refused"}


def test_what_needs_no_family_is_taken_from_anyone(database, town, house, others):
    for kind in ("creche", "family_creation", "appointment", "contact_message"):
        asked = town.ask("new", kind, others[kind])
        pass_over(database)
        found = the_request(town, asked)
        assert (found.status, found.family_id) == ("transmitted", None)
    states = {row.id: row.state for row in town.read(select(account))}
    assert states == {"nadia": "activated", "new": "unknown"}


def test_a_tax_change_is_refused_by_rule_where_the_town_does_not_allow_it(database, town, house):
    asked = town.ask("nadia", "tax_change", {"changes": {"family_quotient": 900}})
    assert pass_over(database).anomalies == 0
    found = the_request(town, asked)
    assert (found.status, found.rule_id) == ("refused", BUILT_IN[Rule.TAX_READ_ONLY])
    assert town.read(select(anomaly)) == []


def test_a_tax_change_is_taken_in_where_the_town_allows_it(database, town, house):
    from backoffice.database.journal import setting

    with database.work(SYSTEM) as work:
        work.run(setting.insert(), {"key": "tax_editable", "value": True})
    asked = town.ask("nadia", "tax_change", {"changes": {"family_quotient": 900}})
    pass_over(database)
    assert the_request(town, asked).status == "transmitted"


MALFORMED = {
    "child missing": ({"child_id": "—"}, "child_id"),
    "child null": ({"child_id": None}, "child_id"),
    "child a boolean": ({"child_id": True}, "booléen"),
    "child a text": ({"child_id": "1"}, "texte"),
    "child a decimal": ({"child_id": 1.0}, "décimal"),
    "child negative": ({"child_id": -1}, "limites"),
    "child enormous": ({"child_id": 10**30}, "limites"),
    "activity a list": ({"activity_id": [1]}, "liste"),
    "activity unknown": ({"activity_id": 999_999}, "activité inconnue"),
    "date missing": ({"date": "—"}, "date"),
    "year 0001": ({"date": "0001-01-01"}, "calendrier"),
    "year 9999": ({"date": "9999-12-31"}, "calendrier"),
    "30 February": ({"date": "2026-02-30"}, "calendrier"),
    "a week date": ({"date": "2026-W48-4"}, "calendrier"),
    "an instant": ({"date": "2026-11-26T00:00:00Z"}, "calendrier"),
    "figures of elsewhere": ({"date": "٢٠٢٦-11-26"}, "calendrier"),
    "a number for a date": ({"date": 20261126}, "date attendu"),
    "outside the enrolment": ({"date": "2028-11-26"}, "hors de l’inscription"),
    "note an object": ({"note": {"a": 1}}, "texte attendu"),
    "another family": ({"family_id": 424_242}, "sans lien actif"),
    "family a text": ({"family_id": "1"}, "family_id"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_reservation_is_refused_with_a_reason_and_listed(database, town, house, case):
    changes, cause = MALFORMED[case]
    asked = town.ask("nadia", "reservation", house.payload(**changes))
    assert pass_over(database).anomalies == 1
    found = the_request(town, asked)
    assert found.status == "refused"
    assert found.rule_id == BUILT_IN[Rule.AT_INTAKE]
    assert len(found.public_reason) > 20
    (listed,) = town.read(select(anomaly))
    assert (listed.source, listed.source_id, listed.account_id) == ("request", asked, "nadia")
    assert cause in listed.cause
    assert town.read(select(reservation)) == []
    (line,) = town.read(select(submission))
    assert line.pending == 0


def test_another_familys_child_is_never_shown_to_whoever_asked(database, town, house):
    stranger = town.child(town.family("Dubois"), "Tom", "Dubois")
    asked = town.ask("nadia", "reservation", house.payload(child_id=stranger))
    pass_over(database)
    (shown,) = town.view("portal_out_request", request_id=asked)
    assert (shown["status"], shown["child"]) == ("refused", None)
    assert the_request(town, asked).details == {}


def test_a_child_not_enrolled_is_refused(database, town, house):
    other = town.activity(label="Cantine")
    asked = town.ask("nadia", "reservation", house.payload(activity_id=other))
    pass_over(database)
    assert "n’est pas inscrit" in the_request(town, asked).public_reason


def test_an_unknown_kind_is_closed_as_such(database, town, house):
    asked = town.ask("nadia", "teleportation", {"a": 1})
    pass_over(database)
    assert (the_request(town, asked).kind, the_request(town, asked).status) == (
        "unknown",
        "refused",
    )
    (listed,) = town.read(select(anomaly))
    assert listed.cause == "nature de demande inconnue"


def test_an_account_without_a_family_is_told_to_link_itself(database, town, house):
    asked = town.ask("stranger", "reservation", house.payload())
    pass_over(database)
    assert "code abonné" in the_request(town, asked).public_reason


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


def test_a_refusal_keeps_its_decision(database, town, house):
    town.ask("nadia", "reservation", {})
    pass_over(database)
    (kept,) = town.read(select(decision))
    assert (kept.outcome, kept.agent_id, kept.rule_id) == (
        "refused",
        None,
        BUILT_IN[Rule.AT_INTAKE],
    )
