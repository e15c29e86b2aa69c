"""The last month and this morning, in their order: families ask, the program takes in, agents answer.

What was answered went through the real services, under the clock of its day; what is pending was
sent in the last days and waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from backoffice.demo import crowd, edits
from backoffice.demo.letters import letters
from backoffice.demo.newcomers import newcomers
from backoffice.demo.pictures import pictures, talk
from backoffice.demo.stage import Place, Stage, about
from backoffice.demo.standin import Asked
from backoffice.inbox.services import Answer, Seen, decide, send_message
from backoffice.inbox.workflow import Verb

PENDING = 200
_DAYS_AGO = (29, 26, 22, 19, 15, 12, 9, 7)
_BEATS = (144, 96, 72, 60, 42, 30, 24, 21, 18, 12, 6, 2, 0)  # hours ago
_TALK = 42


def last_month(stage: Stage) -> None:
    """Requests of the last weeks, each batch answered on its day."""
    present = stage.now
    for days in _DAYS_AGO:
        day = present - timedelta(days=days)
        day -= timedelta(days=max(0, day.isoweekday() - 5))  # agents answer on working days
        stage.now = day.replace(minute=12, second=0, microsecond=0)
        if stage.now < stage.people.since + timedelta(days=2):
            continue
        accepted, refused, withdrawn = _asked_that_day(stage)
        for asked in withdrawn:
            stage.portal.withdraw(*asked, at=stage.now - timedelta(minutes=20))
        stage.work_through()
        _answer(stage, accepted, Answer(Verb.ACCEPT))
        _answer(stage, refused, Answer(Verb.REFUSE, reason_code="late"))
        _write(stage, accepted[:1], _WELCOME)
        edits.answered(stage)
    stage.now = present


def _asked_that_day(stage: Stage) -> tuple[list[int], list[int], list[tuple[str, int]]]:
    """References to accept, to refuse, and those (with their account) that are withdrawn at once."""
    wanted = _near(stage, stage.free, 16, 4)
    absences = _near(stage, stage.reserved, 9, 2)
    cancelled = _near(stage, stage.reserved, 4, 4)
    too_late = _near(stage, stage.free, 3, 0, span=1)
    gone = _near(stage, stage.free, 1, 6)
    asked = [_one(stage, "reservation", place) for place in wanted]
    asked += [_one(stage, "absence", place, reason="Maladie") for place in absences]
    asked += [_one(stage, "reservation_cancellation", place) for place in cancelled]
    asked += [_one(stage, "reservation", place) for place in (*too_late, *gone)]
    ids = stage.portal.ask_all(asked)
    first = len(ids) - len(gone)
    withdrawn = [(place.account_id, id_) for place, id_ in zip(gone, ids[first:], strict=True)]
    return ids[: first - len(too_late)], ids[first - len(too_late) : first], withdrawn


def _near(
    stage: Stage, pool: Sequence[Place], count: int, notice: int, span: int = 8
) -> list[Place]:
    """Days that came soon after this one."""
    today = stage.now.date()
    first, last = today + timedelta(days=notice + 1), today + timedelta(days=notice + 1 + span)
    return stage.others(
        pool, count, lambda place: first <= place.day <= last and place.slot_id not in stage.full
    )


def _one(stage: Stage, kind: str, place: Place, **words: str) -> Asked:
    at = stage.ago(stage.chance.uniform(1, 20))
    return Asked(place.account_id, kind, about(place, **words), None, at)


def _answer(stage: Stage, ids: Sequence[int], answer: Answer) -> None:
    if ids:
        seen = [Seen(request_id) for request_id in ids]
        stage.as_clerk(lambda work: decide(work, seen, answer))


def _write(stage: Stage, ids: Sequence[int], words: str) -> None:
    if ids:
        stage.as_clerk(lambda work: send_message(work, ids, words))


def this_week(stage: Stage) -> list[int]:
    """All that is pending this morning; the references of what was sent, in their order."""
    asked = [*pictures(stage), *crowd.on_full_days(stage, 6), *crowd.late(stage, 8)]
    asked += [*crowd.batches(stage, (10, 10, 10, 5, 5)), *crowd.duplicates(stage, 3)]
    asked += [
        *crowd.absences(stage, 22),
        *crowd.late_absences(stage, 5),
        *crowd.cancellations(stage, 11),
    ]
    asked += [*crowd.without_subject(stage, 4), *letters(stage, 26), *newcomers(stage)]
    asked += edits.edits(stage, 10)
    asked += crowd.singles(stage, PENDING - len(asked))
    leaving = crowd.singles(stage, 4)
    closed = [*crowd.off_period(stage), *crowd.malformed(stage)]
    return _in_beats(stage, [*asked, *leaving, *closed], leaving)


def _in_beats(stage: Stage, asked: Sequence[Asked], leaving: Sequence[Asked]) -> list[int]:
    """Each is taken in shortly after it was sent; who leaves does so a little later."""
    present, sent = stage.now, []
    queue = sorted(asked, key=_moment)
    for hours in _BEATS:
        stage.now = present - timedelta(hours=hours)
        due = [one for one in queue if _moment(one) <= stage.now]
        queue = queue[len(due) :]
        ids = stage.portal.ask_all(due)
        sent += ids
        stage.work_through()
        for one, request_id in zip(due, ids, strict=True):
            if any(one is other for other in leaving):
                stage.portal.withdraw(one.account_id, request_id, at=stage.now)
        if hours == _TALK:
            talk(stage)
            edits.meanwhile(stage)
    stage.now = present
    stage.work_through()
    return sent


def _moment(asked: Asked) -> datetime:
    assert asked.at is not None  # noqa: S101  every request of the demo says when
    return asked.at


_WELCOME = "C’est noté pour ces jours-là. Pensez à prévenir l’école en cas d’absence."
