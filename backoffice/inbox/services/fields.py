"""Answering edits of the dossier, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backoffice.database.work import Work
from backoffice.inbox.decide import Report, carry_out
from backoffice.inbox.edits.answers import FieldsAnswer
from backoffice.inbox.plan import Answer
from backoffice.inbox.workflow import Verb
from backoffice.inbox.writing import Author
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import clean


def apply_addresses(work: Work) -> int:
    """Apply the addresses accepted for today or before; how many."""
    work.require(Permission.FAMILY_EDIT)
    from backoffice.inbox.edits import addresses

    return addresses.apply_due(work)


def decide_fields(
    work: Work,
    asked: Sequence[FieldsAnswer],
    *,
    dry_run: bool = False,
    operation_id: str | None = None,
) -> Report:
    """Accept some fields, refuse others, leave the rest open; say what became of each request.

    Each request asks for its own right: the régie's for bank details, to decide for the others.
    """
    work.require(Permission.REQUEST_ANNOTATE)
    own = tuple(replace(one, message=clean(one.message)) for one in asked)
    answer = Answer(Verb.ACCEPT, own=own)
    author = Author(work.agent.id or None)
    seen = [one.seen for one in own]
    return carry_out(work, seen, answer, author, dry_run=dry_run, operation_id=operation_id)
