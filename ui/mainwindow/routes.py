"""Where screens lead to one another: each asks by name, the window brings the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.kit.undone import Errand

if TYPE_CHECKING:
    from backoffice.finding.queries import Hit
    from ui.mainwindow.window import MainWindow


class Routes(QObject):
    """What the navigator is asked, and where an answer of the palette leads."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        asked = window.navigator
        asked.section.connect(window.show_section)
        asked.request.connect(self.to_request)
        asked.family.connect(self.to_family)
        asked.portal.connect(self.to_portal)
        asked.account.connect(lambda key: self.to_subscriber("account", key))
        asked.planning.connect(self.to_planning)
        asked.dossier.connect(self.to_dossier)
        asked.newcomers.connect(self.to_newcomers)
        asked.back.connect(self.back)

    def to_hit(self, hit: Hit) -> None:
        if hit.sort == "request":
            self.to_request(int(hit.key))
        elif hit.sort in ("account", "code"):
            self.to_subscriber(hit.sort, hit.key)
        elif hit.family_id is not None:
            self.to_family(hit.family_id)

    def to_request(self, request_id: int) -> None:
        self._open("inbox", "open_request", request_id)

    def to_family(self, family_id: int) -> None:
        self._open("families", "open_family", family_id)

    def to_portal(self, family_id: int) -> None:
        self._open("portal", "show_family", family_id)

    def to_planning(self, child_id: object, activity_id: object, day: object) -> None:
        self._open("planning", "open_at", child_id, activity_id, day)

    def to_subscriber(self, sort: str, key: str) -> None:
        """An account or a code, for those who have that section."""
        if any(section.key == "subscribers" for section in self._window.sections):
            self._open("subscribers", f"open_{sort}", key)

    def to_dossier(self, family_id: int | None = None, line: int | None = None) -> None:
        """All that waits for a family, or for that of a line of the inbox; Échap comes back."""
        self._window.bring("dossier")
        self._tell("dossier", "open_pile", family_id, line)

    def to_newcomers(self, request_id: int | None = None, line: int | None = None) -> None:
        """The form of a new family; Échap comes back."""
        self._window.bring("newcomers")
        self._tell("newcomers", "open_form", request_id, line)

    def back(self, errand: Errand) -> None:
        """To the section one opened another screen from, which hears what was done there."""
        key = self._window.sidebar.current
        self._window.show_section(key)
        self._tell(key, "come_back", errand)

    def _open(self, key: str, name: str, *arguments: object) -> None:
        self._window.show_section(key)
        self._tell(key, name, *arguments)

    def _tell(self, key: str, name: str, *arguments: object) -> None:
        """Screens offer what they can do under these names."""
        if callable(found := getattr(self._window.screen_of(key), name, None)):
            found(*arguments)
