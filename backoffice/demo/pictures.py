"""What the families of the design's pictures ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from backoffice.demo import papers
from backoffice.demo.dossiers import iban_of
from backoffice.demo.people import Guardian, Household
from backoffice.demo.places import (
    CRECHE,
    EVENING,
    FULL_DAY,
    HALF_DAY,
    JULES_FERRY,
    MEAL,
    MORNING,
    TILLEULS,
)
from backoffice.demo.stage import Place, Stage, about
from backoffice.demo.standin import Asked
from backoffice.inbox.services import send_message

# A valid number of an account that is nobody's.
IBAN, BIC = iban_of(4021)
_QUESTION = "Si le jeudi reste complet, la liste d’attente vous convient-elle ?"
_REPLY = "Oui, la liste d’attente me va pour ce jeudi-là."


def pictures(stage: Stage) -> list[Asked]:
    """Those of the pictures that live in this town; a small one has not all of them."""
    asked: list[Asked] = []
    for scene in (_batches, _cantine_tomorrow, _absences, _cancellation, _nguyen, _paper, _okafor):
        asked += scene(stage)
    return asked


def _batches(stage: Stage) -> list[Asked]:
    """Several days asked for in one click."""
    tomorrow = stage.now.date() + timedelta(days=1)
    asked: list[Asked] = []
    for first_name, last_name, where, short, count, hours in (
        ("Inès", "Belkacem", JULES_FERRY, EVENING, 10, 64),
        ("Jade", "Lefèvre", TILLEULS, HALF_DAY, 4, 44),
        ("Rose", "Picard", JULES_FERRY, MEAL, 12, 25),
        ("Lina", "Rousseau", JULES_FERRY, MORNING, 3, 19),
    ):
        if found := stage.child(first_name, last_name):
            activity_id = stage.places.activities[where, short]
            days = stage.days_of(found[1].id, activity_id, tomorrow + timedelta(days=1), count)
            asked += _slots(stage, "reservation", days, hours, batch=stage.batch())
    return asked


def talk(stage: Stage) -> None:
    """An agent asks Inès’s mother something, who answers from her portal."""
    if not (found := stage.child("Inès", "Belkacem")):
        return
    account_id, present = found[0].account_id, stage.now
    waiting = stage.portal.view("portal_out_request", account_id=account_id, status="transmitted")
    ids = sorted(int(row["request_id"]) for row in waiting if row["kind"] == "reservation")
    if not ids:
        return
    stage.now = present - timedelta(hours=7)
    stage.as_clerk(lambda work: send_message(work, ids[:1], _QUESTION))
    stage.now = present
    stage.portal.read_messages(account_id, ids[:1], at=stage.ago(4))
    answer = {"subject": "Liste d’attente", "body": _REPLY, "in_reply_to": ids[0]}
    stage.portal.ask(account_id, "contact_message", answer, at=stage.ago(4))
    stage.work_through()


def _cantine_tomorrow(stage: Stage) -> list[Asked]:
    """Noah, for the next school day; and Yanis, on an evening that is full."""
    tomorrow = stage.now.date() + timedelta(days=1)
    asked: list[Asked] = []
    if found := stage.child("Noah", "Lambert"):
        meals = stage.places.activities[JULES_FERRY, MEAL]
        asked += _slots(stage, "reservation", stage.days_of(found[1].id, meals, tomorrow, 1), 3)
    if found := stage.child("Yanis", "Haddad"):
        evenings = stage.places.activities[JULES_FERRY, EVENING]
        full = [place for place in stage.free if place.slot_id in stage.full]
        mine = [p for p in full if p.child_id == found[1].id and p.activity_id == evenings]
        asked += _slots(stage, "reservation", stage.take(mine, 1), 41)
    return asked


def _absences(stage: Stage) -> list[Asked]:
    asked: list[Asked] = []
    for first_name, last_name, where, short, hours, reason in (
        ("Tom", "Garnier", JULES_FERRY, MEAL, 60, "Rendez-vous médical"),
        ("Hugo", "Marchand", TILLEULS, FULL_DAY, 20, "Nous partons chez ses grands-parents."),
    ):
        days = _reserved(stage, first_name, last_name, where, short)
        asked += _slots(stage, "absence", days[:1], hours, reason=reason)
    return asked


def _cancellation(stage: Stage) -> list[Asked]:
    days = _reserved(stage, "Adam", "Cherif", JULES_FERRY, EVENING)
    return _slots(
        stage, "reservation_cancellation", days[:1], 27, reason="Son père finit plus tôt."
    )


def _nguyen(stage: Stage) -> list[Asked]:
    """Six edits sent in one click, one evening."""
    if not (found := stage.child("Minh", "Nguyen")):
        return []
    home, minh = found
    mother, father = home.guardians
    little = home.children[1]
    moved = {"street": "3 bis allée du Moulin", "postcode": "44215", "city": "Valcourt-le-Bas"}
    reached = {"mobile": "06 39 98 64 32", "email": "thanh.nguyen@exemple.fr"}
    grandmother = {
        "full_name": "Mme Odile Tran", "mobile": "06 39 98 77 15", "relation": "Grand-mère",
        "emergency": False, "pickup": True,
    }  # fmt: skip
    measles = [
        {"vaccine": "ROR", "date": "2022-05-12"},
        {"vaccine": "ROR", "date": (stage.now.date() - timedelta(days=15)).isoformat()},
    ]
    edits: tuple[tuple[str, dict[str, Any]], ...] = (
        ("address_change", {"guardian_id": mother.id, "changes": moved}),
        ("guardian_change", {"guardian_id": father.id, "changes": reached}),
        (
            "bank_change",
            {"guardian_id": mother.id, "holder": "Mme Linh Nguyen-Tran", "iban": IBAN, "bic": BIC},
        ),
        ("authorisation_change", {"child_id": minh.id, "changes": {"photo": True}}),
        ("contact_add", {"child_id": minh.id, "contact": grandmother}),
        ("vaccination_change", {"child_id": little.id, "vaccinations": measles}),
    )
    batch, at = stage.batch(), stage.ago(62)
    return [Asked(home.account_id, kind, payload, batch, at) for kind, payload in edits]


def _paper(stage: Stage) -> list[Asked]:
    if not (found := stage.child("Léa", "Fontaine")):
        return []
    home, lea = found
    at = stage.ago(43)
    content = papers.vaccinations("Léa Fontaine", at.date())
    file_id = stage.portal.send_file(
        home.account_id, "certificat-lea.pdf", "application/pdf", content, at
    )
    payload = {"document_type_id": 2, "child_id": lea.id, "file_ids": [file_id]}
    return [Asked(home.account_id, "document", payload, None, at)]


def _okafor(stage: Stage) -> list[Asked]:
    if not (found := stage.child("Grace", "Okafor")):
        return []
    return [
        Asked(
            found[0].account_id, "creche", nursery(stage, found[0], born=False), None, stage.ago(22)
        )
    ]


def nursery(stage: Stage, home: Household, *, born: bool) -> dict[str, Any]:
    """A pre-registration; the town has one crèche, and its leisure centre takes the small ones."""
    entry = stage.now.date() + timedelta(days=110)
    places = stage.places.facilities
    return {
        "guardian1": _person(home.guardians[0]),
        "child": {"last_name": home.guardians[0].last_name, "birth_expected": not born}
        | (
            {"first_name": "Lou", "birth_date": (entry - timedelta(days=300)).isoformat()}
            if born
            else {}
        ),
        "address": {"street": "8 rue du Lavoir", "postcode": "44210", "city": "Valcourt"},
        "wishes": [places[CRECHE], places[TILLEULS]],
        "entry_date": entry.replace(day=1).isoformat(),
        "care": "regular",
        "halfdays": {"1": ["am", "pm"], "2": ["am", "pm"], "4": ["am", "pm"], "5": ["am"]},
    }


def _person(who: Guardian) -> dict[str, Any]:
    return {
        "civility": who.civility, "last_name": who.last_name, "first_name": who.first_name,
        "email": who.email,
    }  # fmt: skip


def _reserved(stage: Stage, first_name: str, last_name: str, where: str, short: str) -> list[Place]:
    """The next days this child is expected there, but today."""
    if not (found := stage.child(first_name, last_name)):
        return []
    activity_id = stage.places.activities[where, short]
    mine = [
        place
        for place in stage.reserved
        if place.child_id == found[1].id
        and place.activity_id == activity_id
        and place.day > stage.now.date() + timedelta(days=1)
    ]
    return stage.take(sorted(mine, key=lambda place: place.day), 1)


def _slots(
    stage: Stage,
    kind: str,
    days: list[Place],
    hours: float,
    *,
    batch: str | None = None,
    **words: str,
) -> list[Asked]:
    at = stage.ago(hours)
    return [Asked(place.account_id, kind, about(place, **words), batch, at) for place in days]
