"""`requests show` names the fields of an edit, `requests accept --only` takes some of them."""

import json
from uuid import uuid4

import pytest

from backoffice.agents import services
from backoffice.cli import main
from backoffice.database import schema
from backoffice.kernel.permissions import Role

PASSWORD = "quatre mots sans rapport"


@pytest.fixture
def run(capsys, address, database, admin, monkeypatch, home):
    """A command given by an instructor; its code, its answer and what it complained of."""
    schema.upgrade(database.engine)
    login = f"c{uuid4().hex[:10]}"
    with database.work(admin) as work:
        services.add_agent(work, login, "Claire Martin", Role.INSTRUCTOR, PASSWORD)
    monkeypatch.setenv("BACKOFFICE_DATABASE", address)
    monkeypatch.setenv("BACKOFFICE_PASSWORD", PASSWORD)

    def call(*words):
        code = main([*words, "--as", login])
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def asked(home):
    changes = {"mobile": "0639986432", "last_name": "Tran", "accepts_sms": True}
    return home.ask("guardian_change", {"guardian_id": home.father, "changes": changes})


def test_fields_are_shown_with_the_names_one_gives(run, asked):
    code, out, _ = run("requests", "show", str(asked))
    assert code == 0
    assert "mobile : 06 39 98 20 11 → 06 39 98 64 32" in out
    code, out, _ = run("requests", "show", str(asked), "--json")
    names = [one["name"] if isinstance(one, dict) else one[0] for one in json.loads(out)["fields"]]
    assert names == ["last_name", "mobile", "accepts_sms"]


def test_some_fields_are_accepted_then_what_is_left_that_nobody_has_to_look_at(run, home, asked):
    code, out, _ = run("requests", "accept", str(asked), "--only", "mobile,last_name")
    assert code == 0
    assert "Reste à décider : Accepte de recevoir des SMS." in out
    assert home.guardian(home.father)["last_name"] == "Tran"
    assert run("requests", "accept", str(asked))[0] == 0
    assert home.status(asked) == "accepted"
    assert run("requests", "undo", str(asked))[0] == 0
    assert set(home.yellow(asked)) == {"accepts_sms"}


def test_trying_says_what_would_be_left(run, home, asked):
    code, out, _ = run("requests", "accept", str(asked), "--dry-run")
    assert code == 0
    assert "Reste à décider : Nom." in out
    assert len(home.yellow(asked)) == 3


def test_a_field_that_is_not_asked_is_refused(run, home, asked):
    code, out, _ = run("requests", "accept", str(asked), "--only", "iban")
    assert code == 1
    assert "iban" in out
    assert len(home.yellow(asked)) == 3
