"""Saying in French what an answer did or would do, and keeping it to be said again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from backoffice.inbox.plan import FREED, Result
from backoffice.inbox.workflow import Status
from backoffice.kernel.calendar import long_day
from backoffice.planning.slots import SlotStatus

if TYPE_CHECKING:
    from backoffice.inbox.decide import Outcome, Report

_DONE: dict[SlotStatus | None, tuple[str, str]] = {
    SlotStatus.RESERVED: ("créneau réservé", "créneaux réservés"),
    SlotStatus.ABSENT: ("absence acceptée", "absences acceptées"),
    SlotStatus.ABSENT_INVOICED: ("absence facturée", "absences facturées"),
    SlotStatus.RESERVATION_CANCELLED: ("réservation annulée", "réservations annulées"),
    SlotStatus.RESERVATION_REFUSED: ("réservation refusée", "réservations refusées"),
    SlotStatus.ABSENCE_REFUSED: ("absence refusée", "absences refusées"),
}
_STATUS: dict[Status | None, tuple[str, str]] = {
    Status.ACCEPTED: ("demande acceptée", "demandes acceptées"),
    Status.PARTLY_ACCEPTED: ("demande acceptée en partie", "demandes acceptées en partie"),
    Status.REFUSED: ("demande refusée", "demandes refusées"),
    Status.VOID: ("demande sans objet", "demandes sans objet"),
}
_COLUMNS = ("request", "result", "status", "day", "slot", "sentence")
_BACK = ("réponse reprise", "réponses reprises")
_FIRST: dict[Status | None, tuple[str, str]] = {
    Status.VOID: _STATUS[Status.VOID],
    Status.TRANSMITTED: _BACK,
    Status.INFO_REQUESTED: _BACK,
}
_FREED = (
    "demande en attente obtient la place libérée par ce lot",
    "demandes en attente obtiennent les places libérées par ce lot",
)
_RESULT: dict[Result, tuple[str, str]] = {
    Result.PARTLY: (
        "demande répondue en partie, à terminer",
        "demandes répondues en partie, à terminer",
    ),
    Result.WITHDRAWN: ("déjà retirée par la famille", "déjà retirées par les familles"),
    Result.ALREADY: ("déjà traitée", "déjà traitées"),
    Result.OUT_OF_DATE: ("modifiée entre-temps", "modifiées entre-temps"),
    Result.FULL: ("toujours complète", "toujours complètes"),
    Result.REFUSED: ("à vérifier", "à vérifier"),
    Result.NOT_YET: ("qui ne se décide pas ici", "qui ne se décident pas ici"),
}
_NAMED = 2


def sentence(outcomes: Sequence[Outcome]) -> str:
    """« 9 créneaux réservés, le jeudi 26 novembre mis en liste d’attente »."""
    parts: list[str] = []
    groups: dict[tuple[str, str], int] = {}
    for outcome in outcomes:
        if outcome.sentence == FREED:
            words = _FREED
        elif outcome.result is Result.DONE:
            first = _FIRST.get(outcome.status)  # whatever became of the slot
            words = first or _DONE.get(outcome.slot_status) or _STATUS[outcome.status]
        elif outcome.result is Result.WAITLISTED:
            continue
        else:
            words = _RESULT[outcome.result]
        groups[words] = groups.get(words, 0) + 1
    parts += [f"{count} {many if count > 1 else one}" for (one, many), count in groups.items()]
    if waiting := _waiting([o for o in outcomes if o.result is Result.WAITLISTED], alone=not parts):
        parts.append(waiting)
    return ", ".join(parts)


def one(outcome: Outcome) -> str:
    """What became of one request, in a few words: « Créneau réservé »."""
    if outcome.result is Result.WAITLISTED:
        return "Mise en liste d’attente"
    if outcome.sentence == FREED:
        return "Place libérée obtenue"
    return sentence([outcome]).removeprefix("1 ").capitalize()


def _waiting(outcomes: Sequence[Outcome], *, alone: bool) -> str:
    if not outcomes:
        return ""
    days = sorted({outcome.day for outcome in outcomes if outcome.day})
    if len(outcomes) == 1 and days and not alone:
        return f"le {long_day(days[0])} mis en liste d’attente"
    where = ""
    if 0 < len(days) <= _NAMED:
        where = f" ({' et '.join(f'le {long_day(day)}' for day in days)})"
    plural = "x" if len(outcomes) > 1 else ""
    if all(outcome.slot_status is None for outcome in outcomes):  # of an activity, not of a day
        many = "s" if plural else ""
        return f"{len(outcomes)} demande{many} mise{many} en liste d’attente"
    what = f" créneau{plural}" if alone else ""
    return f"{len(outcomes)}{what} mis en liste d’attente{where}"


def kept(report: Report) -> dict[str, Any]:
    """The report as the base keeps it, column by column, to answer a repeated operation."""
    columns = list(zip(*report.outcomes, strict=True)) or [()] * len(_COLUMNS)
    told = dict(zip(_COLUMNS, columns, strict=True))
    told["day"] = tuple(day.isoformat() if day else None for day in told["day"])
    return {**told, "families": report.families, "mail_at": report.mail_at.isoformat()}


def recalled(operation_id: str, result: dict[str, Any]) -> Report:
    from backoffice.inbox.decide import Outcome, Report

    outcomes = tuple(
        Outcome(
            request_id,
            Result(outcome),
            Status(status) if status else None,
            date.fromisoformat(day) if day else None,
            SlotStatus(slot) if slot else None,
            words,
        )
        for request_id, outcome, status, day, slot, words in zip(
            *(result[name] for name in _COLUMNS), strict=True
        )
    )
    return Report(
        operation_id,
        outcomes,
        result["families"],
        datetime.fromisoformat(result["mail_at"]),
        dry_run=False,
    )
