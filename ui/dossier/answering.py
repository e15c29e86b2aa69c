"""From what is ticked to what is answered. Plain values: an answer for each request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backoffice.inbox.edits.answers import AddressScope, FieldRefusal, FieldsAnswer
from backoffice.inbox.edits.reading import EditSection
from backoffice.inbox.plan import Seen
from ui.dossier import calls
from ui.dossier.pile import Item, split

Scopes = Mapping[int, AddressScope]  # by request
Answers = tuple[list[FieldsAnswer], list[calls.Seen]]


def accepted(ticked: Sequence[Item], scopes: Scopes) -> Answers:
    fields, whole = split(ticked)
    answers = [
        FieldsAnswer(
            Seen(section.request_id, section.version),
            accept=ids,
            address=scopes.get(section.request_id),
        )
        for section, ids in _by_section(fields)
    ]
    return answers, _seen(whole)


def refused(rest: Sequence[Item], code: str, told: str) -> Answers:
    fields, whole = split(rest)
    answers = [
        FieldsAnswer(
            Seen(section.request_id, section.version),
            refuse=tuple(FieldRefusal(one, code or None, told) for one in ids),
        )
        for section, ids in _by_section(fields)
    ]
    return answers, _seen(whole)


def addresses(ticked: Sequence[Item]) -> list[EditSection]:
    """The demands of an address among them, whose reach has to be asked."""
    found = {
        item.section.request_id: item.section
        for item in ticked
        if item.field is not None and item.section.address is not None
    }
    return list(found.values())


def _by_section(fields: Sequence[Item]) -> list[tuple[EditSection, tuple[int, ...]]]:
    sections: dict[int, EditSection] = {}
    ids: dict[int, list[int]] = {}
    for item in fields:
        sections[item.section.request_id] = item.section
        ids.setdefault(item.section.request_id, []).append(item.key[1])
    return [(sections[request_id], tuple(found)) for request_id, found in ids.items()]


def _seen(whole: Sequence[Item]) -> list[calls.Seen]:
    return [(item.section.request_id, item.section.version) for item in whole]
