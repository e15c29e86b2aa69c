"""Reading what the portal wrote without trusting it: a value has the shape promised, or says why not."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NoReturn

from backoffice.kernel.text import clean

LONGEST_TEXT = 10_000
SHORT_JSON = 1000
DEEPEST = 12
LARGEST_ID = 2**63 - 1
CALENDAR = (date(1900, 1, 1), date(2100, 12, 31))

AGAIN = (
    "Votre demande n’a pas pu être lue. Refaites-la depuis le portail ; "
    "si cela se reproduit, contactez le service."
)
BAD_DAY = (
    "La date demandée n’existe pas dans le calendrier. Refaites la demande avec une autre date."
)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TYPES: dict[type, str] = {
    bool: "booléen", int: "entier", float: "décimal", str: "texte", list: "liste", dict: "objet",
    type(None): "vide",
}  # fmt: skip

Payload = Mapping[str, Any]
Check = Callable[[str, Any], Any]


class Unreadable(Exception):
    """Why a row cannot be understood: for us, and for the family.

    The cause holds nothing a family typed; the public reason says what she can do.
    """

    def __init__(self, cause: str, public_reason: str = AGAIN) -> None:
        super().__init__(cause)
        self.cause = cause
        self.public_reason = public_reason


def parse(text: str) -> dict[str, Any]:
    """The JSON object of a payload, every text in it cleaned."""
    try:
        found = _DECODER.decode(text)
    except RecursionError:
        raise Unreadable("JSON trop imbriqué") from None
    except ValueError:
        raise Unreadable("JSON invalide") from None
    if not isinstance(found, dict):
        raise Unreadable(f"objet JSON attendu, reçu : {_TYPES[type(found)]}")
    if _is_clean(text):
        return found
    return {clean(key, 200): _cleaned(value) for key, value in found.items()}


def _is_clean(text: str) -> bool:
    """Whether nothing in this JSON could need cleaning: the usual case, and read by thousands."""
    return (
        len(text) <= SHORT_JSON
        and "\\" not in text
        and text.count("{") + text.count("[") <= DEEPEST
        and clean(text) == text
    )


def _no_number(_word: str) -> NoReturn:
    raise Unreadable("nombre qui n’en est pas un")


def _decimal(word: str) -> float:
    if math.isinf(found := float(word)):
        raise Unreadable("nombre trop grand")
    return found


_DECODER = json.JSONDecoder(parse_constant=_no_number, parse_float=_decimal)


def _cleaned(value: Any, depth: int = 1) -> Any:
    if isinstance(value, str):
        return clean(value, LONGEST_TEXT)
    if not isinstance(value, dict | list):
        return value
    if depth > DEEPEST:
        raise Unreadable("JSON trop imbriqué")
    if isinstance(value, list):
        return [_cleaned(each, depth + 1) for each in value]
    return {clean(key, 200): _cleaned(each, depth + 1) for key, each in value.items()}


def required(found: Payload, name: str, check: Check) -> Any:
    if found.get(name) is None:
        raise Unreadable(f"champ « {name} » absent ou vide", BAD_DAY if check is day else AGAIN)
    return check(name, found[name])


def optional(found: Payload, name: str, check: Check) -> Any:
    value = found.get(name)
    return None if value is None else check(name, value)


def number(name: str, value: Any) -> int:
    """An identifier. JSON's true is not one, though Python counts it as 1."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise _unexpected(name, "entier", value)
    if not 0 < value <= LARGEST_ID:
        raise Unreadable(f"champ « {name} » : identifiant hors limites")
    return value


def index(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 100:  # noqa: PLR2004
        raise _unexpected(name, "rang", value)
    return value


def text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _unexpected(name, "texte", value)
    return value


def flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _unexpected(name, "booléen", value)
    return value


def day(name: str, value: Any) -> date:
    """« 2026-11-26 », and a day of this time."""
    if not isinstance(value, str):
        raise Unreadable(_unexpected(name, "date", value).cause, BAD_DAY)
    if (found := _day_of(value)) is None:
        raise Unreadable(f"champ « {name} » : date hors du calendrier", BAD_DAY)
    return found


@lru_cache(maxsize=1024)
def _day_of(words: str) -> date | None:
    try:
        found = date.fromisoformat(words) if _DAY.fullmatch(words) else None
    except ValueError:
        return None
    return found if found and CALENDAR[0] <= found <= CALENDAR[1] else None


def moment(name: str, value: Any) -> datetime:
    if not isinstance(value, str):
        raise _unexpected(name, "instant", value)
    if (found := instant_of(value)) is None:
        raise Unreadable(f"champ « {name} » : instant hors du calendrier", BAD_DAY)
    return found


def instant_of(words: str) -> datetime | None:
    """An ISO instant; without an offset it is UTC, as the contract's times are."""
    try:
        found = datetime.fromisoformat(words)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if CALENDAR[0].year < found.year <= CALENDAR[1].year else None


def mapping(name: str, value: Any) -> Payload:
    if not isinstance(value, dict):
        raise _unexpected(name, "objet", value)
    return value


def amount(name: str, value: Any) -> Any:
    """Money as the portal wrote it, a number or its text; not read further here."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _unexpected(name, "montant", value)
    return value


def one_of(*words: str) -> Check:
    def check(name: str, value: Any) -> str:
        if value not in words:
            raise Unreadable(f"champ « {name} » : valeur inconnue")
        return str(value)

    return check


def several(each: Check, least: int = 0, most: int = 1000) -> Check:
    """A list of `least` to `most` such things."""

    def check(name: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _unexpected(name, "liste", value)
        if not least <= len(value) <= most:
            raise Unreadable(f"champ « {name} » : {len(value)} éléments")
        return tuple(each(name, one) for one in value)

    return check


def record(**fields: tuple[bool, Check]) -> Check:
    """An object with these fields; True where one must be there. Others are let be."""

    def check(name: str, value: Any) -> Payload:
        found = mapping(name, value)
        for field, (needed, shape) in fields.items():
            (required if needed else optional)(found, field, shape)
        return found

    return check


def _unexpected(name: str, expected: str, value: Any) -> Unreadable:
    return Unreadable(f"champ « {name} » : {expected} attendu, reçu : {_TYPES[type(value)]}")
