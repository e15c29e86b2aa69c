"""What this screen asks of the back office. Imported on the worker, where SQLAlchemy costs no one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from backoffice.inbox.newcomers.answers import CreationAnswer
from backoffice.inbox.newcomers.reading import CreationSheet, HomeShown
from backoffice.kernel.errors import Refused

if TYPE_CHECKING:
    from backoffice.database.work import Work
    from backoffice.inbox.services import Report

Seen = tuple[int, int]  # a request and the version that was shown
Reasons = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The form as it is, or why there is none; and when it was read."""

    sheet: CreationSheet | None
    why_not: str
    now: datetime
    reasons: Reasons


def read(work: Work, request_id: int | None, line: int | None) -> Reading:
    from backoffice.inbox import queries
    from backoffice.inbox.queries import newcomers

    reasons = queries.choices(work).reasons
    try:
        found = newcomers.sheet(work, request_id=request_id, submission_id=line)
    except Refused as refusal:
        return Reading(None, str(refusal), work.now, reasons)
    return Reading(found, "", work.now, reasons)


def home(work: Work, family_id: int) -> HomeShown:
    from backoffice.inbox.queries import newcomers

    return newcomers.home(work, family_id)


def accept(work: Work, answer: CreationAnswer) -> Report:
    from backoffice.inbox import services

    return services.decide_creation(work, answer)


def refuse(work: Work, seen: Seen, code: str, told: str) -> Report:
    from backoffice.inbox import services
    from backoffice.inbox.workflow import Verb

    answer = services.Answer(Verb.REFUSE, reason_code=code or None, public_reason=told)
    return services.decide(work, [services.Seen(*seen)], answer)


def ask_information(work: Work, seen: Seen, words: str) -> int:
    from backoffice.inbox import services

    return services.ask_information(work, [services.Seen(*seen)], words)


def send_message(work: Work, request_id: int, words: str) -> None:
    from backoffice.inbox import services

    services.send_message(work, [request_id], words)


def undo(work: Work, operation_ids: Sequence[str]) -> list[Report]:
    from backoffice.inbox import services

    return [services.undo(work, one) for one in reversed(operation_ids)]
