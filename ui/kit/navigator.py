"""How one screen asks for another, without knowing it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Signal

from ui.kit.undone import Errand


class Navigator(QObject):
    """The window listens; screens only ask."""

    section = Signal(str)
    request = Signal(int)
    family = Signal(int)
    portal = Signal(int)  # a family's own screens
    account = Signal(str)  # of the portal
    planning = Signal(object, object, object)  # child id, activity id, day; each may be None
    dossier = Signal(object, object)  # family id, or a line of the inbox
    newcomers = Signal(object, object)  # a request, or a line of the inbox
    back = Signal(object)  # Errand: to the screen one came from

    def open_section(self, key: str) -> None:
        self.section.emit(key)

    def open_request(self, request_id: int) -> None:
        self.request.emit(request_id)

    def open_family(self, family_id: int) -> None:
        self.family.emit(family_id)

    def open_portal(self, family_id: int) -> None:
        self.portal.emit(family_id)

    def open_account(self, account_id: str) -> None:
        self.account.emit(account_id)

    def open_planning(
        self,
        *,
        child_id: int | None = None,
        activity_id: int | None = None,
        day: date | None = None,
    ) -> None:
        self.planning.emit(child_id, activity_id, day)

    def open_dossier(self, *, family_id: int | None = None, line: int | None = None) -> None:
        """All that waits for an answer for a family, or for that of a line of the inbox."""
        self.dossier.emit(family_id, line)

    def open_newcomers(self, *, request_id: int | None = None, line: int | None = None) -> None:
        """The form of a new family, or of someone to add to one."""
        self.newcomers.emit(request_id, line)

    def go_back(self, errand: Errand | None = None) -> None:
        self.back.emit(errand or Errand())
