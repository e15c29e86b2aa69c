"""What an agent asks for a family, at the counter or on the phone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backoffice.database.work import Work
from backoffice.inbox import counter
from backoffice.inbox.workflow import Kind
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean
from backoffice.kernel.topics import Topic


def ask_for_family(
    work: Work, kind: Kind, child_id: int, activity_id: int, days: Sequence[date], words: str = ""
) -> tuple[int, ...]:
    """Type requests in for a family; their numbers. They are then answered like any other.

    The family reads them among its own; agents read who typed them.
    """
    work.require(Permission.REQUEST_DECIDE)
    ids = counter.type_in(work, kind, child_id, activity_id, sorted(set(days)), clean(words, 400))
    work.record_many(Topic.REQUESTS, "ask_for_family", ids, kind=str(kind))
    work.record(Topic.PLANNING, "ask_for_family", child_id)
    return ids
