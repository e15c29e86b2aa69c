"""What a change did, kept field by field: the history of each dossier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, String, Text, update

from backoffice.database.bulk import insert_rows
from backoffice.database.sets import spread
from backoffice.database.work import Work
from backoffice.families import fields
from backoffice.families.tables import asked_field, field_change

_NAMES = (
    "at", "agent_id", "rule_id", "request_id", "subject", "subject_id", "field", "item",
    "before", "after",
)  # fmt: skip


class Diff(NamedTuple):
    """A field of a subject, or one element of its list, before and after."""

    subject: str
    subject_id: int
    field: str
    item: str
    before: Any
    after: Any


class Cause(NamedTuple):
    """Why a dossier changed: a request, an automatic rule, or the agent alone."""

    request_id: int | None = None
    rule_id: int | None = None


def diffs(
    subject: str, subject_id: int, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Diff]:
    """What differs, among the fields of `after`."""
    for name, value in after.items():
        if name in fields.LISTS:
            yield from _elements(subject, subject_id, name, before.get(name) or [], value or [])
        elif value != before.get(name):
            yield Diff(subject, subject_id, name, "", before.get(name), value)


def _elements(
    subject: str, subject_id: int, name: str, before: Sequence[Any], after: Sequence[Any]
) -> Iterator[Diff]:
    was = {fields.item(name, value): value for value in before}
    now = {fields.item(name, value): value for value in after}
    for item in dict.fromkeys((*was, *now)):
        if was.get(item) != now.get(item):
            yield Diff(subject, subject_id, name, item, was.get(item), now.get(item))


def log(work: Work, done: Sequence[Diff], cause: Cause = Cause()) -> None:  # noqa: B008  a constant
    """Keep what changed, and bring up to date what families read of the fields still asked for."""
    log_each(work, [(diff, cause) for diff in done])


def log_each(work: Work, done: Sequence[tuple[Diff, Cause]]) -> None:
    """Likewise, each change with its own cause."""
    mine = work.agent.id or None
    rows = [
        (work.now, None if why.rule_id else mine, why.rule_id, why.request_id, *diff)
        for diff, why in done
    ]
    insert_rows(work, field_change, _NAMES, rows)
    _tell_askers(work, [diff for diff, _ in done])


def told(name: str, subject: str, value: Any) -> str | None:
    """A field, or an element of a list, as families read it."""
    if value is None:
        return None
    if name in fields.LISTS:
        return fields.spell_item(name, value)
    known = fields.FIELDS.get((subject, name))
    return fields.spell(known, value) if known else str(value)


def _tell_askers(work: Work, done: Sequence[Diff]) -> None:
    rows = [(*diff[:4], told(diff.field, diff.subject, diff.after)) for diff in done]
    if not rows:
        return
    now = spread(
        work.dialect, rows, ("subject", String), ("subject_id", BigInteger), ("field", String),
        ("item", String), ("words", Text),
    ).subquery("now")  # fmt: skip
    a = asked_field.c
    work.run(
        update(asked_field)
        .where(
            a.state == "pending",
            a.subject == now.c.subject,
            a.subject_id == now.c.subject_id,
            a.field == now.c.field,
            a.item == now.c.item,
        )
        .values(current_text=now.c.words)
    )
