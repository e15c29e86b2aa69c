"""What people type, made comparable and harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.kernel import text


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Lefèvre-Çaçan", "lefevre cacan"),
        ("  ÉLISE   d’Œuvre ", "elise d oeuvre"),
        ("nadia@exemple.fr", "nadia@exemple.fr"),
        ("Łukasz", "łukasz".replace("ł", " ").strip()),
    ],
)
def test_names_are_compared_without_accents_or_case(typed, folded):
    assert text.fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(typed):
    once = text.fold(typed)
    assert text.fold(once) == once


@given(st.text(alphabet=st.characters(), max_size=300))
def test_cleaned_words_can_always_be_kept(typed):
    cleaned = text.clean(typed)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert "\u202e" not in cleaned


def test_a_phone_is_one_number_however_it_is_typed():
    assert text.phone_key("+33 6 39 98 12 40") == text.phone_key("06.39.98.12.40") == "0639981240"


def test_a_reference_reads_as_on_the_portal():
    assert text.reference(17378961) == "17\u202f378\u202f961"


def test_a_search_is_literal():
    assert text.like_pattern("50%_\\") == "%50\\%\\_\\\\%"
