"""What leaves the program, as the journal keeps it."""

from __future__ import annotations

from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic


def note_export(work: Work, lines: int) -> None:
    """A report of so many requests, with the names of children, is about to be written to a file."""
    work.require(Permission.REQUEST_READ)
    said = f"{lines} ligne{'s' if lines > 1 else ''}"
    work.record(Topic.REQUESTS, "export_report", 0, words=said)
