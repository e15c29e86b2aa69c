"""New families answered from a prompt: attached, or made although one looks alike."""

import json

import pytest
from sqlalchemy import select

from backoffice.families.tables import family
from backoffice.inbox.intake import take_in
from backoffice.kernel.permissions import SYSTEM


@pytest.fixture
def asked(town, database):
    """A family that is known, asked for again; the dossier and the request."""
    known = town.family("Haddad")
    town.child(known, "Noé", "Roy")
    child = {"last_name": "Roy", "first_name": "Noé", "birth_date": "2019-05-04"}
    form = {
        "guardians": [{"last_name": "Haddad", "first_name": "Salma"}],
        "payer": 0, "children": [child], "enrolments": [],
    }  # fmt: skip
    town.account("salma")
    request_id = town.ask("salma", "family_creation", form)
    with database.work(SYSTEM) as work:
        take_in(work)
    return known, str(request_id)


def families(town):
    return len(town.read(select(family.c.id)))


def test_who_looks_alike_is_said_first(run, claire, asked, town):
    known, ref = asked
    code, out, _ = run("requests", "accept", ref, "--as", claire)
    assert code == 1
    assert f"(dossier n° {known}) existe sans doute déjà" in out
    assert families(town) == 1


def test_it_is_attached_to_the_dossier_named(run, claire, asked, town):
    known, ref = asked
    code, out, _ = run("requests", "accept", ref, "--attach", str(known), "--json", "--as", claire)
    assert (code, json.loads(out)["done"]) == (0, 1)
    assert families(town) == 1
    assert town.view("portal_out_link", account_id="salma")[0]["family_id"] == known


def test_it_is_made_when_told_so(run, claire, asked, town):
    _, ref = asked
    assert run("requests", "accept", ref, "--new", "--as", claire)[0] == 0
    assert families(town) == 2


def test_one_chooses_between_the_two(run, claire, asked):
    assert run("requests", "accept", asked[1], "--new", "--attach", "1", "--as", claire)[0] == 2
