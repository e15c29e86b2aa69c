"""Who gets a place: in turn, and only children who can come."""

from datetime import date

import pytest
from sqlalchemy import select, update

from backoffice.inbox import services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.workflow import Verb
from backoffice.planning.tables import enrolment, slot

DAY = date(2026, 11, 26)
ACCEPT = Answer(Verb.ACCEPT)


class Line:
    """An evening of one place, already taken; families who wait for it, in the order they asked."""

    def __init__(self, town, clock, agent):
        self.town, self.clock, self.agent = town, clock, agent
        town.reasons()
        self.activity_id = town.activity(capacity=1)
        self.slot_id = town.slot(self.activity_id, DAY)
        town.filled(self.slot_id, 1)
        self.requests = [self.joined(name) for name in ("nadia", "tom", "jade")]

    def joined(self, account):
        child_id = self.town.child(self.town.family(account, accounts=[account]), account)
        self.town.enrol(child_id, self.activity_id)
        at = {"account_id": account, "at": self.clock.now}
        request_id = self.town.request("reservation", child_id, self.activity_id, DAY, **at)
        self.clock.now = self.clock.now.replace(minute=self.clock.now.minute + 1)
        with self.town.database.work(self.agent) as work:
            services.decide(work, [Seen(request_id)], ACCEPT)
        return request_id

    def free(self):
        """The service gives the place up; how many got it."""
        self.town.add_place(self.slot_id)
        with self.town.database.work(self.agent) as work:
            return services.promote(work, [self.slot_id])

    def statuses(self):
        return [self.town.status(one) for one in self.requests]


@pytest.fixture
def line(town, clock, clerk):
    def add_place(slot_id):
        with town.database.work(clerk) as work:
            more = update(slot).where(slot.c.id == slot_id)
            work.run(more.values(capacity=slot.c.capacity + 1))

    town.add_place = add_place
    return Line(town, clock, clerk)


def test_a_place_goes_to_who_asked_first(line):
    assert line.free() == 1
    assert line.statuses() == ["accepted", "waitlisted", "waitlisted"]


def test_a_family_that_has_just_withdrawn_gets_no_place(line, system):
    line.town.tell("nadia", "request_withdrawn", {"request_id": line.requests[0]})
    assert line.free() == 1
    assert line.statuses()[1:] == ["accepted", "waitlisted"]
    with line.town.database.work(system) as work:
        take_in(work)
    assert line.statuses() == ["withdrawn", "accepted", "waitlisted"]
    assert line.town.read(select(slot.c.taken)) == [(2,)]


@pytest.mark.parametrize("change", [{"ends_on": date(2026, 11, 25)}, {"weekdays": 0b10111}])
def test_a_child_who_is_not_enrolled_that_day_any_more_gets_no_place(line, clerk, change):
    with line.town.database.work(clerk) as work:
        first = select(enrolment.c.id).order_by(enrolment.c.id).limit(1).scalar_subquery()
        work.run(update(enrolment).where(enrolment.c.id == first).values(change))
    assert line.free() == 1
    assert line.statuses() == ["waitlisted", "accepted", "waitlisted"]
