"""Who pays for a child of two households."""

from datetime import date, timedelta

import pytest

from backoffice.families.dossier import dossier
from backoffice.families.payers import (
    end_payer,
    payer_of,
    payers,
    remove_payer,
    set_payer,
    week_of,
)
from backoffice.families.services import share_child, unshare_child
from backoffice.kernel.errors import OutOfDate, Refused

MONDAY = date(2026, 11, 16)  # week 47: odd
NEXT = MONDAY + timedelta(days=7)


@pytest.fixture
def apart(home, clerk):
    """The father lives elsewhere: his own household, the same child."""
    other = home.town.family("Nguyen (Thanh)")
    with home.database.work(clerk) as work:
        share_child(work, home.minh, other)
        return other, dossier(work, other).guardians[0].id


def payer(home, agent, activity, day=MONDAY, family=None):
    with home.database.read(agent) as work:
        return payers(work, [home.minh]).of(home.minh, activity, day, family)


def test_each_household_has_its_payer(home, clerk, apart):
    other, father = apart
    garderie = home.town.activity()
    assert payer(home, clerk, garderie) == home.mother
    assert payer(home, clerk, garderie, family=other) == father
    with home.database.read(clerk) as work:
        assert payer_of(work, [home.minh], garderie, MONDAY) == {home.minh: home.mother}
        [kid] = dossier(work, home.family_id).children
    assert [(one.family_id, one.label) for one in kid.other_homes] == [(other, "Nguyen (Thanh)")]


def test_by_activity_by_week_and_by_both(home, clerk, apart):
    _, father = apart
    garderie, cantine = home.town.activity(), home.town.activity(label="Cantine")
    with home.database.work(clerk) as work:
        set_payer(work, home.minh, father, MONDAY, week="even")
        set_payer(work, home.minh, father, MONDAY, activity_id=cantine)
        set_payer(work, home.minh, home.mother, MONDAY, activity_id=cantine, week="even")
    assert (week_of(MONDAY), week_of(NEXT)) == ("odd", "even")
    assert payer(home, clerk, garderie) == home.mother
    assert payer(home, clerk, garderie, NEXT) == father
    assert payer(home, clerk, cantine) == father
    assert payer(home, clerk, cantine, NEXT) == home.mother
    assert payer(home, clerk, cantine, MONDAY - timedelta(days=7)) == home.mother
    with home.database.read(clerk) as work:
        [kid] = dossier(work, home.family_id).children
    assert [(one.activity, one.week) for one in kid.payers] == [
        (None, "even"),
        ("Cantine", None),
        ("Cantine", "even"),
    ]


def test_a_choice_ends_or_goes(home, clerk, apart):
    _, father = apart
    garderie = home.town.activity()
    with home.database.work(clerk) as work:
        rule = set_payer(work, home.minh, father, MONDAY)
    with pytest.raises(Refused, match="déjà choisi"), home.database.work(clerk) as work:
        set_payer(work, home.minh, home.mother, NEXT)
    with home.database.work(clerk) as work:
        end_payer(work, rule, 1, NEXT - timedelta(days=1))
        set_payer(work, home.minh, home.mother, NEXT)
    assert payer(home, clerk, garderie) == father
    assert payer(home, clerk, garderie, NEXT) == home.mother
    with pytest.raises(OutOfDate), home.database.work(clerk) as work:
        remove_payer(work, rule, 1)
    with home.database.work(clerk) as work:
        remove_payer(work, rule, 2)
    assert payer(home, clerk, garderie) == home.mother


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"week": "third"}, "semaines paires"),
        ({"ends_on": MONDAY - timedelta(days=1)}, "La fin vient après le début."),
    ],
)
def test_choices_that_make_no_sense_are_refused(home, clerk, values, sentence):
    with pytest.raises(Refused, match=sentence), home.database.work(clerk) as work:
        set_payer(work, home.minh, home.mother, MONDAY, **values)


def test_a_stranger_does_not_pay(home, clerk, apart):
    stranger = home.town.family("Dubois")
    with home.database.work(clerk) as work:
        someone = dossier(work, stranger).guardians[0].id
        with pytest.raises(Refused, match="d’un de ses foyers"):
            set_payer(work, home.minh, someone, MONDAY)


def test_a_child_leaves_a_household_but_not_the_last(home, clerk, apart):
    other, _ = apart
    with home.database.work(clerk) as work:
        unshare_child(work, home.minh, other)
        assert dossier(work, other).children == ()
        with pytest.raises(OutOfDate):
            unshare_child(work, home.minh, other)
        with pytest.raises(Refused, match="un foyer au moins"):
            unshare_child(work, home.minh, home.family_id)
