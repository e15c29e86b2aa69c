"""What can still be taken back, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Doing:
    """One gesture: the operations it was made of, on which line, and until when it undoes."""

    operations: tuple[str, ...]
    about: str
    line: int | None
    until: datetime | None


class Done:
    """Ctrl+Z goes back gesture by gesture; what the mail has told is not offered any more."""

    LONGEST = 50

    def __init__(self) -> None:
        self._doings: list[Doing] = []

    def add(self, doing: Doing) -> None:
        self._doings = [*self._doings[1 - self.LONGEST :], doing]

    def take(self, now: datetime) -> Doing | None:
        """The latest gesture that the mail has not told yet."""
        while self._doings:
            last = self._doings.pop()
            if last.until is None or last.until > now:
                return last
        return None

    def __bool__(self) -> bool:
        return bool(self._doings)
