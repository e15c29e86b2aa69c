"""What « Accepter » would do, told by the very code that decides."""

from __future__ import annotations

from collections.abc import Iterable

from backoffice.database.work import Work
from backoffice.inbox.plan import Answer, Result, Seen
from backoffice.inbox.reading import SeenPair
from backoffice.inbox.services import decide
from backoffice.inbox.workflow import Verb
from backoffice.kernel.permissions import Permission


def outcome_of_accepting(work: Work, seen: Iterable[SeenPair]) -> tuple[str, bool]:
    """« Accepter : 9 créneaux réservés, le jeudi 26 novembre mis en liste d’attente », and whether
    some of it would wait. Nothing for an agent who may not decide.
    """
    asked = [Seen(request_id, version) for request_id, version in seen]
    if not asked or not work.agent.may(Permission.REQUEST_DECIDE):
        return "", False
    report = decide(work, asked, Answer(Verb.ACCEPT), dry_run=True)
    waits = any(outcome.result is Result.WAITLISTED for outcome in report.outcomes)
    return (f"Accepter : {report.sentence}" if report.sentence else ""), waits
