"""The one door: values, versions, history, index, what families read of what they asked."""

import json
from datetime import date

import pytest
from sqlalchemy import select, text, update

from backoffice.families.dossier import dossier
from backoffice.families.editing import (
    Cause,
    Change,
    change,
    change_all,
    current,
    edit,
    pending,
)
from backoffice.families.queries import find
from backoffice.families.tables import asked_field, child, guardian
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from backoffice.kernel.permissions import SYSTEM

ROR = {"vaccine": "ROR", "date": "2026-11-04", "booster": None}
DTP = {"vaccine": "DTP", "date": "2019-06-01", "booster": "2024-06-01"}


def held(home, subject, subject_id):
    with home.database.read(SYSTEM) as work:
        return current(work, subject, [subject_id]).get(subject_id)


def version(home, table, row_id):
    return home.town.read(select(table.c.version).where(table.c.id == row_id))[0][0]


def test_what_an_agent_types_is_read_kept_and_remembered(home, clerk):
    with home.database.work(clerk) as work:
        typed = {"mobile": "+33639986432", "email": "Linh.Nguyen@EXEMPLE.fr", "accepts_sms": True}
        edit(work, "guardian", home.mother, 1, typed)
    now = held(home, "guardian", home.mother)
    assert (now["mobile"], now["email"]) == ("06 39 98 64 32", "Linh.Nguyen@exemple.fr")
    assert version(home, guardian, home.mother) == 2
    assert home.history() == [
        ("guardian", "mobile", "", "06 39 98 20 11", "06 39 98 64 32", clerk.id),
        ("guardian", "email", "", "linh@exemple.fr", "Linh.Nguyen@exemple.fr", clerk.id),
        ("guardian", "accepts_sms", "", False, True, clerk.id),
    ]
    with home.database.read(clerk) as work:
        assert find(work, "0639986432") == find(work, "linh.nguyen") == (home.family_id,)
        assert find(work, "0639982011") == ()


def test_the_journal_says_which_fields_and_never_what_they_hold(home, clerk):
    with home.database.work(clerk) as work:
        edit(work, "guardian", home.mother, 1, {"mobile": "06 39 98 64 32"})
    told = home.town.read(
        text("SELECT CAST(detail AS text) FROM journal WHERE action = 'edit_guardian'")
    )
    assert [json.loads(row[0]) for row in told] == [{"fields": ["mobile"]}]


def test_what_changes_nothing_leaves_no_trace(home, clerk):
    with home.database.work(clerk) as work:
        edit(work, "guardian", home.mother, 1, {"mobile": "0639982011", "capacity": "Mère"})
    assert version(home, guardian, home.mother) == 1
    assert home.history() == []


def test_the_second_of_two_agents_is_told(home, clerk, admin):
    with home.database.work(clerk) as work:
        edit(work, "child", home.minh, 1, {"glasses": True})
    with pytest.raises(OutOfDate), home.database.work(admin) as work:
        edit(work, "child", home.minh, 1, {"glasses": False})
    with pytest.raises(OutOfDate), home.database.work(admin) as work:
        edit(work, "child", 999, 1, {"glasses": False})


