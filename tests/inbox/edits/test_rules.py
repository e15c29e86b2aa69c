"""What accepting takes and leaves: sensitive, flawed or changed fields are for an agent to look at."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from backoffice.inbox import queries, services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.queries import edits
from backoffice.inbox.queries.alerts import alerts as alerts_of
from backoffice.inbox.tables import decision
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM
from tests.inbox.edits.conftest import REFUSE

IDENTITY = {"last_name": "Tran", "email": "linh@exemple.fr", "phone": "12"}


@pytest.fixture
def mixed(home):
    """A name (sensitive), an e-mail, and a phone that is none."""
    home.asked = [home.ask("guardian_change", {"guardian_id": home.mother, "changes": IDENTITY})]
    return home


def test_a_bad_field_says_why_and_the_others_stay_decidable(mixed, clerk):
    (request_id,) = mixed.asked
    fields = mixed.fields(request_id)
    assert fields["phone"].flaw.startswith("Ce numéro de téléphone n’est pas valide")
    assert [fields[name].flaw for name in ("last_name", "email")] == [None, None]
    report = mixed.decide(clerk, request_id)
    assert report.counts == {Result.PARTLY: 1}
    assert report.outcomes[0].sentence == "Reste à décider : Nom, Téléphone."
    assert mixed.guardian(mixed.mother)["email"] == "linh@exemple.fr"
    assert set(mixed.yellow(request_id)) == {"last_name", "phone"}


def test_a_batch_takes_no_more(mixed, clerk):
    (request_id,) = mixed.asked
    plain = mixed.ask("child_extra_change", {"child_id": mixed.minh, "changes": {"glasses": True}})
    named = mixed.ask(
        "child_change", {"child_id": mixed.minh, "changes": {"birth_date": "2018-02-03"}}
    )
    with mixed.database.work(clerk) as work:
        asked = [Seen(one) for one in (request_id, plain, named)]
        report = services.decide(work, asked, Answer(Verb.ACCEPT))
    assert [outcome.result for outcome in report.outcomes] == [
        Result.PARTLY, Result.DONE, Result.REFUSED,
    ]  # fmt: skip
    assert report.outcomes[2].sentence == "À cocher soi-même : Date de naissance."
    assert report.done == 2


def test_a_field_named_is_taken_though_sensitive_but_never_flawed(mixed, clerk):
    (request_id,) = mixed.asked
    mixed.only(clerk, request_id, "last_name")
    assert mixed.guardian(mixed.mother)["last_name"] == "Tran"
    report = mixed.only(clerk, request_id, "phone")
    assert report.outcomes[0].sentence.startswith("Téléphone : Ce numéro de téléphone n’est pas")
    report = mixed.only(clerk, request_id, "last_name", "iban")
    assert report.outcomes[0].sentence == "Ce champ n’attend pas de réponse ici : iban, last_name."


def test_each_refusal_has_its_reason(mixed, clerk):
    (request_id,) = mixed.asked
    with pytest.raises(Refused, match="motif"):
        mixed.decide(clerk, request_id, Answer(Verb.REFUSE))
    mixed.decide(clerk, request_id)
    mixed.decide(clerk, request_id, REFUSE)
    assert mixed.status(request_id) == "partly_accepted"
    last = mixed.history(request_id)[-1]
    assert last["status_label"] == "Accepté en partie"
    assert (
        last["public_reason"]
        == "Nom : Le justificatif manque.\nTéléphone : Le justificatif manque."
    )


def test_in_between_the_family_reads_which_fields(mixed, clerk):
    (request_id,) = mixed.asked
    mixed.decide(clerk, request_id)
    last = mixed.history(request_id)[-1]
    assert last["label"] == "Réponse à une partie de la demande"
    assert last["message"] == "Accepté : E-mail. En cours d’examen : Nom, Téléphone."
    assert last["status_label"] == "En cours d'instruction"


def test_a_part_answered_makes_what_a_colleague_saw_out_of_date(mixed, clerk, admin):
    (request_id,) = mixed.asked
    with mixed.database.work(clerk) as work:
        services.decide(work, [Seen(request_id, 1)], Answer(Verb.ACCEPT))
    with mixed.database.work(admin) as work:
        report = services.decide(work, [Seen(request_id, 1)], REFUSE)
    assert report.counts == {Result.OUT_OF_DATE: 1}


def test_answers_in_part_are_taken_back_one_after_the_other(mixed, clerk):
    (request_id,) = mixed.asked
    first = mixed.decide(clerk, request_id)
    second = mixed.decide(clerk, request_id, REFUSE)
    mixed.undo(clerk, second)
    assert (mixed.status(request_id), set(mixed.yellow(request_id))) == (
        "transmitted", {"last_name", "phone"},
    )  # fmt: skip
    mixed.undo(clerk, first)
    assert set(mixed.yellow(request_id)) == {"last_name", "email", "phone"}
    assert mixed.guardian(mixed.mother)["email"] == "nadia@exemple.fr"
    assert mixed.history(request_id)[-1]["label"] == "Réponse reprise par le service"
    assert not mixed.town.read(select(decision.c.id).where(decision.c.effective))


def test_withdrawn_while_in_part_it_stays_as_answered(mixed, clerk):
    (request_id,) = mixed.asked
    mixed.decide(clerk, request_id)
    mixed.town.tell("linh", "request_withdrawn", {"request_id": request_id})
    with mixed.database.work(SYSTEM) as work:
        take_in(work)
    assert (mixed.status(request_id), mixed.yellow(request_id)) == ("withdrawn", {})
    assert mixed.guardian(mixed.mother)["email"] == "linh@exemple.fr"


def test_after_the_mail_one_rectifies(mixed, clerk):
    (request_id,) = mixed.asked
    report = mixed.only(clerk, request_id, "last_name", "email")
    mixed.decide(clerk, request_id, REFUSE)
    mixed.clock.now += timedelta(days=1)
    with pytest.raises(Refused, match="plus rien"):
        mixed.undo(clerk, report)
    with mixed.database.work(clerk) as work:
        services.rectify(work, Seen(request_id), REFUSE, "Erreur de saisie.")
    assert mixed.status(request_id) == "partly_accepted"


# Two agents and the portal on the same field (I7).


def test_what_changed_since_is_not_overwritten_and_is_said(home, clerk, admin):
    changes = {"mobile": "06 39 98 64 32", "accepts_sms": True}
    request_id = home.ask("guardian_change", {"guardian_id": home.father, "changes": changes})
    home.change(admin, "guardian", home.father, mobile="07 39 98 01 55")
    assert home.yellow(request_id)["mobile"] == ("07 39 98 01 55", "06 39 98 64 32")
    report = home.decide(clerk, request_id)
    assert report.counts == {Result.PARTLY: 1}
    row = home.guardian(home.father)
    assert (row["mobile"], bool(row["accepts_sms"])) == ("07 39 98 01 55", True)
    assert home.only(clerk, request_id, "mobile").counts == {Result.DONE: 1}
    assert home.guardian(home.father)["mobile"] == "06 39 98 64 32"


def test_a_change_between_asking_and_intake_counts_too(home, clerk, admin):
    changes = {"mobile": "06 39 98 64 32"}
    payload = {"guardian_id": home.father, "changes": changes}
    request_id = home.town.ask("linh", "guardian_change", payload, at=home.clock.now)
    home.clock.now += timedelta(minutes=5)
    home.change(admin, "guardian", home.father, mobile="07 39 98 01 55")
    with home.database.work(SYSTEM) as work:
        take_in(work)
    assert home.fields(request_id)["mobile"].base == "06 39 98 20 11"
    assert home.decide(clerk, request_id).counts == {Result.REFUSED: 1}
    assert home.guardian(home.father)["mobile"] == "07 39 98 01 55"


def test_taking_back_leaves_what_was_changed_since_and_says_so(home, clerk, admin):
    changes = {"mobile": "06 39 98 64 32", "accepts_sms": True}
    request_id = home.ask("guardian_change", {"guardian_id": home.father, "changes": changes})
    report = home.decide(clerk, request_id)
    home.change(admin, "guardian", home.father, mobile="07 39 98 01 55")
    undone = home.undo(clerk, report)
    assert undone.outcomes[0].sentence == "Modifié depuis, laissé tel quel : Téléphone portable."
    row = home.guardian(home.father)
    assert (row["mobile"], bool(row["accepts_sms"])) == ("07 39 98 01 55", False)
    assert home.status(request_id) == "transmitted"


def test_two_lists_asked_in_turn_are_both_taken(home, clerk):
    porc = home.ask("health_change", {"child_id": home.minh, "diets": ["sans_porc"]})
    both = home.ask("health_change", {"child_id": home.minh, "diets": ["vegetarien"]})
    with home.database.work(clerk) as work:
        report = services.decide(work, [Seen(porc), Seen(both)], Answer(Verb.ACCEPT))
    assert report.done == 2
    assert "sans_porc" in str(home.child(home.minh)["diets"])
    assert "vegetarien" in str(home.child(home.minh)["diets"])


def test_what_would_change_nothing_is_closed_as_such(home, clerk):
    request_id = home.ask(
        "guardian_change", {"guardian_id": home.father, "changes": {"mobile": "+33 6 39 98 20 11"}}
    )
    assert home.fields(request_id) == {}
    home.decide(clerk, request_id)
    assert home.status(request_id) == "void"


def test_a_person_comes_before_its_right_to_fetch_the_child(home, clerk):
    person = {"full_name": "Odile Tran", "relation": "Tante", "emergency": False, "pickup": True}
    request_id = home.ask("contact_add", {"child_id": home.minh, "contact": person})
    report = home.only(clerk, request_id, "pickup")
    assert report.outcomes[0].sentence.startswith("Acceptez d’abord la personne")
    home.only(clerk, request_id, "contact")
    (row,) = home.town.view("portal_out_contact", child_id=home.minh)
    assert not row["pickup"]
    second = home.only(clerk, request_id, "pickup")
    assert second.done == 1
    (row,) = home.town.view("portal_out_contact", child_id=home.minh)
    assert row["pickup"]
    home.undo(clerk, second)
    (row,) = home.town.view("portal_out_contact", child_id=home.minh)
    assert not row["pickup"]


def test_a_person_just_made_has_not_changed_since(home, clerk):
    person = {"full_name": "Odile Tran", "relation": "Tante", "emergency": False, "pickup": True}
    request_id = home.ask("contact_add", {"child_id": home.minh, "contact": person})
    home.only(clerk, request_id, "contact")
    with home.database.read(clerk) as work:
        found = edits.sheet(work, family_id=home.family)
    (left,) = (one for one in found.sections[0].fields if one.state == "pending")
    assert (left.name, left.since, found.notices) == ("pickup", "", ())


# What has to be known at once.


def alerts(home, agent):
    with home.database.read(agent) as work:
        return [(one.child, one.words) for one in alerts_of(work)]


def test_allergies_and_who_fetches_a_child_alert_until_they_are_answered(home, clerk, reader):
    allergy = {"category": "Alimentaires", "label": "gluten"}
    health = home.ask("health_change", {"child_id": home.mai, "allergies": [allergy]})
    person = {"full_name": "Odile Tran", "relation": "Tante", "emergency": False, "pickup": True}
    fetch = home.ask("contact_add", {"child_id": home.minh, "contact": person})
    assert alerts(home, clerk) == [
        (
            "Minh Nguyen",
            "Une personne peut venir chercher l’enfant : à transmettre aux animateurs",
        ),
        (
            "Maï Nguyen",
            "Allergie déclarée (Alimentaires : gluten) : à transmettre à la restauration",
        ),
    ]
    assert alerts(home, reader)[1] == (
        "Maï Nguyen",
        "Allergie : à transmettre à la restauration",
    )
    home.only(clerk, health, "allergies")
    home.decide(clerk, fetch, REFUSE)
    assert alerts(home, clerk) == []


def test_health_is_masked_for_those_who_may_not_read_it(home, reader, clerk):
    allergy = {"category": "Alimentaires", "label": "gluten"}
    home.ask(
        "health_change", {"child_id": home.mai, "allergies": [allergy], "diets": ["sans_porc"]}
    )
    for agent, seen in ((clerk, True), (reader, False)):
        with home.database.read(agent) as work:
            found = edits.sheet(work, family_id=home.family)
            told = str(found) + str(queries.detail(work, found.sections[0].submission_id))
        assert ("gluten" in told) == ("Sans porc" in told) == seen
