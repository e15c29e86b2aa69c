"""Which days are shown, what comes next, and how they are called."""

from datetime import date

import pytest

from backoffice.planning.period import View, days, front, moved, span, words

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("view", "first", "last"),
    [
        (View.DAY, THURSDAY, THURSDAY),
        (View.WEEK_5, date(2026, 11, 23), date(2026, 11, 27)),
        (View.WEEK_7, date(2026, 11, 23), date(2026, 11, 29)),
        (View.LIST, date(2026, 11, 23), date(2026, 11, 29)),
        (View.MONTH, date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_a_view_shows_the_days_around_the_one_in_front(view, first, last):
    assert span(view, THURSDAY) == (first, last)
    assert days(view, THURSDAY)[0] == first
    assert days(view, THURSDAY)[-1] == last


@pytest.mark.parametrize(
    ("view", "steps", "expected"),
    [
        (View.DAY, 1, date(2026, 11, 27)),
        (View.WEEK_5, -1, date(2026, 11, 19)),
        (View.MONTH, 1, date(2026, 12, 26)),
        (View.MONTH, 2, date(2027, 1, 26)),
        (View.MONTH, -11, date(2025, 12, 26)),
    ],
)
def test_arrows_move_by_the_period_shown(view, steps, expected):
    assert moved(view, THURSDAY, steps) == expected


def test_the_last_day_of_a_long_month_is_the_last_of_a_short_one():
    assert moved(View.MONTH, date(2027, 1, 31), 1) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("view", "day", "said"),
    [
        (View.DAY, THURSDAY, "Jeudi 26 novembre 2026"),
        (View.WEEK_5, THURSDAY, "Semaine 48, du 23 au 27 novembre 2026"),
        (View.WEEK_7, date(2026, 12, 1), "Semaine 49, du 30 novembre au 6 décembre 2026"),
        (View.WEEK_7, date(2026, 12, 31), "Semaine 53, du 28 décembre 2026 au 3 janvier 2027"),
        (View.MONTH, THURSDAY, "Novembre 2026"),
        (View.WEEK_5, date(2027, 2, 1), "Semaine 5, du 1er au 5 février 2027"),
    ],
)
def test_a_period_is_called_as_one_would_say_it(view, day, said):
    assert words(view, day) == said


def test_a_week_end_looks_forward_to_its_monday_where_it_is_not_shown():
    saturday = date(2026, 11, 21)
    assert front(View.WEEK_5, saturday) == date(2026, 11, 23)
    assert front(View.WEEK_7, saturday) == saturday
    assert front(View.WEEK_5, THURSDAY) == THURSDAY
