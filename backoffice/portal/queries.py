"""What a family reads on the portal, asked of the portal's own views and of nothing else."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select

from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.portal import views
from backoffice.portal.rows import (
    PortalDocument,
    PortalInvoice,
    PortalMoment,
    PortalRequest,
    PortalSlot,
    PortalSlotMoment,
)

REQUESTS = 200


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


def _hour(value: time | str) -> str:
    """« 16:30 » from either database."""
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)[:5]
