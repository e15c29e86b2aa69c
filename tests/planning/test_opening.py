from datetime import date, time

import pytest
from sqlalchemy import func, select

from backoffice.activities.queries import closures
from backoffice.activities.services import refresh_calendar
from backoffice.activities.tables import activity, opening_period
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from backoffice.planning.opening import (
    Impact,
    Span,
    close_days,
    generate_slots,
    reopen_days,
    set_hours,
    set_periods,
)
from backoffice.planning.tables import reservation, slot

YEAR = (date(2026, 9, 1), date(2027, 7, 2))
THURSDAY = date(2026, 11, 26)


@pytest.fixture
def evenings(town, database, admin):
    """Garderie soir, Monday to Friday, on school days of the year, with its slots."""
    activity_id = town.activity()
    town.add(opening_period, activity_id=activity_id, starts_on=YEAR[0], ends_on=YEAR[1])
    with database.work(admin) as work:
        refresh_calendar(work, date(2026, 9, 1), date(2027, 8, 31))
        generate_slots(work)
    return activity_id


@pytest.fixture
def expected(town, evenings):
    """Inès is reserved on Thursday 26; her brother still waits for an answer."""
    family_id = town.family()
    (slot_id,) = ids_of(town, evenings, THURSDAY)
    town.reserve(slot_id, town.child(family_id))
    town.add(
        reservation,
        slot_id=slot_id,
        child_id=town.child(family_id, "Sami"),
        family_id=family_id,
        status="reservation_pending",
        event="ask",
        status_before="free",
        actor="family",
        acted_at=town.database.clock(),
    )
    return slot_id


def days_of(town, activity_id):
    rows = town.read(select(slot.c.day).where(slot.c.activity_id == activity_id))
    return {row.day for row in rows}


def ids_of(town, activity_id, *days):
    found = select(slot.c.id).where(slot.c.activity_id == activity_id, slot.c.day.in_(days))
    return [row.id for row in town.read(found)]


def statuses(town):
    return [row.status for row in town.read(select(reservation.c.status).order_by("id"))]


def test_school_days_only_without_week_ends_holidays_or_armistice(town, evenings):
    days = days_of(town, evenings)
    assert {day.isoweekday() for day in days} == {1, 2, 3, 4, 5}
    assert THURSDAY in days
    assert date(2026, 11, 11) not in days  # Armistice
    assert date(2026, 10, 20) not in days  # autumn holidays
    assert min(days) == date(2026, 9, 1)
    assert max(days) == date(2027, 7, 2)
    assert 170 < len(days) < 180


@pytest.mark.parametrize(
    ("runs_on", "school", "holiday"),
    [("school_days", True, False), ("holidays", False, True), ("all", True, True)],
)
def test_each_activity_knows_its_days_of_the_school_calendar(
    town, database, admin, runs_on, school, holiday
):
    activity_id = town.activity()
    town.add(opening_period, activity_id=activity_id, starts_on=YEAR[0], ends_on=YEAR[1])
    with database.work(admin) as work:
        work.run(activity.update().values(runs_on=runs_on))
        refresh_calendar(work, *YEAR)
        generate_slots(work, [activity_id])
    days = days_of(town, activity_id)
    assert (THURSDAY in days) is school
    assert (date(2026, 10, 20) in days) is holiday


def test_wednesdays_have_their_own_activity(town, evenings, database, admin):
    wednesday = Span(3, time(13, 30), time(18))
    with database.work(admin) as work:
        set_hours(work, evenings, 1, [wednesday])
        assert generate_slots(work) == Impact()
    still_open = town.read(
        select(slot.c.day, slot.c.starts_at).where(
            slot.c.day >= date(2026, 11, 16), slot.c.closed_reason.is_(None)
        )
    )
    assert {row.day.isoweekday() for row in still_open} == {3}
    assert {row.starts_at for row in still_open} == {time(13, 30)}


def test_generating_twice_changes_nothing(town, evenings, database, admin):
    with database.work(admin) as work:
        assert generate_slots(work) == Impact()


def test_new_hours_change_the_days_to_come_and_leave_the_past(town, evenings, database, admin):
    week = [Span(day, time(16, 30), time(19)) for day in range(1, 6)]
    with database.work(admin) as work:
        impact = set_hours(work, evenings, 1, week)
    ends = {row.day: row.ends_at for row in town.read(select(slot.c.day, slot.c.ends_at))}
    assert ends[date(2026, 11, 13)] == time(18, 30)
    assert ends[date(2026, 11, 16)] == time(19)
    assert (impact.closed, impact.cancelled) == (0, 0)
    assert impact.changed > 100


