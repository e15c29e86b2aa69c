"""Each promise, broken by hand as no program could, is found and named."""

from datetime import date

import pytest
from sqlalchemy import text

from backoffice.database import checks
from backoffice.database.checks import INVARIANTS, Head
from backoffice.database.document_checks import DOCUMENTS
from backoffice.database.dossier_checks import DOSSIER
from backoffice.database.link_checks import LINKS
from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.workflow import Verb
from backoffice.kernel.topics import Topic

DAY = date(2026, 11, 26)


@pytest.fixture
def lived_in(town, clerk):
    """A base in which every sort of thing has happened."""
    town.reasons()
    activity_id = town.activity(capacity=2)
    slot_id = town.slot(activity_id, DAY)
    town.waiting = []
    for name in ("Inès", "Tom", "Jade", "Hugo"):
        child_id = town.child(town.family(f"Famille {name}"), name)
        town.enrol(child_id, activity_id)
        request_id = town.request("reservation", child_id, activity_id, DAY)
        town.waiting.append(request_id)
        with town.database.work(clerk) as work:
            services.decide(work, [Seen(request_id)], Answer(Verb.ACCEPT))
    refused = town.request("absence", child_id, activity_id, DAY)
    with town.database.work(clerk) as work:
        services.decide(work, [Seen(refused)], Answer(Verb.REFUSE, public_reason="Trop tard"))
    town.pending = town.request(
        "reservation_cancellation", town.child(town.family("Roy")), activity_id, DAY
    )
    town.slot_id = slot_id
    return town


def breaches(town, agent, anchor=None):
    with town.database.read(agent) as work:
        return [(breach.name, breach.sample) for breach in checks.check(work, anchor)]


def force(town, *statements):
    """Write past every guard, as the owner of the base at a prompt could."""
    with town.database.engine.connect() as connection, connection.begin():
        if town.database.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            _without_constraints(connection)
        else:
            connection.execute(text("PRAGMA ignore_check_constraints = ON"))
            for (name,) in connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("DROP INDEX uq_decision_effective"))
        for statement in statements:
            connection.execute(text(statement))


def _without_constraints(connection):
    for table, name in (
        ("slot", "ck_slot_slot_capacity"),
        ("slot", "ck_slot_taken_positive"),
        ("request", "ck_request_reason_given"),
        ("request", "ck_request_decider_known"),
    ):
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    connection.execute(text("DROP INDEX uq_decision_effective"))


def test_a_base_that_lived_is_sound(lived_in, clerk):
    assert breaches(lived_in, clerk) == []


BREAKS = {
    "slot_taken": "UPDATE slot SET taken = 1",
    "slot_capacity": "UPDATE slot SET capacity = 1",
    "derogation_sum": "UPDATE slot SET extra = 5",
    "slot_history_end": "DELETE FROM slot_event WHERE id = (SELECT max(id) FROM slot_event)",
    "slot_history_arrows": "UPDATE slot_event SET event = 'promote' WHERE event = 'accept'",
    "pending_slot": "UPDATE reservation SET status = 'reservation_pending' WHERE status = 'reserved'",
    "waiting_slot": "UPDATE request SET status = 'accepted' WHERE status = 'waitlisted'",
    "waiting_request": "UPDATE reservation SET status = 'reservation_refused' WHERE status = 'waitlisted'",
    "one_decision": "UPDATE decision SET request_id = (SELECT min(request_id) FROM decision)",
    "decision_in_force": "UPDATE decision SET effective = false",
    "decision_orphan": "UPDATE request SET status = 'transmitted' WHERE status = 'accepted'",
    "decider": "UPDATE request SET decided_by = NULL WHERE status = 'accepted'",
    "reason": "UPDATE request SET public_reason = ' ' WHERE status = 'refused'",
    "request_history_end": "DELETE FROM request_history WHERE status = 'refused'",
    "taken_in": "UPDATE portal_in_request SET taken_in_at = NULL",
    "withdrawn": "UPDATE request SET status = 'withdrawn' WHERE status = 'transmitted'",
    "submission_counts": "UPDATE submission SET pending = pending + 1",
    "enrolment_overlap": "INSERT INTO enrolment (child_id, family_id, activity_id, starts_on, ends_on, weekdays) "
    "SELECT child_id, family_id, activity_id, starts_on, ends_on, weekdays FROM enrolment LIMIT 1",
}


def test_every_invariant_is_broken_by_a_test():
    assert set(BREAKS) == set(INVARIANTS) - set(DOSSIER) - set(LINKS) - set(DOCUMENTS)


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_broken_promise_is_found(lived_in, clerk, name):
    force(lived_in, BREAKS[name])
    assert name in [found for found, _ in breaches(lived_in, clerk)]


class TestJournal:
    def done(self, town, agent, times):
        for number in range(times):
            with town.database.work(agent) as work:
                work.record_many(Topic.REQUESTS, "accept", [number, number + 100])

    @pytest.mark.parametrize(
        ("statement", "name"),
        [
            ("UPDATE journal SET action = 'refuse' WHERE subject_id = 2", "journal_seal"),
            ("DELETE FROM journal WHERE subject_id = 102", "journal_seal"),
            ("UPDATE journal SET id = id + 1000 WHERE subject_id = 102", "journal_seal"),
            ("DELETE FROM journal_seal WHERE rank = 3", "journal_gap"),
            ("UPDATE journal_seal SET hash = 'x' WHERE rank = 3", "journal_seal"),
        ],
    )
    def test_the_first_broken_rank_is_named(self, town, clerk, statement, name):
        self.done(town, clerk, 5)
        force(town, statement)
        assert breaches(town, clerk)[0] == (name, ("3",))

    def test_a_line_slipped_in_unsealed_is_found(self, town, clerk):
        self.done(town, clerk, 1)
        force(
            town,
            "INSERT INTO journal (at, work_id, topic, action, subject_id, detail) "
            "VALUES ('2026-11-16T09:00:00.000000+00:00', 'forged', 'requests', 'accept', 9, '{}')",
        )
        assert [name for name, _ in breaches(town, clerk)] == ["journal_loose"]

    def test_only_an_anchor_outside_the_base_betrays_a_tail_cut_off(self, town, clerk):
        self.done(town, clerk, 5)
        with town.database.read(clerk) as work:
            anchor = checks.head(work)
        force(
            town,
            "DELETE FROM journal WHERE work_id IN (SELECT work_id FROM journal_seal WHERE rank > 3)",
            "DELETE FROM journal_seal WHERE rank > 3",
        )
        assert breaches(town, clerk) == []
        assert breaches(town, clerk, anchor) == [("journal_anchor", ("3",))]

    def test_a_rewritten_chain_does_not_meet_its_anchor(self, town, clerk):
        self.done(town, clerk, 2)
        assert breaches(town, clerk, Head(2, "f" * 64)) == [("journal_anchor", ("2",))]
