"""Places that are made go to those who waited for one, in the work of the agent who made them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from backoffice.activities.services import refresh_calendar
from backoffice.activities.tables import activity, closure, opening_period
from backoffice.database.journal import journal
from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.services.places import (
    reopen_days,
    set_capacity,
    set_day_capacity,
    set_school_zone,
)
from backoffice.inbox.tables import decision
from backoffice.inbox.workflow import BUILT_IN, Rule, Verb
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from backoffice.planning.opening import close_days, generate_slots
from backoffice.planning.services import set_rank
from backoffice.planning.tables import reservation, slot, slot_event
from tests.fixtures.town import SUMMER

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
WINTER = date(2027, 2, 8)
NAMES = ("nadia", "tom", "jade")


@pytest.fixture
def line(town, clerk):
    """Two evenings of two places, both taken; three children wait for Thursday, two for Friday."""
    town.reasons()
    town.activity_id = town.activity(capacity=2)
    town.thursday, town.friday = (town.slot(town.activity_id, day) for day in (THURSDAY, FRIDAY))
    for slot_id in (town.thursday, town.friday):
        town.filled(slot_id, 2)
    town.children, town.waiting = {}, []
    for at, name in enumerate(NAMES):
        child_id = town.child(town.family(name, accounts=[name]), name)
        town.children[child_id] = name
        town.enrol(child_id, town.activity_id)
        for day in (THURSDAY, FRIDAY)[: 2 if at else 1]:
            asked_at = SUMMER + timedelta(hours=at)
            asked = town.request(
                "reservation", child_id, town.activity_id, day, account_id=name, at=asked_at
            )
            town.waiting.append(asked)
    with town.database.work(clerk) as work:
        services.decide(work, [Seen(one) for one in town.waiting], Answer(Verb.ACCEPT))
    return town


def reserved(line, slot_id):
    """Who of those who waited has a place now."""
    rows = line.read(
        select(reservation.c.child_id, reservation.c.status).where(reservation.c.slot_id == slot_id)
    )
    return [
        line.children[child]
        for child, status in rows
        if status == "reserved" and child in line.children
    ]


def taken(line):
    return [tuple(row) for row in line.read(select(slot.c.taken, slot.c.capacity).order_by("day"))]


def seen_now(work, slot_id):
    return work.scalar(select(slot.c.version).where(slot.c.id == slot_id))


def version(line):
    return line.read(select(activity.c.version).where(activity.c.id == line.activity_id))[0][0]


def test_more_places_go_to_the_first_in_line_of_each_day(line, admin):
    with line.database.work(admin) as work:
        done = set_capacity(work, line.activity_id, 1, 3)
    assert (done.change.slots, done.given) == (2, (2, 2))
    assert done.sentence == "2 enfants de la liste d’attente ont obtenu une place."
    assert reserved(line, line.thursday) == ["nadia"]
    assert reserved(line, line.friday) == ["tom"]
    assert taken(line) == [(3, 3), (3, 3)]


def test_the_agent_who_made_the_place_is_its_author_and_families_are_told(line, admin):
    with line.database.work(admin) as work:
        set_day_capacity(work, line.thursday, seen_now(work, line.thursday), 3)
    [row] = line.read(
        select(decision).where(decision.c.effective, decision.c.outcome == "accepted")
    )
    rule_id = BUILT_IN[Rule.WAITING_LIST]
    assert (row.request_id, row.agent_id, row.rule_id) == (line.waiting[0], admin.id, rule_id)
    assert row.mailed_at is None
    [told] = line.view("portal_out_request", request_id=line.waiting[0])
    assert told["status_label"] == "Acceptée"
    event = line.read(select(slot_event).where(slot_event.c.event == "promote"))[0]
    assert (event.agent_id, event.rule_id) == (admin.id, rule_id)
    said = line.read(select(journal.c.action, journal.c.agent_id).order_by(journal.c.id))
    assert {("set_day_capacity", admin.id), ("promote", admin.id)} <= {tuple(row) for row in said}


def test_no_limit_gives_a_place_to_everyone_who_waits(line, admin):
    with line.database.work(admin) as work:
        done = set_capacity(work, line.activity_id, 1, None)
    assert done.given == (5, 3)
    assert done.sentence == "3 enfants de la liste d’attente ont obtenu 5 places."
    assert reserved(line, line.thursday) == list(NAMES)


def test_a_preview_says_who_would_get_a_place_and_leaves_no_trace(line, admin):
    before = line.read(select(journal))
    with line.database.work(admin) as work:
        seen = set_capacity(work, line.activity_id, 1, 3, dry_run=True)
    assert seen.sentence == "2 enfants de la liste d’attente obtiendront une place."
    assert (taken(line), version(line)) == ([(2, 2), (2, 2)], 1)
    assert line.read(select(journal)) == before
    with line.database.work(admin) as work:
        assert set_capacity(work, line.activity_id, 1, 3).given == seen.given


def test_a_day_that_did_not_grow_keeps_its_list(line, admin, clerk):
    """An agent made a child wait where there is room: only what is made there is offered there."""
    with line.database.work(admin) as work:
        set_day_capacity(work, line.friday, seen_now(work, line.friday), 9)
    late = line.child(line.family("late", accounts=["late"]), "late")
    line.children[late] = "late"
    line.enrol(late, line.activity_id)
    asked = line.request("reservation", late, line.activity_id, FRIDAY, account_id="late")
    with line.database.work(clerk) as work:
        services.decide(work, [Seen(asked)], Answer(Verb.WAITLIST))
    with line.database.work(admin) as work:
        assert set_capacity(work, line.activity_id, 1, 3).given == (1, 1)
        fewer = set_day_capacity(work, line.friday, seen_now(work, line.friday), 8)
    assert fewer.given == (0, 0)
    assert line.status(asked) == "waitlisted"


def test_places_that_only_cover_children_beyond_the_capacity_are_given_to_nobody(line, admin):
    with line.database.work(admin) as work:
        set_capacity(work, line.activity_id, 1, 1, overbook_reason="Salle en travaux")
    with line.database.work(admin) as work:
        done = set_capacity(work, line.activity_id, 2, 2)
    assert (done.given, done.sentence) == ((0, 0), "")
    assert taken(line) == [(2, 2), (2, 2)]


def test_a_list_kept_by_hand_is_left_alone(line, admin):
    with line.database.work(admin) as work:
        work.run(activity.update().values(promotes_alone=False))
    with line.database.work(admin) as work:
        assert set_capacity(work, line.activity_id, version(line), 5).given == (0, 0)


def test_the_hand_made_order_of_the_list_is_kept(line, admin, clerk):
    last = line.read(
        select(reservation.c.id, reservation.c.version).where(
            reservation.c.request_id == line.waiting[3], reservation.c.slot_id == line.thursday
        )
    )
    with line.database.work(clerk) as work:
        set_rank(work, line.thursday, *last[0], 1)
    with line.database.work(admin) as work:
        set_day_capacity(work, line.thursday, seen_now(work, line.thursday), 3)
    assert reserved(line, line.thursday) == ["jade"]


def test_nothing_is_given_when_the_change_is_refused(line, admin, manager_of, reader):
    with pytest.raises(OutOfDate), line.database.work(admin) as work:
        set_capacity(work, line.activity_id, 7, 9)
    with pytest.raises(Refused, match="négative"), line.database.work(admin) as work:
        set_capacity(work, line.activity_id, 1, -1, dry_run=True)
    with pytest.raises(NotAllowed), line.database.work(manager_of(99)) as work:
        set_day_capacity(work, line.thursday, seen_now(work, line.thursday), 9)
    for forbidden in (
        lambda work: set_capacity(work, line.activity_id, 1, 9),
        lambda work: set_day_capacity(work, line.thursday, 1, 9),
        lambda work: reopen_days(work, 1),
        lambda work: set_school_zone(work, "B"),
    ):
        with pytest.raises(NotAllowed), line.database.work(reader) as work:
            forbidden(work)
    assert taken(line) == [(2, 2), (2, 2)]


@pytest.fixture
def year(line, admin):
    """The year's evenings: closures and holidays know which days they open again."""
    line.add(
        opening_period,
        activity_id=line.activity_id,
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 7, 2),
    )
    with line.database.work(admin) as work:
        refresh_calendar(work, date(2026, 9, 1), date(2027, 7, 31))
        generate_slots(work)
    return line


