"""Where a reference leads."""

from __future__ import annotations

from backoffice.database.work import Work
from backoffice.inbox.queries._people import as_reference, line_of
from backoffice.kernel.permissions import Permission


def by_reference(work: Work, text: str) -> int | None:
    """The line in which the request of this reference is read."""
    work.require(Permission.REQUEST_READ)
    number = as_reference(text)
    return None if number is None else line_of(work, number)
