"""Taking back the opening of a dossier: what it made is closed, never deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.families import services as families
from backoffice.families.tables import (
    family,
    family_child,
    guardian,
    search_entry,
    tax_record,
)
from backoffice.inbox import enrolling
from backoffice.inbox.newcomers import wishes
from backoffice.inbox.plan import Result
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import OPEN
from backoffice.kernel.topics import Topic
from backoffice.subscribers import services as subscribers

IN_USE = "Des créneaux sont déjà réservés sur une inscription de ce dossier."
ASKED_SINCE = "La famille a fait d’autres demandes depuis : répondez-y d’abord."
ANSWERED_SINCE = "D’autres demandes de cette famille ont été acceptées depuis."
MERGED = "Ce dossier a été réuni à un autre depuis."


def made_of(decision: Row[Any]) -> Mapping[str, Any] | None:
    """What this answer made; nothing when it refused."""
    for told in decision.facts or ():
        if isinstance(told, list) and told[0] == "made":
            found: Mapping[str, Any] = told[2]
            return found
    return None


def outcome(work: Work, decision: Row[Any]) -> tuple[Result, str]:
    made = made_of(decision)
    if made is None:
        return Result.DONE, ""
    if enrolling.in_use(work, made["enrolments"]):
        return Result.REFUSED, IN_USE
    if not made["created"]:
        return Result.DONE, ""
    home = work.first(select(family.c.closed_at).where(family.c.id == made["family"]))
    if home is None or home.closed_at is not None:
        return Result.OUT_OF_DATE, MERGED
    return _asked_since(work, decision.request_id, made)


def _asked_since(work: Work, request_id: int, made: Mapping[str, Any]) -> tuple[Result, str]:
    r = request.c
    own = {request_id, *made["waiting"]}
    query = select(r.id, r.status, r.withdrawn_at).where(r.family_id == made["family"])
    others = [row for row in work.rows(query) if row.id not in own and row.withdrawn_at is None]
    if any(row.status in OPEN for row in others):
        return Result.REFUSED, ASKED_SINCE
    if any(row.status in ("accepted", "partly_accepted") for row in others):
        return Result.REFUSED, ANSWERED_SINCE
    return Result.DONE, ""


def take_back(work: Work, request_id: int, made: Mapping[str, Any]) -> None:
    wishes.take_back(work, made["enrolments"], made["waiting"])
    if made["link"]:
        subscribers.unlink_newcomer(work, made["link"], wishes.TAKEN_BACK)
    for child_id in made["shared"]:
        _unshare(work, child_id, made["family"])
    t = tax_record.c
    mine = (t.family_id == made["family"]) & (t.request_id == request_id)
    work.run(update(tax_record).where(mine, t.cancelled_at.is_(None)).values(cancelled_at=work.now))
    closed = made["family"] if made["created"] else _set_apart(work, made)
    if closed:
        work.run(update(family).where(family.c.id == closed).values(closed_at=work.now))
        work.run(delete(search_entry).where(search_entry.c.family_id == closed))
        work.record(Topic.FAMILIES, "close_family", closed)


def _unshare(work: Work, child_id: int, family_id: int) -> None:
    homes = select(func.count()).where(family_child.c.child_id == child_id)
    if int(work.scalar(homes)) > 1:
        families.unshare_child(work, child_id, family_id)


def _set_apart(work: Work, made: Mapping[str, Any]) -> int | None:
    """People added to a dossier that was there leave it for one of their own, closed at once."""
    guardians: Sequence[int] = made["guardians"]
    children: Sequence[int] = made["children"]
    if not guardians and not children:
        return None
    label = select(family.c.label).where(family.c.id == made["family"])
    apart = work.add(family, label=work.scalar(label), created_at=work.now)
    here = among(work.dialect, guardian.c.id, guardians)
    work.run(
        update(guardian)
        .where(here, guardian.c.family_id == made["family"])
        .values(family_id=apart, is_payer=False)
    )
    link = family_child.c
    mine = (link.family_id == made["family"]) & among(work.dialect, link.child_id, children)
    gone = [row.child_id for row in work.rows(select(link.child_id).where(mine))]
    work.run(delete(family_child).where(mine))
    if gone:
        work.run(insert(family_child), [{"family_id": apart, "child_id": one} for one in gone])
    for kind, ids in (
        ("guardian", guardians),
        ("phone", guardians),
        ("email", guardians),
        ("child", children),
    ):
        e = search_entry.c
        work.run(
            delete(search_entry).where(
                e.family_id == made["family"],
                e.kind == kind,
                among(work.dialect, e.subject_id, ids),
            )
        )
    return apart
