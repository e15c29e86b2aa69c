"""What agents do with the lines of the inbox among themselves: the family reads none of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import insert, select, update

from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.inbox.tables import note, submission
from backoffice.inbox.typed import said
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic


def annotate(work: Work, submission_id: int, words: str) -> None:
    """A note between agents; the family never reads it."""
    work.require(Permission.REQUEST_ANNOTATE)
    told = said(words, "Écrivez la note.")
    work.run(
        insert(note).values(
            submission_id=submission_id, at=work.now, agent_id=work.agent.id, words=told
        )
    )
    work.record(Topic.REQUESTS, "annotate", submission_id)


def suspend(work: Work, submission_ids: Sequence[int], until: date, reason: str) -> None:
    """Set lines aside until a day; they come back by themselves. The only way to hide them."""
    work.require(Permission.REQUEST_DECIDE)
    if until <= work.today:
        raise Refused("Choisissez un jour à venir : la demande reviendra ce jour-là.")
    words = said(reason, "Indiquez pourquoi la demande est suspendue.")[:400]
    _on_lines(work, submission_ids, suspended_until=until, suspended_reason=words)
    work.record_many(Topic.REQUESTS, "suspend", submission_ids, until=until)


def resume(work: Work, submission_ids: Sequence[int]) -> None:
    """Bring suspended lines back among those to answer."""
    work.require(Permission.REQUEST_DECIDE)
    _on_lines(work, submission_ids, suspended_until=None, suspended_reason=None)
    work.record_many(Topic.REQUESTS, "resume", submission_ids)


def assign(work: Work, submission_ids: Sequence[int], agent_id: int | None) -> None:
    """Give lines to an agent, or back to everyone."""
    work.require(Permission.REQUEST_DECIDE)
    if agent_id is not None:
        here = select(agent.c.id).where(agent.c.id == agent_id, agent.c.disabled_at.is_(None))
        if work.scalar(here) is None:
            raise Refused("Cet agent n’existe plus ou a été désactivé.")
    _on_lines(work, submission_ids, assigned_to=agent_id)
    work.record_many(Topic.REQUESTS, "assign", submission_ids, agent=agent_id)


def open_line(work: Work, submission_id: int) -> None:
    """Say that this agent is looking at a line. Advisory, and forgotten after ten minutes."""
    work.require(Permission.REQUEST_DECIDE)
    _on_lines(work, [submission_id], opened_by=work.agent.id or None, opened_at=work.now)


def _on_lines(work: Work, submission_ids: Sequence[int], **values: object) -> None:
    work.run(
        update(submission)
        .where(among(work.dialect, submission.c.id, submission_ids))
        .values(**values)
    )
