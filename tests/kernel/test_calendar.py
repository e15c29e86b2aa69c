"""Days and hours in the town, across summer time and round the clock of the PC."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.kernel import calendar

SLOTS = (time(13), time(18))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-16T11:59:59.999+00:00", "2026-11-16T12:00:00+00:00"),
        ("2026-11-16T12:00:00+00:00", "2026-11-16T17:00:00+00:00"),
        ("2026-11-16T12:00:30+00:00", "2026-11-16T17:00:00+00:00"),
        ("2026-11-16T17:00:00+00:00", "2026-11-17T12:00:00+00:00"),
        ("2026-03-28T17:00:01+00:00", "2026-03-29T11:00:00+00:00"),  # the night clocks go forward
        ("2026-10-24T16:00:01+00:00", "2026-10-25T12:00:00+00:00"),  # the night they go back
    ],
)
def test_the_next_mail_slot_is_strictly_after_now(now, then):
    assert calendar.next_slot(datetime.fromisoformat(now), SLOTS) == datetime.fromisoformat(then)


@given(MOMENTS)
def test_mail_slots_are_total_and_in_order(now):
    found = calendar.next_slot(now, SLOTS)
    assert now < found <= now + timedelta(hours=21)
    assert calendar.local(found).time() in SLOTS


def test_working_days_skip_week_ends_and_holidays():
    armistice = {date(2026, 11, 11)}
    assert calendar.days_before(date(2026, 11, 16), 1, working=True) == date(2026, 11, 13)
    assert calendar.days_before(date(2026, 11, 12), 1, working=True, off=armistice) == date(
        2026, 11, 10
    )
    assert calendar.days_before(date(2026, 11, 12), 1, working=False) == date(2026, 11, 11)


def test_an_hour_that_does_not_exist_is_the_one_an_hour_later():
    assert calendar.at(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@given(st.sets(st.integers(1, 7), min_size=1))
def test_weekdays_survive_their_mask(weekdays):
    assert set(calendar.weekdays_of(calendar.mask_of(weekdays))) == weekdays


def test_a_school_year_goes_from_september_to_august():
    assert calendar.school_year(date(2027, 8, 31)) == (date(2026, 9, 1), date(2027, 8, 31))
    assert calendar.school_year(date(2027, 9, 1))[0] == date(2027, 9, 1)


def test_days_are_said_as_in_french():
    assert calendar.long_day(date(2026, 12, 1), year=True) == "mardi 1er décembre 2026"
    assert (calendar.hour_words(time(9)), calendar.hour_words(time(9, 5))) == ("9 h", "9 h 05")
