"""The dossier's fields as lines of a block, in the portal's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from backoffice.families import fields
from backoffice.families.reading import Guardian, Mandate, PayerRule
from backoffice.families.waiting import PendingField
from ui.kit.fieldlines import Line

UNVERIFIED = "déclaré, non vérifié"
MANDATES = {"to_sign": "à signer", "active": "actif", "closed": "clos"}
SEQUENCES = {"FRST": "premier prélèvement à venir", "RCUR": "prélèvements en cours"}
WEEKS: dict[str | None, str] = {
    None: "toutes les semaines",
    "odd": "semaines impaires",
    "even": "semaines paires",
}
HIDDEN = "masqué"


def lines_of(
    subject: str,
    values: Mapping[str, Any],
    pending: Iterable[PendingField],
    *blocks: str,
    empty: bool = True,
) -> list[Line]:
    """The fields of these blocks; without `empty`, those that hold something or are asked."""
    asked = asked_of(pending)
    made = [line_of(field, values, asked) for field in fields.of(subject, *blocks)]
    return [one for one in made if empty or one.value or one.asked is not None]


def line_of(field: fields.Field, values: Mapping[str, Any], asked: Mapping[str, str]) -> Line:
    shown = fields.spell(field, values.get(field.name)) or ""
    return Line(field.label, shown, asked.get(field.name))


def asked_of(pending: Iterable[PendingField]) -> dict[str, str]:
    """What the family wants, by field; elements of lists are told apart."""
    return {one.field: one.asked or "" for one in pending if not one.item}


def asked_items(pending: Iterable[PendingField], field: str) -> list[Line]:
    """The elements of a list the family wants to add, to change or to take away."""
    return [
        Line(one.item or label_of("child", field), "", one.asked or "à retirer")
        for one in pending
        if one.field == field
    ]


def label_of(subject: str, name: str) -> str:
    return fields.FIELDS[subject, name].label


def day(on: date | str | None) -> str:
    if on is None:
        return ""
    return fields.spell_day(on) if isinstance(on, str) else f"{on:%d/%m/%Y}"


def joined(parts: Iterable[str | None], between: str = ", ") -> str:
    return between.join(part for part in parts if part)


def phones_of(one: Guardian) -> tuple[str, ...]:
    return tuple(str(number) for name in ("mobile", "phone") if (number := one.values.get(name)))


def mandate(one: Mandate) -> str:
    signed = f"signé le {day(one.signed_on)}" if one.signed_on else ""
    sequence = SEQUENCES.get(one.sequence, "") if one.state == "active" else ""
    return joined([MANDATES.get(one.state, one.state), signed, sequence])


def payer(one: PayerRule) -> str:
    """« Cantine, semaines paires, du 01/09/2026 au 02/07/2027 »."""
    until = f"du {day(one.starts_on)} au {day(one.ends_on)}" if one.ends_on else ""
    since = until or f"depuis le {day(one.starts_on)}"
    return joined([one.activity or "toutes les activités", WEEKS.get(one.week, ""), since])
