"""Answering documents, one or several, each with its files and its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backoffice.database.work import Work
from backoffice.inbox.decide import Report, carry_out
from backoffice.inbox.documents.answers import DocumentAnswer
from backoffice.inbox.plan import Answer
from backoffice.inbox.workflow import Verb
from backoffice.inbox.writing import Author
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean


def accept_documents(
    work: Work,
    accepted: Sequence[DocumentAnswer],
    *,
    dry_run: bool = False,
    operation_id: str | None = None,
) -> Report:
    """Accept these documents as they were examined; a refusal goes through `decide`, with its reason."""
    work.require(Permission.REQUEST_DECIDE)
    own = tuple(replace(one, message=clean(one.message)) for one in accepted)
    author = Author(work.agent.id or None)
    return carry_out(
        work,
        [one.seen for one in own],
        Answer(Verb.ACCEPT, own=own),
        author,
        dry_run=dry_run,
        operation_id=operation_id,
    )
