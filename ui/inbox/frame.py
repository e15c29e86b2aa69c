"""The frame of the inbox: header, filters, list and detail, side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from backoffice.inbox.reading import InboxRow
from backoffice.inbox.workflow import Queue
from backoffice.kernel.topics import Topic
from ui import labels
from ui.inbox.detail import RequestDetail
from ui.inbox.filters import FilterBar
from ui.inbox.list import RequestList
from ui.inbox.model import RequestModel
from ui.inbox.ticked import TickedStrip
from ui.kit.choices import Tabs
from ui.kit.feedback import Arrivals, Empty, Toast
from ui.kit.layout import column, label, panel, row
from ui.kit.navigator import Navigator
from ui.kit.notice import Notice
from ui.kit.pagedmodel import Ask
from ui.kit.screen import Screen
from ui.kit.settings import WindowSettings
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type, Width

TABS: tuple[Queue | None, ...] = (None, *Queue)


class InboxFrame(Screen):
    """Where everything is; what it shows is the business of its heirs."""

    topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.REQUESTS, Topic.PLANNING, Topic.FAMILIES, Topic.ACTIVITIES, Topic.SETTINGS}
    )
    title: ClassVar[str] = "À traiter"

    def __init__(self, tasks: Tasks, navigator: Navigator | None, parent: QWidget | None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("inbox")
        self.navigator = navigator or Navigator(self)
        self.model = RequestModel(self._fetch, self)
        self.list = RequestList(self.model)
        self.detail = RequestDetail()
        self.filters = FilterBar("Enfant, famille, n° de demande")
        self.tabs = Tabs([(labels.QUEUE[q] if q else "Toutes", 0) for q in TABS], name="Files")
        self.tabs.setObjectName("inbox_tabs")
        self.arrivals, self.ticked, self.toast = Arrivals(), TickedStrip(), Toast()
        self.empty, self.blank = Empty(), Empty("", icon="inbox")
        self._build()

    def _fetch(self, ask: Ask[InboxRow]) -> None:
        raise NotImplementedError

    def answers_bar(self) -> QWidget:
        raise NotImplementedError

    def timer(self, wait: int, then: Callable[[], None]) -> QTimer:
        """What may wait a little, and does not matter once the screen is out of sight."""
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(wait)
        made.timeout.connect(lambda: then() if self.isVisible() else None)
        return made

    def _build(self) -> None:
        head = row(
            label("À traiter", Type.HEADING), Space.M, self.tabs, None,
            margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        self._lists = QStackedWidget()
        self._lists.addWidget(self.list)
        self._lists.addWidget(self.empty)
        under = row(self.toast, margins=(Space.S, Space.S, Space.S, Space.S))
        left = panel("surface", column(self.arrivals, self.ticked, self._lists, under, gap=0))
        left.setMinimumWidth(320)
        self._details = QStackedWidget()
        self._details.addWidget(_stacked(self.detail, self.answers_bar()))
        self._details.addWidget(panel("surface", column(self.blank)))
        self._panes = QSplitter()
        self._panes.setObjectName("inbox_panes")
        self._panes.setHandleWidth(1)
        self._panes.setChildrenCollapsible(False)
        self._panes.addWidget(left)
        self._panes.addWidget(self._details)
        self._panes.setStretchFactor(1, 1)
        whole = column(
            panel("header", head, Height.HEADER), panel("header", column(self.filters), Height.FILTERS),
            Notice(self.banner), self._panes, gap=0,
        )  # fmt: skip
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.list)
        settings = WindowSettings(self.tasks.agent.login)
        self._own_width = settings.remember_splitter(self._panes, "inbox")
        self._panes.splitterMoved.connect(self._keep_width)

    # --- Qt's -------------------------------------------------------------------------------------

    def panes(self) -> list[QWidget]:
        return [self.list, self.detail, self.filters.search]

    def _keep_width(self) -> None:
        self._own_width = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._own_width:
            left = Width.LIST_NARROW if self.width() < 1100 else Width.LIST
            self._panes.setSizes([left, self.width() - left])


def _stacked(*parts: QWidget) -> QWidget:
    return panel("surface", column(*parts, gap=0))
