"""What the lists of the inbox offer: sites, activities, colleagues, reasons."""

from __future__ import annotations

from sqlalchemy import select

from backoffice.activities.tables import activity, facility
from backoffice.agents.tables import agent
from backoffice.database.options import mail_slots
from backoffice.database.work import Work
from backoffice.inbox.reading import Choices
from backoffice.inbox.tables import refusal_reason
from backoffice.kernel.permissions import GRANTS, Permission, Role

_DECIDERS = sorted(
    role for role, may in GRANTS.items() if Permission.REQUEST_DECIDE in may and role != Role.SYSTEM
)


def choices(work: Work) -> Choices:
    work.require(Permission.REQUEST_READ)
    f, a, reason = facility.c, activity.c, refusal_reason.c
    sites = work.rows(select(f.id, f.label).order_by(f.label))
    activities = work.rows(
        select(a.id, a.label, f.id.label("site"), f.label.label("facility"))
        .join_from(activity, facility, a.facility_id == f.id)
        .order_by(a.position, a.label, f.label)
    )
    people = work.rows(
        select(agent.c.id, agent.c.name)
        .where(agent.c.disabled_at.is_(None), agent.c.role.in_(_DECIDERS))
        .order_by(agent.c.name)
    )
    reasons = work.rows(
        select(reason.code, reason.label)
        .where(reason.archived.is_(False))
        .order_by(reason.position, reason.label)
    )
    mine = work.agent.covers
    return Choices(
        tuple((row.id, row.label) for row in sites if mine(row.id)),
        tuple((row.id, f"{row.label} ({row.facility})") for row in activities if mine(row.site)),
        tuple((row.id, row.name) for row in people),
        tuple((row.code, row.label) for row in reasons),
        tuple(f"{hour:%H:%M}" for hour in mail_slots(work)),
    )
