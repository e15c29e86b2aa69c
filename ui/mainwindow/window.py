"""The main window of one signed-in agent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu, QStackedWidget, QToolTip, QWidget

from backoffice.kernel.calendar import local
from backoffice.kernel.topics import Topic
from ui.kit import theme
from ui.kit.feedback import ConnectionStrip
from ui.kit.layout import column, menu_text, panel, row
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.settings import WindowSettings
from ui.kit.sheet import Sheet
from ui.kit.sidebar import Sidebar
from ui.kit.tasks import Tasks
from ui.kit.theme import Theme
from ui.kit.tokens import Width
from ui.mainwindow import counters, keyboard
from ui.mainwindow.lock import IdleWatch, LockPage, Sorry, Unlock
from ui.mainwindow.pulse import Pulse
from ui.mainwindow.routes import Routes
from ui.mainwindow.sections import BEHIND, FIRST, Section, sections_of

if TYPE_CHECKING:
    from backoffice.app import Backoffice
    from backoffice.history.overview import Pinned, Waiting
    from ui.mainwindow.palette import Palette

TITLE = "Service enfance"
SETTLED_MS = 400


class MainWindow(QWidget):
    """A sidebar, one screen at a time. Screens are built the first time they are shown."""

    shown = Signal(str)  # the section now in front
    locked = Signal(bool)
    left = Signal()  # the agent signs out, or the window is closed
    counted = frozenset({Topic.REQUESTS, Topic.ANOMALIES, Topic.SETTINGS})

    def __init__(
        self,
        backoffice: Backoffice,
        *,
        settings: WindowSettings | None = None,
        lock_after: int = 10,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("main_window")
        self.setWindowTitle(TITLE)
        self.backoffice = backoffice
        self.agent = backoffice.agent
        self.settings = settings or WindowSettings(backoffice.agent.login)
        self.tasks = Tasks(backoffice.database, backoffice.agent, parent=self)
        self.navigator = Navigator(self)
        self.routes = Routes(self)
        self.pulse = Pulse(backoffice, self)
        self.idle = IdleWatch(lock_after, self)
        self.unlocker: Unlock | None = None  # given by the program: it knows how to sign in
        self._sections = {section.key: section for section in sections_of(self.agent)}
        self._screens: dict[str, Screen] = {}
        self._lock: LockPage | None = None
        self.finder: Palette | None = None  # Ctrl+K
        self._covered: list[QWidget] = []
        self._started = self._shut = False
        self._pinned: tuple[Pinned, ...] = ()
        self.dated = ""  # the hour of what is on screen
        self.strip = ConnectionStrip()
        self.sidebar = Sidebar(
            [section.entry() for section in self._sections.values()], title=TITLE
        )
        self.sidebar.presence.show_agent(self.agent.name)
        self._stack = QStackedWidget()
        beside = column(self.strip, self._stack, gap=0)
        beside.setStretch(1, 1)
        inside = row(self.sidebar, beside, gap=0)
        inside.setStretch(1, 1)
        self._page = panel("surface", inside)
        self.setLayout(column(self._page, gap=0))
        self._connect()
        self.actions_by_name: dict[str, QAction] = keyboard.build(self)

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.show_section)
        self.sidebar.search.connect(self.search)
        self.sidebar.session.connect(self.open_session_menu)
        self.navigator.section.connect(self.show_section)
        self.tasks.changed.connect(self._on_changed)
        self.pulse.changed.connect(self.tasks.changed)
        self.pulse.answered.connect(self._on_answer)
        self.idle.idle.connect(self.lock)

    # --- sections ---------------------------------------------------------------------------------

    @property
    def sections(self) -> list[Section]:
        return list(self._sections.values())

    @property
    def front(self) -> Screen | None:
        """The screen in front."""
        found = self._stack.currentWidget()
        return found if isinstance(found, Screen) else None

    def show_section(self, key: str) -> None:
        if pinned := next((one for one in self._pinned if one.key == key), None):
            self._show_pinned(pinned)
            return
        if key in self._sections:
            self.bring(key)
            self.sidebar.show_current(key)
            self.shown.emit(key)

    def bring(self, key: str) -> None:
        """A screen in front, whether or not the sidebar leads to it."""
        screen = self.screen_of(key)
        self._stack.setCurrentWidget(screen)
        if not self.is_locked:
            keyboard.enter(screen)

    def _show_pinned(self, pinned: Pinned) -> None:
        """A filter of the sidebar is the inbox, narrowed."""
        from backoffice.inbox.reading import InboxFilter

        self.show_section("inbox")
        filters = getattr(self.screen_of("inbox"), "filters", None)
        if filters is not None:
            filters.apply(InboxFilter.from_json(pinned.wanted))

    def screen_of(self, key: str) -> Screen:
        """The screen of a section, built now if it never was."""
        if key not in self._screens:
            build = self._sections[key].build if key in self._sections else BEHIND[key]
            made = build(self.tasks, self.navigator)
            made.silence_letters(not self.settings.letters)
            self._screens[key] = made
            self._stack.addWidget(made)
        return self._screens[key]

    def search(self) -> None:
        """Ctrl+K: whatever is typed leads to a person, a request, a code or an action."""
        from ui.mainwindow.palette import Palette

        if self.finder is None:
            self.finder = Palette(self)
        corner = self.sidebar.search_tile.mapTo(self, QPoint(0, 0))
        self.finder.open(QRect(corner, self.sidebar.search_tile.size()))

    def reload(self) -> None:
        if (front := self.front) is not None:
            front.reload()
        self._count()

    def open_dossier(self, family_id: int | None = None, line: int | None = None) -> None:
        """All that waits for a family, or for that of a line of the inbox; Échap comes back."""
        self.routes.to_dossier(family_id, line)

    # --- what lives under the sidebar -------------------------------------------------------------

    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if topics & self.counted:
            self._count()

    def _count(self) -> None:
        self.tasks.latest(self, "counters", counters.waiting, then=self._show_counters)

    def _show_counters(self, found: Waiting) -> None:
        self.sidebar.set_counts(
            {"inbox": found.inbox, "documents": found.documents, "anomalies": found.anomalies}
        )
        names = [(one.key, one.name, one.wanted) for one in found.pinned]
        if names != [(one.key, one.name, one.wanted) for one in self._pinned]:
            self.sidebar.set_saved([counters.entry(one) for one in found.pinned])
        self._pinned = found.pinned
        self.sidebar.set_counts({one.key: one.waiting for one in found.pinned})
        self.sidebar.set_town(TITLE, f"Ville de {found.town}" if found.town else "")

    def _on_answer(self, well: bool) -> None:
        if well and self.strip.isHidden() and self.dated != self._hour():
            self.dated = self._hour()
            self.sidebar.presence.show_status(f"À jour, {self.dated}")

    def now(self) -> datetime:
        """The time in the town, by the clock of the base."""
        return local(self.backoffice.database.clock())

    def _hour(self) -> str:
        return f"{self.now():%H:%M}"

    def connection_lost(self, since: str, dated: str) -> None:
        if self.strip.isHidden():
            self.strip.lost(since, dated)
            self.tasks.say_reachable(False)
            self.sidebar.presence.show_status("Connexion perdue", well=False)

    def connection_back(self) -> None:
        self.strip.back()
        self.tasks.say_reachable(True)
        self.sidebar.presence.show_status(f"À jour, {self._hour()}")
        self.tasks.changed.emit(frozenset(Topic))

    # --- the agent's menu -------------------------------------------------------------------------

    def open_session_menu(self) -> None:
        tile = self.sidebar.presence
        menu = self.session_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(tile.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def session_menu(self) -> QMenu:
        made = QMenu(self)
        made.setObjectName("session_menu")
        words = {
            Theme.LIGHT: "Thème clair",
            Theme.DARK: "Thème sombre",
            Theme.SYSTEM: "Thème du poste",
        }
        for wanted, said in words.items():
            line = made.addAction(menu_text(said))
            line.triggered.connect(self._theme_setter(wanted))
            line.setCheckable(True)
            line.setChecked(wanted is self.settings.theme)
        made.addSeparator()
        letters = made.addAction(menu_text("Raccourcis à une lettre"))
        letters.setCheckable(True)
        letters.setChecked(self.settings.letters)
        letters.toggled.connect(self.set_letters)
        made.addActions([self.actions_by_name[name] for name in ("shortcuts", "lock", "quit")])
        return made

    def _theme_setter(self, wanted: Theme) -> Callable[[], None]:
        return lambda: self.set_theme(wanted)

    def set_theme(self, wanted: Theme) -> None:
        self.settings.theme = wanted
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, wanted)

    def set_letters(self, on: bool) -> None:
        self.settings.letters = on
        for screen in self._screens.values():
            screen.silence_letters(not on)

    # --- locking ----------------------------------------------------------------------------------

    @property
    def is_locked(self) -> bool:
        return self._lock is not None

    def lock(self) -> None:
        """Hide everything at once; what was being typed stays where it was."""
        if self._lock is not None or self.unlocker is None:
            return
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        sheets = self.findChildren(Sheet, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._covered = [w for w in (self._page, *sheets) if not w.isHidden()]
        for widget in self._covered:
            widget.hide()
        for command in self.actions_by_name.values():
            command.setEnabled(command.objectName() == "quit")
        self._lock = LockPage(self, self.agent.name, self._unlock)
        self._lock.leave.connect(self.close)
        self._lock.setGeometry(self.rect())
        self._lock.show()
        self._lock.password.setFocus()
        self.idle.stop()
        self.locked.emit(True)

    def _unlock(self, password: str, opened: Callable[[], object], refused: Sorry) -> None:
        assert self.unlocker is not None  # noqa: S101  without it there is no lock

        def back() -> None:
            opened()
            self.unlock()

        self.unlocker(password, back, refused)

    def unlock(self) -> None:
        """Give the screen back: the program calls it once the password was right."""
        if self._lock is None:
            return
        self._lock.deleteLater()
        self._lock = None
        for widget in self._covered:
            widget.show()
        self._covered = []
        for command in self.actions_by_name.values():
            command.setEnabled(True)
        self.idle.watch(self)
        self.locked.emit(False)

    # --- Qt's -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first screen and begin to listen."""
        self.show_section(FIRST if FIRST in self._sections else next(iter(self._sections)))
        self.dated = self._hour()
        self.sidebar.presence.show_status(f"À jour, {self.dated}")
        # First the screen: what is counted and listened to can wait until it is there.
        QTimer.singleShot(SETTLED_MS, self, self._listen)

    def _listen(self) -> None:
        if not self._shut:
            self._count()
            self.pulse.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._started:
            self._started = True
            self.start()
        self.idle.watch(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.fold(self.width() < Width.FOLD_UNDER)
        if self._lock is not None:
            self._lock.setGeometry(self.rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settings.save_window(self)
        self.shut()
        super().closeEvent(event)
        self.left.emit()

    @property
    def is_asking(self) -> bool:
        """A sheet is open over the screen: what lies beneath does not answer."""
        return not self._page.isEnabled()

    def shut(self) -> None:
        """Stop listening, let running work end, close the base. May be called twice."""
        self._shut = True
        self.idle.stop()
        self.pulse.close()
        self.tasks.close()
        self.backoffice.close()
