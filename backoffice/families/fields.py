"""Every field of a dossier, once: what it is called, where it stands, how it is read and told.

A value is held here as JSON holds it: days as « 2019-05-04 », amounts as cents, an IBAN masked. So
it is in `asked_field`, in `field_change` and in what `editing.current` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from backoffice.families import checking, tables
from backoffice.families.choices import CIVILITIES, DIETS, SEXES
from backoffice.families.iban import masked
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission

REQUIRED = "Ce champ est obligatoire."
LISTS = frozenset({"diets", "allergies", "vaccinations"})
_LONGEST = 160
_NOTHING: tuple[Any, ...] = ("", [])
_NARROW, _UNBROKEN = "\u202f", "\u00a0"


@dataclass(frozen=True, slots=True)
class Field:
    """`permission` is what it takes to change it; `kind` how it is read and told."""

    subject: str  # guardian, child, family, contact
    name: str
    label: str  # the portal's words
    block: str
    kind: str
    sensitive: bool = False  # looked at for itself: never in an « accept all », nor in a batch
    permission: Permission = Permission.FAMILY_EDIT
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = _LONGEST


@dataclass(frozen=True, slots=True)
class _Block:
    """The fields of a block: name, label, kind; « * » after a label: it cannot be emptied."""

    subject: str
    name: str
    fields: tuple[tuple[str, str, str], ...]
    sensitive: frozenset[str] = frozenset()
    permission: Permission = Permission.FAMILY_EDIT


_ADDRESS = (
    ("street", "Numéro et voie", "text"), ("address_extra", "Complément d’adresse", "text"),
    ("building", "Entrée - Bâtiment", "text"), ("locality", "Lieu-dit", "text"),
    ("postcode", "Code postal", "postcode"), ("city", "Localité", "text"), ("country", "Pays", "text"),
)  # fmt: skip
_SECOND = tuple((f"secondary_{name}", label, kind) for name, label, kind in _ADDRESS)
_ALL = frozenset({"*"})

BLOCKS = (
    _Block("guardian", "identity", (
        ("civility", "Civilité", "choice"), ("last_name", "Nom*", "name"), ("first_name", "Prénom*", "name"),
        ("birth_date", "Date de naissance", "date"), ("capacity", "Qualité", "text"),
        ("marital_status", "Situation familiale", "text"),
    ), frozenset({"last_name", "first_name", "capacity", "birth_date"})),
    _Block("guardian", "contact", (
        ("email", "E-mail", "email"), ("phone", "Téléphone", "phone"), ("mobile", "Téléphone portable", "phone"),
    )),
    _Block("guardian", "communication", (
        ("accepts_email", "Accepte de recevoir des emails*", "yes_no"),
        ("accepts_sms", "Accepte de recevoir des SMS*", "yes_no"),
        ("accepts_post", "Accepte de recevoir des courriers*", "yes_no"),
    )),
    _Block("guardian", "invoicing", (
        ("is_payer", "Payeur*", "yes_no"), ("invoice_by_email", "Factures par emails*", "yes_no"),
        ("invoice_by_sms", "Factures par SMS*", "yes_no"), ("invoice_by_post", "Factures par courriers*", "yes_no"),
    ), frozenset({"is_payer"})),
    _Block("guardian", "address", _ADDRESS),
    _Block("guardian", "secondary_address", _SECOND),
    _Block("guardian", "bank", (
        ("bank_holder", "Titulaire du compte*", "text"), ("iban_masked", "IBAN*", "iban"), ("bic", "BIC", "bic"),
    ), frozenset({"iban_masked"}), Permission.BANK_EDIT),
    _Block("family", "identity", (("label", "Nom de la famille*", "name"),)),
    _Block("family", "tax", (
        ("beneficiary_name", "Nom Allocataire", "text"), ("beneficiary_number", "Numéro Allocataire", "text"),
        ("beneficiary_guardian_id", "Allocataire", "key"), ("children_count", "Nombre d’enfants", "number"),
        ("scheme", "Régime", "text"), ("monthly_income", "Revenu mensuel", "money"),
        ("yearly_tax_income", "Revenu fiscal annuel", "money"), ("family_quotient", "Quotient familial", "number"),
        ("quotient_valid_until", "Quotient valable jusqu’au", "date"), ("taxable", "Imposable", "yes_no"),
        ("housing_aid", "APL", "money"), ("tax_shares", "Nombre de parts", "shares"),
        ("fund_shares", "Nombre de parts caisse", "shares"), ("rsa", "Allocataire RSA", "yes_no"),
        ("rent", "Loyer hors charges", "money"),
    ), permission=Permission.TAX_EDIT),
    _Block("child", "identity", (
        ("last_name", "Nom*", "name"), ("first_name", "Prénom*", "name"),
        ("birth_date", "Date de naissance", "date"), ("sex", "Sexe", "choice"),
    ), _ALL),
    _Block("child", "school", (("school_class_id", "Classe", "key"),)),
    _Block("child", "insurance", (
        ("insurance_company", "Compagnie d’assurance", "text"), ("insurance_number", "N° de la compagnie", "text"),
    )),
    _Block("child", "general", (
        ("glasses", "Port de lunettes*", "yes_no"), ("dental_device", "Port d’un appareil dentaire*", "yes_no"),
        ("hearing_device", "Port d’un appareil auditif*", "yes_no"),
    )),
    _Block("child", "authorisations", (
        ("allows_sport", "Pratiquer du sport*", "yes_no"), ("allows_photo", "Être pris en photo*", "yes_no"),
        ("allows_leave_alone", "Partir seul*", "yes_no"),
        ("allows_outings", "Participer aux sorties scolaires*", "yes_no"),
        ("allows_hospitalisation", "Être hospitalisé en cas de besoin*", "yes_no"),
    ), frozenset({"allows_leave_alone"})),
    _Block("child", "health", (
        ("diets", "Pratiques alimentaires", "list"), ("allergies", "Allergies", "list"),
    ), frozenset({"allergies"})),
    _Block("child", "care_plan", (
        ("care_plan", "PAI*", "yes_no"), ("care_plan_until", "PAI valable jusqu’au", "date"),
    ), _ALL),
    _Block("child", "vaccinations", (("vaccinations", "Vaccins", "list"),)),
    _Block("child", "photo", (("photo_file_id", "Photo", "file"),)),
    _Block("child", "contacts", (("contact", "Contact", "person"),)),
    _Block("contact", "contacts", (
        ("full_name", "Nom complet*", "name"), ("mobile", "Mobile", "phone"), ("phone", "Téléphone", "phone"),
        ("relation", "Lien de parenté", "text"), ("emergency", "Appelé en cas d’urgence*", "yes_no"),
        ("pickup", "Autorisé à récupérer l’enfant*", "yes_no"), ("removed", "Retiré", "yes_no"),
    ), frozenset({"pickup", "removed"})),
    _Block("family", "general", (("guardian", "Responsable", "person"), ("child", "Enfant", "person")), _ALL),
)  # fmt: skip

_TABLES = {
    "guardian": tables.guardian, "child": tables.child, "contact": tables.contact, "family": tables.tax_record,
}  # fmt: skip
_CHOICES = {"civility": CIVILITIES, "sex": SEXES, "diets": DIETS}


def _made() -> Iterator[tuple[tuple[str, str], Field]]:
    for block in BLOCKS:
        for name, label, kind in block.fields:
            yield (
                (block.subject, name),
                Field(
                    block.subject,
                    name,
                    label.rstrip("*"),
                    block.name,
                    kind,
                    block.sensitive is _ALL or name in block.sensitive,
                    block.permission,
                    label.endswith("*"),
                    _CHOICES.get(name, ()),
                    _longest(block.subject, name),
                ),
            )


def _longest(subject: str, name: str) -> int:
    column = _TABLES[subject].c.get(name)
    return getattr(column.type, "length", None) or _LONGEST if column is not None else _LONGEST


# In the order they are shown.
FIELDS = MappingProxyType(dict(_made()))


@cache
def of(subject: str, *blocks: str) -> tuple[Field, ...]:
    """The fields of a subject, or of some of its blocks, in the order they are shown."""
    return tuple(
        one
        for one in FIELDS.values()
        if one.subject == subject and (not blocks or one.block in blocks)
    )


def read(field: Field, value: Any) -> Any:
    """What was typed or what the portal wrote, as the dossier holds it; None empties the field.

    Raises Refused with a sentence for people. An IBAN is given back bare: only `bank` may keep it.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        if field.required:
            raise Refused(REQUIRED)
        return None
    return _READERS[field.kind](field, value)