@pytest.mark.parametrize(
    ("subject", "values", "sentence"),
    [
        ("guardian", {"email": "linh @exemple.fr"}, "E-mail : Cette adresse e-mail n’est pas valide."),
        ("guardian", {"mobile": "bonjour"}, "Téléphone portable : Ce numéro"),
        ("guardian", {"last_name": " "}, "Nom : Ce champ est obligatoire."),
        ("guardian", {"postcode": "4421"}, "Code postal : Un code postal français a cinq chiffres."),
        ("guardian", {"birth_date": "2031-01-01"}, "Date de naissance : Cette date de naissance est"),
        ("guardian", {"birth_date": "2010-01-01"}, "Date de naissance : Ce responsable serait né"),
        ("guardian", {"shoe_size": 39}, "Ce champ n’existe plus dans le dossier."),
        ("child", {"birth_date": "30/02/2018"}, "Date de naissance : Cette date n’existe pas"),
        ("child", {"birth_date": "1970-01-01"}, "Date de naissance : Un enfant du service"),
        ("child", {"sex": "X"}, "Sexe : Choisissez parmi : Féminin, Masculin."),
        ("child", {"insurance_number": "9" * 61}, "N° de la compagnie : Ce texte est trop long"),
        ("child", {"vaccinations": [{**ROR, "date": "2027-01-01"}]}, "Vaccins : Cette date est"),
        ("child", {"diets": ["sans_gras"]}, "Pratiques alimentaires : Choisissez parmi"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_one_clear_sentence(
    home, clerk, subject, values, sentence
):
    subject_id = home.mother if subject == "guardian" else home.minh
    with pytest.raises(Refused) as refusal, home.database.work(clerk) as work:
        edit(work, subject, subject_id, 1, values)
    assert str(refusal.value).startswith(sentence)
    assert home.history() == []


def test_a_postcode_abroad_is_free_and_a_country_brings_its_own_back(home, clerk):
    with home.database.work(clerk) as work:
        edit(work, "guardian", home.mother, 1, {"postcode": "SW1A 1AA", "country": "Royaume-Uni"})
    with pytest.raises(Refused, match="cinq chiffres"), home.database.work(clerk) as work:
        edit(work, "guardian", home.mother, 2, {"country": "France"})


def test_a_child_is_not_older_than_its_parents(home, clerk):
    with home.database.work(clerk) as work:
        edit(work, "guardian", home.mother, 1, {"birth_date": date(1990, 5, 4)})
    with (
        pytest.raises(Refused, match="né avant un de ses responsables"),
        home.database.work(clerk) as work,
    ):
        work.run(update(guardian).values(birth_date=date(2008, 1, 1)))
        edit(work, "child", home.minh, 1, {"birth_date": "2012-01-01"})


def test_each_field_takes_its_own_right(home, clerk, reader, accountant):
    for agent, subject, values in (
        (reader, "guardian", {"mobile": "0639986432"}),
        (clerk, "guardian", {"bic": "BDFEFRPP"}),
        (accountant, "guardian", {"mobile": "0639986432"}),
    ):
        with pytest.raises(NotAllowed), home.database.work(agent) as work:
            edit(work, subject, home.mother, 1, values)


def test_lists_change_element_by_element(home, clerk):
    with home.database.work(clerk) as work:
        edit(work, "child", home.minh, 1, {"vaccinations": [DTP, ROR], "diets": ["sans_porc"]})
    later = {**DTP, "booster": "2025-01-01"}
    with home.database.work(clerk) as work:
        change(work, "child", home.minh, {"vaccinations": [later], "diets": []})
    assert held(home, "child", home.minh)["vaccinations"] == [later]
    assert [row[1:5] for row in home.history()] == [
        ("vaccinations", "DTP, 2019-06-01", None, DTP),
        ("vaccinations", "ROR, 2026-11-04", None, ROR),
        ("diets", "sans_porc", None, "sans_porc"),
        ("vaccinations", "DTP, 2019-06-01", DTP, later),
        ("vaccinations", "ROR, 2026-11-04", ROR, None),
        ("diets", "sans_porc", "sans_porc", None),
    ]
    assert version(home, child, home.minh) > 1


def test_what_families_read_of_what_they_asked_follows(home, clerk):
    home.asked("guardian", home.mother, "mobile", "06 39 98 64 32", current_text="06 39 98 20 11")
    home.asked("child", home.minh, "vaccinations", ROR, item="ROR, 2026-11-04")
    with home.database.work(clerk) as work:
        change(work, "guardian", home.mother, {"mobile": "07 39 98 01 55"})
        change(work, "child", home.minh, {"vaccinations": [{**ROR, "booster": "2027-11-04"}]})
    shown = home.town.read(select(asked_field.c.current_text).order_by(asked_field.c.id))
    assert [row[0] for row in shown] == ["07 39 98 01 55", "04/11/2026, rappel 04/11/2027"]
    yellow = home.town.view("portal_out_pending_field", family_id=home.family_id)
    assert {row["current_value"] for row in yellow} == {row[0] for row in shown}


def test_whoever_edits_a_field_that_was_asked_for_is_warned(home, clerk):
    asked = home.asked("guardian", home.mother, "mobile", "06 39 98 64 32")
    with home.database.read(clerk) as work:
        found = pending(work, "guardian", [home.mother, home.father])
        assert dossier(work, home.family_id).is_yellow
    assert [(one.request_id, one.field) for one in found[home.mother]] == [(asked, "mobile")]
    assert "06 39 98 64 32" in found[home.mother][0].warning
    assert home.father not in found


def test_many_subjects_change_at_once(home, clerk):
    request_id = home.asked("guardian", home.mother, "street", "3 bis allée du Moulin")
    wanted = [
        Change("guardian", who, {"street": "3 bis allée du Moulin", "postcode": "44215"})
        for who in (home.mother, home.father)
    ]
    with home.database.work(clerk) as work:
        change_all(
            work, [*wanted, Change("child", home.minh, {"allows_photo": True})], Cause(request_id)
        )
        [entry, *_] = work.entries
        assert (entry.action, entry.subject_ids) == ("edit_guardian", [home.mother, home.father])
    assert len(home.history()) == 5
    assert held(home, "guardian", home.father)["street"] == "3 bis allée du Moulin"


def test_nobody_changes_who_is_not_there(home, clerk):
    with pytest.raises(OutOfDate), home.database.work(clerk) as work:
        change(work, "guardian", 999, {"mobile": "06 39 98 64 32"})
