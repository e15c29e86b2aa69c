"""The report of a batch, as the table that is exported."""

from datetime import date

import pytest
from sqlalchemy import select

from backoffice.database.journal import journal
from backoffice.inbox import reporting, services
from backoffice.inbox.decide import Outcome
from backoffice.inbox.plan import FREED, Answer, Result, Seen
from backoffice.inbox.queries.report import HEAD, rows_of
from backoffice.inbox.services.exporting import note_export
from backoffice.inbox.workflow import Status, Verb
from backoffice.planning.slots import SlotStatus

DAY = date(2026, 11, 26)


@pytest.fixture
def report(town, clerk):
    """Inès gets the one place; the next child, whose name is a formula, waits."""
    town.reasons()
    town.facility_id = town.facility("École Jules-Ferry")
    activity_id = town.activity(town.facility_id, capacity=1)
    town.slot(activity_id, DAY)
    ids = []
    for name in ("Inès", "=CMD()"):
        child_id = town.child(town.family(f"{name}-Roy"), name)
        town.enrol(child_id, activity_id)
        ids.append(town.request("reservation", child_id, activity_id, DAY))
    with town.database.work(clerk) as work:
        return services.decide(work, [Seen(one) for one in ids], Answer(Verb.ACCEPT))


def test_each_request_is_a_row_with_what_became_of_it(town, report, clerk):
    with town.database.read(clerk) as work:
        rows = rows_of(work, report.outcomes)
    assert len(HEAD) == len(rows[0])
    first, second = (dict(zip(HEAD, row, strict=True)) for row in rows)
    assert first == {
        "Demande": report.outcomes[0].request_id,
        "Nature": "Ajout de réservation",
        "Enfant": "Inès Belkacem",
        "Famille": "Inès-Roy",
        "Activité": "Garderie soir",
        "Établissement": "École Jules-Ferry",
        "Jour": DAY,
        "Résultat": "Créneau réservé",
        "Précision": "",
    }
    assert (second["Enfant"], second["Résultat"]) == ("=CMD() Belkacem", "Mise en liste d’attente")


def test_a_site_manager_reads_no_name_of_another_site(town, report, manager_of):
    with town.database.read(manager_of(town.facility_id + 1)) as work:
        assert {row[2] for row in rows_of(work, report.outcomes)} == {""}
    with town.database.read(manager_of(town.facility_id)) as work:
        assert {row[2] for row in rows_of(work, report.outcomes)} > {"Inès Belkacem"}


def test_the_journal_keeps_that_names_left_the_program(town, report, reader):
    with town.database.work(reader) as work:
        note_export(work, 2)
    query = select(journal.c.agent_id, journal.c.detail).where(journal.c.action == "export_report")
    assert town.read(query) == [(reader.id, {"words": "2 lignes"})]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ((Result.DONE, Status.REFUSED, SlotStatus.RESERVATION_REFUSED), "Réservation refusée"),
        ((Result.DONE, Status.VOID, None), "Demande sans objet"),
        ((Result.WITHDRAWN, None, None), "Déjà retirée par la famille"),
        ((Result.FULL, None, None), "Toujours complète"),
    ],
)
def test_each_outcome_has_its_words(outcome, said):
    result, status, slot_status = outcome
    assert reporting.one(Outcome(1, result, status, DAY, slot_status, "")) == said


def test_a_place_the_batch_freed_is_said():
    outcome = Outcome(1, Result.DONE, Status.ACCEPTED, DAY, SlotStatus.RESERVED, FREED)
    assert reporting.one(outcome) == "Place libérée obtenue"
