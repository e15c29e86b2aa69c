"""What can still be taken back, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backoffice.kernel.calendar import local


@dataclass(frozen=True, slots=True)
class Doing:
    """One gesture: the operations it was made of, on which line, and until when it undoes."""

    operations: tuple[str, ...]
    about: str
    line: int | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Errand:
    """What was done on a screen opened from a list, told to the list one comes back to."""

    doings: tuple[Doing, ...] = ()
    lines: frozenset[int] = frozenset()  # have had their answer
    said: str = ""


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

    def hand_over(self) -> tuple[Doing, ...]:
        """All of it, the earliest first: it is another's to take back from now on."""
        doings, self._doings = tuple(self._doings), []
        return doings

    def __bool__(self) -> bool:
        return bool(self._doings)


def until(mail_at: datetime) -> str:
    """« jusqu’à 13 h »."""
    at = local(mail_at)
    return f"jusqu’à {at.hour} h" + (f" {at.minute:02}" if at.minute else "")