def test_a_dry_run_tells_what_the_change_then_does_and_does_nothing(
    town, expected, evenings, database, admin
):
    week = [Span(day, time(16, 30), time(18, 30)) for day in (1, 2, 3, 5)]
    with database.work(admin) as work:
        told = set_hours(work, evenings, 1, week, dry_run=True)
    assert statuses(town) == ["reserved", "reservation_pending"]
    with database.work(admin) as work:
        assert set_hours(work, evenings, 1, week) == told
    assert (told.cancelled, told.waiting, told.families) == (1, 1, 1)
    assert statuses(town) == ["reservation_cancelled", "reservation_pending"]


def test_a_stale_version_changes_nothing(evenings, database, admin):
    with database.work(admin) as work:
        set_periods(work, evenings, 1, [YEAR])
    with pytest.raises(OutOfDate), database.work(admin) as work:
        set_hours(work, evenings, 1, [])


def test_a_shorter_period_closes_what_follows(town, evenings, database, admin):
    with database.work(admin) as work:
        impact = set_periods(work, evenings, 1, [(YEAR[0], date(2026, 12, 18))])
    assert impact.closed > 90
    later = select(slot.c.closed_reason).where(slot.c.day > date(2026, 12, 18)).distinct()
    assert [row.closed_reason for row in town.read(later)] == [
        "L’activité n’a pas lieu ce jour-là."
    ]


def test_a_closed_day_cancels_its_reservations_and_says_why(
    town, expected, evenings, database, admin
):
    with database.work(admin) as work:
        told = close_days(work, THURSDAY, THURSDAY, "Grève", dry_run=True)
    with database.work(admin) as work:
        assert close_days(work, THURSDAY, THURSDAY, "Grève") == told
    assert told == Impact(closed=1, cancelled=1, families=1, waiting=1)
    assert told.sentence == (
        "1 jour fermé, 1 réservation annulée, 1 famille concernée, 1 demande à répondre."
    )
    assert statuses(town) == ["reservation_cancelled", "reservation_pending"]
    (row,) = town.read(select(slot.c.closed_reason, slot.c.taken).where(slot.c.id == expected))
    assert tuple(row) == ("Grève", 0)


def test_reopening_gives_the_day_back_but_not_what_was_cancelled(
    town, expected, evenings, database, admin
):
    with database.work(admin) as work:
        close_days(work, THURSDAY, THURSDAY, "Grève", activity_id=evenings)
    with database.read(admin) as work:
        (found,) = closures(work, THURSDAY)
    with database.work(admin) as work:
        reopen_days(work, found.id)
    opened = select(slot.c.closed_reason).where(slot.c.id == expected)
    assert town.read(opened)[0].closed_reason is None
    assert statuses(town)[0] == "reservation_cancelled"


def test_a_facility_closes_without_its_neighbours(town, evenings, database, admin):
    other = town.activity(town.facility("École La Fontaine"))
    town.add(opening_period, activity_id=other, starts_on=YEAR[0], ends_on=YEAR[1])
    with database.work(admin) as work:
        generate_slots(work)
        facility_id = work.scalar(select(activity.c.facility_id).where(activity.c.id == evenings))
        close_days(work, THURSDAY, THURSDAY, "Travaux", facility_id=facility_id)
    closed = select(slot.c.activity_id).where(slot.c.closed_reason.is_not(None))
    assert [row.activity_id for row in town.read(closed)] == [evenings]


def test_what_makes_no_sense_is_refused(evenings, database, admin, clerk):
    with database.work(admin) as work:
        with pytest.raises(Refused, match="motif"):
            close_days(work, THURSDAY, THURSDAY, "  ")
        with pytest.raises(Refused, match="passé"):
            close_days(work, date(2026, 11, 13), THURSDAY, "Grève")
        with pytest.raises(Refused, match="après son début"):
            close_days(work, THURSDAY, date(2026, 11, 25), "Grève")
        with pytest.raises(Refused, match="un horaire par jour"):
            set_hours(work, evenings, 1, [Span(1, time(8), time(9)), Span(1, time(9), time(10))])
        with pytest.raises(Refused, match="après son début"):
            set_hours(work, evenings, 1, [Span(1, time(9), time(8))])
    with pytest.raises(NotAllowed), database.work(clerk) as work:
        generate_slots(work)


def test_days_without_a_calendar_have_no_slots(town, database, admin):
    activity_id = town.activity()
    town.add(opening_period, activity_id=activity_id, starts_on=YEAR[0], ends_on=date(2040, 7, 1))
    with database.work(admin) as work:
        refresh_calendar(work, *YEAR)
        generate_slots(work)
        assert work.scalar(select(func.max(slot.c.day))) == YEAR[1]
