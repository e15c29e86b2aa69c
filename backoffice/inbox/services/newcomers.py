"""Answering families that ask to be known, and those that ask for someone more."""

from __future__ import annotations

from dataclasses import replace

from backoffice.database.work import Work
from backoffice.inbox.decide import Report, carry_out
from backoffice.inbox.newcomers.answers import CreationAnswer
from backoffice.inbox.plan import Answer
from backoffice.inbox.workflow import Verb
from backoffice.inbox.writing import Author
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean


def decide_creation(
    work: Work,
    own: CreationAnswer,
    *,
    dry_run: bool = False,
    operation_id: str | None = None,
) -> Report:
    """Open a dossier or add to one, as said for each person and each activity asked.

    Refused, or asked for more, it is as any request: see `decide` and `ask_information`.
    """
    work.require(Permission.REQUEST_DECIDE)
    answer = Answer(Verb.ACCEPT, own=(replace(own, message=clean(own.message)),))
    author = Author(work.agent.id or None)
    return carry_out(work, [own.seen], answer, author, dry_run=dry_run, operation_id=operation_id)
