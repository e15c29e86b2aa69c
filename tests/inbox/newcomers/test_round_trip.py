"""From the portal's form to what the family reads of its dossier; answered in every way, and undone."""

import json

import pytest
from sqlalchemy import select

from backoffice.families.tables import asked_iban, bank_account, mandate
from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.services import LEFT_OUT, WishAnswer
from backoffice.inbox.workflow import Verb
from backoffice.portal.tables import portal_in_request
from tests.inbox.newcomers.conftest import IBAN, REFUSE

REFUSED = WishAnswer(Verb.REFUSE, public_reason="Plus de place en maternelle.")
WAITS = WishAnswer(Verb.WAITLIST)
GRANTED = WishAnswer()


def test_a_new_family_is_opened_with_all_it_wrote(desk, clerk, admin):
    request_id = desk.ask(desk.form())
    report = desk.accept(clerk, request_id)
    assert report.outcomes[0].result is Result.DONE
    family_id = desk.family_of(request_id)
    salma, paul = desk.read("portal_out_guardian", family_id=family_id)
    assert (salma["rank"], salma["is_payer"], paul["is_payer"]) == (1, False, True)
    assert salma["mobile"] == "06 39 98 20 31"
    assert (salma["street"], salma["invoice_by_email"]) == ("4 rue des Lilas", True)
    assert (paul["bank_holder"], paul["iban_masked"][-3:]) == ("Paul Roy", "185")
    noe, lina = desk.read("portal_out_child", family_id=family_id)
    assert (noe["first_name"], noe["allows_sport"], lina["sex"]) == ("Noé", True, "F")
    assert "œuf" in str(noe["allergies"]) or "\\u0153uf" in str(noe["allergies"])
    (means,) = desk.read("portal_out_tax", family_id=family_id)
    assert (means["family_quotient"], means["scheme"]) == (730, "CAF")
    enrolled = desk.read("portal_out_enrolment", family_id=family_id)
    assert sorted((row["child_id"], row["activity_id"]) for row in enrolled) == sorted(
        [
            (noe["child_id"], desk.meal),
            (lina["child_id"], desk.meal),
            (noe["child_id"], desk.evening),
        ]
    )
    (seen,) = desk.read("portal_out_request", request_id=request_id)
    assert (seen["status"], seen["family_id"]) == ("accepted", family_id)
    assert desk.found("salma haddad") == (family_id,)
    desk.check(admin)


def test_the_account_that_asked_is_linked_without_a_code(desk, clerk):
    request_id = desk.ask(desk.form())
    desk.accept(clerk, request_id)
    (link,) = desk.read("portal_out_link", account_id="salma")
    assert (link["state"], link["method"]) == ("pending_sign_in", "creation")
    desk.sign_in()
    (link,) = desk.read("portal_out_link", account_id="salma")
    assert (link["state"], link["family_id"]) == ("active", desk.family_of(request_id))


def test_the_iban_is_read_nowhere_but_in_its_account_with_a_mandate_to_sign(desk, clerk):
    request_id = desk.ask(desk.form())
    desk.accept(clerk, request_id)
    bare = IBAN.replace(" ", "")
    (kept,) = desk.town.read(select(bank_account.c.iban, bank_account.c.request_id))
    assert tuple(kept) == (bare, request_id)
    assert [row.state for row in desk.town.read(select(mandate.c.state))] == ["to_sign"]
    (payload,) = desk.town.read(select(portal_in_request.c.payload))
    assert bare not in json.dumps(payload[0]).replace(" ", "")


def test_one_enrolment_is_refused_and_one_waits(desk, clerk, admin):
    request_id = desk.ask(desk.form())
    desk.accept(clerk, request_id, wishes=(GRANTED, REFUSED, WAITS), message="Bienvenue.")
    family_id = desk.family_of(request_id)
    (enrolled,) = desk.read("portal_out_enrolment", family_id=family_id)
    assert enrolled["activity_id"] == desk.meal
    asked = {row["request_id"]: row for row in desk.read("portal_out_request", family_id=family_id)}
    assert asked.pop(request_id)["status"] == "partly_accepted"
    (waiting,) = asked.values()
    assert (waiting["kind"], waiting["status"]) == ("enrolment", "waitlisted")
    assert waiting["activity"].endswith("/Garderie soir")
    told = desk.read("portal_out_request_history", request_id=request_id)[-1]
    assert told["public_reason"] == "Restaurant scolaire, Lina Roy : Plus de place en maternelle."
    assert told["message"] == (
        "Inscriptions acceptées : Restaurant scolaire (Noé Roy). En liste d’attente : Garderie soir "
        "(Noé Roy). Inscriptions refusées : Restaurant scolaire (Lina Roy).\nBienvenue."
    )
    desk.check(admin)


