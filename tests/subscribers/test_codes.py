"""A code is read on the phone, typed in a hurry, and cannot be guessed."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.subscribers import codes, sealing

CHARACTERS = st.sampled_from(codes.ALPHABET)
BODIES = st.text(CHARACTERS, min_size=12, max_size=12)
MANY = 100_000
# χ² with 30 degrees of freedom: exceeded once in a million when chance is even.
TOO_UNEVEN = 91.0


def test_the_alphabet_has_nothing_one_mistakes():
    assert len(codes.ALPHABET) == len(set(codes.ALPHABET)) == 31
    assert not set(codes.ALPHABET) & set("0O1IL")


def test_a_hundred_thousand_codes_without_a_repeat_and_every_position_even():
    made = [(codes.drawn(codes.PUBLIC), codes.drawn(codes.SECRET)) for _ in range(MANY)]
    spelled = [codes.spelled(*one) for one in made]
    assert len(set(spelled)) == MANY
    even = MANY / len(codes.ALPHABET)
    for position in (at for at, char in enumerate(spelled[0]) if char != "-"):
        seen = Counter(one[position] for one in spelled)
        assert set(seen) == set(codes.ALPHABET)
        chi = sum((seen[char] - even) ** 2 / even for char in codes.ALPHABET)
        assert chi < TOO_UNEVEN, f"position {position}: {chi:.0f}"


@given(BODIES)
def test_a_code_reads_back_however_it_is_typed(body):
    spelled = codes.spelled(body[:4], body[4:])
    assert len(spelled) == len("ABCD-EFGH-JKLM-N")
    for typed in (spelled, spelled.lower(), spelled.replace("-", ""), f" {' '.join(spelled)} "):
        read = codes.read(typed)
        assert read is not None
        assert (read.selector, read.secret) == (body[:4], body[4:])


@given(BODIES, st.integers(0, 12), CHARACTERS)
def test_no_single_wrong_character_is_missed(body, at, other):
    bare = codes.spelled(body[:4], body[4:]).replace("-", "")
    typed = bare[:at] + other + bare[at + 1 :]
    assert (codes.read(typed) is None) == (other != bare[at])


@given(BODIES, st.integers(0, 11))
def test_no_two_neighbours_exchanged_are_missed(body, at):
    bare = codes.spelled(body[:4], body[4:]).replace("-", "")
    typed = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
    assert (codes.read(typed) is None) == (bare[at] != bare[at + 1])


@pytest.mark.parametrize(
    "typed",
    ["", "-", "ABCD", "ABCD-EFGH-JKMN", "O000-0000-0000-0", "é" * 13, "A" * 10_000, "\0" * 13],
)
def test_what_is_no_code_is_none(typed):
    assert codes.read(typed) is None


def test_what_is_read_or_sealed_does_not_show_its_secret():
    read = codes.read(codes.spelled("ABCD", "EFGHJKMN"))
    (one,) = sealing.seal(1)
    assert "EFGH" not in repr(read)
    assert one.secret not in repr(one)


def test_a_sealed_secret_is_known_again_and_no_other_is():
    kept = list(sealing.seal(3))
    assert len({one.hash for one in kept}) == 3
    for one in kept:
        assert one.hash.startswith("$argon2id$v=19$m=9216,t=4,p=1$")
        assert sealing.matches(one.hash, one.secret)
        other = "".join(random.sample(codes.ALPHABET, 8))
        assert not sealing.matches(one.hash, other)
    assert not sealing.matches(None, kept[0].secret)


def test_the_same_secret_is_never_kept_twice_alike():
    assert sealing.hashed("ABCDEFGH") != sealing.hashed("ABCDEFGH")
