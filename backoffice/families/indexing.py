"""The lines families are found by, kept in step with what they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from backoffice.database.bulk import insert_rows
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.people import Line, child_lines, family_lines, guardian_lines
from backoffice.families.tables import family_child, guardian, search_entry

# What each subject is found by; a change of anything else leaves its lines alone.
NAMED_BY = {
    "guardian": frozenset({"last_name", "first_name", "email", "phone", "mobile"}),
    "child": frozenset({"last_name", "first_name"}),
    "family": frozenset({"label"}),
}
_KINDS = {"guardian": ("guardian", "email", "phone")}
_NAMES = ("family_id", "kind", "subject_id", "key")


def index(work: Work, family_id: int, lines: Iterable[Line]) -> None:
    """Add lines to a family."""
    insert_rows(work, search_entry, _NAMES, [(family_id, *line) for line in lines])


def unindex(work: Work, subject: str, ids: Collection[int], family_id: int | None = None) -> None:
    """Take these subjects out of the index, of one family or of all."""
    mine = delete(search_entry).where(
        search_entry.c.kind.in_(_KINDS.get(subject, (subject,))),
        among(work.dialect, search_entry.c.subject_id, ids),
    )
    work.run(mine if family_id is None else mine.where(search_entry.c.family_id == family_id))


def reindex(work: Work, subject: str, held: Mapping[int, Mapping[str, Any]]) -> None:
    """Write anew the lines of these subjects, that hold these values."""
    if not held:
        return
    unindex(work, subject, held)
    homes = _homes(work, subject, held)
    rows = [
        (family_id, *line)
        for subject_id, values in held.items()
        for line in _lines(subject, subject_id, values)
        for family_id in homes[subject_id]
    ]
    insert_rows(work, search_entry, _NAMES, rows)


def _lines(subject: str, subject_id: int, values: Mapping[str, Any]) -> Iterator[Line]:
    if subject == "family":
        return family_lines(subject_id, values["label"])
    if subject == "guardian":
        return guardian_lines(subject_id, values)
    return child_lines(subject_id, values)


def _homes(work: Work, subject: str, ids: Collection[int]) -> Mapping[int, Sequence[int]]:
    if subject == "family":
        return {family_id: (family_id,) for family_id in ids}
    if subject == "guardian":
        query = select(guardian.c.id, guardian.c.family_id)
        query = query.where(among(work.dialect, guardian.c.id, ids))
    else:
        query = select(family_child.c.child_id, family_child.c.family_id)
        query = query.where(among(work.dialect, family_child.c.child_id, ids))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for subject_id, family_id in work.rows(query):
        found[subject_id].append(family_id)
    return found
