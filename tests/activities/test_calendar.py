from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from backoffice.activities.calendar import school_calendar
from backoffice.activities.services import refresh_calendar
from backoffice.activities.tables import calendar_day
from backoffice.database.journal import setting
from backoffice.kernel.errors import NotAllowed, Refused

YEAR = (date(2026, 9, 1), date(2027, 7, 31))


def known(zone, first, last):
    return {day.day: day for day in school_calendar(zone, first, last).days}


def test_every_day_of_the_span_is_there_once():
    days = school_calendar("A", *YEAR).days
    assert [day.day for day in days] == [YEAR[0] + timedelta(n) for n in range(334)]


def test_zones_differ_in_february():
    day = date(2027, 2, 8)
    resting = {zone for zone in "ABC" if known(zone, day, day)[day].school_holiday}
    assert resting == {"C"}


def test_all_zones_rest_at_christmas_and_the_names_are_french():
    day = date(2026, 12, 25)
    for zone in "ABC":
        found = known(zone, day, day)[day]
        assert found.school_holiday == "Vacances de Noël"
        assert found.public_holiday == "Noël"


def test_armistice_is_a_public_holiday_outside_school_holidays():
    found = known("A", date(2026, 11, 11), date(2026, 11, 11))[date(2026, 11, 11)]
    assert (found.public_holiday, found.school_holiday) == ("Armistice", None)


def test_days_that_are_not_published_are_left_out_with_a_warning():
    far = school_calendar("A", date(2026, 9, 1), date(2040, 1, 1))
    assert far.days[-1].day < date(2040, 1, 1)
    assert far.warning
    assert "ne sont publiées que jusqu’au" in far.warning


def test_nothing_known_at_all_is_refused():
    with pytest.raises(Refused, match="ne sont publiées"):
        school_calendar("A", date(2040, 1, 1), date(2040, 7, 1))


def test_estimated_days_say_that_they_are_to_be_confirmed():
    christmas = date(2040, 12, 25)
    found = school_calendar("A", christmas, christmas, estimate=True)
    assert found.days[0].school_holiday == "Vacances de Noël (dates à confirmer)"
    assert found.warning


def test_an_unknown_zone_and_an_upside_down_span_are_refused():
    with pytest.raises(Refused, match="zone"):
        school_calendar("D", *YEAR)
    with pytest.raises(Refused, match="précède"):
        school_calendar("A", YEAR[1], YEAR[0])


def test_the_zone_of_the_town_is_the_one_written_and_written_again(database, admin):
    day = date(2027, 2, 8)
    for zone, expected in (("C", "Vacances d’hiver"), ("B", None)):
        with database.work(admin) as work:
            work.run(setting.delete().where(setting.c.key == "school_zone"))
            work.run(setting.insert().values(key="school_zone", value=zone))
            refresh_calendar(work, *YEAR)
        with database.read(admin) as work:
            found = select(calendar_day.c.school_holiday).where(calendar_day.c.day == day)
            assert work.scalar(found) == expected
            assert work.scalar(select(func.count()).select_from(calendar_day)) == 334


def test_the_calendar_is_the_administrators(database, clerk):
    with pytest.raises(NotAllowed), database.work(clerk) as work:
        refresh_calendar(work, *YEAR)
