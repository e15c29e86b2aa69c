"""What is looked at before a dossier is opened, who may open one, and what is not believed."""

import threading

import pytest
from sqlalchemy import select

from backoffice.families import tables
from backoffice.inbox import queries, services
from backoffice.inbox.advice import Level, assess
from backoffice.inbox.facts import gather
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.queries.edits import sheet
from backoffice.inbox.services import LEFT_OUT, CreationAnswer, WishAnswer
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import NotAllowed
from tests.inbox.newcomers.conftest import ACCEPT, REFUSE

HOSTILE = "<b>'; DROP TABLE family; --\u202e{{7*7}}"


def advice(desk, agent, request_id):
    with desk.database.read(agent) as work:
        return assess(gather(work, [request_id]), request_id)


def sentences(desk, agent, request_id):
    return {check.sentence for check in advice(desk, agent, request_id).checks}


def known(desk):
    """Noé Roy, whose mother is Salma Haddad, is known already."""
    family_id = desk.town.family("Haddad")
    desk.town.child(family_id, "Noé", "Roy")
    return family_id


class TestDuplicates:
    def test_a_family_that_is_surely_known_is_not_opened_again(self, desk, clerk):
        family_id = known(desk)
        request_id = desk.ask(desk.form())
        (outcome,) = desk.decide(clerk, request_id).outcomes
        assert outcome.result is Result.REFUSED
        assert (
            f"(dossier n° {family_id}) existe sans doute déjà : Noé Roy : même nom"
            in outcome.sentence
        )
        assert desk.accept(clerk, request_id).outcomes[0].result is Result.REFUSED
        assert desk.town.status(request_id) == "transmitted"

    def test_unless_someone_says_it_is_another(self, desk, clerk):
        family_id = known(desk)
        request_id = desk.ask(desk.form())
        assert desk.accept(clerk, request_id, new=True).done == 1
        assert desk.family_of(request_id) != family_id

    def test_attached_it_takes_people_for_who_they_look_like(self, desk, clerk, admin):
        family_id = known(desk)
        noe = desk.card(family_id).children[0].id
        request_id = desk.ask(desk.form())
        assert desk.accept(clerk, request_id, attach_to=family_id).done == 1
        card = desk.card(family_id)
        assert [one.id for one in card.children if one.first_name == "Noé"] == [noe]
        assert [one.first_name for one in card.guardians] == ["Nadia", "Salma"]  # no place for Paul
        desk.check(admin)

    def test_the_advice_says_who_and_why(self, desk, clerk):
        known(desk)
        found = advice(desk, clerk, desk.ask(desk.form()))
        check = next(one for one in found.checks if one.key == "likeness")
        assert (check.level, check.label) == (Level.TO_CHECK, "Doublon")
        assert check.sentence.startswith("famille Haddad, 95 % : Noé Roy : même nom")

    def test_a_family_nobody_knows_is_favourable(self, desk, clerk):
        found = advice(desk, clerk, desk.ask(desk.form()))
        assert found.level is Level.FAVOURABLE
        assert {check.label for check in found.checks} == {
            "Formulaire", "Doublon", "Identité", "Inscription",
        }  # fmt: skip


