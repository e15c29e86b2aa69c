"""A form in a few lines, for whoever runs through the inbox: who, how to reach them, what for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from backoffice.activities.tables import activity
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import fields
from backoffice.inbox.newcomers.form import Form, Part, read

_REACHED = ("birth_date", "mobile", "phone", "email", "city")


def summary(work: Work, kind: str, details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """« Responsable », « Salma Haddad, 06 39 98 20 31, … »; nothing of health or of means."""
    form = read(kind, details, work.today)
    a = activity.c
    wanted = {wish.activity_id for wish in form.wishes}
    query = select(a.id, a.label).where(among(work.dialect, a.id, wanted))
    labels = {row.id: row.label for row in work.rows(query)} if wanted else {}
    return [*_people(form), *_wishes(form, labels)]


def _people(form: Form) -> Iterator[tuple[str, str]]:
    for word, people in (("Responsable", form.guardians), ("Enfant", form.children)):
        for number, one in enumerate(people, start=1):
            yield f"{word} {number}" if len(people) > 1 else word, _person(one)


def _person(part: Part) -> str:
    told = [part.name]
    for name in _REACHED:
        known = fields.FIELDS.get((part.subject, name))
        said = fields.spell(known, part.values.get(name)) if known else None
        told.append(said or part.typed.get(name, ""))
    return ", ".join(one for one in told if one)


def _wishes(form: Form, labels: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for wish in form.wishes:
        who = form.children[wish.child].values.get("first_name") or f"enfant {wish.child + 1}"
        yield "Inscription", f"{labels.get(wish.activity_id, 'activité retirée')}, {who}"
