from datetime import date

import pytest

from ui.kit import french
from ui.kit.french import clean, fr


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'été", "l’été"),
        ("Attention : fin", "Attention\u202f: fin"),
        ("« oui »", "«\u202foui\u202f»"),
        ("le 1er mars", "le 1ᵉʳ mars"),
        ("n° 17 378 961", "n°\u00a017\u202f378\u202f961"),
        ("il y a 3 j", "il y a 3\u00a0j"),
        ("06 39 98 12 40", "06 39 98 12 40"),
    ],
)
def test_french_is_set_as_a_printer_would(typed, printed):
    assert fr(typed) == printed
    assert fr(printed) == printed


def test_what_could_hide_or_turn_a_line_is_made_visible():
    assert clean("a\0b\u202ec\ud800d\r\ne") == "a\ufffdb\ufffdc\ufffdd\ne"


def test_ten_megabytes_are_not_remembered():
    before = french._set.cache_info().currsize
    fr("x" * 10_000)
    assert french._set.cache_info().currsize == before


def test_none_is_singular_and_two_are_not():
    assert french.plural(0, "demande") == "0 demande"
    assert french.plural(1, "demande") == "1 demande"
    assert french.plural(1200, "nouvelle demande", "nouvelles demandes") == (
        "1\u202f200 nouvelles demandes"
    )


def test_money_and_days_read_as_on_paper():
    assert french.euros(-123_450) == "−1\u202f234,50\u00a0€"
    assert french.day(date(2026, 12, 1)) == "mar.\u00a01ᵉʳ\u00a0déc."
    assert french.full_day(date(2026, 11, 23), year=True) == "lundi 23\u00a0novembre 2026"
    assert french.month(date(2026, 11, 23)) == "novembre 2026"
