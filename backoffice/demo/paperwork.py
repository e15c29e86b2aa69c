"""What families have given before this week: documents in each state, as agents left them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from backoffice.demo import papers
from backoffice.demo.people import Household
from backoffice.demo.stage import Stage
from backoffice.documents import services
from backoffice.documents.owners import Owner
from backoffice.documents.tables import document_type
from backoffice.documents.words import REFUSALS
from backoffice.inbox.services import Answer, Seen, decide
from backoffice.inbox.workflow import Verb
from backoffice.kernel.calendar import school_year
from backoffice.kernel.permissions import SYSTEM

Draw = Callable[[str, date], bytes]
INSURANCE, VACCINATIONS, ADDRESS = (
    "Assurance scolaire et extrascolaire", "Certificat de vaccination", "Justificatif de domicile",
)  # fmt: skip
_ONE_IN = 3  # families that have given what they are asked for
_DAYS_OLD = (30, 90, 200, 340, 350, 358, 400)  # the last but one ends soon, the last is over
_REFUSED = 4
_LATE = slice(1, None, _ONE_IN * 2)  # families that gave nothing when school began


def given(stage: Stage) -> None:
    """At the counter, over the year; then what is over expires, and a few are refused."""
    present = stage.now
    with stage.database.read(SYSTEM) as work:
        ids = {row.label: row.id for row in work.rows(select(document_type))}
    chance = Random("pièces")
    homes = [home for home in stage.people.households if home.children]
    late = {home.id for home in homes[_LATE]}
    _when_school_began(stage, ids, [home for home in homes if home.id not in late])
    stage.now = present
    for number, home in enumerate(homes[::_ONE_IN]):
        _counter(stage, ids, home, present.date() - timedelta(days=_DAYS_OLD[number % 7]), chance)
    stage.now = present - timedelta(days=6)
    _refuse(stage, ids, homes[_LATE][:_REFUSED])
    stage.now = present
    with stage.database.work(SYSTEM) as work:
        services.expire(work)
        services.remind(work)


def _when_school_began(stage: Stage, ids: dict[str, int], homes: list[Household]) -> None:
    """What nearly every family hands in for each child, without which it is reminded."""
    ends = school_year(stage.now.date())[1]
    stage.now = stage.people.since + timedelta(days=1)
    day = stage.now.date()
    with stage.database.work(stage.clerk) as work:
        for home in homes:
            for kid in home.children:
                who, owner = f"{kid.first_name} {kid.last_name}", Owner(home.id, kid.id)
                for label, name, content, until in (
                    (INSURANCE, "assurance.pdf", papers.insurance(who, day), ends),
                    (VACCINATIONS, "vaccins.pdf", papers.vaccinations(who, day), None),
                ):
                    file = [(name, content)]
                    services.add(work, ids[label], owner, file, dated=day, valid_until=until)


def _counter(stage: Stage, ids: dict[str, int], home: Household, day: date, chance: Random) -> None:
    kid, payer = home.children[0], home.guardians[0]
    who = f"{kid.first_name} {kid.last_name}"
    stage.now = max(
        stage.people.since + timedelta(days=1), stage.now - timedelta(days=chance.randint(8, 28))
    )
    doctor, water = papers.vaccinations(who, day), papers.water_bill(payer.last_name, day)
    by_child, by_family = Owner(home.id, kid.id), Owner(home.id)
    for label, owner, name, content in (
        (VACCINATIONS, by_child, "vaccins.pdf", doctor),
        (ADDRESS, by_family, "facture-eau.pdf", water),
    ):
        with stage.database.work(stage.clerk) as work:
            services.add(work, ids[label], owner, [(name, content)], dated=day)


def _refuse(stage: Stage, ids: dict[str, int], homes: list[Household]) -> None:
    reasons = list(REFUSALS.values())
    for number, home in enumerate(homes):
        kid = home.children[0]
        who = f"{kid.first_name} {kid.last_name}"
        content = papers.blurred("Assurance", who, stage.now.date())
        at = stage.ago(20 + number)
        sent = stage.portal.send_file(home.account_id, "photo.jpg", "image/jpeg", content, at)
        payload = {"document_type_id": ids[INSURANCE], "child_id": kid.id, "file_ids": [sent]}
        asked = stage.portal.ask(home.account_id, "document", payload, at=at)
        stage.work_through()
        told = Answer(Verb.REFUSE, public_reason=reasons[number % 2])
        with stage.database.work(stage.clerk) as work:
            decide(work, [Seen(asked)], told)