def test_a_day_opened_again_is_offered_to_those_who_still_wait(year, admin):
    with year.database.work(admin) as work:
        close_days(work, THURSDAY, THURSDAY, "Grève annoncée")
    [closed] = year.read(select(closure.c.id))
    with year.database.work(admin) as work:
        seen = reopen_days(work, closed.id, dry_run=True)
    assert seen.sentence == "2 enfants de la liste d’attente obtiendront une place."
    with year.database.work(admin) as work:
        done = reopen_days(work, closed.id)
    assert done.change == seen.change
    assert done.change.sentence == "1 jour modifié."
    assert done.given == (2, 2)
    assert reserved(year, year.thursday) == ["nadia", "tom"]
    with pytest.raises(OutOfDate), year.database.work(admin) as work:
        reopen_days(work, closed.id)


def test_a_day_another_closure_still_closes_is_offered_to_nobody(year, admin):
    with year.database.work(admin) as work:
        close_days(work, THURSDAY, THURSDAY, "Grève annoncée")
        close_days(work, THURSDAY, FRIDAY, "Travaux", activity_id=year.activity_id)
    first, _ = year.read(select(closure.c.id).order_by(closure.c.id))
    with year.database.work(admin) as work:
        assert reopen_days(work, first.id).given == (0, 0)


def test_days_that_come_out_of_the_holidays_are_offered_too(year, admin, clerk):
    [winter] = year.read(select(slot.c.id).where(slot.c.day == WINTER))
    year.filled(winter.id, 2)
    [first, *_] = year.children
    asked = year.request("reservation", first, year.activity_id, WINTER)
    with year.database.work(clerk) as work:
        services.decide(work, [Seen(asked)], Answer(Verb.ACCEPT))
    with year.database.work(admin) as work:
        assert set_school_zone(work, "C").given == (0, 0)  # that week is one of holidays there
    assert year.status(asked) == "waitlisted"
    with year.database.work(admin) as work:
        assert set_school_zone(work, "A").given == (1, 1)
    assert year.status(asked) == "accepted"
