"""Who may already be there: found under another spelling, with the score and why."""

from dataclasses import replace
from datetime import date

import pytest

from backoffice.database.work import Work
from backoffice.families import duplicates as found
from backoffice.families import services
from backoffice.families.people import AddressDraft, ChildDraft, GuardianDraft
from backoffice.families.resemblance import Sought, resemble, together, words

BORN = date(2019, 5, 4)
HOME = AddressDraft(street="12, rue des Tilleuls", postcode="44210", city="Valcourt")
KARIM = GuardianDraft(
    "El Amrani", "Karim", email="Karim.Amrani@exemple.fr", mobile="06 39 98 20 11", address=HOME
)
INES = ChildDraft("El Amrani", "Inès", birth_date=BORN)


@pytest.fixture
def work(database, clerk):
    with database.work(clerk) as work:
        yield work


@pytest.fixture
def family_id(work: Work) -> int:
    services.create_family(work, "Dubois", [GuardianDraft("Dubois", "Léa")], [])
    return services.create_family(work, "El Amrani", [KARIM], [INES]).family_id


def guardian(first_name: str, last_name: str, **values) -> Sought:
    return found.sought("guardian", {"first_name": first_name, "last_name": last_name, **values})


def child(first_name: str, last_name: str, born: date | None = BORN) -> Sought:
    values = {"first_name": first_name, "last_name": last_name, "birth_date": born}
    return found.sought("child", values)


@pytest.mark.parametrize(
    ("asked", "score", "reason"),
    [
        (guardian("KARIM", "Amrani", email="karim.amrani@exemple.fr"), 90, "même e-mail"),
        (guardian("Karim", "el-amrani", mobile="+33 6 39 98 20 11"), 85, "même téléphone"),
        (guardian("Karim", "El Amrany", street="12 rue des tilleuls", postcode="44210"), 60, "même adresse"),
        (guardian("Amrani", "Karim"), 40, "nom et prénom inversés : Karim El Amrani"),
        (guardian("Sofia", "Benali", mobile="0639982011"), 35, "même téléphone"),
        (child("Ines", "Elamrani"), 95, "même date de naissance, 04/05/2019"),
        (child("Inès", "Moreau"), 65, "même prénom, autre nom : El Amrani"),
        (child("Inès", "El Amrani", date(2019, 4, 5)), 72, "jour et mois de naissance inversés, 04/05/2019"),
    ],
)  # fmt: skip
def test_a_family_is_found_under_another_spelling(work, family_id, asked, score, reason):
    (one,) = found.duplicates(work, [asked])
    assert (one.family_id, one.score) == (family_id, score)
    assert reason in one.matches[0].reasons


@pytest.mark.parametrize(
    "asked",
    [
        guardian("Nadia", "Belkacem", mobile="06 00 00 00 00", email="nadia@exemple.fr"),
        child("Inès", "El Amrani", date(2012, 1, 30)),  # a namesake, born another day
        child("Tom", "El Amrani"),  # a twin
        child("Inès", "Moreau", None),
        guardian("", ""),
    ],
)
def test_who_is_someone_else_is_not(work, family_id, asked):
    assert found.duplicates(work, [asked]) == ()


def test_several_likenesses_make_a_family_certain(work, family_id):
    one = guardian("Karim", "Amrani")
    (doubtful,) = found.duplicates(work, [one])
    (certain,) = found.duplicates(work, [one, child("Inès", "Amrani")])
    assert not doubtful.is_certain
    assert found.certain([doubtful, certain]) == (certain,)
    assert certain.reasons[0] == ("Inès El Amrani : même nom, même date de naissance, 04/05/2019")


def test_neither_a_closed_family_nor_ones_own_is_proposed(work, family_id):
    asked = [guardian("Karim", "Amrani", email="karim.amrani@exemple.fr")]
    assert found.duplicates(work, asked, but=[family_id]) == ()
    work.connection.exec_driver_sql(
        "UPDATE family SET closed_at = created_at WHERE label = 'El Amrani'"
    )
    assert found.duplicates(work, asked) == ()


def test_a_family_looks_for_its_own_likes(work, family_id):
    again = services.create_family(
        work, "Amrani", [GuardianDraft("Amrani", "Karim")], [replace(INES, last_name="Amrani")]
    )
    (one,) = found.like(work, again.family_id)
    assert one.family_id == family_id
    assert one.is_certain


def test_a_reader_may_look_and_hostile_names_find_nobody(database, reader, clerk):
    with database.work(clerk) as work:
        services.create_family(work, "El Amrani", [KARIM], [INES])
    asked = [guardian("' OR 1=1 --", '" | & ! :* (', email='a@b"*) OR (x@y')]
    with database.read(reader) as looking:
        assert found.duplicates(looking, asked) == ()


def test_particles_and_accents_are_left_out_of_names():
    assert words("d’El Amrani") == ("amrani",)
    assert words("LE GOFF-Été") == ("goff", "ete")
    assert words("De La") == ("de", "la")  # nothing else is left


def test_nothing_in_common_is_no_likeness_and_doubts_multiply():
    assert resemble(guardian("A", "B"), guardian("C", "D")).score == 0
    assert together([]) == 0
    assert together([50, 50]) == 75
    assert together([100, 10]) == 100
