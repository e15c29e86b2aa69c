"""« Comptes et codes »: the lists of accounts one works from, and the codes that let them in."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.subscribers.queries import AccountSort
from ui.kit.choices import Tabs
from ui.kit.layout import column, label, panel, row
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type
from ui.subscribers import words
from ui.subscribers.accounts import AccountsPage
from ui.subscribers.codes import CodesPage

SORTS = tuple(AccountSort)
CODES = len(SORTS)


class SubscribersView(Screen):
    title: ClassVar[str] = "Comptes et codes"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("subscribers")
        self.accounts, self.codes = AccountsPage(tasks, navigator), CodesPage(tasks, navigator)
        names = [*(words.LISTS[sort] for sort in SORTS), "Codes"]
        self.tabs = Tabs([(name, 0) for name in names], name=self.title)
        self.tabs.setObjectName("subscribers_tabs")
        self.stack = QStackedWidget()
        for page in (self.accounts, self.codes):
            self.stack.addWidget(page)
            prefix = page.objectName()
            self.commands |= {f"{prefix}_{name}": one for name, one in page.commands.items()}
        head = row(
            label(self.title, Type.HEADING), self.tabs, None,
            gap=Space.XL, margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        inside = column(panel("header", head, Height.HEADER), self.stack, gap=0)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self.tabs.chosen.connect(self._on_tab)
        self.accounts.counted.connect(self._show_counts)
        self.setFocusProxy(self.accounts)

    @property
    def page(self) -> AccountsPage | CodesPage:
        return self.codes if self.tabs.current == CODES else self.accounts

    def panes(self) -> list[QWidget]:
        return [*self.page.panes(), self.tabs.part(self.tabs.current)]

    def reload(self) -> None:
        if self.page.isVisible():
            self.page.reload()

    def open_account(self, account_id: str) -> None:
        """One account, whatever list it is in."""
        self.tabs.choose(SORTS.index(AccountSort.ALL))
        self.accounts.open_account(account_id)

    def open_code(self, code_id: int | str) -> None:
        self.tabs.choose(CODES)
        self.codes.open_code(int(code_id))

    def silence_letters(self, silent: bool) -> None:
        for page in (self.accounts, self.codes):
            page.silence_letters(silent)

    def _on_tab(self, at: int) -> None:
        self.stack.setCurrentWidget(self.page)
        self.setFocusProxy(self.page)
        if at != CODES:
            self.accounts.show_sort(SORTS[at])

    def _show_counts(self, found: dict[AccountSort, int]) -> None:
        self.tabs.set_counts([*(found.get(sort, 0) for sort in SORTS), 0])
