"""A new address: whom it goes to, from when, and what it changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from backoffice import worker
from backoffice.database import options
from backoffice.families import editing
from backoffice.families.dossier import dossier
from backoffice.inbox import services
from backoffice.inbox.plan import Result, Seen
from backoffice.inbox.queries import edits
from backoffice.inbox.services import AddressScope, FieldsAnswer
from backoffice.inbox.tables import due_address
from backoffice.kernel.permissions import SYSTEM

NEW = {"street": "3 bis allée du Moulin", "postcode": "44215", "city": "Valcourt-le-Bas"}
TODAY = date(2026, 11, 16)
LATER = date(2026, 12, 1)


@pytest.fixture
def moving(home):
    home.asked = [home.ask("address_change", {"guardian_id": home.mother, "changes": NEW})]
    return home


def answer(home, agent, scope):
    (request_id,) = home.asked
    ids = tuple(row.id for row in home.fields(request_id).values())
    with home.database.work(agent) as work:
        return services.decide_fields(work, [FieldsAnswer(Seen(request_id), ids, address=scope)])


def lives(home, guardian_id):
    row = home.guardian(guardian_id)
    return {name: row[name] for name in NEW}


def test_it_goes_to_whoever_asked_unless_told(moving, clerk):
    before = lives(moving, moving.father)
    assert answer(moving, clerk, None).done == 1
    assert (lives(moving, moving.mother), lives(moving, moving.father)) == (NEW, before)


def test_it_goes_to_those_named_and_comes_back_from_them(moving, clerk):
    before = lives(moving, moving.father)
    both = AddressScope((moving.mother, moving.father), TODAY)
    report = answer(moving, clerk, both)
    assert lives(moving, moving.mother) == lives(moving, moving.father) == NEW
    moving.undo(clerk, report)
    assert lives(moving, moving.mother) == lives(moving, moving.father) == before


def test_it_goes_to_nobody_of_another_family(moving, clerk, town):
    stranger = town.family("Rousseau")
    (row,) = [one for one in town.view("portal_out_guardian") if one["family_id"] == stranger]
    report = answer(moving, clerk, AddressScope((row["guardian_id"],), TODAY))
    assert report.counts == {Result.REFUSED: 1}
    assert "responsables de la famille" in report.outcomes[0].sentence


def test_a_day_to_come_is_waited_for(moving, clerk):
    before = lives(moving, moving.mother)
    assert answer(moving, clerk, AddressScope((moving.mother,), LATER)).done == 1
    assert moving.status(moving.asked[0]) == "accepted"
    assert (lives(moving, moving.mother), moving.yellow(moving.asked[0])) == (before, {})
    told = moving.history(moving.asked[0])[-1]["message"]
    assert told == f"La nouvelle adresse prendra effet le {LATER:%d/%m/%Y}."
    assert worker.run_once(moving.database).moved == 0
    moving.clock.now = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # past midnight in the town
    assert worker.run_once(moving.database).moved == 1
    assert worker.run_once(moving.database).moved == 0
    assert lives(moving, moving.mother) == NEW


def test_one_to_come_is_told_on_the_sheet_and_gives_way_to_a_newer_word(moving, clerk):
    answer(moving, clerk, AddressScope((moving.mother,), LATER))
    with moving.database.read(clerk) as work:
        shown = dossier(work, moving.family)
        told = {one.id: one.coming for one in shown.guardians}
    assert told[moving.mother].startswith("à partir du 01/12/2026 : 3 bis allée du Moulin")
    assert told[moving.father] == ""
    moving.clock.now += timedelta(days=1)
    with moving.database.work(clerk) as work:
        editing.change(work, "guardian", moving.mother, {"street": "5 place du Marché"})
    moving.clock.now = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
    worker.run_once(moving.database)
    assert lives(moving, moving.mother)["street"] == "5 place du Marché"
    with moving.database.read(clerk) as work:
        assert {one.coming for one in dossier(work, moving.family).guardians} == {""}


def test_taken_back_it_waits_for_nothing(moving, clerk):
    report = answer(moving, clerk, AddressScope((moving.mother,), LATER))
    moving.undo(clerk, report)
    moving.clock.now += timedelta(days=30)
    assert worker.run_once(moving.database).moved == 0
    (row,) = moving.town.read(select(due_address))
    assert row.applied_at is None
    assert row.cancelled_at is not None
    assert len(moving.yellow(moving.asked[0])) == 3


def test_the_sheet_says_whom_it_may_go_to_and_what_it_changes(moving, clerk):
    with moving.database.work(SYSTEM) as work:
        options.write(work, "commune_postcodes", ["44210"])
    with moving.database.read(clerk) as work:
        (section,) = edits.sheet(work, family_id=moving.family).sections
    assert section.address.guardians == (
        (moving.mother, "Mme Nguyen", True),
        (moving.father, "M. Nguyen", True),
    )
    assert section.address.sentences == ("La famille passe au tarif hors commune.",)
    assert section.address.earliest == TODAY


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"postcode": "4421"}, "cinq chiffres"),
        ({"postcode": "SW1A 1AA"}, "cinq chiffres"),
        ({"postcode": "SW1A 1AA", "country": "Royaume-Uni"}, ""),
        ({"postcode": "<b>1</b>"}, "pas valide"),
    ],
)
def test_postcodes_of_here_and_elsewhere(home, clerk, changes, flaw):
    request_id = home.ask("address_change", {"guardian_id": home.mother, "changes": changes})
    assert flaw in (home.fields(request_id)["postcode"].flaw or "")
    assert (home.fields(request_id)["postcode"].flaw is None) == (flaw == "")
    assert home.decide(clerk, request_id).done == (1 if flaw == "" else 0)
