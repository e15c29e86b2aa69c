"""The French of an edit: what a field is called, what it holds, what it alerts to."""

from __future__ import annotations

from typing import Any

from backoffice.families import fields
from backoffice.inbox.edits.read import Key
from backoffice.kernel.text import clean

NOTHING = "—"
HIDDEN = "masqué"
PICKUP_FIELDS = frozenset({"pickup", "removed"})
ALERTING = frozenset({"allergies", *PICKUP_FIELDS})
_LONGEST = 400


def label(key: Key, value: Any = None) -> str:
    """« Portable », « Vient chercher l’enfant », the vaccine of a vaccination."""
    if key.field == "vaccinations" and isinstance(value, dict) and value.get("vaccine"):
        return str(value["vaccine"])
    known = fields.FIELDS.get((key.subject, key.field))
    return known.label if known else key.field


def told(key: Key, value: Any, flaw: str = "") -> str | None:
    """As families and agents read it; None for nothing. With a flaw, as it was typed."""
    if value is None:
        return None
    known = fields.FIELDS.get((key.subject, key.field))
    if known is None or flaw:
        yes_or_no = "Oui" if value else "Non"
        return clean(yes_or_no if isinstance(value, bool) else str(value), _LONGEST)
    if key.field in fields.LISTS:
        return fields.spell_item(key.field, value)
    return fields.spell(known, value)


def told_to_family(key: Key, value: Any, flaw: str = "") -> str | None:
    """Likewise, where nothing beside it names the element of a list: « ROR, 04/11/2026 »."""
    found = told(key, value, flaw)
    return f"{label(key, value)}, {found}" if found and key.field == "vaccinations" else found


def shown(key: Key, value: Any, flaw: str = "") -> str:
    """As agents read it: a dash where there is nothing."""
    return told(key, value, flaw) or NOTHING


def word(base: Any, asked: Any) -> str:
    if base is None or base == "":
        return "Ajouté"
    return "Retiré" if asked is None else "Modifié"


def alert(key: Key, base: Any, asked: Any) -> str:
    """What colleagues have to hear of before any answer; nothing for most fields."""
    if key.field == "allergies" and asked is None and base is None:  # hidden
        return "Allergie : à transmettre à la restauration"
    if key.field == "allergies":
        name = fields.spell_item("allergies", asked or base)
        done = "Allergie déclarée" if base is None else "Allergie retirée"
        return f"{done} ({name}) : à transmettre à la restauration"
    if key.field == "removed":
        return "Un contact est retiré : à transmettre aux animateurs"
    if key.field == "pickup":
        done = "peut venir" if asked else "ne peut plus venir"
        return f"Une personne {done} chercher l’enfant : à transmettre aux animateurs"
    return ""
