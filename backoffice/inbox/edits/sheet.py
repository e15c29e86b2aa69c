"""The pile of a family: its edits field by field, its other requests beside them."""

from __future__ import annotations

from backoffice.database.work import Work
from backoffice.inbox.edits.reading import EditSheet
from backoffice.kernel.errors import Refused


def sheet_of(_work: Work, _family_id: int | None, _submission_id: int | None) -> EditSheet:
    raise Refused("Rien n’attend de réponse pour cette famille.")
