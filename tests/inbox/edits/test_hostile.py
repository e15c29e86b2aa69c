"""What families and others may send by mistake or on purpose: a sentence, and nothing else harmed."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from backoffice.inbox.tables import request
from backoffice.portal.tables import portal_in_file, portal_in_request
from backoffice.subscribers.tables import link
from tests.inbox.intake.steps import pass_over
from tests.inbox.intake.test_requests import the_request

BAD_NUMBER = "Ce numéro de téléphone n’est pas valide"


def _picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(made, "PNG")
    return made.getvalue()


PICTURE = _picture()


def flaws(home, request_id):
    return {name: row.flaw or "" for name, row in home.fields(request_id).items()}


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"email": "linh nguyen@exemple.fr"}, "Cette adresse e-mail n’est pas valide."),
        ({"mobile": "06 39 98"}, BAD_NUMBER),
        ({"mobile": "+41 79 123 45 67"}, ""),
        ({"mobile": "<b>06</b>"}, BAD_NUMBER),
        ({"mobile": {"a": [1]}}, "Ce texte n’a pas pu être lu."),
        ({"mobile": True}, "Ce texte n’a pas pu être lu."),
        ({"last_name": None}, "Ce champ est obligatoire."),
        ({"last_name": "x" * 5000}, "Ce texte est trop long"),
        ({"first_name": "Li\u202enh\x00"}, ""),
        ({"accepts_sms": "peut-être"}, "Répondez par oui ou par non."),
        ({"birth_date": "2026-02-30"}, "Cette date n’existe pas dans le calendrier."),
        ({"birth_date": "2025-01-01"}, "Un responsable a au moins douze ans"),
        ({"capacity": "'; DROP TABLE guardian; --"}, ""),
        ({"favourite_colour": "bleu"}, "Ce champ n’existe plus dans le dossier."),
        ({"iban_masked": "FR76"}, "Ce champ ne se change pas par cette demande."),
        ({"is_payer": True}, "Ce champ ne se change pas par cette demande."),
        ({"street": "3 rue du Port"}, "Ce champ ne se change pas par cette demande."),
        ({"x" * 300: 1}, "Ce champ n’existe plus dans le dossier."),
    ],
    ids=str,
)
def test_each_bad_field_has_its_sentence(home, clerk, changes, flaw):
    good = {"phone": "01 99 00 12 34"}
    request_id = home.ask(
        "guardian_change", {"guardian_id": home.mother, "changes": {**changes, **good}}
    )
    found = flaws(home, request_id)
    (bad,) = (words for name, words in found.items() if name != "phone")
    assert bad.startswith(flaw)
    assert bool(bad) == bool(flaw)
    assert home.decide(clerk, request_id).done == 1
    assert home.guardian(home.mother)["phone"] == "01 99 00 12 34"


@pytest.mark.parametrize(
    ("kind", "payload", "flaw"),
    [
        ("child_change", {"changes": {"birth_date": "2030-01-01"}}, "Cette date de naissance est dans l’avenir"),
        ("child_change", {"changes": {"birth_date": "1980-01-01"}}, "Un enfant du service a moins de vingt ans"),
        ("child_change", {"changes": {"sex": "?"}}, "Choisissez parmi"),
        ("child_change", {"changes": {"photo_file_id": 999}}, "Une pièce jointe n’a pas été reçue"),
        ("child_change", {"changes": {"photo_file_id": "x"}}, "Cette référence n’est pas reconnue."),
        ("health_change", {"diets": ["halal?"]}, "Choisissez parmi"),
        ("health_change", {"allergies": [{"category": "1", "label": "2"}]}, "Un nom contient au moins une lettre."),
        (
            "vaccination_change",
            {"vaccinations": [{"vaccine": "ROR", "date": "2030-01-01"}]},
            "Cette date est dans l’avenir.",
        ),
        (
            "contact_add",
            {"contact": {"full_name": "Léa", "relation": "Tante", "emergency": True, "pickup": False}},
            "Indiquez un numéro",
        ),
    ],
    ids=str,
)  # fmt: skip
def test_and_of_a_child(home, clerk, kind, payload, flaw):
    request_id = home.ask(kind, {"child_id": home.minh, **payload})
    (bad,) = flaws(home, request_id).values()
    assert bad.startswith(flaw)
    assert home.decide(clerk, request_id).done == 0
    assert home.status(request_id) == "transmitted"


def test_a_right_given_to_a_bad_contact_is_still_said_in_french(home):
    person = {"full_name": "Léa", "relation": "Tante", "mobile": "abc"}
    person |= {"emergency": True, "pickup": True}
    request_id = home.ask("contact_add", {"child_id": home.minh, "contact": person})
    assert home.fields(request_id)["pickup"].asked_text == "Oui"


@pytest.mark.parametrize(
    "iban",
    ["FR76 3000 1007 9412 3456 7890 186", "FR76", "XX00 1234 5678 9012", "💶" * 30, "a" * 9000],
)
def test_an_iban_that_is_none(home, accountant, iban):
    payload = {"guardian_id": home.mother, "holder": "Mme Nguyen", "iban": iban}
    request_id = home.ask("bank_change", payload)
    assert "IBAN" in flaws(home, request_id)["iban_masked"]
    assert home.only(accountant, request_id, "iban", "holder").done == 0


@pytest.mark.parametrize(
    ("name", "content", "good"),
    [
        ("moi.png", PICTURE, True),
        ("moi.png", b"\x89PNG\r\n\x1a\n" + b"..." * 9, False),
        ("moi.png", PICTURE + b" " * 11_000_000, False),
        ("moi.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", False),
        ("moi.pdf", b"%PDF-1.4", False),
        ("moi.png", b"", False),
        ("moi.jpg.exe", b"\xff\xd8\xff\xe0abcd", False),
    ],
)
def test_a_photo_is_a_picture_of_this_account(home, clerk, name, content, good):
    file_id = home.town.add(
        portal_in_file, account_id="linh", name=name, media_type="image/png", content=content
    )
    request_id = home.ask(
        "child_change", {"child_id": home.minh, "changes": {"photo_file_id": file_id}}
    )
    assert (flaws(home, request_id)["photo_file_id"] == "") == good
    assert home.decide(clerk, request_id).done == (1 if good else 0)
    assert (home.child(home.minh)["photo_file_id"] is not None) == good


def test_people_of_another_family_are_out_of_reach(home, other_home):
    for kind, payload in (
        ("guardian_change", {"guardian_id": 10_000, "changes": {"phone": None}}),
        ("child_change", {"child_id": other_home, "changes": {"first_name": "Lou"}}),
        ("health_change", {"child_id": other_home, "diets": []}),
        ("contact_change", {"child_id": home.minh, "contact_id": 10_000, "remove": True}),
    ):
        request_id = home.town.ask("linh", kind, payload)
        assert pass_over(home.database).anomalies == 1
        assert the_request(home.town, request_id).status == "refused"
        assert home.fields(request_id) == {}


def test_a_link_revoked_before_intake_reaches_nobody(home):
    payload = {"guardian_id": home.mother, "changes": {"phone": "01 99 00 12 34"}}
    request_id = home.town.ask("linh", "guardian_change", payload)
    from backoffice.kernel.permissions import SYSTEM

    with home.database.work(SYSTEM) as work:
        work.run(link.update().values(state="revoked"))
    pass_over(home.database)
    assert the_request(home.town, request_id).status == "refused"


@pytest.mark.parametrize(
    "payload",
    [
        {"guardian_id": 1, "holder": "x", "iban": ["FR7630001007941234567890185"]},
        {"guardian_id": "x", "holder": "x", "iban": "FR7630001007941234567890185"},
        {"holder": "x", "deeper": {"iban": "FR7630001007941234567890185"}},
        ["FR7630001007941234567890185"],
    ],
    ids=str,
)
def test_an_iban_is_wiped_even_from_what_cannot_be_understood(home, payload):
    request_id = home.town.ask("linh", "bank_change", payload)
    assert pass_over(home.database).anomalies == 1
    rows = home.town.read(
        select(portal_in_request.c.payload).where(portal_in_request.c.id == request_id)
    )
    rows += home.town.read(select(request.c.details).where(request.c.id == request_id))
    assert "7941234567890" not in str(rows)
