"""What an agent answers to a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.inbox.plan import Seen


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """Accepted, with the day it bears and the last it is good for; no `kept` keeps every file.

    Without `dated`, the day it came; without `valid_until`, as its type says.
    """

    seen: Seen
    dated: date | None = None
    valid_until: date | None = None
    kept: tuple[int, ...] = ()
    checked: tuple[str, ...] = ()
    message: str = ""
