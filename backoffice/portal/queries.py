"""What a family reads on the portal, asked of the portal's own views and of nothing else."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import select

from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.portal import views
from backoffice.portal.rows import (
    Household,
    PortalAccount,
    PortalChild,
    PortalDocument,
    PortalEnrolment,
    PortalGuardian,
    PortalInvoice,
    PortalMoment,
    PortalRequest,
    PortalSlot,
    PortalSlotMoment,
)

REQUESTS = 200


_ALLOWS = (
    ("allows_sport", "Activités sportives"),
    ("allows_photo", "Photos"),
    ("allows_leave_alone", "Sortie seul"),
    ("allows_outings", "Sorties"),
    ("allows_hospitalisation", "Hospitalisation"),
)
_WANTS = (
    ("new_invoice", "Nouvelle facture"),
    ("reservation_accepted", "Réservation acceptée"),
    ("reservation_refused", "Réservation refusée"),
    ("absence_accepted", "Absence acceptée"),
    ("absence_refused", "Absence refusée"),
)


def requests(work: Work, family_id: int) -> tuple[PortalRequest, ...]:
    """« Mes demandes », the latest first."""
    work.require(Permission.FAMILY_READ)
    r = views.request.c
    query = (
        select(
            r.request_id, r.reference, r.submitted_at, r.kind, r.description, r.child, r.activity,
            r.facility, r.starts_on, r.ends_on, r.reason, r.state, r.status, r.status_label,
            r.unread_messages,
        )
        .where(r.family_id == family_id)
        .order_by(r.request_id.desc())
        .limit(REQUESTS)
    )  # fmt: skip
    return tuple(
        PortalRequest(
            row.request_id, row.reference, row.submitted_at, row.kind, row.description or "",
            row.child or "", row.activity or "", row.facility or "", row.starts_on, row.ends_on,
            row.reason or "", row.state, row.status, row.status_label, row.unread_messages,
        )
        for row in work.rows(query)
    )  # fmt: skip


def request_history(work: Work, request_id: int) -> tuple[PortalMoment, ...]:
    """In the order of the contract: the oldest first."""
    work.require(Permission.FAMILY_READ)
    h = views.request_history.c
    query = select(h.at, h.label, h.status_label, h.message, h.public_reason)
    found = work.rows(query.where(h.request_id == request_id).order_by(h.at))
    return tuple(
        PortalMoment(
            row.at, row.label, row.status_label, row.message or "", row.public_reason or ""
        )
        for row in found
    )


def slots(work: Work, family_id: int, first: date, last: date) -> tuple[PortalSlot, ...]:
    """The family's planning between two days."""
    work.require(Permission.FAMILY_READ)
    s = views.slot.c
    query = (
        select(
            s.child_id, s.child, s.activity_id, s.activity, s.facility, s.date, s.start_time,
            s.end_time, s.status, s.status_label, s.symbol, s.can_reserve, s.can_declare_absence,
            s.can_cancel,
        )
        .where(s.family_id == family_id, s.date.between(first, last))
        .order_by(s.date, s.start_time, s.child, s.activity_id)
    )  # fmt: skip
    return tuple(
        PortalSlot(
            row.child_id, row.child, row.activity_id, row.activity, row.facility, row.date,
            _hour(row.start_time), _hour(row.end_time), row.status, row.status_label,
            row.symbol or "", row.can_reserve, row.can_declare_absence, row.can_cancel,
        )
        for row in work.rows(query)
    )  # fmt: skip


def slot_history(
    work: Work, family_id: int, child_id: int, activity_id: int, day: date
) -> tuple[PortalSlotMoment, ...]:
    """« Historique des demandes » of a slot, the latest first."""
    work.require(Permission.FAMILY_READ)
    h = views.slot_history.c
    query = select(h.at, h.status_label, h.actor_label).where(
        h.family_id == family_id,
        h.child_id == child_id,
        h.activity_id == activity_id,
        h.date == day,
    )
    return tuple(
        PortalSlotMoment(at, label, who)
        for at, label, who in work.rows(query.order_by(h.at.desc()))
    )


def household(work: Work, family_id: int) -> Household:
    """« Ma famille »: guardians, children with their enrolments, and who may read them."""
    work.require(Permission.FAMILY_READ)
    return Household(
        _guardians(work, family_id), _children(work, family_id), _accounts(work, family_id)
    )


def documents(work: Work, family_id: int) -> tuple[PortalDocument, ...]:
    work.require(Permission.FAMILY_READ)
    d = views.document.c
    query = select(d.document, d.state, d.state_label, d.reason, d.valid_until)
    found = work.rows(query.where(d.family_id == family_id).order_by(d.document))
    return tuple(
        PortalDocument(row.document, row.state, row.state_label, row.reason or "", row.valid_until)
        for row in found
    )


def invoices(work: Work, family_id: int) -> tuple[PortalInvoice, ...]:
    """The latest first."""
    work.require(Permission.FAMILY_READ)
    i = views.invoice.c
    query = select(i.number, i.nature, i.issued_on, i.due_on, i.amount, i.balance, i.status_label)
    found = work.rows(query.where(i.family_id == family_id).order_by(i.issued_on.desc()))
    return tuple(PortalInvoice(*row) for row in found)


def _guardians(work: Work, family_id: int) -> tuple[PortalGuardian, ...]:
    g = views.guardian.c
    found = work.rows(select(views.guardian).where(g.family_id == family_id).order_by(g.rank))
    return tuple(
        PortalGuardian(
            row.guardian_id,
            " ".join(part for part in (row.civility, row.first_name, row.last_name) if part),
            row.is_payer,
            row.capacity or "",
            row.email or "",
            row.phone or "",
            row.mobile or "",
            _address(row),
        )
        for row in found
    )


def _address(row: Any) -> tuple[str, ...]:
    town = " ".join(part for part in (row.postcode, row.city) if part)
    lines = (row.street, row.address_extra, row.building, row.locality, town, row.country)
    return tuple(line for line in lines if line)


def _children(work: Work, family_id: int) -> tuple[PortalChild, ...]:
    e, c = views.enrolment.c, views.child.c
    enrolled = tuple(
        PortalEnrolment(
            row.child_id,
            row.activity,
            row.facility,
            row.starts_on,
            row.ends_on,
            tuple(row.weekdays),
        )
        for row in work.rows(
            select(views.enrolment)
            .where(e.family_id == family_id)
            .order_by(e.starts_on, e.activity)
        )
    )
    query = select(views.child).where(c.family_id == family_id).order_by(c.birth_date, c.first_name)
    return tuple(
        PortalChild(
            row.child_id,
            f"{row.first_name} {row.last_name}",
            row.birth_date,
            row.school_class or "",
            tuple((words, bool(getattr(row, name))) for name, words in _ALLOWS),
            _words(row.diets),
            _words(row.allergies),
            tuple(one for one in enrolled if one.child_id == row.child_id),
        )
        for row in work.rows(query)
    )


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


def _words(listed: Any) -> tuple[str, ...]:
    """Codes, or objects with a label: what families typed, whatever it holds."""
    if not isinstance(listed, list):
        return ()
    labels = (one.get("label") if isinstance(one, dict) else one for one in listed)
    return tuple(label for label in labels if isinstance(label, str))


def _hour(value: time | str) -> str:
    """« 16:30 » from either database."""
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)[:5]
