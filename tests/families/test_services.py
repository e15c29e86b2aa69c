from dataclasses import replace
from datetime import date

import pytest

from backoffice.families.people import AddressDraft, ChildDraft, GuardianDraft
from backoffice.families.queries import card, find
from backoffice.families.services import (
    add_child,
    add_guardian,
    create_family,
    edit_child,
    edit_guardian,
    rename_family,
    share_child,
)
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused

MOTHER = GuardianDraft(
    "Lefèvre-Çaçan",
    "Zoé",
    civility="Mme",
    email="zoe.lefevre@exemple.fr",
    mobile="06 39 98 12 40",
    address=AddressDraft("14 rue des Tilleuls", "44210", "Valcourt"),
)
FATHER = GuardianDraft("Roy", "Éric", phone="+33 1 99 00 45 67")
JADE = ChildDraft("Lefèvre", "Jade", birth_date=date(2018, 5, 4), sex="F")


@pytest.fixture
def made(database, clerk):
    with database.work(clerk) as work:
        create_family(work, "Belkacem", [GuardianDraft("Belkacem", "Nadia")])
        return create_family(work, "Lefèvre", [MOTHER, FATHER], [JADE])


def found(database, clerk, text):
    with database.read(clerk) as work:
        return find(work, text)


@pytest.mark.parametrize(
    "typed",
    [
        "lefevre", "LEFÈVRE", "jade lef", "lefevre jade", "zoe cacan", "roy zoe", "jade eric",
        "0639981240", "06 39 98", "+33 6 39 98 12 40", "01 99 00 45", "zoe.lefevre@exemple.fr",
    ],
)  # fmt: skip
def test_every_word_is_met_whatever_the_order_the_case_and_the_accents(
    database, clerk, made, typed
):
    assert found(database, clerk, typed) == (made.family_id,)


@pytest.mark.parametrize("typed", ["", "   ", "jade belkacem", "%", "_", "0639980000", "«»"])
def test_nothing_else_is_found(database, clerk, made, typed):
    assert found(database, clerk, typed) == ()


def test_the_first_guardian_pays_unless_another_does(database, clerk, made):
    with database.read(clerk) as work:
        shown = card(work, made.family_id)
        assert [(person.rank, person.is_payer) for person in shown.guardians] == [
            (1, True),
            (2, False),
        ]
        assert [kid.first_name for kid in shown.children] == ["Jade"]
        assert card(work, 999) is None


def test_an_edited_guardian_is_found_by_the_new_phone_only(database, clerk, made):
    with database.work(clerk) as work:
        edit_guardian(work, made.guardian_ids[0], 1, replace(MOTHER, mobile="07 00 11 22 33"))
    assert found(database, clerk, "0639981240") == ()
    assert found(database, clerk, "07 00 11") == (made.family_id,)
    with pytest.raises(OutOfDate), database.work(clerk) as work:
        edit_guardian(work, made.guardian_ids[0], 1, MOTHER)


def test_a_child_of_two_homes_is_found_in_both_under_its_new_name(database, clerk, made):
    (child_id,) = made.child_ids
    with database.work(clerk) as work:
        other = create_family(work, "Vidal", [GuardianDraft("Vidal", "Léo")]).family_id
        share_child(work, child_id, other)
        with pytest.raises(Refused, match="déjà"):
            share_child(work, child_id, other)
        edit_child(work, child_id, 1, replace(JADE, first_name="Jadwiga"))
    assert set(found(database, clerk, "jadwiga")) == {made.family_id, other}


def test_a_renamed_family_answers_to_its_new_name(database, clerk, made):
    with database.work(clerk) as work:
        rename_family(work, made.family_id, 1, "Quéméneur")
    assert found(database, clerk, "quemeneur") == (made.family_id,)


def test_a_family_has_one_or_two_guardians(database, clerk, made):
    with database.work(clerk) as work:
        with pytest.raises(Refused, match="un ou deux"):
            create_family(work, "Vide", [])
        with pytest.raises(Refused, match="deux responsables"):
            add_guardian(work, made.family_id, FATHER)


def test_names_are_cleaned_and_required(database, clerk, made):
    with database.work(clerk) as work:
        with pytest.raises(Refused, match="obligatoires"):
            add_child(work, made.family_id, ChildDraft(" \u202e", "Jade"))
        with pytest.raises(Refused, match="F ou M"):
            add_child(work, made.family_id, replace(JADE, sex="X"))
        with pytest.raises(Refused, match="nom à la famille"):
            rename_family(work, made.family_id, 1, "")


def test_readers_read(database, reader):
    with pytest.raises(NotAllowed), database.work(reader) as work:
        create_family(work, "Roy", [FATHER])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"email": "zoe @exemple.fr"}, "E-mail : Cette adresse"),
        ({"mobile": "12"}, "Téléphone portable : Ce numéro"),
        ({"civility": "Maître"}, "Civilité : Choisissez parmi"),
        (
            {"address": AddressDraft("14 rue des Tilleuls", "442", "Valcourt")},
            "Code postal : Un code",
        ),
    ],
)
def test_somebody_new_is_read_as_carefully_as_a_change(database, clerk, values, sentence):
    with pytest.raises(Refused, match=sentence), database.work(clerk) as work:
        create_family(work, "Lefèvre", [replace(MOTHER, **values)])


def test_a_child_to_come_is_no_child_yet(database, clerk, made):
    with pytest.raises(Refused, match="dans l’avenir"), database.work(clerk) as work:
        add_child(work, made.family_id, replace(JADE, birth_date=date(2027, 1, 1)))