def test_an_enrolment_that_waited_is_granted_later(desk, clerk, admin):
    request_id = desk.ask(desk.form(enrolments=[{"child": 0, "activity_id": desk.meal}]))
    desk.accept(clerk, request_id, wishes=(WAITS,))
    family_id = desk.family_of(request_id)
    waiting = max(row["request_id"] for row in desk.read("portal_out_request", family_id=family_id))
    assert desk.decide(clerk, waiting).outcomes[0].result is Result.DONE
    assert len(desk.read("portal_out_enrolment", family_id=family_id)) == 1
    desk.check(admin)


def test_bank_and_tax_data_may_be_left(desk, clerk):
    request_id = desk.ask(desk.form())
    desk.accept(clerk, request_id, keep_bank=False, keep_tax=False)
    family_id = desk.family_of(request_id)
    assert desk.read("portal_out_tax", family_id=family_id) == []
    guardians = desk.read("portal_out_guardian", family_id=family_id)
    assert [row["bank_holder"] for row in guardians] == [None, None]


def test_a_new_family_is_refused_with_its_reason(desk, clerk, admin):
    request_id = desk.ask(desk.form())
    desk.decide(clerk, request_id, REFUSE)
    (seen,) = desk.read("portal_out_request", request_id=request_id)
    assert (seen["status"], seen["family_id"]) == ("refused", None)
    assert desk.read("portal_out_guardian") == []
    told = desk.read("portal_out_request_history", request_id=request_id)[-1]
    assert told["public_reason"] == REFUSE.public_reason
    desk.check(admin)


def test_more_may_be_asked_before_answering(desk, clerk):
    request_id = desk.ask(desk.form())
    with desk.database.work(clerk) as work:
        services.ask_information(work, [Seen(request_id)], "Envoyez le livret de famille.")
    (seen,) = desk.read("portal_out_request", request_id=request_id)
    assert (seen["status"], seen["unread_messages"]) == ("info_requested", 1)
    assert desk.accept(clerk, request_id).done == 1


def test_it_is_attached_to_a_family_we_know(desk, clerk, admin):
    known = desk.town.family("Haddad")
    noe = desk.town.child(known, "Noé", "Roy")
    request_id = desk.ask(desk.form())
    mother = desk.card(known).guardians[0].id
    report = desk.accept(
        clerk, request_id, attach_to=known, guardians=(mother, None), children=(noe, None)
    )
    assert report.done == 1
    card = desk.card(known)
    assert [one.first_name for one in card.guardians] == ["Nadia", "Paul"]
    assert sorted(one.first_name for one in card.children) == ["Lina", "Noé"]
    (link,) = desk.read("portal_out_link", account_id="salma")
    assert link["family_id"] == known
    desk.check(admin)


def test_a_child_we_know_gets_a_second_household(desk, clerk, admin):
    other = desk.town.family("Moreau")
    noe = desk.town.child(other, "Noé", "Roy")
    request_id = desk.ask(desk.form())
    desk.accept(clerk, request_id, new=True, children=(noe, None))
    homes = {row["family_id"] for row in desk.read("portal_out_child", child_id=noe)}
    assert homes == {other, desk.family_of(request_id)}
    desk.check(admin)


def test_someone_may_be_left_out(desk, clerk):
    request_id = desk.ask(desk.form())
    desk.accept(
        clerk, request_id, guardians=(None, LEFT_OUT), children=(None, LEFT_OUT),
        wishes=(GRANTED, REFUSED, GRANTED),
    )  # fmt: skip
    card = desk.card(desk.family_of(request_id))
    assert [one.first_name for one in card.guardians] == ["Salma"]
    assert [one.first_name for one in card.children] == ["Noé"]
    told = desk.read("portal_out_request_history", request_id=request_id)[-1]
    assert "Non repris au dossier : Paul Roy, Lina Roy." in told["message"]