class TestFlaws:
    @pytest.mark.parametrize(
        ("part", "field", "value", "sentence"),
        [
            ("guardians", "email", "salma @exemple.fr", "Responsable 1, Salma : E-mail : Cette adresse"),
            ("guardians", "mobile", "12", "Responsable 1, Salma : Téléphone portable : Ce numéro"),
            ("guardians", "postcode", "F-44", "Responsable 1, Salma : Code postal : Un code postal français"),
            ("guardians", "birth_date", "2025-01-01", "Responsable 1, Salma : Date de naissance : Un responsable"),
            ("guardians", "shoe_size", 38, "Responsable 1, Salma : shoe_size : Ce champ n’existe plus"),
            ("children", "birth_date", "2019-02-30", "Enfant 1, Noé : Date de naissance : Cette date n’existe"),
            ("children", "birth_date", "2031-01-01", "Enfant 1, Noé : Date de naissance : Cette date de naissance"),
            ("children", "birth_date", "1990-01-01", "Enfant 1, Noé : Date de naissance : Un enfant du service"),
            ("children", "glasses", "peut-être", "Enfant 1, Noé : Port de lunettes : Répondez par oui"),
            ("children", "allergies", [{"category": 3}], "Enfant 1, Noé : Allergies : "),
            ("bank", "iban", "FR76 3000 1007 9412 3456 7890 186", "Banque : IBAN : Cet IBAN n’est pas valide"),
            ("bank", "iban", "", "Banque : IBAN : Cet IBAN n’est pas valide"),
            ("tax", "family_quotient", "beaucoup", "Ressources : Quotient familial : Indiquez un nombre"),
        ],
    )  # fmt: skip
    def test_a_field_that_cannot_be_taken_leaves_the_rest(
        self, desk, clerk, admin, part, field, value, sentence
    ):
        form = desk.form()
        about = form[part] if isinstance(form[part], dict) else form[part][0]
        about[field] = value
        request_id = desk.ask(form)
        told = sentences(desk, clerk, request_id)
        assert any(one.startswith(sentence) for one in told), told
        assert desk.accept(clerk, request_id).done == 1
        assert len(desk.card(desk.family_of(request_id)).children) == 2
        desk.check(admin)

    def test_a_child_older_than_its_parents_is_said(self, desk, clerk):
        form = desk.form()
        form["guardians"][0]["birth_date"] = "2012-01-01"
        request_id = desk.ask(form)
        assert any(
            "né avant un de ses responsables" in one for one in sentences(desk, clerk, request_id)
        )

    def test_a_wrong_iban_opens_no_account(self, desk, clerk):
        form = desk.form()
        form["bank"]["iban"] = "FR76"
        request_id = desk.ask(form)
        desk.accept(clerk, request_id)
        assert desk.town.read(select(tables.bank_account.c.id)) == []

    def test_a_child_without_a_name_is_completed_or_left_out(self, desk, clerk):
        form = desk.form(enrolments=[])
        del form["children"][1]["last_name"]
        request_id = desk.ask(form)
        (outcome,) = desk.accept(clerk, request_id).outcomes
        assert outcome.sentence.startswith("Enfant 2, Lina : sans nom ni prénom lisibles")
        assert desk.accept(clerk, request_id, children=(None, LEFT_OUT)).done == 1

    def test_hostile_words_are_kept_as_words(self, desk, clerk, admin):
        form = desk.form()
        form["guardians"][0]["first_name"] = HOSTILE
        form["children"][0].update({"first_name": HOSTILE, HOSTILE: HOSTILE})
        request_id = desk.ask(form)
        assert sentences(desk, clerk, request_id)
        desk.accept(clerk, request_id)
        first_name = desk.card(desk.family_of(request_id)).guardians[0].first_name
        assert first_name == HOSTILE.replace("\u202e", "")
        desk.check(admin)


