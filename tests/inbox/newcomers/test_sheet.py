"""What the screen of a new family is given to show."""

import pytest

from backoffice.inbox import queries
from backoffice.inbox.advice import assess
from backoffice.inbox.facts import gather
from backoffice.inbox.queries import edits, newcomers
from backoffice.inbox.services import LEFT_OUT
from backoffice.kernel.errors import Refused


def sheet(desk, agent, request_id):
    with desk.database.read(agent) as work:
        return newcomers.sheet(work, request_id=request_id)


def values(part):
    return {one.label: one.value for one in part.fields}


def test_the_form_is_shown_as_sent(desk, clerk):
    form = desk.form()
    form["children"][1]["birth_date"] = "2021-02-30"
    shown = sheet(desk, clerk, desk.ask(form))
    salma, paul = shown.guardians
    assert (shown.title, shown.phone) == ("Famille Haddad-Roy", "06 39 98 20 31")
    assert shown.account == "Salma HADDAD, salma@exemple.fr"
    assert (salma.title, salma.name, paul.is_payer) == ("Responsable 1", "Salma Haddad", True)
    assert values(salma)["Date de naissance"] == "03/02/1988"
    assert values(shown.children[0])["Allergies"] == "Alimentaires : œuf"
    (flawed,) = [one for one in shown.children[1].fields if one.flaw]
    assert (flawed.value, flawed.flaw) == (
        "2021-02-30",
        "Cette date n’existe pas dans le calendrier.",
    )
    assert values(shown.bank)["IBAN"].endswith("185")
    assert values(shown.tax)["Quotient familial"] == "730"
    assert [(one.first_name, one.activity) for one in shown.wishes] == [
        ("Noé", "Restaurant scolaire"), ("Lina", "Restaurant scolaire"), ("Noé", "Garderie soir"),
    ]  # fmt: skip
    assert (shown.homes, shown.home, shown.decidable) == ((), None, True)


def test_families_it_looks_like_come_with_who_is_who(desk, clerk):
    known = desk.town.family("Haddad")
    noe = desk.town.child(known, "Noé", "Roy")
    (home,) = sheet(desk, clerk, desk.ask(desk.form())).homes
    assert (home.family_id, home.score, home.is_certain) == (known, 95, True)
    assert [one.name for one in home.guardians] == ["Nadia Haddad"]
    assert (home.who_guardians, home.who_children) == ((None, None), (noe, None))
    assert LEFT_OUT not in home.who_guardians


def test_a_person_to_add_comes_with_its_family(desk, clerk):
    known = desk.town.family("Roy", accounts=["nadia"])
    desk.town.child(known, "Tom", "Roy")
    child = {"last_name": "Roy", "first_name": "Mia"}
    shown = sheet(desk, clerk, desk.ask({"child": child}, "child_add", "nadia"))
    assert (shown.home.label, shown.title) == ("Roy", "Famille Roy")
    assert [one.name for one in shown.home.children] == ["Tom Roy"]
    assert [one.title for one in shown.children] == ["Enfant"]


def test_any_family_may_be_chosen_but_a_closed_one(desk, clerk):
    known = desk.town.family("Moreau")
    with desk.database.read(clerk) as work:
        assert newcomers.home(work, known).label == "Moreau"
        with pytest.raises(Refused):
            newcomers.home(work, known + 1)


def test_health_and_means_are_hidden_from_those_who_may_not(desk, reader):
    shown = sheet(desk, reader, desk.ask(desk.form()))
    hidden = {
        one.label for part in (*shown.children, shown.tax) for one in part.fields if one.hidden
    }
    assert "Allergies" in hidden
    assert "Quotient familial" in hidden
    assert all(not one.value for part in (shown.tax,) for one in part.fields)
    assert not shown.decidable


def test_what_is_answered_waits_no_more(desk, clerk):
    request_id = desk.ask(desk.form())
    desk.accept(clerk, request_id)
    with pytest.raises(Refused):
        sheet(desk, clerk, request_id)


def test_the_inbox_tells_the_form_in_a_few_lines(desk, clerk):
    request_id = desk.ask(desk.form())
    with desk.database.read(clerk) as work:
        found = queries.detail(work, queries.by_reference(work, str(request_id)))
    assert found.content[0] == (
        "Responsable 1",
        "Salma Haddad, 03/02/1988, 06 39 98 20 31, salma@exemple.fr, Valcourt",
    )
    assert found.content[2] == ("Enfant 1", "Noé Roy, 04/05/2019")
    assert found.content[4] == ("Inscription", "Restaurant scolaire, Noé")
    assert "œuf" not in str(found.content)


def test_the_pile_names_who_is_to_be_added(desk, clerk):
    known = desk.town.family("Roy", accounts=["nadia"])
    desk.ask({"child": {"last_name": "Roy", "first_name": "Mia"}}, "child_add", "nadia")
    with desk.database.read(clerk) as work:
        (section,) = edits.sheet(work, family_id=known).sections
    assert section.whom == "Mia Roy"


def test_who_has_their_answer_is_not_looked_for_again(desk, clerk):
    request_id = desk.ask(desk.form())
    desk.accept(clerk, request_id)
    with desk.database.read(clerk) as work:
        checks = assess(gather(work, [request_id]), request_id).checks
    assert "likeness" not in {one.key for one in checks}
