"""French as it is printed: spaces that do not break, typographic apostrophes, euros, dates."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

NARROW, NO_BREAK = "\u202f", "\u00a0"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"'"), "’"),
    (re.compile(r" ([:;!?»€%])"), NARROW + r"\1"),
    (re.compile(r"« "), "«" + NARROW),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NARROW),
    (re.compile(r"(?<=\d) (?=(?:h|j|min|ans|mois|Ko|Mo)\b)"), NO_BREAK),
    (re.compile(r"\b1er\b"), "1ᵉʳ"),
    (re.compile(r"\b1re\b"), "1ʳᵉ"),
    (re.compile(r"(?<=\d)e\b"), "ᵉ"),
    (re.compile(r"\b(n°|M\.|Mme|Dr) "), r"\1" + NO_BREAK),
)

# Control characters, marks that turn the direction of a line, and half characters: none of them
# belongs to what a family types, and each can hide or move what is written round it.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_LONG = 500  # what `fr` remembers; longer texts are set each time they are shown

_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_FULL_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juill.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
_FULL_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def clean(text: str) -> str:
    """What someone typed, harmless to show: every character visible, none that moves the others."""
    return _HOSTILE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def fr(text: str) -> str:
    """Set plainly typed French as a printer would. Safe to apply twice."""
    return _set(text) if len(text) <= _LONG else _apply(text)


def _apply(text: str) -> str:
    text = clean(text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


_set = lru_cache(maxsize=4096)(_apply)


def plural(count: int, one: str, many: str = "") -> str:
    """« 1 demande », « 12 demandes », « 0 demande »: French counts none as one."""
    words = one if abs(count) < 2 else many or one + "s"
    return fr(f"{number(count)} {words}")


def number(count: int) -> str:
    """1 234."""
    sign = "−" if count < 0 else ""
    return sign + f"{abs(count):,}".replace(",", NARROW)


def euros(cents: int) -> str:
    """1 234,50 €."""
    whole, rest = divmod(abs(cents), 100)
    sign = "−" if cents < 0 else ""
    return f"{sign}{number(whole)},{rest:02}{NO_BREAK}€"


def day(on: date, *, month: bool = True) -> str:
    """« lun. 23 nov. »."""
    words = f"{_DAYS[on.weekday()]}{NO_BREAK}{_first(on)}"
    return f"{words}{NO_BREAK}{_MONTHS[on.month - 1]}" if month else words


def full_day(on: date, *, year: bool = False) -> str:
    """« lundi 23 novembre 2026 »."""
    words = f"{_FULL_DAYS[on.weekday()]} {_first(on)}{NO_BREAK}{_FULL_MONTHS[on.month - 1]}"
    return f"{words} {on.year}" if year else words


def month(on: date) -> str:
    """« novembre 2026 »."""
    return f"{_FULL_MONTHS[on.month - 1]} {on.year}"


def short_date(on: date) -> str:
    """23/11/2026."""
    return f"{on:%d/%m/%Y}"


def hour(at: datetime) -> str:
    """10:42."""
    return f"{at:%H:%M}"


def _first(on: date) -> str:
    return "1ᵉʳ" if on.day == 1 else str(on.day)
