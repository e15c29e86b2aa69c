"""Everything that waits for an answer for one family, edits field by field."""

from __future__ import annotations

from backoffice.database.work import Work
from backoffice.inbox.edits.reading import AddressEffect, EditField, EditSection, EditSheet
from backoffice.kernel.permissions import Permission

__all__ = ["AddressEffect", "EditField", "EditSection", "EditSheet", "sheet"]


def sheet(
    work: Work, *, family_id: int | None = None, submission_id: int | None = None
) -> EditSheet:
    """The pile of a family, or of the family of a line. Raises Refused where there is none."""
    work.require(Permission.REQUEST_READ)
    from backoffice.inbox.edits.sheet import sheet_of

    return sheet_of(work, family_id, submission_id)
