"""What the fields asked for mean beside today and the rest of the dossier. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from backoffice.families import sense
from backoffice.families.fields import LISTS
from backoffice.inbox.edits.holding import Holding, Subject
from backoffice.inbox.edits.read import Key

GONE = "Cette personne n’est plus dans le dossier."


def flaws_of(asked: Iterable[tuple[Key, Any]], holding: Holding, today: date) -> dict[Key, str]:
    """Of these fields and what they would hold, those that make no sense, and why."""
    by_subject: defaultdict[Subject, dict[Key, Any]] = defaultdict(dict)
    for key, value in asked:
        if key.subject_id is not None:
            by_subject[key.subject, key.subject_id][key] = value
    found: dict[Key, str] = {}
    for about, wanted in by_subject.items():
        if about not in holding.values:
            found |= {key: GONE for key in wanted if key.field != "removed"}
            continue
        found |= _of_subject(about, wanted, holding, today)
    return found


def _of_subject(
    about: Subject, wanted: dict[Key, Any], holding: Holding, today: date
) -> dict[Key, str]:
    values = {key.field: value for key, value in wanted.items() if key.field not in LISTS}
    kin = holding.kin.get(about, ()) if "birth_date" in values else ()
    held = {name: value for name, value in holding.values[about].items() if name not in LISTS}
    wrong = sense.flaws(about[0], {**held, **values}, today, kin)
    found = {key: wrong[key.field] for key in wanted if key.field in wrong}
    for key, value in wanted.items():
        # A country alone makes a postcode right or wrong.
        postcode = key.field.removesuffix("country") + "postcode"
        if key.field.endswith("country") and postcode in wrong and postcode not in values:
            found[key] = wrong[postcode]
        if (
            key.field == "vaccinations"
            and value
            and sense.flaws("child", {"vaccinations": [value]}, today)
        ):
            found[key] = sense.TO_COME
    return found
