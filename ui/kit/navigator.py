"""How one screen asks for another, without knowing it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Signal


class Navigator(QObject):
    """The window listens; screens only ask."""

    section = Signal(str)
    request = Signal(int)
    family = Signal(int)
    planning = Signal(object, object, object)  # child id, activity id, day; each may be None

    def open_section(self, key: str) -> None:
        self.section.emit(key)

    def open_request(self, request_id: int) -> None:
        self.request.emit(request_id)

    def open_family(self, family_id: int) -> None:
        self.family.emit(family_id)

    def open_planning(
        self,
        *,
        child_id: int | None = None,
        activity_id: int | None = None,
        day: date | None = None,
    ) -> None:
        self.planning.emit(child_id, activity_id, day)
