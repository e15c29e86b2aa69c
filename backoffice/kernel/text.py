"""Plain text as people type it, made comparable and harmless."""

from __future__ import annotations

import re
import unicodedata

_APART = re.compile(r"[^0-9a-z@.+]+")
_DIGITS = re.compile(r"\D+")
# C0/C1 controls but tab and line feed, bidi overrides, lone surrogates: never stored, never shown.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def fold(text: str) -> str:
    """Lower case, no accents, one space between words: « Lefèvre-Çaçan » → « lefevre cacan »."""
    bare = unicodedata.normalize(
        "NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae")
    )
    kept = "".join(c for c in bare if not unicodedata.combining(c)).casefold()
    return _APART.sub(" ", kept).strip()


def digits(text: str) -> str:
    """Only the figures: « 06 39 98 12 40 » → « 0639981240 »."""
    return _DIGITS.sub("", text)


def phone_key(text: str) -> str:
    """The figures of a phone, the French prefix undone: +33 6… and 06… are one number."""
    found = digits(text)
    return "0" + found[2:] if re.fullmatch(r"33\d{9}", found) else found


def clean(text: str, limit: int = 2000) -> str:
    """What a family typed, without control characters, at most `limit` characters."""
    return _HARMFUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:limit].strip()


def reference(request_id: int) -> str:
    """17378961 → « 17 378 961 », with narrow spaces, as the portal prints it."""
    return f"{request_id:,}".replace(",", "\u202f")


def like_pattern(text: str) -> str:
    """A LIKE pattern that finds `text` literally anywhere; escape character is a backslash."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
