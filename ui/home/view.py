"""Accueil: what waits, who comes today, what came in and went out, whether all is well."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from backoffice.history import overview
from backoffice.history.overview import Overview
from backoffice.kernel.calendar import local
from backoffice.kernel.topics import Topic
from ui.home import words
from ui.home.today import TodayTable
from ui.kit.actions import action
from ui.kit.buttons import Link, Look
from ui.kit.charts import Key, Queues, ReceivedHandled
from ui.kit.checks import Checks
from ui.kit.french import full_day
from ui.kit.layout import Item, card, column, label, panel, reveal, row, scrolled
from ui.kit.navigator import Navigator
from ui.kit.pieces import Facts
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type


class HomeView(Screen):
    topics = frozenset({Topic.REQUESTS, Topic.PLANNING, Topic.ANOMALIES, Topic.ACTIVITIES})
    title = "Accueil"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("home")
        self._navigator = navigator
        self._most_urgent: int | None = None
        self._day = label("", Type.HEADING)
        self._week = label("", Type.BODY, "faint")
        self._checked = label("", Type.SMALL, "faint")
        self._today_title = label("Aujourd'hui", Type.TITLE)
        self.queues = Queues()
        self.nothing = label("Rien n'attend de réponse.", Type.BODY, "soft")
        self.today = TodayTable()
        self.no_activity = label(
            "Aucune activité dans les trois semaines à venir.", Type.BODY, "soft", wrap=True
        )
        self.flow = ReceivedHandled()
        self.state = Checks(rule=116)
        self.coming = Facts("À venir")
        self.setLayout(column(self._header(), self.banner, self._board(), gap=0))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.letters_act_on(self)
        self.enable("handle_most_urgent", False)
        self.state.acted.connect(self._follow)
        self._minute = QTimer(self)  # ages grow and hours pass, even when nobody writes
        self._minute.setInterval(60_000)
        self._minute.timeout.connect(self._on_minute)
        self._minute.start()

    def panes(self) -> list[QWidget]:
        return [self]

    def reload(self) -> None:
        self.tasks.latest(self, "overview", overview.overview, then=self._show)

    def _on_minute(self) -> None:
        if self.isVisible():
            self.reload()

    def _follow(self, key: str) -> None:
        if key.startswith(words.REQUEST):
            self._navigator.open_request(int(key.removeprefix(words.REQUEST)))
        else:
            self._navigator.open_section(key)

    @action("Traiter la plus urgente", shortcut=("Return", "Enter"), look=Look.PRIMARY)
    def handle_most_urgent(self) -> None:
        if self._most_urgent is not None:
            self._navigator.open_request(self._most_urgent)

    # --- what it is made of -----------------------------------------------------------------------

    def _header(self) -> QWidget:
        lines = row(
            self._day, self._week, None, *self.buttons("handle_most_urgent"),
            gap=Space.M, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        return panel("header", lines, Height.HEADER)

    def _board(self) -> QWidget:
        first = row(self._waiting(), self._places(), gap=Space.L)
        first.setStretch(0, 11)
        first.setStretch(1, 9)
        second = row(self._chart(), self._state(), gap=Space.L)
        second.setStretch(0, 11)
        second.setStretch(1, 9)
        margins = (Space.L, Space.L, Space.L, Space.L)
        board = column(first, second, gap=Space.L, margins=margins)
        board.setStretch(1, 1)
        return scrolled(panel("backdrop", board))

    def _waiting(self) -> QFrame:
        keys = row(
            Key("room", "moins de 1 j"), Key("nearly", "1 à 3 j"), Key("full", "plus de 3 j"),
            gap=Space.M,
        )  # fmt: skip
        return _card(label("Ce qui attend", Type.TITLE), keys, self.queues, self.nothing, None)

    def _places(self) -> QFrame:
        planning = Link("Planning")
        planning.setObjectName("open_planning")
        planning.clicked.connect(lambda: self._navigator.open_section("planning"))
        return _card(self._today_title, planning, self.today, self.no_activity, None)

    def _chart(self) -> QFrame:
        keys = row(Key("outline", "reçues"), Key("accent", "traitées"), gap=Space.M)
        return _card(label("Demandes, 10 jours ouvrés", Type.TITLE), keys, self.flow)

    def _state(self) -> QFrame:
        return _card(label("État", Type.TITLE), self._checked, self.state, self.coming, None)

    # --- what it shows ----------------------------------------------------------------------------

    def _show(self, found: Overview) -> None:
        self._most_urgent = found.most_urgent
        self.enable("handle_most_urgent", found.most_urgent is not None)
        said = full_day(found.today)
        self._day.say(said[:1].upper() + said[1:])
        self._week.say(f"semaine {found.today.isocalendar().week}")
        self.queues.show_queues(words.queues(found))
        reveal(self.queues, bool(found.queues))
        reveal(self.nothing, not found.queues)
        places = found.places
        later = places.day is not None and places.day != found.today
        self._today_title.say(
            full_day(places.day).capitalize() if later and places.day else "Aujourd'hui"
        )
        self.today.show_day(places)
        reveal(self.today, bool(places.facilities))
        reveal(self.no_activity, not places.facilities)
        self.flow.show_days(words.flow(found))
        self.state.show_checks(words.state(found))
        self.coming.show_lines(words.coming(found))
        self._checked.say(f"vérifié à {local(found.read_at):%H:%M}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        reveal(self.coming, self.height() > 680)  # on a small screen, first what needs someone


def _card(title: Item, aside: Item, *content: Item) -> QFrame:
    """A title, something small on its right, then the matter."""
    head = row(title, None, aside)
    inside = QWidget()
    inside.setLayout(head)
    inside.setFixedHeight(24)
    return card(column(inside, *content, gap=Space.S, margins=(Space.L, Space.M, Space.L, Space.L)))