@pytest.mark.parametrize("wishes", [(), (GRANTED, REFUSED, WAITS)])
def test_opening_is_undone_and_done_again(desk, clerk, admin, wishes):
    request_id = desk.ask(desk.form())
    report = desk.accept(clerk, request_id, wishes=wishes)
    family_id = desk.family_of(request_id)
    outcome = desk.undo(clerk, report)
    assert outcome.result is Result.DONE, outcome.sentence
    assert desk.family_of(request_id) is None
    assert desk.found("haddad") == ()
    assert desk.read("portal_out_enrolment", family_id=family_id) == []
    (link,) = desk.read("portal_out_link", account_id="salma")
    assert link["state"] == "revoked"
    (seen,) = desk.read("portal_out_request", request_id=request_id)
    assert seen["state"] == "open"
    left = desk.read("portal_out_request", family_id=family_id)
    assert {row["status"] for row in left} <= {"void"}
    desk.check(admin)
    assert desk.accept(clerk, request_id, wishes=wishes).done == 1
    assert desk.family_of(request_id) not in (None, family_id)
    desk.check(admin)


def test_attaching_is_undone(desk, clerk, admin):
    known = desk.town.family("Haddad")
    noe = desk.town.child(known, "Noé", "Roy")
    before = desk.card(known)
    request_id = desk.ask(desk.form())
    mother = before.guardians[0].id
    report = desk.accept(
        clerk, request_id, attach_to=known, guardians=(mother, None), children=(noe, None)
    )
    assert desk.undo(clerk, report).result is Result.DONE
    after = desk.card(known)
    assert (after.guardians, after.children) == (before.guardians, before.children)
    assert desk.found("lina") == ()
    assert desk.read("portal_out_tax", family_id=known) == []
    desk.check(admin)


def test_what_serves_already_is_not_undone(desk, clerk):
    request_id = desk.ask(desk.form())
    report = desk.accept(clerk, request_id)
    desk.sign_in()
    family_id = desk.family_of(request_id)
    noe = desk.card(family_id).children[0].id
    day = desk.clock.now.date().replace(day=20)
    slot_id = desk.town.slot(desk.meal, day)
    again = desk.ask(
        {"child_id": noe, "activity_id": desk.meal, "date": day.isoformat()}, "reservation"
    )
    outcome = desk.undo(clerk, report)
    assert outcome.result is Result.REFUSED
    assert "réservés" in outcome.sentence
    assert desk.town.slot_status(noe, slot_id) == "reservation_pending"
    assert desk.town.status(again) == "transmitted"


def test_a_refusal_is_undone(desk, clerk):
    request_id = desk.ask(desk.form())
    report = desk.decide(clerk, request_id, REFUSE)
    assert desk.undo(clerk, report).result is Result.DONE
    assert desk.town.status(request_id) == "transmitted"


def test_it_is_rectified_after_the_family_was_told(desk, clerk, admin):
    request_id = desk.ask(desk.form())
    desk.accept(clerk, request_id)
    with desk.database.work(clerk) as work:
        services.rectify(
            work, Seen(request_id), Answer(Verb.REFUSE, public_reason="Hors commune."), "Erreur."
        )
    (seen,) = desk.read("portal_out_request", request_id=request_id)
    assert seen["status"] == "refused"
    assert desk.found("haddad") == ()
    desk.check(admin)


def test_a_preview_leaves_no_trace(desk, clerk, reader):
    request_id = desk.ask(desk.form())
    with desk.database.read(clerk) as work:
        answer = services.CreationAnswer(Seen(request_id))
        report = services.decide_creation(work, answer, dry_run=True)
    assert report.outcomes[0].result is Result.DONE
    assert desk.read("portal_out_guardian") == []


def test_the_same_operation_is_done_once(desk, clerk):
    request_id = desk.ask(desk.form())
    for _ in range(2):
        with desk.database.work(clerk) as work:
            answer = services.CreationAnswer(Seen(request_id))
            services.decide_creation(work, answer, operation_id="a" * 36)
    assert len(desk.read("portal_out_guardian")) == 2


def test_the_iban_asked_is_kept_for_the_regie_until_then(desk):
    request_id = desk.ask(desk.form())
    (kept,) = desk.town.read(select(asked_iban.c.request_id, asked_iban.c.iban))
    assert tuple(kept) == (request_id, IBAN.replace(" ", ""))
