"""Families that ask to be known, and people to add to one: the form and what it looks like."""

from __future__ import annotations

from backoffice.database.work import Work
from backoffice.inbox.newcomers.reading import (
    CreationSheet,
    FieldShown,
    HomeShown,
    Known,
    PartShown,
    WishShown,
)
from backoffice.kernel.permissions import Permission

__all__ = [
    "CreationSheet",
    "FieldShown",
    "HomeShown",
    "Known",
    "PartShown",
    "WishShown",
    "home",
    "sheet",
]


def sheet(
    work: Work, *, request_id: int | None = None, submission_id: int | None = None
) -> CreationSheet:
    """A request, or the first that waits on a line. Raises Refused where there is none."""
    work.require(Permission.REQUEST_READ)
    from backoffice.inbox.newcomers.sheet import sheet_of

    return sheet_of(work, request_id, submission_id)


def home(work: Work, family_id: int) -> HomeShown:
    """Who is in a family that an agent chose to attach a form to. Raises Refused if it is closed."""
    work.require(Permission.FAMILY_READ)
    from backoffice.inbox.newcomers.sheet import home_of

    return home_of(work, family_id)
