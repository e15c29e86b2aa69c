"""Paramètres: what the town decides about its own inbox."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.kernel.permissions import Permission
from ui.kit.choices import Tabs
from ui.kit.layout import column, label, panel, row
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type
from ui.settings.absences import AbsencesPage
from ui.settings.agents import AgentsPage
from ui.settings.closures import ClosuresPage
from ui.settings.deadlines import DeadlinesPage
from ui.settings.documents import DocumentsPage
from ui.settings.places import PlacesPage
from ui.settings.reasons import ReasonsPage
from ui.settings.rules import RulesPage
from ui.settings.sending import SendingPage


class SettingsView(Screen):
    """Tabs of small pages; each reloads by itself when what it shows has changed."""

    title = "Paramètres"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("settings")
        self.pages: list[Screen] = [
            ReasonsPage(tasks), RulesPage(tasks, navigator), DeadlinesPage(tasks),
            PlacesPage(tasks), AbsencesPage(tasks), ClosuresPage(tasks), DocumentsPage(tasks),
            SendingPage(tasks),
        ]  # fmt: skip
        if tasks.agent.may(Permission.AGENT_MANAGE):
            self.pages.append(AgentsPage(tasks))
        self.tabs = Tabs([(page.title, 0) for page in self.pages], name="Paramètres")
        self.stack = QStackedWidget()
        for page in self.pages:
            self.stack.addWidget(page)
            prefix = page.objectName()
            self.commands |= {f"{prefix}_{name}": one for name, one in page.commands.items()}
        self.tabs.setObjectName("settings_tabs")
        self.tabs.chosen.connect(self.stack.setCurrentIndex)
        head = row(
            label("Paramètres", Type.HEADING), self.tabs, None,
            gap=Space.XL, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        noted = row(self.banner, margins=(Space.L, 0, Space.L, 0))
        inside = column(panel("header", head, Height.HEADER), noted, self.stack, gap=0)
        inside.setStretch(2, 1)
        self.setLayout(inside)

    @property
    def page(self) -> Screen:
        return self.pages[self.stack.currentIndex()]

    def panes(self) -> list[QWidget]:
        return [self.tabs, *self.page.panes()]

    def reload(self) -> None:
        if self.page.isVisible():
            self.page.reload()

    def silence_letters(self, silent: bool) -> None:
        for page in self.pages:
            page.silence_letters(silent)
