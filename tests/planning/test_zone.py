from datetime import date

import pytest
from sqlalchemy import select

from backoffice.activities.services import refresh_calendar
from backoffice.activities.tables import calendar_day, opening_period
from backoffice.database import options
from backoffice.kernel.errors import NotAllowed, Refused
from backoffice.planning.opening import generate_slots
from backoffice.planning.tables import slot
from backoffice.planning.zone import set_school_zone

IN_A, IN_B = date(2027, 2, 15), date(2027, 2, 22)  # winter holidays of one zone and of the other


@pytest.fixture
def evenings(town, database, admin):
    """A school year of evenings, in zone A, with a child expected in zone B's winter holidays."""
    activity_id = town.activity()
    town.add(
        opening_period,
        activity_id=activity_id,
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 7, 2),
    )
    with database.work(admin) as work:
        options.write(work, "school_zone", "A")
        refresh_calendar(work, date(2026, 9, 1), date(2027, 7, 31))
        generate_slots(work)
    return activity_id


def holidays(town):
    rows = town.read(select(calendar_day.c.day).where(calendar_day.c.school_holiday.is_not(None)))
    return {row.day for row in rows}


def open_days(town):
    return {row.day for row in town.read(select(slot.c.day).where(slot.c.closed_reason.is_(None)))}


def test_another_zone_moves_the_holidays_and_the_slots(town, database, admin, evenings):
    before, ran = holidays(town), open_days(town)
    with database.work(admin) as work:
        changed = set_school_zone(work, "B")
        assert options.read(work, "school_zone") == "B"
    after, runs = holidays(town), open_days(town)
    assert before != after
    coming = {day for day in after - before if day.weekday() < 5}
    assert coming & ran
    assert not coming & runs
    assert changed.impact.made
    assert changed.impact.closed


def test_a_dry_run_says_as_much_and_does_nothing(town, database, admin, evenings):
    before, ran = holidays(town), open_days(town)
    with database.work(admin) as work:
        tried = set_school_zone(work, "B", dry_run=True)
        assert work.entries == []
    assert (holidays(town), open_days(town)) == (before, ran)
    with database.work(admin) as work:
        assert options.read(work, "school_zone") == "A"
        assert set_school_zone(work, "B") == tried


def test_only_zones_that_exist_and_only_by_who_may(database, admin, clerk, evenings):
    with pytest.raises(Refused, match="A, B ou C"), database.work(admin) as work:
        set_school_zone(work, "D")
    with pytest.raises(NotAllowed), database.work(clerk) as work:
        set_school_zone(work, "B")