def _chosen(field: Field, value: Any) -> str:
    """By its code or by its words: « Mme. », « Masculin »."""
    typed = checking.text(value, field.longest + 20).rstrip(".").casefold()
    for code, words in field.choices:
        if typed in (code.rstrip(".").casefold(), words.rstrip(".").casefold()):
            return code
    raise Refused(f"Choisissez parmi : {', '.join(words for _, words in field.choices)}.")


def spell(field: Field, value: Any) -> str | None:
    """As families and agents read it; None for nothing."""
    if value is None or value in _NOTHING:
        return None
    return _SPELLERS.get(field.kind, _as_it_is)(field, value)


def typed(field: Field, value: Any) -> str:
    """What stands in the box where it is changed; nothing for an IBAN, which is typed anew."""
    if field.kind == "iban" or value is None:
        return ""
    if field.kind in ("money", "shares"):
        spelled = _shares if field.kind == "shares" else _amount
        return spelled(int(value)).replace(_NARROW, "")
    return spell(field, value) or ""


def read_item(name: str, value: Any) -> Any:
    """One of a list, as the dossier holds it. Raises Refused."""
    if name == "diets":
        return _chosen(FIELDS["child", "diets"], value)
    if not isinstance(value, dict):
        raise Refused(checking.NOT_TEXT)
    if name == "allergies":
        return {part: checking.name(value.get(part) or "", 80) for part in ("category", "label")}
    given = checking.day(value.get("date")).isoformat()
    booster = checking.day(value["booster"]).isoformat() if value.get("booster") else None
    if booster and booster < given:
        raise Refused("Le rappel d’un vaccin vient après le vaccin.")
    vaccine = checking.name(value.get("vaccine") or "", 120)
    return {"vaccine": vaccine, "date": given, "booster": booster}


