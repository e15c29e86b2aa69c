"""What a value means beside today, the rest of its subject and the rest of its family."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import checking, fields
from backoffice.families.tables import child, family_child, guardian
from backoffice.kernel.errors import Refused

TO_COME = "Cette date est dans l’avenir."
NOT_BORN = "Cette date de naissance est dans l’avenir."
OLDER_THAN_PARENTS = (
    "Cet enfant serait né avant un de ses responsables, ou presque : vérifiez la date."
)
OLD_CHILD = "Un enfant du service a moins de vingt ans : vérifiez la date."
YOUNGER_THAN_CHILD = (
    "Ce responsable serait né après un de ses enfants, ou presque : vérifiez la date."
)
YOUNG = "Un responsable a au moins douze ans : vérifiez la date."
_LEAST_YEARS, _MOST_YEARS = 12, 20


def flaws(
    subject: str,
    values: Mapping[str, Any],
    today: date,
    kin: Collection[str] = (),
) -> dict[str, str]:
    """Of the fields of a subject, those that make no sense together, and why.

    `values`: all it holds or would hold. `kin`: the days of birth of a child's guardians, or of a
    guardian's children. Pure.
    """
    found: dict[str, str] = {}
    for prefix in ("", "secondary_") if subject == "guardian" else ():
        postcode = values.get(f"{prefix}postcode")
        ours = checking.is_france(values.get(f"{prefix}country"))
        if postcode and ours and not checking.french_postcode(postcode):
            found[f"{prefix}postcode"] = checking.NOT_A_POSTCODE
    born = values.get("birth_date")
    if born and (
        flaw := _birth_flaw(subject, _day(born), today, [_day(one) for one in kin if one])
    ):
        found["birth_date"] = flaw
    if any(_day(one["date"]) > today for one in values.get("vaccinations") or ()):
        found["vaccinations"] = TO_COME
    return found


def kin_of(work: Work, subject: str, ids: Collection[int]) -> dict[int, list[str]]:
    """Of each child the days its guardians were born, of each guardian those of its children."""
    link, of, kin = family_child.c, child, guardian
    if subject == "guardian":
        of, kin = guardian, child
    elif subject != "child":
        return {}
    query = (
        select(of.c.id, kin.c.birth_date)
        .select_from(family_child)
        .join(child, child.c.id == link.child_id)
        .join(guardian, guardian.c.family_id == link.family_id)
        .where(among(work.dialect, of.c.id, ids), kin.c.birth_date.is_not(None))
    )
    found: dict[int, list[str]] = {}
    for subject_id, born in work.rows(query):
        found.setdefault(subject_id, []).append(born.isoformat())
    return found


def check(
    work: Work, subject: str, subject_id: int, values: Mapping[str, Any], asked: Collection[str]
) -> None:
    """Raise Refused when what is asked makes no sense; what was wrong before is left alone."""
    kin = kin_of(work, subject, [subject_id]).get(subject_id, ()) if "birth_date" in asked else ()
    wrong = flaws(subject, values, work.today, kin)
    for name, flaw in wrong.items():
        if name in asked or (name.endswith("postcode") and name[:-8] + "country" in asked):
            raise Refused(f"{fields.FIELDS[subject, name].label} : {flaw}")


def _birth_flaw(subject: str, born: date, today: date, kin: Collection[date]) -> str:
    if born > today:
        return NOT_BORN
    if subject == "guardian":
        if today.year - born.year < _LEAST_YEARS:
            return YOUNG
        close = any(one.year - born.year < _LEAST_YEARS for one in kin)
        return YOUNGER_THAN_CHILD if close else ""
    if today.year - born.year > _MOST_YEARS:
        return OLD_CHILD
    close = any(born.year - one.year < _LEAST_YEARS for one in kin)
    return OLDER_THAN_PARENTS if close else ""


def _day(stored: str) -> date:
    return date.fromisoformat(stored)
