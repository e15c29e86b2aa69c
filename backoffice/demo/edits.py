"""What families ask to change in their dossiers: easy, delicate and badly typed, in turn.

With a chance of its own: what else happens in the town does not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import cycle
from random import Random
from typing import Any

from sqlalchemy import select

from backoffice.demo.dossiers import iban_of
from backoffice.demo.names import Directory
from backoffice.demo.people import Household
from backoffice.demo.stage import Stage
from backoffice.demo.standin import Asked
from backoffice.families import editing
from backoffice.families.tables import guardian
from backoffice.inbox.services import Answer, Seen, decide
from backoffice.inbox.workflow import Verb

Edit = Callable[[Stage, Household, Random], tuple[str, dict[str, Any]]]
_MISSING = "Joignez le justificatif correspondant, puis renvoyez la demande."


def edits(stage: Stage, count: int) -> list[Asked]:
    """`count` of them, of these last days, from families nobody else speaks for."""
    chance = Random(count)
    makers = cycle(_EDITS)
    homes = [home for home in stage.people.households if home.children and not home.home]
    asked = []
    for home in chance.sample(homes, min(count, len(homes))):
        kind, payload = next(makers)(stage, home, chance)
        at = stage.ago(chance.uniform(1, 70))
        asked.append(Asked(home.account_id, kind, payload, None, at))
    return asked


def answered(stage: Stage) -> None:
    """Some of a day long past: most accepted, one refused."""
    chance = Random(stage.now.toordinal())
    homes = [home for home in stage.people.households if home.children and not home.home]
    asked = []
    for home, maker in zip(chance.sample(homes, min(3, len(homes))), _EASY, strict=False):
        kind, payload = maker(stage, home, chance)
        asked.append(Asked(home.account_id, kind, payload, None, stage.ago(chance.uniform(2, 20))))
    ids = stage.portal.ask_all(asked)
    stage.work_through()
    _decide(stage, ids[:2], Answer(Verb.ACCEPT))
    _decide(stage, ids[2:], Answer(Verb.REFUSE, public_reason=_MISSING))


def meanwhile(stage: Stage) -> None:
    """A colleague changes M. Nguyen’s mobile after the family asked for another."""
    if not (found := stage.child("Minh", "Nguyen")):
        return
    father = found[0].guardians[1]
    with stage.database.work(stage.agents["admin"]) as work:
        version = work.scalar(select(guardian.c.version).where(guardian.c.id == father.id))
        editing.edit(work, "guardian", father.id, version, {"mobile": "06 39 98 01 55"})


def _decide(stage: Stage, ids: Sequence[int], answer: Answer) -> None:
    if ids:
        asked = [Seen(request_id) for request_id in ids]
        stage.as_clerk(lambda work: decide(work, asked, answer))


def _mobile(chance: Random) -> str:
    return f"06 39 98 {chance.randint(10, 99)} {chance.randint(10, 99)}"


def _reached(_stage: Stage, home: Household, chance: Random) -> tuple[str, dict[str, Any]]:
    changes = {"mobile": _mobile(chance), "accepts_sms": True}
    return "guardian_change", {"guardian_id": home.guardians[0].id, "changes": changes}


def _insured(_stage: Stage, home: Household, chance: Random) -> tuple[str, dict[str, Any]]:
    changes = {
        "insurance_company": chance.choice(("Mutuelle du Val", "Assurance des Écoles")),
        "insurance_number": str(chance.randint(10**7, 10**8)),
    }
    return "child_extra_change", {"child_id": home.children[0].id, "changes": changes}


def _second_home(_stage: Stage, home: Household, chance: Random) -> tuple[str, dict[str, Any]]:
    changes = {"street": Directory(chance).street(), "postcode": "44000", "city": "Nantes"}
    return "secondary_address_change", {"guardian_id": home.guardians[0].id, "changes": changes}


def _moved(_stage: Stage, home: Household, chance: Random) -> tuple[str, dict[str, Any]]:
    place = chance.choice((("44210", "Valcourt"), ("44215", "Valcourt-le-Bas")))
    changes = {"street": Directory(chance).street(), "postcode": place[0], "city": place[1]}
    return "address_change", {"guardian_id": home.guardians[0].id, "changes": changes}


def _abroad(_stage: Stage, home: Household, _chance: Random) -> tuple[str, dict[str, Any]]:
    changes = {
        "street": "12 rue de Carouge", "postcode": "1205", "city": "Genève", "country": "Suisse",
    }  # fmt: skip
    return "address_change", {"guardian_id": home.guardians[-1].id, "changes": changes}


def _married(_stage: Stage, home: Household, _chance: Random) -> tuple[str, dict[str, Any]]:
    who = home.guardians[0]
    changes = {"last_name": f"{who.last_name}-Roussel", "marital_status": "Marié(e)"}
    return "guardian_change", {"guardian_id": who.id, "changes": changes}


def _badly_typed(_stage: Stage, home: Household, chance: Random) -> tuple[str, dict[str, Any]]:
    changes = {
        "email": "nouvelle adresse@exemple.fr",
        "phone": "02 40 00",
        "mobile": _mobile(chance),
    }
    return "guardian_change", {"guardian_id": home.guardians[0].id, "changes": changes}


def _wrong_bank(_stage: Stage, home: Household, chance: Random) -> tuple[str, dict[str, Any]]:
    payer, (iban, bic) = home.guardians[0], iban_of(chance.randint(1000, 9999))
    holder = f"{payer.civility} {payer.first_name} {payer.last_name}"
    wrong = iban[:-1] + str((int(iban[-1]) + 1) % 10)
    return "bank_change", {"guardian_id": payer.id, "holder": holder, "iban": wrong, "bic": bic}


def _born(stage: Stage, home: Household, chance: Random) -> tuple[str, dict[str, Any]]:
    born = stage.now.date() - timedelta(days=chance.randint(1500, 3400))
    changes = {"birth_date": born.isoformat()}
    return "child_change", {"child_id": home.children[0].id, "changes": changes}


def _eats(_stage: Stage, home: Household, chance: Random) -> tuple[str, dict[str, Any]]:
    diets = [chance.choice(("sans_porc", "vegetarien", "sans_viande"))]
    return "health_change", {"child_id": home.children[-1].id, "diets": diets}


def _vaccinated(stage: Stage, home: Household, _chance: Random) -> tuple[str, dict[str, Any]]:
    kid = home.children[0]
    known = [
        {"vaccine": row["vaccine"], "date": str(row["date"])}
        for row in stage.portal.view("portal_out_vaccination", child_id=kid.id)
    ]
    given = {"vaccine": "DTP", "date": (stage.now.date() - timedelta(days=9)).isoformat()}
    return "vaccination_change", {"child_id": kid.id, "vaccinations": [*known, given]}


def _no_more(stage: Stage, home: Household, chance: Random) -> tuple[str, dict[str, Any]]:
    """Somebody may not fetch the child any more; without anybody known, an authorisation."""
    kid = home.children[0]
    known = stage.portal.view("portal_out_contact", child_id=kid.id)
    if not known:
        changes = {"leave_alone": chance.random() < 0.5, "outings": True}
        return "authorisation_change", {"child_id": kid.id, "changes": changes}
    contact_id = int(known[0]["contact_id"])
    return "contact_change", {"child_id": kid.id, "contact_id": contact_id, "remove": True}


_EASY: tuple[Edit, ...] = (_reached, _insured, _second_home)
_EDITS: tuple[Edit, ...] = (
    _moved, _badly_typed, _no_more, _married, _eats, _wrong_bank, _vaccinated, _born, _second_home, _abroad,
)  # fmt: skip
