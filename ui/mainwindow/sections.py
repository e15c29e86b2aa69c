"""The sections of the sidebar, and how each screen is made the first time it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backoffice.kernel.permissions import Agent, Permission
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.sidebar import Entry
from ui.kit.tasks import Tasks

Build = Callable[[Tasks, Navigator], Screen]


@dataclass(frozen=True, slots=True)
class Section:
    """`letter` follows Ctrl+G; `build` imports its screen only then: the window opens sooner."""

    key: str
    icon: str
    words: str
    letter: str
    permission: Permission
    build: Build

    @property
    def keys(self) -> str:
        return f"Ctrl+G, {self.letter}"

    def entry(self) -> Entry:
        return Entry(self.key, self.icon, self.words, f"Ctrl+G {self.letter}")


def _home(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.home.view import HomeView

    return HomeView(tasks, navigator)


def _inbox(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.inbox.view import InboxView

    return InboxView(tasks, navigator)


def _planning(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.planning.view import PlanningView

    return PlanningView(tasks, navigator)


def _families(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.families.view import FamiliesView

    return FamiliesView(tasks, navigator)


def _documents(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.documents.view import DocumentsView

    return DocumentsView(tasks, navigator)


def _portal(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.portalview.view import PortalView

    return PortalView(tasks, navigator)


def _subscribers(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.subscribers.view import SubscribersView

    return SubscribersView(tasks, navigator)


def _anomalies(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.anomalies.view import AnomaliesView

    return AnomaliesView(tasks, navigator)


def _history(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.history.view import HistoryView

    return HistoryView(tasks, navigator)


def _settings(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.settings.view import SettingsView

    return SettingsView(tasks, navigator)


def _dossier(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.dossier.view import DossierView

    return DossierView(tasks, navigator)


def _newcomers(tasks: Tasks, navigator: Navigator) -> Screen:
    from ui.newcomers.view import NewcomersView

    return NewcomersView(tasks, navigator)


P = Permission

SECTIONS: tuple[Section, ...] = (
    Section("home", "home", "Accueil", "A", P.REQUEST_READ, _home),
    Section("inbox", "inbox", "À traiter", "T", P.REQUEST_READ, _inbox),
    Section("planning", "calendar", "Planning", "P", P.PLANNING_READ, _planning),
    Section("families", "families", "Familles", "F", P.FAMILY_READ, _families),
    Section("documents", "document", "Pièces", "D", P.REQUEST_READ, _documents),
    Section("portal", "eye", "Vue famille", "V", P.FAMILY_READ, _portal),
    Section("subscribers", "person", "Comptes et codes", "C", P.FAMILY_READ, _subscribers),
    Section("anomalies", "warning", "Anomalies", "X", P.REQUEST_READ, _anomalies),
    Section("history", "journal", "Journal", "J", P.HISTORY_READ, _history),
    Section("settings", "sliders", "Paramètres", "S", P.REQUEST_READ, _settings),
)

FIRST = "inbox"
# Opened by another screen, on one thing: no tile leads there.
BEHIND: dict[str, Build] = {"dossier": _dossier, "newcomers": _newcomers}


def sections_of(agent: Agent) -> tuple[Section, ...]:
    return tuple(section for section in SECTIONS if agent.may(section.permission))
