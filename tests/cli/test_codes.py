"""`backoffice codes`: shown as they are issued, printed as letters, listed, revoked."""

import json
from datetime import date

import pypdfium2
import pytest

from backoffice.subscribers import codes


@pytest.fixture
def families(town):
    school = town.facility("École Jules-Ferry")
    made = []
    for label, school_class in (("Un", town.school_class(school, "CP")), ("Deux", None)):
        family = town.family(label)
        town.child(family, school_class_id=school_class)
        made.append(family)
    return made


def issued(run, claire, *words):
    code, out, err = run("codes", "issue", *words, "--json", "--as", claire)
    assert (code, err) == (0, "")
    return json.loads(out)


def test_a_code_is_issued_and_shown_once(run, claire, families):
    (made,) = issued(run, claire, "--family", str(families[0]))
    assert codes.read(made["code"])
    assert (made["family_id"], made["kind"]) == (families[0], "family")
    assert date.fromisoformat(made["until"])
    code, out, _ = run("codes", "list", "--as", claire)
    assert code == 0
    assert made["code"][:4] in out
    assert made["code"] not in out
    assert "remis" in out


def test_codes_go_to_a_school_or_a_class(run, claire, families):
    (made,) = issued(run, claire, "--school", "ecole jules ferry", "--personal")
    assert (made["family_id"], made["kind"], made["until"]) == (families[0], "personal", None)
    assert len(issued(run, claire, "--school", "École Jules-Ferry", "--class", "cp")) == 1
    assert len(issued(run, claire, "--missing")) == 1


def test_letters_are_printed_and_their_codes_are_nowhere_else(run, claire, families, tmp_path):
    path = tmp_path / "lettres.pdf"
    code, out, err = run("codes", "issue", "--missing", "--letters", str(path), "--as", claire)
    assert (code, err) == (0, "")
    assert "2 lettres" in out
    document = pypdfium2.PdfDocument(path.read_bytes())
    assert len(document) == 2
    document.close()
    listed = json.loads(run("codes", "list", "--json", "--as", claire)[1])
    assert {row["state"] for row in listed} == {"sent"}


def test_codes_are_revoked_by_their_public_part_or_all_of_a_family(run, claire, families):
    (first,) = issued(run, claire, "--family", str(families[0]))
    issued(run, claire, "--family", str(families[1]))
    issued(run, claire, "--family", str(families[1]), "--personal")
    code, out, _ = run("codes", "revoke", first["code"][:4].lower(), "--as", claire)
    assert (code, out) == (0, "1 code révoqué.\n")
    code, out, _ = run("codes", "revoke", "--family", str(families[1]), "--as", claire)
    assert (code, out) == (0, "2 codes révoqués.\n")
    listed = json.loads(run("codes", "list", "--json", "--state", "revoked", "--as", claire)[1])
    assert len(listed) == 3


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["issue"], 2, "Dites pour qui"),
        (["issue", "--missing", "--class", "CP"], 2, "--school"),
        (["issue", "--school", "Ailleurs"], 1, "Aucun établissement"),
        (["issue", "--school", "École Jules-Ferry", "--class", "CM2"], 1, "Aucune classe"),
        (["issue", "--family", "404"], 1, "Personne"),
        (["issue", "--missing", "--letters", "/nowhere/at/all.pdf"], 1, "Aucun code"),
        (["revoke"], 2, "Dites lesquels"),
        (["revoke", "ZZZZ"], 1, "Aucun code en cours"),
        (["list", "--state", "perdu"], 2, "n’existe pas"),
    ],
)
def test_what_cannot_be_done_is_said(run, claire, families, words, code, said):
    found, _, err = run("codes", *words, "--as", claire)
    assert found == code
    assert said in err
