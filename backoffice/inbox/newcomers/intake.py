"""New families taken in: what was judged of an IBAN while it was there, and who is yellow until then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backoffice.database.bulk import insert_rows
from backoffice.database.work import Work
from backoffice.families import checking, fields
from backoffice.families.iban import masked
from backoffice.families.tables import asked_field
from backoffice.inbox.intake.judge import Draft
from backoffice.inbox.newcomers.form import Part, read
from backoffice.inbox.workflow import Kind
from backoffice.kernel.errors import Refused

_NAMES = (
    "request_id", "position", "subject", "subject_id", "field", "item", "asked", "asked_text", "sensitive",
    "flaw",
)  # fmt: skip


def take_in(work: Work, drafts: Sequence[Draft]) -> None:
    """One row for the person to add, that the family sees waiting; one for an IBAN that is wrong."""
    rows: list[tuple[Any, ...]] = []
    for draft in drafts:
        if draft.kind == Kind.FAMILY_CREATION:
            rows += _iban(draft)
            continue
        form = read(draft.kind, draft.details, work.today)
        subject = "child" if draft.kind == Kind.CHILD_ADD else "guardian"
        rows += [_person(draft, subject, part) for part in form.people]
    insert_rows(work, asked_field, _NAMES, rows)


def _iban(draft: Draft) -> list[tuple[Any, ...]]:
    if not isinstance(draft.details.get("bank"), dict):
        return []
    try:
        checking.iban(draft.iban or "-")
    except Refused as flaw:
        shown = masked(draft.iban) if draft.iban else None
        where = (draft.id, 0, "guardian", None, "iban_masked", "")
        return [(*where, shown, shown, True, str(flaw))]
    return []


def _person(draft: Draft, subject: str, part: Part) -> tuple[Any, ...]:
    names = ("first_name", "last_name", "birth_date")
    asked = {name: part.values[name] for name in names if name in part.values}
    words = fields.spell(fields.FIELDS["family", subject], asked)
    where = (draft.id, 0, "family", draft.family_id, subject, "")
    return (*where, asked, words, True, None)
