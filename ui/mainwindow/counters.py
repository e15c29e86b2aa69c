"""What the sidebar counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backoffice.database.work import Work


@dataclass(frozen=True, slots=True)
class Waiting:
    inbox: int
    anomalies: int
    town: str


def waiting(work: Work) -> Waiting:
    """Lines of the inbox, anomalies not handled, and the name of the town."""
    from backoffice.history import overview

    found = overview.waiting(work)
    return Waiting(found.inbox, found.anomalies, found.town)
