"""What is asked and answered in one go, with the family at the counter or on the phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from backoffice.database.work import Work
from backoffice.inbox.decide import Report
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.services.answers import decide, promote, send_message
from backoffice.inbox.services.on_behalf import ask_for_family
from backoffice.inbox.workflow import Kind
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.planning import services as planning
from backoffice.planning.services import Shortened


def answer_for_family(
    work: Work,
    kind: Kind,
    child_id: int,
    activity_id: int,
    days: Sequence[date],
    answer: Answer,
    *,
    words: str = "",
    dry_run: bool = False,
) -> Report:
    """Ask for the family and answer at once. A dry run does both, says what came of it, and undoes it.

    Raises Refused, with the reason, when nothing at all could be done: then nothing was asked.
    """
    work.require(Permission.REQUEST_DECIDE)
    told = len(work.entries)
    attempt = work.connection.begin_nested()
    ids = ask_for_family(work, kind, child_id, activity_id, days, words)
    report = decide(work, [Seen(one) for one in ids], answer)
    if not report.done:
        raise Refused(report.outcomes[0].sentence)
    if dry_run:
        attempt.rollback()
        del work.entries[told:]
    return replace(report, dry_run=dry_run)


def end_enrolment(
    work: Work,
    enrolment_id: int,
    version: int,
    ends_on: date,
    message: str,
    *,
    weekdays: Sequence[int] | None = None,
    dry_run: bool = False,
) -> Shortened:
    """Shorten an enrolment, tell the family why, and offer the places it leaves."""
    work.require(Permission.PLANNING_EDIT)
    result = planning.shorten_enrolment(
        work, enrolment_id, version, ends_on, weekdays=weekdays, dry_run=dry_run
    )
    if dry_run or not result.cancelled:
        return result
    if not (told := clean(message)):
        raise Refused("Écrivez à la famille pourquoi ses réservations sont annulées.")
    about = sorted({one.request_id for one in result.cancelled if one.request_id})
    if about:
        send_message(work, about, told)
    promote(work, sorted({one.slot_id for one in result.cancelled}))
    return result
