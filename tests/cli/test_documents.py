"""Documents from a prompt: brought to the counter, or asked of the inbox."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from backoffice.documents.files import LARGEST
from backoffice.documents.tables import document
from backoffice.families.tables import family_child, stored_file
from backoffice.inbox.intake import take_in
from backoffice.kernel.permissions import SYSTEM
from backoffice.portal.tables import portal_in_file

PDF = b"%PDF-1.4 une attestation"


@pytest.fixture
def home(town):
    """A family, its child and what is asked of it."""
    family = town.family(accounts=["nadia"])
    child = town.child(family)
    return family, child, town.document_type(mandatory=True)


@pytest.fixture
def scan(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(PDF)
    return str(path)


def states(town):
    return [row.state for row in town.read(select(document.c.state).order_by(document.c.id))]


def test_a_document_is_added_for_a_child(run, claire, town, home, scan):
    family, child, _ = home
    words = ("--type", "assurance scolaire", "--child", str(child), "--dated", "12/11/2026")
    code, out, err = run("documents", "add", scan, *words, "--as", claire)
    assert (code, err) == (0, "")
    assert "1 fichier ajouté, valable jusqu’au 12/11/2027" in out
    (row,) = town.read(select(document))
    assert (row.family_id, row.child_id, row.dated) == (family, child, date(2026, 11, 12))
    assert (row.origin, row.state) == ("agent", "received")


def test_it_is_told_as_json_and_its_type_may_be_a_number(run, claire, home, scan):
    family, child, type_id = home
    words = ("--type", str(type_id), "--child", str(child), "--json", "--as", claire)
    told = json.loads(run("documents", "add", scan, scan, *words)[1])
    assert (told["type"], told["family_id"], told["files"]) == ("Assurance scolaire", family, 2)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.pdf", b"<html>", "« page.pdf » n’est ni un PDF"),
        ("vide.pdf", b"", "« vide.pdf » est vide"),
        ("gros.pdf", PDF + b" " * LARGEST, "dépasse 20 Mo"),
        ("absent.pdf", None, "ne peut pas être lu"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(
    run, claire, town, home, scan, name, content, sentence
):
    path = Path(scan).with_name(name)
    if content is not None:
        path.write_bytes(content)
    words = ("--type", str(home[2]), "--child", str(home[1]), "--as", claire)
    code, _, err = run("documents", "add", scan, str(path), *words)
    assert code == 1
    assert sentence in err
    assert (states(town), town.read(select(stored_file.c.id))) == ([], [])


def test_an_unknown_type_says_which_there_are(run, claire, home, scan):
    words = ("--type", "Permis", "--child", str(home[1]), "--as", claire)
    code, _, err = run("documents", "add", scan, *words)
    assert code == 1
    assert "« Permis »" in err
    assert "« Assurance scolaire »" in err


def test_a_child_of_two_families_needs_to_be_told_which(run, claire, town, home, scan):
    _, child, type_id = home
    other = town.family("Roy")
    town.add(family_child, family_id=other, child_id=child)
    words = (
        "documents",
        "add",
        scan,
        "--type",
        str(type_id),
        "--child",
        str(child),
        "--as",
        claire,
    )
    code, _, err = run(*words)
    assert code == 1
    assert "plusieurs familles" in err
    assert run(*words, "--family", str(other))[0] == 0
    assert town.read(select(document.c.family_id))[0].family_id == other


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--child", "1", "--guardian", "2"),
        ("--child", "1", "--dated", "2026-11-12"),
    ],
)
def test_a_document_asked_wrongly_exits_2(run, claire, scan, words):
    assert run("documents", "add", scan, "--type", "PAI", *words, "--as", claire)[0] == 2


@pytest.fixture
def sent(town, database, home):
    """The number of a request that gives a document."""
    given = town.add(portal_in_file, account_id="nadia", name="a.pdf", content=PDF)
    payload = {"document_type_id": home[2], "child_id": home[1], "file_ids": [given]}
    asked = town.ask("nadia", "document", payload)
    with database.work(SYSTEM) as work:
        take_in(work)
    return str(asked)


def test_requests_accept_decides_a_document_and_undo_takes_it_back(run, claire, town, sent):
    assert run("requests", "accept", sent, "--dry-run", "--as", claire)[0] == 0
    assert states(town) == ["validating"]
    assert run("requests", "accept", sent, "--as", claire)[0] == 0
    assert states(town) == ["received"]
    assert run("requests", "undo", sent, "--as", claire)[0] == 0
    assert states(town) == ["validating"]


def test_requests_refuse_decides_a_document_with_its_reason(run, claire, town, sent):
    assert run("requests", "refuse", sent, "--text", "Illisible.", "--as", claire)[0] == 0
    assert states(town) == ["invalid"]
    assert town.view("portal_out_document", state="invalid")[0]["reason"] == "Illisible."
