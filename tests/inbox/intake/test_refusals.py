"""What cannot be understood is closed with a reason the family can act on, and listed for agents."""

import pytest
from sqlalchemy import select

from backoffice.inbox.tables import anomaly, decision, submission
from backoffice.inbox.workflow import BUILT_IN, Rule
from backoffice.planning.tables import reservation
from backoffice.portal.tables import portal_in_file
from backoffice.portal.words import KINDS
from tests.inbox.intake.steps import pass_over, the_request


@pytest.mark.parametrize("payload", [{}, [], "text", 3, {"child_id": True}, {"guardian_id": []}])
def test_no_kind_is_taken_in_without_its_fields(database, town, house, payload):
    kinds = sorted(KINDS.keys() - {"tax_change"})
    asked = [town.ask("nadia", kind, payload) for kind in kinds]
    assert pass_over(database).anomalies == len(kinds)
    assert {the_request(town, request_id).status for request_id in asked} == {"refused"}


def test_a_tax_change_is_refused_by_rule_where_the_town_does_not_allow_it(database, town, house):
    asked = town.ask("nadia", "tax_change", {"changes": {"family_quotient": 900}})
    assert pass_over(database).anomalies == 0
    found = the_request(town, asked)
    assert (found.status, found.rule_id) == ("refused", BUILT_IN[Rule.TAX_READ_ONLY])
    assert town.read(select(anomaly)) == []


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


PNG = b"\x89PNG\r\n\x1a\n\x00\x00"


@pytest.mark.parametrize(
    ("name", "media_type", "content", "welcome"),
    [
        ("photo.PNG", "image/png; x=1", PNG, True),
        ("photo.jpg", None, b"\xff\xd8\xff\xe0", True),
        ("photo.jpg", "image/jpeg", PNG, False),
        ("page.pdf", "application/pdf", b"<html><script>", False),
        ("page.pdf.exe", "application/pdf", b"%PDF-1.4", False),
        ("page.pdf", "image/png", b"%PDF-1.4", False),
        ("empty.pdf", "application/pdf", b"", False),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused(
    database, town, house, name, media_type, content, welcome
):
    values = {"account_id": "nadia", "name": name, "media_type": media_type, "content": content}
    payload = {
        "document_type_id": town.document_type(),
        "child_id": house.child,
        "file_ids": [town.add(portal_in_file, **values)],
    }
    asked = town.ask("nadia", "document", payload)
    assert pass_over(database).anomalies == (0 if welcome else 1)
    assert the_request(town, asked).status == ("transmitted" if welcome else "refused")


@pytest.mark.parametrize(
    ("values", "wrong", "reason"),
    [
        ({}, {"document_type_id": 99}, "n’est pas ou plus demandée"),
        ({"archived": True}, {}, "n’est pas ou plus demandée"),
        ({"scope": "family"}, {}, "pour quelle personne"),
        ({}, {"child_id": None}, "pour quelle personne"),
    ],
)
def test_a_document_nobody_asks_for_is_refused(database, town, house, values, wrong, reason):
    sent = {"account_id": "nadia", "name": "a.pdf", "media_type": None, "content": b"%PDF-1.4"}
    payload = {
        "document_type_id": town.document_type(**values),
        "child_id": house.child,
        "file_ids": [town.add(portal_in_file, **sent)],
        **wrong,
    }
    asked = town.ask("nadia", "document", payload)
    pass_over(database)
    assert reason in the_request(town, asked).public_reason


def test_another_accounts_file_is_refused(database, town, house):
    values = {"account_id": "tom", "name": "a.pdf", "media_type": None, "content": b"%PDF-1.4"}
    payload = {
        "document_type_id": town.document_type(),
        "child_id": house.child,
        "file_ids": [town.add(portal_in_file, **values)],
    }
    asked = town.ask("nadia", "document", payload)
    pass_over(database)
    assert "Joignez-la à nouveau" in the_request(town, asked).public_reason


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


def test_a_refusal_keeps_its_decision(database, town, house):
    town.ask("nadia", "reservation", {})
    pass_over(database)
    (kept,) = town.read(select(decision))
    assert (kept.outcome, kept.agent_id, kept.rule_id) == (
        "refused",
        None,
        BUILT_IN[Rule.AT_INTAKE],
    )
