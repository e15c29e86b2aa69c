"""The one door by which a dossier changes: its values, its history, what it is found by, what families
read of the fields they still ask for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backoffice.database.work import Work
from backoffice.families import bank, contacts, fields, sense, tax
from backoffice.families.changes import Cause, Diff, diffs, log_each
from backoffice.families.held import BANK, TABLES, TAX, Values, current
from backoffice.families.indexing import NAMED_BY, reindex
from backoffice.families.waiting import PendingField, pending
from backoffice.families.writing import write_columns, write_vaccinations
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.topics import Topic

__all__ = [
    "Cause", "PendingField", "change", "change_all", "current", "edit", "pending", "read_values",
]  # fmt: skip

CHANGED = "Ce dossier vient d’être modifié par un collègue. Rechargez-le."
GONE = "Cette personne n’est plus dans le dossier."
_ELSEWHERE = frozenset((*BANK, *TAX, "removed"))


@dataclass(frozen=True, slots=True)
class Change:
    """New values of one subject, as `fields.read` gives them."""

    subject: str
    subject_id: int
    values: Mapping[str, Any]
    cause: Cause | None = None  # its own, among many


def change(
    work: Work,
    subject: str,
    subject_id: int,
    values: Mapping[str, Any],
    *,
    request_id: int | None = None,
    rule_id: int | None = None,
) -> None:
    """Give a subject new values, as `fields.read` gives them; fields left out stay.

    A list is given whole. `bank_holder`, `iban_masked` and `bic` open another account, tax fields
    another record; `removed` takes a contact away, or brings it back with what it held.
    """
    change_all(work, [Change(subject, subject_id, values)], Cause(request_id, rule_id))


def change_all(work: Work, wanted: Sequence[Change], cause: Cause = Cause()) -> None:  # noqa: B008
    """The same for many subjects at once."""
    for subject in dict.fromkeys(one.subject for one in wanted):
        _change_some(work, subject, [one for one in wanted if one.subject == subject], cause)


def edit(
    work: Work, subject: str, subject_id: int, version: int, values: Mapping[str, Any]
) -> None:
    """What an agent typed in a form, each field with the right it takes.

    Raises Refused with the sentence of the first field that cannot be kept, OutOfDate when somebody
    changed the subject since `version` was seen.
    """
    for name in values:
        work.require(_known(subject, name).permission)
    read = read_values(subject, values)
    _check_version(work, subject, subject_id, version, lock=not _ELSEWHERE.issuperset(read))
    held = current(work, subject, [subject_id])
    if subject_id not in held:
        raise OutOfDate(CHANGED)
    sense.check(work, subject, subject_id, {**held[subject_id], **read}, read)
    change(work, subject, subject_id, read)


def read_values(subject: str, values: Mapping[str, Any]) -> Values:
    """What was typed, as the dossier holds it; Refused names the field that cannot be kept."""
    return {name: _read(_known(subject, name), value) for name, value in values.items()}


def _change_some(work: Work, subject: str, wanted: Sequence[Change], cause: Cause) -> None:
    held = current(work, subject, [one.subject_id for one in wanted])
    done: list[tuple[Diff, Cause]] = []
    changed: dict[int, Values] = {}
    for one in wanted:
        if "removed" in one.values:
            contacts.set_removed(work, one.subject_id, one.values["removed"], one.cause or cause)
            continue
        if one.subject_id not in held:
            raise OutOfDate(GONE)
        own = {name: value for name, value in one.values.items() if name not in _ELSEWHERE}
        found = list(diffs(subject, one.subject_id, held[one.subject_id], own))
        why = one.cause or cause
        if found:
            done += [(diff, why) for diff in found]
            new = {diff.field: own[diff.field] for diff in found}
            held[one.subject_id].update(new)
            changed.setdefault(one.subject_id, {}).update(new)
        _change_elsewhere(work, one, why)
    if done:
        write_columns(work, subject, changed)
        write_vaccinations(work, [diff for diff, _ in done if diff.field == "vaccinations"])
        log_each(work, done)
        _follow(work, subject, held, changed)


def _change_elsewhere(work: Work, one: Change, cause: Cause) -> None:
    """What has a table of its own, and a history with it."""
    account = {name: value for name, value in one.values.items() if name in BANK}
    means = {name: value for name, value in one.values.items() if name in TAX}
    if account and one.subject == "guardian":
        bank.change_account(work, one.subject_id, account, cause)
    if means and one.subject == "family":
        tax.change_tax(work, one.subject_id, means, cause)


def _follow(
    work: Work, subject: str, held: Mapping[int, Values], changed: Mapping[int, Values]
) -> None:
    """The index, then the journal: what changed, never what it was changed to."""
    named = NAMED_BY.get(subject, frozenset())
    reindex(work, subject, {one: held[one] for one in changed if named & changed[one].keys()})
    alike: dict[tuple[str, ...], list[int]] = {}
    for subject_id, values in changed.items():
        alike.setdefault(tuple(sorted(values)), []).append(subject_id)
    for names, ids in alike.items():
        work.record_many(Topic.FAMILIES, f"edit_{subject}", ids, fields=list(names))


def _known(subject: str, name: str) -> fields.Field:
    if (found := fields.FIELDS.get((subject, name))) is None:
        raise Refused("Ce champ n’existe plus dans le dossier.")
    return found


def _read(field: fields.Field, value: Any) -> Any:
    try:
        if field.name in fields.LISTS:
            return [fields.read_item(field.name, one) for one in value]
        return fields.read(field, value)
    except Refused as refusal:
        raise Refused(f"{field.label} : {refusal}") from None


def _check_version(work: Work, subject: str, subject_id: int, version: int, *, lock: bool) -> None:
    """Whoever edits the same columns at this instant waits for its turn."""
    mine = TABLES[subject].c
    query = select(mine.version).where(mine.id == subject_id)
    if lock and work.dialect == "postgresql":
        query = query.with_for_update()
    if work.scalar(query) != version:
        raise OutOfDate(CHANGED)
