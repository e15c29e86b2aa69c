"""« Familles » : look for a family, read its dossier, change it block by block."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from backoffice.kernel.permissions import Permission
from ui.families.frame import FamiliesFrame
from ui.families.requests import RequestsPage
from ui.families.sheet import ACCOUNTS, REQUESTS, FamilySheet
from ui.kit.actions import action
from ui.kit.controls import IconButton
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks

_HEAD = ("open_planning", "open_portal")
_MENU = (
    "edit_label", "add_guardian", "add_child", "annotate", "merge", "undo_merge",
    "open_planning", "open_portal", "new_family",
)  # fmt: skip
P = Permission.FAMILY_EDIT


class FamiliesView(FamiliesFrame):
    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, navigator, parent)
        self.requests = RequestsPage(self)
        more = IconButton("dots", "Autres actions")
        more.setObjectName("family_more")
        self.more = more
        pages: list[QWidget] = [QWidget() for _ in range(7)]
        pages[REQUESTS] = self.requests
        self.sheet = FamilySheet(pages, self.buttons(*_HEAD), more)
        self._build(self.sheet)
        more.clicked.connect(self.open_more)
        self.requests.opened.connect(navigator.open_request)
        self.requests.counted.connect(lambda many: self.sheet.count(REQUESTS, many))
        self.sheet.yellow.acted.connect(lambda: self.sheet.open_page(REQUESTS))

    def panes(self) -> list[QWidget]:
        return [self.list, self.sheet.tabs.part(self.sheet.tabs.current), self.sheet.page]

    # --- the dossier ------------------------------------------------------------------------------

    def reload_sheet(self) -> None:
        if self.family_id is None:
            return
        self.requests.show_family(self.family_id)

    def enter_sheet(self) -> None:
        self.sheet.enter()

    def open_more(self) -> None:
        made = self.menu(*_MENU)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    # --- going about ------------------------------------------------------------------------------

    @action("Chercher une famille", shortcut="Ctrl+F", icon="search")
    def find_family(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @action("Page suivante du dossier", shortcut="Ctrl+PgDown")
    def next_page(self) -> None:
        self.sheet.step(1)

    @action("Page précédente du dossier", shortcut="Ctrl+PgUp")
    def previous_page(self) -> None:
        self.sheet.step(-1)

    @action("Planning", shortcut="P", icon="calendar", permission=Permission.PLANNING_READ)
    def open_planning(self) -> None:
        self.navigator.open_planning()

    @action("Vue famille", shortcut="V", icon="eye")
    def open_portal(self) -> None:
        if self.family_id is not None:
            self.navigator.open_portal(self.family_id)

    @action("Nouvelle famille", shortcut="Ctrl+N", icon="plus", permission=P)
    def new_family(self) -> None:
        pass
