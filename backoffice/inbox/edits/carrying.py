"""What accepted fields do to the dossier, and undo: all through `families.editing`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import update

from backoffice.database.work import Work
from backoffice.families import contacts, editing, fields, photos
from backoffice.families.tables import asked_field
from backoffice.inbox.edits import addresses
from backoffice.inbox.edits.asked import AskedField
from backoffice.inbox.edits.choosing import Chosen
from backoffice.inbox.edits.holding import Holding
from backoffice.inbox.edits.read import Key
from backoffice.inbox.facts import Asked
from backoffice.inbox.writing import Author

Changes = dict[tuple[str, int], dict[str, Any]]


def carry(
    work: Work,
    asked: Asked,
    chosen: Chosen,
    holding: Holding,
    author: Author,
    *,
    but: frozenset[int],
) -> list[editing.Change]:
    """What the fields accepted change, but those of an address whose day is still to come.

    People and photos are made here; the rest is for `write`, with that of other requests.
    """
    now = [one for one in chosen.accept if one.id not in but]
    made = _make_contact(work, asked, now)
    changes = Gathered(holding)
    for one in now:
        if one.key.field == "contact" or (made and one.key.subject == "contact"):
            continue
        if one.key.field == "removed" and not holding.there(one.key):
            continue  # somebody did it already
        value = one.asked
        if one.key.field == "photo_file_id" and value is not None:
            value = photos.keep(work, value)
        for key in _where(one, chosen):
            changes.put(key, value)
    return changes.told(asked.id, author.rule_id)


def restored(
    request_id: int, back: Iterable[tuple[Key, Any]], holding: Holding
) -> list[editing.Change]:
    """What gives these fields again the values they had."""
    changes = Gathered(holding)
    for key, before in back:
        changes.put(key, None if key.field == "removed" else before)
    return changes.told(request_id, None)


def write(work: Work, wanted: Sequence[editing.Change]) -> None:
    """All at once; what several requests change of one subject, in their order."""
    left = list(wanted)
    while left:
        first = {(one.subject, one.subject_id): one for one in reversed(left)}
        editing.change_all(work, list(first.values())[::-1])
        left = [one for one in left if first[one.subject, one.subject_id] is not one]


def unmake_contact(work: Work, request_id: int, contact_id: int) -> None:
    """Take away the person a request had made; the right to fetch the child is nobody's again."""
    contacts.remove_contact(work, contact_id, request_id=request_id)
    _name_contact(work, request_id, None)


class Gathered:
    """New values, subject by subject; lists whole, as they become."""

    def __init__(self, holding: Holding) -> None:
        self.holding = holding
        self.values: Changes = {}

    def put(self, key: Key, value: Any) -> None:
        found = self.values.setdefault((key.subject, key.subject_id or 0), {})
        if key.field not in fields.LISTS:
            found[key.field] = value
            return
        items = found[key.field] = self.holding.elements(key)
        if value is None:
            items.pop(key.item, None)
        else:
            items[key.item] = value

    def told(self, request_id: int, rule_id: int | None) -> list[editing.Change]:
        cause = editing.Cause(request_id, rule_id)
        return [
            editing.Change(subject, subject_id, _listed(values), cause)
            for (subject, subject_id), values in sorted(self.values.items())
        ]


def _listed(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: list(value.values()) if name in fields.LISTS else value
        for name, value in values.items()
    }


def _where(one: AskedField, chosen: Chosen) -> Iterable[Key]:
    """An address goes to all those it was said to apply to."""
    if not addresses.is_address(one):
        return [one.key]
    return [one.key._replace(subject_id=who) for who in addresses.targets(one, chosen)]


def _make_contact(work: Work, asked: Asked, accepted: Sequence[AskedField]) -> int | None:
    """Make the person asked for, with the right to fetch the child if it is given with it."""
    person = next((one for one in accepted if one.key.field == "contact"), None)
    if person is None or person.key.subject_id is None:
        return None
    pickup = any(one.key.field == "pickup" for one in accepted)
    values = {**person.asked, "pickup": pickup}
    made = contacts.add_contact(work, person.key.subject_id, values, request_id=asked.id)
    _name_contact(work, asked.id, made)
    return made


def _name_contact(work: Work, request_id: int, contact_id: int | None) -> None:
    mine = (asked_field.c.request_id == request_id) & (asked_field.c.subject == "contact")
    work.run(update(asked_field).where(mine).values(subject_id=contact_id))
