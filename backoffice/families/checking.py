"""What families and agents type, judged and put in one form. Pure: what needs today or the rest of
the dossier is in `families.sense`.

Each raises Refused with the sentence a person reads, and keeps:
phones as they are dialled in France (« 06 39 98 20 11 »), those of other countries with their prefix
(« +41 79 123 45 67 »); IBANs and BICs bare, in capitals; amounts as whole cents.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from backoffice.kernel.errors import Refused
from backoffice.kernel.text import clean, fold

OLDEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)
MOST_CENTS = 10**11
MOST = 10**6
NOT_A_DAY = "Cette date n’existe pas dans le calendrier."
NOT_AN_EMAIL = "Cette adresse e-mail n’est pas valide."
NOT_A_PHONE = "Ce numéro de téléphone n’est pas valide. Hors de France, commencez-le par « + » et l’indicatif."
NOT_A_POSTCODE = "Un code postal français a cinq chiffres."
NOT_AN_IBAN = "Cet IBAN n’est pas valide : vérifiez-le chiffre par chiffre sur le RIB."
NO_SUCH_BANK = "Cet IBAN n’est celui d’aucune banque connue."
NOT_A_BIC = "Ce BIC n’est pas valide."
NOT_AN_AMOUNT = "Indiquez un montant en euros, par exemple 1 250,50."
NOT_A_NUMBER = "Indiquez un nombre entier."
NOT_YES_OR_NO = "Répondez par oui ou par non."
NOT_TEXT = "Ce texte n’a pas pu être lu."
NOT_A_NAME = "Un nom contient au moins une lettre."
FRANCE = "france"
_ENOUGH_BANKS = 20  # of a country: fewer, and its list is not complete

_DAYS = (re.compile(r"(\d{4})-(\d{2})-(\d{2})"), re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})"))
_FRENCH_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_POSTCODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{0,10}[0-9A-Za-z]", re.ASCII)
_APART = re.compile(r"[\s.\-]+")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_YES, _NO = frozenset({"oui", "o", "true", "1"}), frozenset({"non", "n", "false", "0"})


def text(value: Any, longest: int) -> str:
    """One line of plain text; one that is too long is refused, never cut."""
    if isinstance(value, bool | float) or not isinstance(value, str | int):
        raise Refused(NOT_TEXT)
    found = " ".join(clean(str(value), 2 * longest + 2).split())
    if len(found) > longest:
        raise Refused(f"Ce texte est trop long : {longest} caractères au plus.")
    return found


def name(value: Any, longest: int) -> str:
    found = text(value, longest)
    if not any(letter.isalpha() for letter in found):
        raise Refused(NOT_A_NAME)
    return found


def yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold() if isinstance(value, str | int) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise Refused(NOT_YES_OR_NO)


def day(value: Any) -> date:
    """A day that exists: « 2019-05-04 », « 4/5/2019 »."""
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    else:
        found = _day_of(value.strip() if isinstance(value, str) else "")
    if not OLDEST <= found <= LATEST:
        raise Refused(NOT_A_DAY)
    return found


def _day_of(typed: str) -> date:
    for pattern in _DAYS:
        if parts := pattern.fullmatch(typed):
            first, month, last = (int(part) for part in parts.groups())
            year, number = (first, last) if first > 31 else (last, first)  # noqa: PLR2004
            try:
                return date(year, month, number)
            except ValueError:
                break
    raise Refused(NOT_A_DAY)


def email(value: Any, longest: int) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text(value, longest), check_deliverability=False).normalized
    except EmailNotValidError:
        raise Refused(NOT_AN_EMAIL) from None


def phone(value: Any, longest: int) -> str:
    """A number of any country. Whether somebody answers there nobody can tell from its figures."""
    import phonenumbers as numbers

    typed = text(value, longest)
    try:
        found = numbers.parse(typed, "FR")
    except numbers.NumberParseException:
        raise Refused(NOT_A_PHONE) from None
    possible = numbers.is_possible_number_with_reason(found)
    if (
        any(letter.isalpha() for letter in typed)
        or possible != numbers.ValidationResult.IS_POSSIBLE
    ):
        raise Refused(NOT_A_PHONE)
    ours = found.country_code == 33  # noqa: PLR2004  France
    sort = numbers.PhoneNumberFormat
    return str(numbers.format_number(found, sort.NATIONAL if ours else sort.INTERNATIONAL))


def postcode(value: Any, longest: int) -> str:
    """Figures, or what other countries write; five figures in France: see `french_postcode`."""
    found = text(value, longest).upper()
    if not _POSTCODE.fullmatch(found):
        raise Refused("Ce code postal n’est pas valide.")
    squeezed = found.replace(" ", "")
    return squeezed if _FRENCH_POSTCODE.fullmatch(squeezed) else found


def is_france(country: str | None) -> bool:
    """An address without a country is in France."""
    return fold(country or FRANCE) in ("", FRANCE, "fr")


def french_postcode(value: str) -> bool:
    return _FRENCH_POSTCODE.fullmatch(value) is not None


def iban(value: Any) -> str:
    """Its key is right, and its bank is one of the country's."""
    from schwifty import IBAN, registry
    from schwifty.exceptions import SchwiftyException

    typed = _APART.sub("", text(value, 80)).upper()
    try:
        found = IBAN(typed)
    except SchwiftyException:
        raise Refused(NOT_AN_IBAN) from None
    banks = list(registry.get_banks_by_country(found.country_code))
    if found.bank is None and len(banks) >= _ENOUGH_BANKS:
        raise Refused(NO_SUCH_BANK)
    return typed


def bic(value: Any) -> str:
    from schwifty import BIC
    from schwifty.exceptions import SchwiftyException

    typed = _APART.sub("", text(value, 40)).upper()
    try:
        return str(BIC(typed))
    except SchwiftyException:
        raise Refused(NOT_A_BIC) from None


def hundredths(value: Any) -> int:
    """« 1 250,50 », 1250.5 → 125050. Never less than a hundredth: 0,005 is refused."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Refused(NOT_AN_AMOUNT)
    bare = _SPACES.sub("", str(value)).removesuffix("€").replace(",", ".")
    try:
        found = Decimal(bare) * 100
    except InvalidOperation:
        raise Refused(NOT_AN_AMOUNT) from None
    if not found.is_finite() or found != found.to_integral_value() or not 0 <= found <= MOST_CENTS:
        raise Refused(NOT_AN_AMOUNT)
    return int(found)


def number(value: Any) -> int:
    bare = _SPACES.sub("", value) if isinstance(value, str) else value
    if isinstance(bare, str) and bare.isascii() and bare.isdigit() and len(bare) < 10:  # noqa: PLR2004
        bare = int(bare)
    if isinstance(bare, bool) or not isinstance(bare, int) or not 0 <= bare <= MOST:
        raise Refused(NOT_A_NUMBER)
    return bare


def key(value: Any) -> int:
    """The number of a person or of a file."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise Refused("Cette référence n’est pas reconnue.")
    return value
