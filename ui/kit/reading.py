"""What agents type, read generously: dates, hours, numbers. A `ValueError` says what to type."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation

SCHOOL_YEAR_STARTS = 9  # September
_WORDS = {"hier": -1, "aujourd’hui": 0, "auj": 0, "demain": 1}


def read_date(typed: str, today: date) -> date:
    """« 3/9 » is 3 September of the current school year; « 3/9/26 », « 030926 », « demain » too."""
    words = typed.strip().lower().replace("'", "’")
    if words in _WORDS:
        return today + timedelta(days=_WORDS[words])
    parts = re.findall(r"\d+", words)
    if len(parts) == 1 and len(parts[0]) in (4, 6, 8):
        whole = parts[0]
        parts = [part for part in (whole[:2], whole[2:4], whole[4:]) if part]
    if len(parts) not in (2, 3) or not re.fullmatch(r"[\d\s/.\-]+", words):
        raise ValueError("Date attendue, par exemple 3/9 ou 03/09/2026.")
    day, month = int(parts[0]), int(parts[1])
    year = _year(parts[2]) if len(parts) == 3 else _school_year(month, today)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"Le {typed.strip()} n’existe pas dans le calendrier.") from None


def _year(typed: str) -> int:
    if len(typed) == 2:
        return 2000 + int(typed)
    if len(typed) == 4:
        return int(typed)
    raise ValueError("Année attendue sur deux ou quatre chiffres, par exemple 3/9/2026.")


def _school_year(month: int, today: date) -> int:
    started = today.year if today.month >= SCHOOL_YEAR_STARTS else today.year - 1
    return started if month >= SCHOOL_YEAR_STARTS else started + 1


def read_time(typed: str) -> time:
    """« 8h30 », « 8:30 », « 0830 », « 8h »."""
    words = typed.strip().lower()
    found = re.fullmatch(r"(\d{1,2})\s*(?:[:h.]\s*(\d{2})?)?|(\d{1,2})(\d{2})", words)
    if found is None:
        raise ValueError("Heure attendue, par exemple 8h30 ou 16:30.")
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"{typed.strip()} n’est pas une heure de la journée.")
    return time(hour, minute)


def read_number(
    typed: str, *, decimals: int = 0, least: int | None = None, most: int | None = None
) -> Decimal:
    """« 12,50 » or « 12.50 », spaces between thousands or not."""
    words = re.sub(r"[\s\u00a0\u202f€]", "", typed).replace(",", ".").replace("−", "-")
    try:
        value = Decimal(words)
    except InvalidOperation:
        raise ValueError("Nombre attendu, par exemple 30 ou 12,50.") from None
    if not value.is_finite():
        raise ValueError("Nombre attendu, par exemple 30 ou 12,50.")
    if -int(value.as_tuple().exponent) > decimals:
        raise ValueError(
            "Nombre entier attendu." if not decimals else f"{decimals} décimales au plus."
        )
    if least is not None and value < least:
        raise ValueError(f"{least} au moins.")
    if most is not None and value > most:
        raise ValueError(f"{most} au plus.")
    return value
