"""A place that a batch itself gives back: who gets it is what the preview and the report say."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from backoffice.activities.tables import activity
from backoffice.inbox import services
from backoffice.inbox.plan import FREED, Answer, Result, Seen
from backoffice.inbox.queries.bulk import parts, preview
from backoffice.inbox.tables import decision
from backoffice.inbox.workflow import Verb
from backoffice.planning.services import set_rank
from backoffice.planning.tables import reservation, slot
from tests.fixtures.town import SUMMER

DAY = date(2026, 11, 26)
ACCEPT = Answer(Verb.ACCEPT)


class Evening:
    """One evening of one place, which Inès has; Tom, then Jade, wait for it."""

    def __init__(self, town, agent):
        self.town, self.agent = town, agent
        self.activity_id = town.activity(capacity=1)
        self.slot_id = town.slot(self.activity_id, DAY)
        self.ines = self.child("ines")
        town.reserve(self.slot_id, self.ines)
        self.tom, self.jade = (self.waits(name, at) for at, name in enumerate(("tom", "jade"), 1))
        self.leaving = self.asks(self.ines, "ines", "reservation_cancellation")

    def child(self, name):
        child_id = self.town.child(self.town.family(name, accounts=[name]), name)
        self.town.enrol(child_id, self.activity_id)
        return child_id

    def asks(self, child_id, name, kind="reservation", hours=30):
        at = SUMMER + timedelta(hours=hours)
        return self.town.request(kind, child_id, self.activity_id, DAY, account_id=name, at=at)

    def waits(self, name, hours):
        asked = self.asks(self.child(name), name, hours=hours)
        self.decide(asked)
        return asked

    def decide(self, *ids):
        """The report, which the preview had told."""
        asked = [Seen(one) for one in ids]
        with self.town.database.work(self.agent) as work:
            seen = services.decide(work, asked, ACCEPT, dry_run=True)
            report = services.decide(work, asked, ACCEPT)
        assert seen.outcomes == report.outcomes
        return report

    def statuses(self):
        return [self.town.status(one) for one in (self.tom, self.jade)]


@pytest.fixture
def evening(town, clerk):
    town.reasons()
    return Evening(town, clerk)


def results(report):
    return [outcome.result for outcome in report.outcomes]


def test_the_first_in_line_gets_the_place_its_own_batch_frees(evening, clerk):
    report = evening.decide(evening.tom, evening.leaving)
    assert results(report) == [Result.DONE, Result.DONE]
    assert report.outcomes[0].sentence == FREED
    assert report.sentence == (
        "1 demande en attente obtient la place libérée par ce lot, 1 réservation annulée"
    )
    assert evening.statuses() == ["accepted", "waitlisted"]
    author = select(decision.c.agent_id, decision.c.rule_id).where(
        decision.c.request_id == evening.tom, decision.c.effective
    )
    assert evening.town.read(author) == [(clerk.id, None)]


def test_who_comes_after_another_of_the_list_waits_on(evening):
    report = evening.decide(evening.jade, evening.leaving)
    assert results(report) == [Result.FULL, Result.DONE]
    assert evening.statuses() == ["accepted", "waitlisted"]


def test_all_of_the_list_in_one_batch_are_served_in_turn(evening):
    report = evening.decide(evening.jade, evening.tom, evening.leaving)
    assert results(report) == [Result.FULL, Result.DONE, Result.DONE]
    assert evening.statuses() == ["accepted", "waitlisted"]


def test_the_order_an_agent_chose_holds_within_a_batch(evening, clerk):
    r = reservation.c
    chosen = select(r.id, r.version).where(r.request_id == evening.jade)
    with evening.town.database.work(clerk) as work:
        set_rank(work, evening.slot_id, *work.rows(chosen)[0], 1)
    report = evening.decide(evening.tom, evening.jade, evening.leaving)
    assert results(report) == [Result.FULL, Result.DONE, Result.DONE]
    assert evening.statuses() == ["waitlisted", "accepted"]


def test_a_request_older_than_the_list_is_before_it(evening):
    older = evening.asks(evening.child("sami"), "sami", hours=0)
    report = evening.decide(older, evening.leaving)
    assert results(report) == [Result.DONE, Result.DONE]
    assert evening.statuses() == ["waitlisted", "waitlisted"]


def test_a_newer_request_joins_the_list(evening):
    newer = evening.asks(evening.child("sami"), "sami", hours=40)
    report = evening.decide(newer, evening.leaving)
    assert results(report) == [Result.WAITLISTED, Result.DONE]
    assert evening.statuses() == ["accepted", "waitlisted"]
    assert evening.town.status(newer) == "waitlisted"


def test_who_changed_since_it_was_seen_keeps_its_turn(evening, clerk):
    """Not answered by the batch, still first in line."""
    asked = [Seen(evening.tom, 1), Seen(evening.jade), Seen(evening.leaving)]
    with evening.town.database.work(clerk) as work:
        report = services.decide(work, asked, ACCEPT)
    assert results(report) == [Result.OUT_OF_DATE, Result.FULL, Result.DONE]
    assert evening.statuses() == ["accepted", "waitlisted"]


def test_a_family_that_has_just_withdrawn_is_before_nobody(evening):
    evening.town.tell("tom", "request_withdrawn", {"request_id": evening.tom})
    report = evening.decide(evening.jade, evening.leaving)
    assert results(report) == [Result.DONE, Result.DONE]
    assert evening.town.read(select(slot.c.taken)) == [(1,)]


def test_a_list_kept_by_hand_has_no_claim(evening):
    with evening.town.database.work(evening.agent) as work:
        work.run(activity.update().values(promotes_alone=False))
    assert results(evening.decide(evening.jade, evening.leaving)) == [Result.DONE, Result.DONE]
    assert evening.statuses() == ["waitlisted", "accepted"]


def test_the_preview_groups_those_who_get_a_freed_place(evening, clerk):
    with evening.town.database.read(clerk) as work:
        seen = preview(work, [(one, None) for one in (evening.tom, evening.leaving)], ACCEPT)
    assert [(group.words, group.doable) for group in seen.groups] == [
        ("1 réservation annulée", True),
        ("1 demande en attente obtient la place libérée par ce lot", True),
    ]


def test_the_requests_of_one_day_are_never_parted(evening, clerk):
    evening.town.slot(evening.activity_id, DAY + timedelta(days=1), capacity=9)
    tom = evening.town.read(
        select(reservation.c.child_id).where(reservation.c.request_id == evening.tom)
    )
    alone = evening.town.request(
        "reservation", tom[0][0], evening.activity_id, DAY + timedelta(days=1)
    )
    asked = [(evening.leaving, 1), (alone, None), (evening.tom, 2), (evening.jade, 2)]
    with evening.town.database.read(clerk) as work:
        assert parts(work, asked, 1) == ((asked[0], *asked[2:]), (asked[1],))
        assert parts(work, asked, 4) == ((asked[0], *asked[2:], asked[1]),)
        assert parts(work, [], 4) == ()


def test_taking_the_batch_back_puts_the_child_back_on_the_list(evening, clerk):
    report = evening.decide(evening.tom, evening.leaving)
    with evening.town.database.work(clerk) as work:
        services.undo(work, report.operation_id)
    assert evening.statuses() == ["waitlisted", "waitlisted"]
    assert evening.town.slot_status(evening.ines, evening.slot_id) == "cancellation_pending"