class TestAnswers:
    @pytest.mark.parametrize(
        ("answer", "sentence"),
        [
            ({"attach_to": 999}, "clos"),
            ({"guardians": (LEFT_OUT, LEFT_OUT)}, "au moins un responsable"),
            ({"guardians": (999, None)}, "n’est pas dans ce dossier"),
            ({"guardians": (None,)}, "n’est pas dans ce dossier"),
            ({"children": (LEFT_OUT, None)}, "refusez ses inscriptions"),
            ({"wishes": (WishAnswer(),)}, "n’a pas sa réponse"),
            ({"wishes": (WishAnswer(Verb.REFUSE),) * 3}, "Indiquez un motif"),
        ],
    )
    def test_what_makes_no_sense_is_said(self, desk, clerk, answer, sentence):
        request_id = desk.ask(desk.form())
        (outcome,) = desk.accept(clerk, request_id, **answer).outcomes
        assert outcome.result is Result.REFUSED
        assert sentence in outcome.sentence
        assert desk.town.read(select(tables.family.c.id)) == []

    def test_a_child_already_enrolled_is_not_enrolled_twice(self, desk, clerk):
        family_id = known(desk)
        noe = desk.card(family_id).children[0].id
        desk.town.enrol(noe, desk.meal)
        request_id = desk.ask(desk.form())
        (outcome,) = desk.accept(clerk, request_id, attach_to=family_id).outcomes
        assert outcome.sentence.startswith("Restaurant scolaire : Noé Roy est déjà inscrit(e)")

    def test_a_dossier_does_not_wait(self, desk, clerk):
        request_id = desk.ask(desk.form())
        (outcome,) = desk.decide(clerk, request_id, Answer(Verb.WAITLIST)).outcomes
        assert "liste d’attente" in outcome.sentence
        assert outcome.result is Result.REFUSED

    def test_the_regie_and_readers_open_no_dossier(self, desk, accountant, reader, manager_of):
        request_id = desk.ask(desk.form())
        for agent in (accountant, reader):
            with pytest.raises(NotAllowed):
                desk.accept(agent, request_id)
        (outcome,) = desk.accept(manager_of(1), request_id).outcomes
        assert outcome.sentence == "Cet établissement n’est pas le vôtre."

    def test_two_agents_open_one_dossier(self, desk, clerk, admin, database):
        request_id = desk.ask(desk.form())
        done = []

        def open_it(agent):
            with database.work(agent) as work:
                done.append(services.decide_creation(work, CreationAnswer(Seen(request_id))).done)

        both = [threading.Thread(target=open_it, args=(agent,)) for agent in (clerk, admin)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert sorted(done) == [0, 1]
        assert len(desk.read("portal_out_child")) == 2
        desk.check(admin)


class TestSomeoneMore:
    @pytest.fixture
    def home(self, desk) -> int:
        family_id = desk.town.family("Roy")
        desk.town.account("nadia", family_id, desk.card(family_id).guardians[0].id)
        desk.town.child(family_id, "Tom", "Roy")
        return family_id

    def test_a_child_is_yellow_until_it_is_in(self, desk, clerk, admin, home):
        child = {
            "last_name": "Roy",
            "first_name": "Mia",
            "birth_date": "2022-01-05",
            "diets": ["vegetarian"],
        }
        request_id = desk.ask({"child": child}, "child_add", "nadia")
        (yellow,) = desk.read("portal_out_pending_field", family_id=home)
        assert (yellow["subject"], yellow["field"], yellow["requested_value"]) == (
            "family",
            "child",
            "Mia Roy",
        )
        assert desk.decide(clerk, request_id).done == 1
        assert desk.read("portal_out_pending_field", family_id=home) == []
        assert [one.first_name for one in desk.card(home).children] == ["Tom", "Mia"]
        desk.check(admin)

    def test_a_child_is_taken_back_and_taken_in_again(self, desk, clerk, admin, home):
        child = {"last_name": "Roy", "first_name": "Mia", "birth_date": "2022-01-05"}
        request_id = desk.ask({"child": child}, "child_add", "nadia")
        report = desk.decide(clerk, request_id)
        assert desk.undo(clerk, report).result is Result.DONE
        assert [one.first_name for one in desk.card(home).children] == ["Tom"]
        assert len(desk.read("portal_out_pending_field", family_id=home)) == 1
        desk.check(admin)
        assert desk.decide(clerk, request_id).done == 1
        desk.check(admin)

    def test_a_child_known_elsewhere_lives_in_two_households(self, desk, clerk, admin, home):
        other = desk.town.family("Moreau")
        mia = desk.town.child(other, "Mia", "Moreau")
        child = {"last_name": "Moreau", "first_name": "Mia", "birth_date": "2019-05-04"}
        request_id = desk.ask({"child": child}, "child_add", "nadia")
        (outcome,) = desk.decide(clerk, request_id).outcomes
        assert "Mia Moreau est sans doute déjà connu(e)" in outcome.sentence
        report = desk.accept(clerk, request_id, children=(mia,))
        assert {row["family_id"] for row in desk.read("portal_out_child", child_id=mia)} == {
            home,
            other,
        }
        assert desk.undo(clerk, report).result is Result.DONE
        assert {row["family_id"] for row in desk.read("portal_out_child", child_id=mia)} == {other}
        desk.check(admin)

    def test_the_same_child_again_is_said(self, desk, clerk, home):
        child = {"last_name": "Roy", "first_name": "Tom", "birth_date": "2019-05-04"}
        request_id = desk.ask({"child": child}, "child_add", "nadia")
        assert any(one.startswith("ce dossier, 95 %") for one in sentences(desk, clerk, request_id))
        assert desk.decide(clerk, request_id).outcomes[0].result is Result.REFUSED

    def test_a_guardian_is_added_then_there_is_no_place(self, desk, clerk, admin, home):
        paul = {"last_name": "Roy", "first_name": "Paul", "email": "p@exemple.fr"}
        request_id = desk.ask({"guardian": paul}, "guardian_add", "nadia")
        report = desk.decide(clerk, request_id)
        assert [one.email for one in desk.card(home).guardians] == [
            "nadia@exemple.fr",
            "p@exemple.fr",
        ]
        again = desk.ask(
            {"guardian": {"last_name": "Roy", "first_name": "Ali"}}, "guardian_add", "nadia"
        )
        assert "plus de deux responsables" in desk.decide(clerk, again).outcomes[0].sentence
        assert desk.undo(clerk, report).result is Result.DONE
        assert len(desk.card(home).guardians) == 1
        assert desk.decide(clerk, again).done == 1
        desk.check(admin)

    def test_it_is_refused_with_its_reason(self, desk, clerk, admin, home):
        request_id = desk.ask(
            {"child": {"last_name": "Roy", "first_name": "Mia"}}, "child_add", "nadia"
        )
        desk.decide(clerk, request_id, REFUSE)
        (seen,) = desk.read("portal_out_request", request_id=request_id)
        assert (seen["status"], seen["family_id"]) == ("refused", home)
        assert desk.read("portal_out_pending_field", family_id=home) == []
        desk.check(admin)

    def test_the_pile_of_the_family_holds_it(self, desk, clerk, home):
        request_id = desk.ask(
            {"child": {"last_name": "Roy", "first_name": "Mia"}}, "child_add", "nadia"
        )
        with desk.database.read(clerk) as work:
            (section,) = sheet(work, family_id=home).sections
            assert queries.by_reference(work, str(request_id)) is not None
        assert (section.request_id, section.decidable) == (request_id, True)
        assert desk.decide(clerk, request_id, ACCEPT).done == 1