def item(name: str, value: Any) -> str:
    """What tells an element of a list from the others; short enough for `asked_field.item`."""
    if name == "diets" or not isinstance(value, dict):
        return str(value)
    if name == "allergies":
        return _allergy(value)
    return f"{value['vaccine']}, {value['date']}"


def spell_item(name: str, value: Any) -> str:
    """« Sans porc »; « Alimentaires : gluten »; the days of a vaccination, whose name is its label."""
    if name == "diets":
        return dict(DIETS).get(value, str(value))
    if name == "allergies" and isinstance(value, dict):
        return _allergy(value)
    if name == "vaccinations":
        told = spell_day(value["date"])
        return f"{told}, rappel {spell_day(value['booster'])}" if value.get("booster") else told
    return str(value)


def _allergy(value: Mapping[str, Any]) -> str:
    """An old one may lack its category."""
    return " : ".join(str(value[part]) for part in ("category", "label") if value.get(part))


def spell_day(stored: str) -> str:
    """« 2019-05-04 » → « 04/05/2019 »."""
    year, month, day = stored.split("-")
    return f"{day}/{month}/{year}"


def _with_name(name: str, value: Any) -> str:
    told = spell_item(name, value)
    return f"{value['vaccine']} ({told})" if name == "vaccinations" else told


def _amount(cents: int) -> str:
    whole = f"{cents // 100:,}".replace(",", _NARROW)
    return f"{whole},{cents % 100:02}"


def _person(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    names = value.get("full_name") or f"{value.get('first_name', '')} {value.get('last_name', '')}"
    relation = value.get("relation") or ""
    return ", ".join(part for part in (str(names).strip(), relation.casefold()) if part)


def _shares(hundredths: int) -> str:
    """« 2,5 »."""
    return _amount(hundredths).rstrip("0").rstrip(",")


def _unread(_field: Field, _value: Any) -> Any:
    raise Refused("Ce champ ne se change pas par cette demande.")


def _as_it_is(_field: Field, value: Any) -> str:
    return str(value)


_READERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": lambda field, value: checking.text(value, field.longest),
    "name": lambda field, value: checking.name(value, field.longest),
    "email": lambda field, value: checking.email(value, field.longest),
    "phone": lambda field, value: checking.phone(value, field.longest),
    "postcode": lambda field, value: checking.postcode(value, field.longest),
    "choice": _chosen,
    "yes_no": lambda _, value: checking.yes_no(value),
    "date": lambda _, value: checking.day(value).isoformat(),
    "iban": lambda _, value: checking.iban(value),
    "bic": lambda _, value: checking.bic(value),
    "money": lambda _, value: checking.hundredths(value),
    "shares": lambda _, value: checking.hundredths(value),
    "number": lambda _, value: checking.number(value),
    "key": lambda _, value: checking.key(value),
    "file": lambda _, value: checking.key(value),
    "list": _unread,
    "person": _unread,
}
_SPELLERS: dict[str, Callable[[Field, Any], str]] = {
    "yes_no": lambda _, value: "Oui" if value else "Non",
    "date": lambda _, value: spell_day(value),
    "iban": lambda _, value: masked(str(value)),
    "money": lambda _, value: f"{_amount(int(value))}{_UNBROKEN}€",
    "shares": lambda _, value: _shares(int(value)),
    "choice": lambda field, value: dict(field.choices).get(value, str(value)),
    "list": lambda field, value: ", ".join(_with_name(field.name, one) for one in value),
    "person": lambda _, value: _person(value),
    "file": lambda _field, _value: "Une photo",
}
