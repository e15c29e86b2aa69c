"""What this screen asks of the back office. Imported on the worker, where SQLAlchemy costs no one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import Refused

if TYPE_CHECKING:
    from backoffice.database.work import Work
    from backoffice.inbox.edits.reading import EditSheet
    from backoffice.inbox.services import FieldsAnswer, Report

Seen = tuple[int, int]  # a request and the version that was shown
Reasons = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The pile as it is, or why there is none; and when it was read."""

    sheet: EditSheet | None
    why_not: str
    now: datetime
    reasons: Reasons


def read(work: Work, family_id: int | None, line: int | None) -> Reading:
    from backoffice.inbox import queries
    from backoffice.inbox.queries import edits

    reasons = queries.choices(work).reasons
    try:
        found = edits.sheet(work, family_id=family_id, submission_id=line)
    except Refused as refusal:
        return Reading(None, str(refusal), work.now, reasons)
    return Reading(found, "", work.now, reasons)


def decide(
    work: Work,
    verb: Verb,
    fields: Sequence[FieldsAnswer],
    whole: Sequence[Seen],
    code: str = "",
    told: str = "",
) -> list[Report]:
    """All of it in one transaction: the fields as they are answered, the other requests alike."""
    from backoffice.inbox import services

    reports = [services.decide_fields(work, fields)] if fields else []
    if whole:
        answer = services.Answer(verb, reason_code=code or None, public_reason=told)
        reports.append(services.decide(work, [services.Seen(*one) for one in whole], answer))
    return reports


def undo(work: Work, operation_ids: Sequence[str]) -> list[Report]:
    """The latest first: a later answer may rest on an earlier one."""
    from backoffice.inbox import services

    return [services.undo(work, one) for one in reversed(operation_ids)]


def send_message(work: Work, request_id: int, words: str) -> None:
    from backoffice.inbox import services

    services.send_message(work, [request_id], words)
