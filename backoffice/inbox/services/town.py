"""What the town sets: its reasons, its automatic rules; and what they do by themselves."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from backoffice.activities.tables import activity
from backoffice.database.work import Work
from backoffice.inbox import expiry, rules
from backoffice.inbox.rules import Rehearsal, RuleDraft
from backoffice.inbox.tables import refusal_reason, rule
from backoffice.inbox.typed import said
from backoffice.inbox.workflow import SLOT_KINDS
from backoffice.kernel.errors import OutOfDate, Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import fold
from backoffice.kernel.topics import Topic


def add_reason(work: Work, label: str, code: str | None = None) -> str:
    """Add a public reason for refusals, or reword one; the code of the reason."""
    work.require(Permission.SETTINGS_EDIT)
    words = said(label, "Écrivez le motif tel que la famille le lira.")[:400]
    name = code or fold(words).replace(" ", "_")[:30] or "motif"
    if work.scalar(select(refusal_reason.c.code).where(refusal_reason.c.code == name)):
        work.run(
            update(refusal_reason)
            .where(refusal_reason.c.code == name)
            .values(label=words, archived=False)
        )
    else:
        last = work.scalar(select(func.coalesce(func.max(refusal_reason.c.position), 0)))
        work.run(insert(refusal_reason).values(code=name, label=words, position=last + 1))
    work.record(Topic.SETTINGS, "add_reason", 0, code=name, words=words)
    return name


def archive_reason(work: Work, code: str) -> None:
    """Take a reason off the list; what was said with it stays said."""
    work.require(Permission.SETTINGS_EDIT)
    work.run(update(refusal_reason).where(refusal_reason.c.code == code).values(archived=True))
    work.record(Topic.SETTINGS, "archive_reason", 0, code=code)


def save_rule(work: Work, draft: RuleDraft) -> int:
    """Write a rule down, switched off: it is rehearsed first. Its number."""
    work.require(Permission.RULE_MANAGE)
    name = said(draft.name, "Donnez un nom à la règle.")[:120]
    if draft.kind not in SLOT_KINDS:
        raise Refused("Une règle ne répond qu’aux réservations, annulations et absences.")
    if work.scalar(select(rule.c.id).where(rule.c.name == name)):
        raise Refused(f"Une règle s’appelle déjà « {name} ».")
    if draft.activity_id and not work.scalar(
        select(activity.c.id).where(activity.c.id == draft.activity_id)
    ):
        raise Refused("Cette activité n’existe plus.")
    rule_id = work.add(
        rule,
        name=name,
        kind=str(draft.kind),
        activity_id=draft.activity_id,
        condition=str(draft.condition),
        enabled=False,
        created_by=work.agent.id or None,
        created_at=work.now,
    )
    work.record(Topic.RULES, "save_rule", rule_id)
    return rule_id


def rehearse(work: Work, draft: RuleDraft) -> Rehearsal:
    """What the rule would have done over last month's answered requests."""
    work.require(Permission.RULE_MANAGE)
    return rules.rehearse(work, draft)


def enable_rule(work: Work, rule_id: int, version: int) -> None:
    """Let the rule answer by itself from now on."""
    work.require(Permission.RULE_MANAGE)
    _switch(work, rule_id, version, enabled=True)
    work.record(Topic.RULES, "enable_rule", rule_id)


def disable_rule(work: Work, rule_id: int, version: int) -> None:
    """Stop the rule; what it answered stays answered."""
    work.require(Permission.RULE_MANAGE)
    _switch(work, rule_id, version, enabled=False)
    work.record(Topic.RULES, "disable_rule", rule_id)


def run_rules(work: Work) -> int:
    """Let each enabled rule answer what it applies to, in the order they were written."""
    work.require(Permission.REQUEST_DECIDE)
    query = select(rule).where(rule.c.enabled, rule.c.condition != "built_in").order_by(rule.c.id)
    return sum(rules.answer_with(work, row) for row in work.rows(query))


def expire(work: Work) -> int:
    """Close what no answer can serve any more; how many requests were closed."""
    work.require(Permission.REQUEST_DECIDE)
    return expiry.expire(work)


def _switch(work: Work, rule_id: int, version: int, *, enabled: bool) -> None:
    changed = work.run(
        update(rule)
        .where(rule.c.id == rule_id, rule.c.version == version, rule.c.condition != "built_in")
        .values(enabled=enabled)
    )
    if not changed.rowcount:
        raise OutOfDate("Un collègue vient de modifier cette règle.")
