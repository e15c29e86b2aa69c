"""Where everything is: tabs, the strip of documents, the page, what the agent makes of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.documents.queries import Line
from backoffice.kernel.calendar import local_day
from backoffice.kernel.topics import Topic
from ui.documents.checklist import Checklist
from ui.documents.pictures import Pictures
from ui.documents.strip import Strip
from ui.documents.viewer import PageView
from ui.documents.words import Tab
from ui.kit.buttons import IconButton
from ui.kit.choices import Picker, Tabs
from ui.kit.feedback import Empty, Toast
from ui.kit.layout import column, label, line, panel, row, tip, upright
from ui.kit.navigator import Navigator
from ui.kit.pagedmodel import Ask
from ui.kit.pieces import Icon
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type

TABS = tuple(Tab)
RIGHT = 424
ANSWERS = ("accept", "refuse", "send_message")
EVERY_SCHOOL = (None, "Tous les établissements")
_TOOLS = {
    "zoom_out": ("minus", "Réduire (−)"),
    "zoom_in": ("plus", "Agrandir (+)"),
    "turn": ("rotate", "Tourner (Ctrl+R)"),
    "keep_turned": ("check", "Garder la page tournée (Ctrl+Maj+R)"),
    "save_copy": ("download", "Enregistrer une copie (Ctrl+S)"),
    "previous_page": ("left", "Page précédente (Page haut)"),
    "next_page": ("right", "Page suivante (Page bas)"),
}


class DocumentsFrame(Screen):
    """What it shows and does is the business of its heirs."""

    topics: ClassVar[frozenset[Topic]] = frozenset({Topic.DOCUMENTS, Topic.REQUESTS})
    title: ClassVar[str] = "Pièces"

    dropped = Signal(object)  # paths of the PC

    def __init__(self, tasks: Tasks, navigator: Navigator | None, parent: QWidget | None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("documents")
        self.setAcceptDrops(True)
        self.navigator = navigator or Navigator(self)
        self.tabs = Tabs([(tab.value, 0) for tab in TABS], name=self.title)
        self.tabs.setObjectName("documents_tabs")
        self.school = Picker("Établissement", [EVERY_SCHOOL])
        self.school.setObjectName("documents_school")
        self.strip = Strip(self._fetch, self.now)
        self.viewer = PageView()
        self.pictures = Pictures(self)
        self.checklist = Checklist(self.today)
        self.toast, self.empty = Toast(), Empty(icon="document")
        self.name = line("", Type.BODY, "soft", typed=True)
        self.name.setObjectName("file_name")
        self.weight = label("", Type.SMALL, "faint")
        self.percent = label("", Type.BODY, "soft")
        self.percent.setObjectName("zoom_percent")
        self.place = label("", Type.BODY, "soft")
        self.place.setObjectName("page_place")
        self.setLayout(column(self._build(), gap=0))
        self.setFocusProxy(self.viewer)

    def _fetch(self, ask: Ask[Line]) -> None:
        raise NotImplementedError

    def now(self) -> datetime:
        """By the clock of the base."""
        return self.tasks.database.clock()

    def today(self) -> date:
        return local_day(self.now())

    def panes(self) -> list[QWidget]:
        return [self.strip, self.viewer, self.checklist.dated, self.tabs.part(self.tabs.current)]

    def _build(self) -> QWidget:
        head = row(
            label(self.title, Type.HEADING), self.tabs, None, *self.buttons("add"), self.school,
            gap=Space.M, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        noted = row(self.banner, margins=(Space.L, 0, Space.L, 0))
        left = column(self._tools(), self.viewer, gap=0)
        left.setStretch(1, 1)
        split = row(left, upright(), self._right(), gap=0)
        split.setStretch(0, 1)
        open_one = QWidget()
        under = column(panel("header", column(self.strip, gap=0), Height.BAR), split, gap=0)
        under.setStretch(1, 1)
        open_one.setLayout(under)
        self._pages = QStackedWidget()
        self._pages.addWidget(open_one)
        self._pages.addWidget(self.empty)
        inside = column(panel("header", head, Height.HEADER), noted, self._pages, gap=0)
        inside.setStretch(2, 1)
        made = QWidget()
        made.setLayout(inside)
        return made

    def _tools(self) -> QWidget:
        tools = {name: self._tool(name) for name in _TOOLS if name in self.commands}
        self.keep_tool = tools.get("keep_turned")
        items: list[QWidget | int | None] = [
            Icon("document", "faint"),
            self.name,
            self.weight,
            None,
        ]
        for name, tool in tools.items():
            if name == "zoom_in":
                items.append(self.percent)
            if name == "next_page":
                items.append(self.place)
            items += [Space.S, tool] if name == "save_copy" else [tool]
        return panel("header", row(*items, gap=Space.XS, margins=(Space.L, 0, Space.S, 0)), 40)

    def _tool(self, name: str) -> IconButton:
        icon, words = _TOOLS[name]
        made = IconButton(icon, words).follow(self.commands[name].built)
        tip(made, words)
        return made

    def _right(self) -> QWidget:
        bar = row(*self.buttons(*ANSWERS), None, margins=(Space.L, 0, Space.S, 0))
        self.answers = panel("bar", bar, Height.BAR)
        said = row(self.toast, margins=(Space.S, 0, Space.S, Space.XS))
        inside = column(self.checklist, said, self.answers, gap=0)
        inside.setStretch(0, 1)
        made = panel("surface", inside)
        made.setFixedWidth(RIGHT)
        return made

    def show_empty(self, words_: str, hint: str, action: str = "") -> None:
        self.empty.show_words(words_, hint, action)
        self._pages.setCurrentIndex(1)

    def show_open(self) -> None:
        self._pages.setCurrentIndex(0)

    # --- files brought with the mouse -------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if "add" in self.commands and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)
