"""What the town has set for its inbox: reasons, rules, mail hours, names. Read by the settings screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy import select

from backoffice.activities.services import DEFAULT_ZONE
from backoffice.activities.tables import activity, facility
from backoffice.agents.tables import agent
from backoffice.database import options
from backoffice.database.work import Work
from backoffice.inbox.rules import Condition, RuleDraft
from backoffice.inbox.tables import refusal_reason, rule
from backoffice.inbox.workflow import Kind
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic

MOST_SLOTS = 4
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class ReasonRow:
    code: str
    label: str
    archived: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    id: int
    version: int
    draft: RuleDraft
    activity: str
    enabled: bool
    author: str


@dataclass(frozen=True, slots=True)
class Town:
    """Who writes to the families, and the zone of its school holidays."""

    issuer: str
    service: str
    name: str
    school_zone: str


def reasons(work: Work) -> tuple[ReasonRow, ...]:
    """In the order agents read them, those taken off the list last."""
    work.require(Permission.REQUEST_READ)
    r = refusal_reason.c
    query = select(r.code, r.label, r.archived).order_by(r.archived, r.position, r.label)
    return tuple(ReasonRow(*row) for row in work.rows(query))


def rules(work: Work) -> tuple[RuleRow, ...]:
    """The rules of the town, in the order they answer."""
    work.require(Permission.REQUEST_READ)
    query = (
        select(rule, activity.c.label, facility.c.label.label("site"), agent.c.name.label("author"))
        .outerjoin(activity, activity.c.id == rule.c.activity_id)
        .outerjoin(facility, facility.c.id == activity.c.facility_id)
        .outerjoin(agent, agent.c.id == rule.c.created_by)
        .where(rule.c.condition != "built_in")
        .order_by(rule.c.id)
    )
    return tuple(
        RuleRow(
            row.id,
            row.version,
            RuleDraft(row.name, Kind(row.kind), Condition(row.condition), row.activity_id),
            f"{row.label} ({row.site})" if row.label else "",
            row.enabled,
            row.author or "",
        )
        for row in work.rows(query)
    )


def mail_hours(work: Work) -> tuple[time, ...]:
    work.require(Permission.REQUEST_READ)
    return tuple(sorted(options.mail_slots(work)))


def set_mail_hours(work: Work, hours: Sequence[time]) -> None:
    """When families are told, each day. Answers already given keep the hour they were promised."""
    work.require(Permission.SETTINGS_EDIT)
    wanted = sorted(set(hours))
    if not wanted:
        raise Refused("Gardez au moins une heure d’envoi : les familles attendent leur réponse.")
    if len(wanted) > MOST_SLOTS:
        raise Refused(f"{MOST_SLOTS} envois par jour suffisent.")
    said = [f"{hour:%H:%M}" for hour in wanted]
    options.write(work, "mail_slots", said)
    work.record(Topic.SETTINGS, "mail_slots", 0, words=", ".join(said))


def town(work: Work) -> Town:
    work.require(Permission.REQUEST_READ)
    return Town(
        str(options.read(work, "issuer", "")),
        str(options.read(work, "service", "")),
        str(options.read(work, "town", "")),
        str(options.read(work, "school_zone", DEFAULT_ZONE)),
    )


def set_town(work: Work, issuer: str, service: str, name: str) -> None:
    """The names families read on what the town sends."""
    work.require(Permission.SETTINGS_EDIT)
    said = {
        "issuer": clean(issuer, LONGEST_NAME),
        "service": clean(service, LONGEST_NAME),
        "town": clean(name, LONGEST_NAME),
    }
    if not all(said.values()):
        raise Refused("Donnez les trois noms : les familles les lisent sur ce que la ville envoie.")
    for key, value in said.items():
        options.write(work, key, value)
    work.record(Topic.SETTINGS, "set_town", 0, words=", ".join(said.values()))
