"""The dossier's fields as lines of a block, in the portal's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from backoffice.families import fields
from ui.families.lines import Line

Asked = Mapping[tuple[str, int | None, str], str]  # subject, its number, field: what is wanted
SOURCES = {
    "declared": "Déclaré par la famille",
    "tax_notice": "Avis d’imposition",
    "caf": "Attestation CAF",
    "msa": "Attestation MSA",
    "api": "API Particulier",
    "cdap": "CDAP",
}
UNVERIFIED = "déclaré, non vérifié"
MANDATES = {"to_sign": "à signer", "active": "actif", "closed": "clos"}
WEEKS = {None: "toutes les semaines", "odd": "semaines impaires", "even": "semaines paires"}
HEADINGS = {
    "communication": "Mode de communication",
    "invoicing": "Mode d’envoi de facture et relance",
    "insurance": "Assurance",
    "general": "Appareils",
}
_HOURS = "%d/%m/%Y"


def lines_of(
    subject: str, subject_id: int, values: Mapping[str, Any], asked: Asked, *blocks: str,
    empty: bool = True,
) -> list[Line]:  # fmt: skip
    """The fields of these blocks; without `empty`, those that hold something or are asked."""
    return [
        line
        for field in fields.of(subject, *blocks)
        if (line := line_of(field, subject_id, values, asked)).value
        or empty
        or line.asked is not None
    ]


def line_of(field: fields.Field, subject_id: int, values: Mapping[str, Any], asked: Asked) -> Line:
    shown = fields.spell(field, values.get(field.name)) or ""
    return Line(field.label, shown, asked.get((field.subject, subject_id, field.name)))


def asked_of(asked: Asked, subject: str, subject_id: int) -> dict[str, str]:
    """What the family wants of one person, by field: for the warning of a form."""
    return {
        name: words
        for (kind, number, name), words in asked.items()
        if (kind, number) == (subject, subject_id)
    }


def day(on: date | str | None) -> str:
    if on is None:
        return ""
    return fields.spell_day(on) if isinstance(on, str) else f"{on:{_HOURS}}"


def joined(parts: Sequence[str | None], between: str = ", ") -> str:
    return between.join(part for part in parts if part)
