"""« Ma famille » as the family reads it: guardians, tax data, children, and who may read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import TableClause, select

from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.portal import views
from backoffice.portal.rows import (
    Household,
    PortalAccount,
    PortalAsked,
    PortalChild,
    PortalEnrolment,
    PortalPerson,
    PortalVaccination,
)

_WANTS = (
    ("new_invoice", "Nouvelle facture"),
    ("reservation_accepted", "Réservation acceptée"),
    ("reservation_refused", "Réservation refusée"),
    ("absence_accepted", "Absence acceptée"),
    ("absence_refused", "Absence refusée"),
)
HEALTH = frozenset({"diets", "allergies", "vaccinations"})
HIDDEN = "masqué"
_Yellow = dict[tuple[str, int], tuple[PortalAsked, ...]]


def household(work: Work, family_id: int, *, health: bool = False) -> Household:
    """The dossier in the portal's views, a query each, whatever its size.

    `health` shows what children eat and must not be given, and their vaccinations: the journal then
    says who saw them, so the work has to be one that writes.
    """
    work.require(Permission.HEALTH_READ if health else Permission.FAMILY_READ)
    means = work.agent.may(Permission.TAX_READ)
    hidden = frozenset() if health else HEALTH
    yellow = _yellow(work, family_id, hidden if means else hidden | {"family"})
    children = _children(work, family_id, yellow, health=health)
    if health:
        work.record_many(Topic.FAMILIES, "see_health", [one.person.id for one in children])
    return Household(
        _people(work, views.guardian, "guardian", family_id, yellow, "rank"),
        _means(work, family_id, yellow, shown=means),
        children,
        _accounts(work, family_id),
        means,
        health,
    )


def _yellow(work: Work, family_id: int, hidden: frozenset[str]) -> _Yellow:
    """What is asked, without the words of these fields or subjects."""
    p = views.pending_field.c
    query = (
        select(p.subject, p.subject_id, p.field, p.requested_value)
        .where(p.family_id == family_id)
        .order_by(p.request_id)
    )
    found: _Yellow = {}
    for subject, subject_id, field, wanted in work.rows(query):
        key = (subject, subject_id)
        told = HIDDEN if field in hidden or subject in hidden else wanted
        found[key] = (*found.get(key, ()), PortalAsked(field, told))
    return found


def _means(work: Work, family_id: int, yellow: _Yellow, *, shown: bool) -> PortalPerson:
    query = select(views.tax).where(views.tax.c.family_id == family_id)
    row = work.first(query) if shown else None
    values = dict(row._mapping) if row else {}  # noqa: SLF001
    return PortalPerson(family_id, values, yellow.get(("family", family_id), ()))


def _people(
    work: Work, view: TableClause, subject: str, family_id: int, yellow: _Yellow, *order: str
) -> tuple[PortalPerson, ...]:
    query = select(view).where(view.c.family_id == family_id)
    rows = work.rows(query.order_by(*(view.c[name] for name in order)))
    key = f"{subject}_id"
    return tuple(
        PortalPerson(row[key], dict(row), yellow.get((subject, row[key]), ()))
        for row in (one._mapping for one in rows)  # noqa: SLF001
    )


def _children(
    work: Work, family_id: int, yellow: _Yellow, *, health: bool
) -> tuple[PortalChild, ...]:
    people = _people(work, views.child, "child", family_id, yellow, "birth_date", "first_name")
    contacts: defaultdict[Any, list[PortalPerson]] = defaultdict(list)
    for one in _people(work, views.contact, "contact", family_id, yellow, "full_name"):
        contacts[one.values["child_id"]].append(one)
    given = _vaccinations(work, family_id) if health else {}
    enrolled = _enrolments(work, family_id)
    return tuple(
        PortalChild(
            one if health else replace(one, values=_without_health(one.values)),
            tuple(given.get(one.id, ())),
            tuple(contacts[one.id]),
            tuple(enrolled.get(one.id, ())),
        )
        for one in people
    )


def _without_health(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in HEALTH}


def _vaccinations(work: Work, family_id: int) -> dict[int, list[PortalVaccination]]:
    v = views.vaccination.c
    query = select(v.child_id, v.vaccine, v.date, v.booster).where(v.family_id == family_id)
    found: dict[int, list[PortalVaccination]] = {}
    for child_id, *rest in work.rows(query.order_by(v.date, v.vaccine)):
        found.setdefault(child_id, []).append(PortalVaccination(*rest))
    return found


def _enrolments(work: Work, family_id: int) -> dict[int, list[PortalEnrolment]]:
    e = views.enrolment.c
    query = select(views.enrolment).where(e.family_id == family_id)
    found: dict[int, list[PortalEnrolment]] = {}
    for row in work.rows(query.order_by(e.starts_on, e.activity)):
        found.setdefault(row.child_id, []).append(
            PortalEnrolment(
                row.child_id,
                row.activity,
                row.facility,
                row.starts_on,
                row.ends_on,
                tuple(row.weekdays),
            )
        )
    return found


def _accounts(work: Work, family_id: int) -> tuple[PortalAccount, ...]:
    k, p = views.link.c, views.preference.c
    wanted = [getattr(p, name) for name, _ in _WANTS]
    query = (
        select(k.account_id, k.issuer, k.service, k.state, k.method, k.linked_at, *wanted)
        .select_from(views.link)
        .outerjoin(views.preference, p.account_id == k.account_id)
        .where(k.family_id == family_id)
        .order_by(k.linked_at)
    )
    return tuple(
        PortalAccount(
            row.account_id, row.issuer or "", row.service or "", row.state, row.method, row.linked_at,
            # Nobody who has not said otherwise is left without news.
            tuple((words, getattr(row, name) is not False) for name, words in _WANTS),
        )
        for row in work.rows(query)
    )  # fmt: skip
