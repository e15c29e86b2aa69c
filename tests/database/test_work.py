"""One unit of work: all or nothing, told in the journal, sealed."""

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from backoffice.database.journal import FIRST_HASH, journal, journal_seal, line, microseconds, seal
from backoffice.families.tables import family
from backoffice.kernel.errors import NotAllowed, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic


def test_a_failed_work_leaves_nothing_behind(database, clerk, town):
    with pytest.raises(Refused), database.work(clerk) as work:
        work.run(family.insert().values(label="Perdue", created_at=work.now))
        work.record(Topic.FAMILIES, "create", 1)
        raise Refused("Non.")
    assert town.read(select(family.c.id)) == []
    assert town.read(select(journal.c.id)) == []


def test_what_was_done_is_written_with_the_change(database, clerk, town):
    with database.work(clerk) as work:
        work.record(Topic.FAMILIES, "create", 7, label="Été")
        work.record_many(Topic.REQUESTS, "accept", [1, 2, 3])
    rows = town.read(
        select(journal.c.topic, journal.c.action, journal.c.subject_id, journal.c.agent_id)
    )
    assert [tuple(row) for row in rows] == [
        ("families", "create", 7, clerk.id),
        ("requests", "accept", 1, clerk.id),
        ("requests", "accept", 2, clerk.id),
        ("requests", "accept", 3, clerk.id),
    ]


def test_each_work_is_sealed_into_a_chain_anyone_can_recompute(database, clerk, town):
    for number in (1, 2):
        with database.work(clerk) as work:
            work.record_many(Topic.REQUESTS, "accept", [number, number + 10], why="à l’heure")
    previous = FIRST_HASH
    for rank, work_id, sealed in town.read(
        select(journal_seal.c.rank, journal_seal.c.work_id, journal_seal.c.hash).order_by(
            journal_seal.c.rank
        )
    ):
        j = journal.c
        detail = text("CAST(detail AS text)")
        rows = town.read(
            select(j.id, j.at, j.agent_id, j.login, j.topic, j.action, j.subject_id, detail)
            .where(j.work_id == work_id)
            .order_by(j.id)
        )
        assert len(rows) == 2, rank
        previous = seal(previous, (line((row[0], microseconds(row[1]), *row[2:])) for row in rows))
        assert previous == sealed


@pytest.mark.parametrize("change", ["UPDATE journal SET action = 'x'", "DELETE FROM journal"])
def test_the_journal_is_append_only(database, clerk, change):
    with database.work(clerk) as work:
        work.record(Topic.FAMILIES, "create", 1)
    with pytest.raises(IntegrityError, match="append-only"), database.work(clerk) as work:
        work.run(text(change))


def test_versions_are_raised_by_the_database_whoever_writes(database, town, clerk):
    family_id = town.family()
    with database.work(clerk) as work:
        work.run(update(family).values(label="Autre"))
        work.run(update(family).values(label="Encore", version=family.c.version + 1))
    assert town.read(select(family.c.version).where(family.c.id == family_id)) == [(3,)]


def test_a_reading_never_writes_to_the_journal(database, clerk):
    with pytest.raises(RuntimeError), database.read(clerk) as work:
        work.record(Topic.FAMILIES, "create", 1)


def test_a_permission_that_is_not_held_is_refused(database, reader):
    with pytest.raises(NotAllowed, match="droit"), database.work(reader) as work:
        work.require(Permission.REQUEST_DECIDE)


def test_an_empty_set_of_subjects_is_not_recorded(database, clerk, town):
    with database.work(clerk) as work:
        work.record_many(Topic.REQUESTS, "accept", [])
    assert town.read(select(func.count()).select_from(journal)) == [(0,)]
