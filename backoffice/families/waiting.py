"""The fields families asked to change and nobody has answered: yellow on their screen and on ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, or_, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families.elsewhere import REQUEST, REQUEST_STATUS
from backoffice.families.tables import asked_field

YELLOW = "Certains champs sont en demande de modification."


@dataclass(frozen=True, slots=True)
class PendingField:
    """A field, or an element of a list, that waits for an answer."""

    request_id: int
    field: str
    item: str
    asked: str | None  # as families read it; None: to be emptied

    @property
    def warning(self) -> str:
        """What whoever edits this field reads first."""
        return f"La famille a demandé à changer ce champ : {self.asked or 'le vider'}."


Waiting = dict[tuple[str, int], tuple[PendingField, ...]]


def pending(work: Work, subject: str, ids: Iterable[int]) -> dict[int, tuple[PendingField, ...]]:
    """Of each of these subjects that has any, the fields that wait."""
    found = pending_of(work, {subject: ids})
    return {subject_id: alike for (_, subject_id), alike in found.items()}


def pending_of(work: Work, subjects: Mapping[str, Iterable[int]]) -> Waiting:
    """The same for several sorts of subjects, in one query."""
    a = asked_field.c
    mine = [
        (a.subject == subject) & among(work.dialect, a.subject_id, sorted(listed))
        for subject, ids in subjects.items()
        if (listed := set(ids))
    ]
    found: Waiting = {}
    for subject, subject_id, *rest in work.rows(_open().where(or_(*mine))) if mine else ():
        key = (subject, subject_id)
        found[key] = (*found.get(key, ()), PendingField(*rest))
    return found


def _open() -> Select[*tuple[object, ...]]:
    a = asked_field.c
    return (
        select(a.subject, a.subject_id, a.request_id, a.field, a.item, a.asked_text)
        .join(REQUEST, REQUEST.c.id == a.request_id)
        .join(REQUEST_STATUS, REQUEST_STATUS.c.status == REQUEST.c.status)
        .where(
            a.state == "pending",
            REQUEST_STATUS.c.state == "open",
            REQUEST.c.withdrawn_at.is_(None),
        )
        .order_by(a.id)
    )
