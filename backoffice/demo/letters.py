"""What families write that is no slot: edits of their dossier, papers, enrolments, messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from backoffice.demo import papers
from backoffice.demo.names import LAST_NAMES, MOTHERS, Directory
from backoffice.demo.people import Household
from backoffice.demo.pictures import BIC, IBAN, nursery
from backoffice.demo.places import FULL_DAY, HALF_DAY, MORNING, TILLEULS
from backoffice.demo.stage import Stage
from backoffice.demo.standin import Asked

Letter = Callable[[Stage, Household], tuple[str, dict[str, Any]]]

_MESSAGES = (
    ("Facture d’octobre", "Bonjour, pouvez-vous m’expliquer les deux repas du 12 ? Merci."),
    (
        "Sac oublié",
        "Mon fils a oublié son sac rouge à la garderie hier soir. L’avez-vous retrouvé ?",
    ),
    ("Horaires", "À quelle heure ferme la garderie les veilles de vacances ?"),
    ("Changement d’école", "Nous déménageons en janvier : comment change-t-on d’école ?"),
    ("Merci !", "Un grand merci à l’équipe du mercredi pour la sortie de la semaine dernière."),
)


def letters(stage: Stage, count: int) -> list[Asked]:
    """`count` of them, each kind in turn, from families at random."""
    writers: Iterator[Letter] = cycle(_LETTERS)
    homes = [home for home in stage.people.households if home.children and not home.home]
    asked = []
    for home in stage.chance.sample(homes, min(count, len(homes))):
        kind, payload = next(writers)(stage, home)
        asked.append(Asked(home.account_id, kind, payload, None, stage.ago(stage.age())))
    return asked


def _enrolment(stage: Stage, home: Household) -> tuple[str, dict[str, Any]]:
    kid = home.children[0]
    where, short = stage.chance.choice(
        ((kid.school, MORNING), (TILLEULS, FULL_DAY), (TILLEULS, HALF_DAY))
    )
    weekdays = [3] if where == TILLEULS else stage.chance.sample([1, 2, 4, 5], 2)
    starts_on = stage.now.date() + timedelta(days=9)
    return "enrolment", {
        "child_id": kid.id,
        "activity_id": stage.places.activities[where, short],
        "starts_on": starts_on.isoformat(),
        "weekdays": sorted(weekdays),
    }


def _phone(stage: Stage, home: Household) -> tuple[str, dict[str, Any]]:
    changes = {"mobile": f"06 39 98 {stage.chance.randint(10, 99)} {stage.chance.randint(10, 99)}"}
    return "guardian_change", {"guardian_id": home.guardians[0].id, "changes": changes}


def _address(stage: Stage, home: Household) -> tuple[str, dict[str, Any]]:
    changes = {"street": Directory(stage.chance).street(), "postcode": "44210", "city": "Valcourt"}
    return "address_change", {"guardian_id": home.guardians[0].id, "changes": changes}


def _bank(_stage: Stage, home: Household) -> tuple[str, dict[str, Any]]:
    payer = home.guardians[0]
    holder = f"{payer.civility} {payer.first_name} {payer.last_name}"
    return "bank_change", {"guardian_id": payer.id, "holder": holder, "iban": IBAN, "bic": BIC}


def _authorisation(stage: Stage, home: Household) -> tuple[str, dict[str, Any]]:
    changes = {"leave_alone": True, "photo": stage.chance.random() < 0.5}
    return "authorisation_change", {"child_id": home.children[0].id, "changes": changes}


def _insurance(_stage: Stage, home: Household) -> tuple[str, dict[str, Any]]:
    changes = {"insurance_company": "Mutuelle du Val", "insurance_number": "40778812"}
    return "child_extra_change", {"child_id": home.children[0].id, "changes": changes}


def _health(_stage: Stage, home: Household) -> tuple[str, dict[str, Any]]:
    allergies = [{"category": "Alimentaire", "label": "Fruits à coque"}]
    return "health_change", {"child_id": home.children[0].id, "diets": [], "allergies": allergies}


def _contact(stage: Stage, home: Household) -> tuple[str, dict[str, Any]]:
    contact = {
        "full_name": f"{stage.chance.choice(MOTHERS)} {stage.chance.choice(LAST_NAMES)}",
        "mobile": "06 39 98 55 20", "relation": "Voisine", "emergency": True, "pickup": True,
    }  # fmt: skip
    return "contact_add", {"child_id": home.children[0].id, "contact": contact}


def _paper(stage: Stage, home: Household) -> tuple[str, dict[str, Any]]:
    name = stage.chance.choice(
        ("assurance.pdf", "vaccins.pdf", "justificatif.pdf", "pai-signé.pdf")
    )
    kid = home.children[0]
    kind = stage.chance.randint(1, 3)  # of the usual types, those for a child
    who, day = f"{kid.first_name} {kid.last_name}", stage.ago(90).date()
    at = stage.ago(90)
    sent = [
        stage.portal.send_file(home.account_id, file, sort, content, at)
        for file, sort, content in _files(kind, name, who, day)
    ]
    return "document", {"document_type_id": kind, "child_id": kid.id, "file_ids": sent}


def _files(kind: int, name: str, who: str, day: date) -> list[tuple[str, str, bytes]]:
    """An insurance of two pages, a certificate, or a plan photographed page by page."""
    if kind == 1:
        return [("assurance.pdf", "application/pdf", papers.insurance(who, day))]
    if kind == 2:
        return [(name, "application/pdf", papers.vaccinations(who, day))]
    return [
        (f"pai-{page}.jpg", "image/jpeg", papers.photographed(f"PAI, page {page}", who, day))
        for page in (1, 2)
    ]


def _message(stage: Stage, _home: Household) -> tuple[str, dict[str, Any]]:
    subject, body = stage.chance.choice(_MESSAGES)
    return "contact_message", {"subject": subject, "body": body}


def _appointment(stage: Stage, _home: Household) -> tuple[str, dict[str, Any]]:
    wished = [(stage.now + timedelta(days=days)).isoformat() for days in (6, 8)]
    subject = "Inscription du petit frère"
    return "appointment", {"service": "Service enfance", "wished": wished, "subject": subject}


def _nursery(stage: Stage, home: Household) -> tuple[str, dict[str, Any]]:
    return "creche", nursery(stage, home, born=stage.chance.random() < 0.6)


_LETTERS: tuple[Letter, ...] = (
    _enrolment, _paper, _address, _message, _phone, _enrolment, _paper, _authorisation, _nursery,
    _bank, _enrolment, _paper, _health, _message, _insurance, _contact, _enrolment, _appointment,
)  # fmt: skip
