"""Who may be called, who may fetch the child: added, changed, taken away and brought back."""

import pytest
from sqlalchemy import select

from backoffice.families.contacts import add_contact, remove_contact
from backoffice.families.dossier import dossier
from backoffice.families.editing import change, edit
from backoffice.families.services import add_contact as typed_in
from backoffice.families.services import remove_contact as taken_away
from backoffice.families.story import history
from backoffice.families.tables import contact
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused

ODILE = {
    "full_name": "Mme Odile Tran",
    "mobile": "0639982012",
    "relation": "Grand-mère",
    "emergency": True,
    "pickup": True,
}


def contacts(home, agent):
    with home.database.read(agent) as work:
        return dossier(work, home.family_id).children[0].contacts


@pytest.fixture
def odile(home, clerk):
    with home.database.work(clerk) as work:
        return typed_in(work, home.minh, ODILE)


def test_one_more_is_on_the_portal_and_in_the_history(home, clerk, odile):
    [row] = home.town.view("portal_out_contact", child_id=home.minh)
    assert (row["full_name"], row["mobile"], row["relation"]) == (
        "Mme Odile Tran",
        "06 39 98 20 12",
        "Grand-mère",
    )
    assert home.history()[0][:4] == ("child", "contact", "Mme Odile Tran", None)
    with home.database.read(clerk) as work:
        [line] = history(work, home.family_id)
    assert (line.about, line.label, line.after) == (
        "Minh Nguyen",
        "Contact",
        "Mme Odile Tran, grand-mère",
    )


def test_one_is_edited_like_everyone_else(home, clerk, odile):
    with home.database.work(clerk) as work:
        edit(work, "contact", odile, 1, {"pickup": False, "relation": ""})
    [one] = contacts(home, clerk)
    assert (one.values["pickup"], one.values["relation"]) == (False, None)
    with pytest.raises(OutOfDate), home.database.work(clerk) as work:
        edit(work, "contact", odile, 1, {"pickup": True})


def test_one_taken_away_comes_back_as_it_was(home, clerk, odile):
    before = contacts(home, clerk)
    with home.database.work(clerk) as work:
        taken_away(work, odile, 1)
    assert contacts(home, clerk) == ()
    with home.database.work(clerk) as work:
        change(work, "contact", odile, {"removed": None})
    assert contacts(home, clerk) == before
    with home.database.read(clerk) as work:
        told = [(line.label, line.before, line.after) for line in history(work, home.family_id)]
    name = "Mme Odile Tran, grand-mère"
    assert told == [("Contact", None, name), ("Contact", name, None), ("Contact", None, name)]


def test_what_a_contact_was_is_still_in_the_history_once_gone(home, clerk, odile):
    with home.database.work(clerk) as work:
        edit(work, "contact", odile, 1, {"mobile": "0639982013"})
        remove_contact(work, odile)
    with home.database.read(clerk) as work:
        told = [(line.about, line.label, line.after) for line in history(work, home.family_id)]
    assert ("Mme Odile Tran (Minh Nguyen)", "Mobile", "06 39 98 20 13") in told


def test_nobody_is_taken_away_twice(home, clerk, odile):
    with pytest.raises(OutOfDate), home.database.work(clerk) as work:
        taken_away(work, odile, 2)
    with home.database.work(clerk) as work:
        remove_contact(work, odile)
    with pytest.raises(OutOfDate), home.database.work(clerk) as work:
        remove_contact(work, odile)
    with pytest.raises(OutOfDate), home.database.work(clerk) as work:
        change(work, "contact", 999, {"removed": None})
    assert home.town.read(select(contact.c.id)) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"full_name": ""}, "Nom complet : Ce champ est obligatoire."),
        ({"mobile": "12"}, "Mobile : Ce numéro"),
        ({"mobile": ""}, "Indiquez un numéro"),
    ],
)
def test_bad_contacts_are_refused(home, clerk, reader, typed, sentence):
    with pytest.raises(Refused, match=sentence), home.database.work(clerk) as work:
        typed_in(work, home.minh, {**ODILE, **typed})
    with pytest.raises(NotAllowed), home.database.work(reader) as work:
        typed_in(work, home.minh, ODILE)
    with pytest.raises(OutOfDate), home.database.work(clerk) as work:
        add_contact(work, 999, {"full_name": "Personne"})
