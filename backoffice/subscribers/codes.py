"""What a code looks like: « ABCD-EFGH-JKLM-N », read on the phone and typed without care.

Four characters find it, eight are secret (39.6 bits), the last one catches slips of the hand.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from stdnum.iso7064 import mod_37_2

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31: neither 0 nor O, neither 1, nor I, nor L
PUBLIC, SECRET = 4, 8
_LENGTH = PUBLIC + SECRET + 1
_LONGEST = 60  # as typed, dashes and spaces with it


@dataclass(frozen=True, slots=True)
class Typed:
    """A code as someone typed it, its shape and its last character right."""

    selector: str
    secret: str = field(repr=False)


def drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def spelled(selector: str, secret: str) -> str:
    body = selector + secret
    groups = (body[at : at + PUBLIC] for at in range(0, len(body), PUBLIC))
    return "-".join((*groups, check_character(body)))


def check_character(body: str) -> str:
    """ISO 7064 MOD 31,2: misses no wrong character and no two neighbours exchanged.

    The hybrid systems, MOD n+1,n, only do that where n + 1 is odd.
    """
    return str(mod_37_2.calc_check_digit(body, ALPHABET))


def read(typed: str) -> Typed | None:
    """Whatever the case, the spaces and the dashes; None when it can be no code of ours."""
    if len(typed) > _LONGEST:
        return None
    bare = "".join(char for char in typed.upper() if char.isalnum())
    if len(bare) != _LENGTH or not mod_37_2.is_valid(bare, ALPHABET):
        return None
    return Typed(bare[:PUBLIC], bare[PUBLIC:-1])
