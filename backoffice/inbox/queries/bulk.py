"""« Tout ce qui répond à ce filtre »: what a decision on many is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.queries._conditions import Values, clauses, shape_of
from backoffice.inbox.queries._preview import preview_of
from backoffice.inbox.reading import InboxFilter, Preview, SeenPair
from backoffice.inbox.services import decide
from backoffice.inbox.tables import request, submission
from backoffice.inbox.workflow import DECIDABLE, PENDING
from backoffice.kernel.permissions import Permission


def matching(work: Work, wanted: InboxFilter, up_to_id: int) -> tuple[SeenPair, ...]:
    """Every request to answer among the lines of the filter, those that arrived since left out."""
    work.require(Permission.REQUEST_READ)
    shape, values = shape_of(work, wanted)
    return _seen(work, values, *clauses(shape), submission.c.id <= up_to_id)


def lines_matching(work: Work, wanted: InboxFilter, up_to_id: int) -> tuple[int, ...]:
    """The lines themselves, for what is done to lines: set aside, give to a colleague."""
    work.require(Permission.REQUEST_READ)
    s = submission.c
    shape, values = shape_of(work, wanted)
    query = select(s.id).where(*clauses(shape), s.id <= up_to_id).order_by(s.id)
    return tuple(row.id for row in work.rows(query, values))


def seen_of(work: Work, submission_ids: Sequence[int]) -> tuple[SeenPair, ...]:
    """Every request to answer in these lines."""
    work.require(Permission.REQUEST_READ)
    return _seen(work, {}, among(work.dialect, submission.c.id, submission_ids))


def preview(work: Work, seen: Sequence[SeenPair], answer: Answer) -> Preview:
    """What the answer would do to each, told by the very code that decides."""
    work.require(Permission.REQUEST_DECIDE)
    asked = [Seen(*pair) for pair in seen]
    return preview_of(work, asked, decide(work, asked, answer, dry_run=True))


def parts(work: Work, seen: Sequence[SeenPair], size: int) -> tuple[tuple[SeenPair, ...], ...]:
    """The same requests in parts of `size` or a little more, each to be decided in its own work.

    All that is asked of one slot is of one part: what each gets is then what the preview of the
    whole said.
    """
    work.require(Permission.REQUEST_DECIDE)
    query = select(request.c.id, request.c.slot_id).where(
        among(work.dialect, request.c.id, [request_id for request_id, _ in seen])
    )
    slots = {row.id: row.slot_id for row in work.rows(query)}
    together: dict[int, list[SeenPair]] = {}
    for pair in seen:
        together.setdefault(slots.get(pair[0]) or -pair[0], []).append(pair)
    found: list[list[SeenPair]] = []
    for group in together.values():
        if not found or len(found[-1]) + len(group) > size:
            found.append([])
        found[-1] += group
    return tuple(tuple(part) for part in found)


def _seen(work: Work, values: Values, *where: ColumnElement[Any]) -> tuple[SeenPair, ...]:
    r = request.c
    query = (
        select(r.id, r.version)
        .join_from(submission, request, r.submission_id == submission.c.id)
        .where(*where, r.status.in_(sorted(PENDING)), r.kind.in_(sorted(DECIDABLE)))
        .order_by(r.id)
    )
    return tuple((row.id, row.version) for row in work.rows(query, values))
