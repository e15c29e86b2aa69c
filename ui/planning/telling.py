"""What the planning says and offers, apart from how it is wired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from backoffice.database.work import Work
from backoffice.inbox.services import Report
from backoffice.kernel.calendar import hour_words, local
from backoffice.planning.grid import Grid, Grouping, Head, PlanningFilter, Pupil
from backoffice.planning.period import View
from backoffice.planning.services import Marks
from backoffice.planning.slots import SlotStatus
from ui.planning import can
from ui.planning.story import Offer

if TYPE_CHECKING:
    from ui.planning.deeds import Deeds

Do = Callable[[], object]
Marking = Callable[[Work], Marks]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the bars say; called with the facility and day, it is the whole filter."""

    view: View
    grouping: Grouping
    activity_id: int | None
    class_id: int | None
    statuses: frozenset[SlotStatus]
    text: str

    def __call__(self, facility_id: int, day: date) -> PlanningFilter:
        return PlanningFilter(
            facility_id, day, self.view, self.grouping,
            _only(self.activity_id), _only(self.class_id), self.statuses, self.text,
        )  # fmt: skip


def _only(one: int | None) -> frozenset[int]:
    return frozenset() if one is None else frozenset({one})


def emptiness(grid: Grid, today: date) -> tuple[str, str, str]:
    """Why nothing is shown, and what to do about it."""
    if grid.narrowed or grid.wanted.statuses or grid.wanted.text:
        return "Aucun enfant ne correspond à ces filtres.", "", "Réinitialiser les filtres"
    if grid.wanted.view is View.LIST:
        words = "Rien n’a été demandé sur cette période."
    else:
        words = "Rien n’est prévu sur cette période."
    notes = {day.note for day in grid.days if day.note}
    hint = ", ".join(sorted(notes)) or f"{grid.facility} n’accueille aucun enfant ces jours-là."
    return words, hint, "" if grid.wanted.day == today else "Revenir à aujourd’hui"


def until(report: Report) -> str:
    """Until when an answer can be taken back."""
    at = local(report.mail_at).time().replace(second=0, microsecond=0)
    return f"jusqu’à {hour_words(at)}"


def acts(view: Deeds, cell: tuple[Pupil, Head, SlotStatus | None], today: date) -> list[Offer]:
    """What this agent can do about this cell, the likeliest first."""
    _, head, status = cell
    asked, marked = can.asks(head, status, today), can.marks(head, status, today)
    listed = [
        ("reserve", "Réserver", "B", view.reserve, "reserve" in asked),
        ("mark_present", "Présent", "P", view.mark_present, "mark_present" in marked),
        ("justify", "Justifier", "J", view.justify, "justify" in marked),
        ("rectify", "Absence", "R", view.rectify, "declare_absence" in asked),
        ("cancel", "Annuler", "X", view.cancel, "cancel" in asked),
        ("mark_no_show", "Non venu", "N", view.mark_no_show, "mark_no_show" in marked),
        (
            "rectify",
            "Rectifier",
            "R",
            view.rectify,
            status in can.REFUSED and "declare_absence" not in asked,
        ),
    ]
    return [
        Offer(name, words, keys, do)
        for name, words, keys, do, offered in listed
        if offered and view.command(name) is not None
    ]
