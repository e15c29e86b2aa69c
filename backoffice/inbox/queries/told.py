"""What the rules make of the lines shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox import advice, facts
from backoffice.inbox.advice import Advice
from backoffice.inbox.tables import request
from backoffice.inbox.workflow import DECIDABLE, PENDING
from backoffice.kernel.permissions import Permission


def advise(work: Work, submission_ids: Sequence[int]) -> dict[int, Advice]:
    """The advice of each line that waits for an answer we can give; the others have none."""
    work.require(Permission.REQUEST_READ)
    r = request.c
    query = select(r.submission_id, r.id).where(
        among(work.dialect, r.submission_id, submission_ids),
        r.status.in_(sorted(PENDING)),
        r.kind.in_(sorted(DECIDABLE)),
    )
    asked: defaultdict[int, list[int]] = defaultdict(list)
    for submission_id, request_id in work.rows(query):
        asked[submission_id].append(request_id)
    return _gathered(work, asked)


def _gathered(work: Work, asked: Mapping[int, Sequence[int]]) -> dict[int, Advice]:
    if not asked:
        return {}
    found = facts.gather(work, [one for ids in asked.values() for one in ids])
    return {line: advice.gathered(found, ids) for line, ids in asked.items()}
