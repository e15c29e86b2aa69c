"""The lists of accounts an agent works from, and the account in front."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.subscribers import queries
from backoffice.subscribers.queries import AccountRow, AccountSheet, AccountSort
from ui.kit.actions import Scope, action
from ui.kit.feedback import Empty, Toast
from ui.kit.layout import column, label, panel, row, upright
from ui.kit.navigator import Navigator
from ui.kit.pagedmodel import ROW_ROLE, Ask, PagedModel
from ui.kit.screen import Screen
from ui.kit.searchfield import SearchField
from ui.kit.tables import Table
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type
from ui.subscribers import words
from ui.subscribers.detail import AccountDetail

MANAGE = Permission.ACCOUNT_MANAGE


class AccountsPage(Screen):
    topics: ClassVar[frozenset[Topic]] = frozenset({Topic.SUBSCRIBERS, Topic.FAMILIES})
    counted = Signal(object)  # how many each list holds

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("accounts")
        self.navigator = navigator
        self.sort = AccountSort.ALONE
        self._wanted = ""  # an account another screen asked for
        self.model: PagedModel[AccountRow] = PagedModel(words.ACCOUNT_COLUMNS, self._fetch, self)
        self.table = Table(self.model, "Comptes du portail", words.ACCOUNT_SHARES)
        self.table.setObjectName("accounts_table")
        self.search = SearchField("Nom ou e-mail", "Ctrl+F")
        self.search.setObjectName("accounts_search")
        self.about = label("", Type.BODY, "soft")
        self.empty, self.detail, self.toast = Empty(icon="person"), AccountDetail(), Toast()
        self._build()
        self.letters_act_on(self.table)
        self.search.searched.connect(lambda _words: self.model.restart())
        self.search.down.connect(self.table.setFocus)
        self.table.opened.connect(lambda _index: self.open_family())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._on_current())
        self.model.loaded.connect(self._on_loaded)
        self.detail.family_wanted.connect(navigator.open_family)
        self.empty.acted.connect(self.search.clear)
        self._follow()

    def _build(self) -> None:
        filters = row(self.about, None, self.search, margins=(Space.L, 0, Space.L, 0))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        both = row(column(self._pages, self.toast, gap=0), upright(), self.detail, gap=0)
        both.setStretch(0, 6)
        both.setStretch(2, 5)
        bar = row(
            *self.buttons("open_family", "link", "revoke"), None,
            margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        whole = column(
            panel("header", filters, Height.FILTERS),
            row(self.banner, margins=(Space.L, 0, Space.L, 0)),
            both, panel("bar", bar, Height.BAR), gap=0,
        )  # fmt: skip
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)

    def panes(self) -> list[QWidget]:
        return [self.table, self.search]

    # --- reading ----------------------------------------------------------------------------------

    def show_sort(self, sort: AccountSort) -> None:
        """Another of the lists."""
        self.sort = sort
        self.about.say(words.ABOUT[sort])
        self.banner.clear()
        self.toast.dismiss()
        self.model.restart()

    def open_account(self, account_id: str) -> None:
        """This one, wherever it stands."""
        self._wanted = account_id
        self._read(account_id)

    def reload(self) -> None:
        self.about.say(words.ABOUT[self.sort])
        self.tasks.latest(self, "counts", queries.account_counts, then=self.counted.emit)
        self.model.refresh()

    def _fetch(self, ask: Ask[AccountRow]) -> None:
        sort, typed, after = self.sort, self.search.text().strip(), ask.after
        self.tasks.read(
            self,
            lambda work: queries.account_page(
                work, sort, typed, (after[0], after[1]) if after else None, ask.size
            ),
            then=ask.answer,
            failed=lambda: self._failed(ask),
        )

    def _failed(self, ask: Ask[AccountRow]) -> None:
        ask.give_up()
        if not self.model.rowCount():
            self.empty.show_words("Les comptes n'ont pas pu être lus.", "Rien n'a été changé.")
            self._pages.setCurrentWidget(self.empty)

    def _on_loaded(self) -> None:
        if self.model.rowCount():
            self._pages.setCurrentWidget(self.table)
            if not self.table.currentIndex().isValid() and not self._wanted:
                self.table.selectRow(0)
        else:
            typed = bool(self.search.text().strip())
            said = (
                "Aucun compte ne répond à cette recherche." if typed else words.NOTHING[self.sort]
            )
            self.empty.show_words(said, "", "Effacer la recherche" if typed else "")
            self._pages.setCurrentWidget(self.empty)
        self._on_current()

    # --- one of them ------------------------------------------------------------------------------

    def current(self) -> AccountRow | None:
        found: AccountRow | None = self.table.currentIndex().data(ROW_ROLE)
        return found if self.model.rowCount() else None

    @property
    def found(self) -> AccountSheet | None:
        return self.detail.found

    def _on_current(self) -> None:
        one = self.current()
        if one is not None and self.table.hasFocus():
            self._wanted = ""  # the agent has moved on
        account_id = self._wanted or (one.account_id if one else "")
        if account_id:
            self._read(account_id)
        else:
            self._show(None)

    def _read(self, account_id: str) -> None:
        self.tasks.latest(
            self, "sheet", lambda work: queries.account_sheet(work, account_id), then=self._show
        )

    def _show(self, found: AccountSheet | None) -> None:
        self.detail.show_account(found)
        self._follow()

    def _follow(self) -> None:
        links = [one for one in self.found.links if one.live] if self.found else []
        self.enable("open_family", bool(links))
        self.enable("revoke", bool(links))
        self.enable("link", self.found is not None and self.found.state == "activated")

    @action("Ouvrir la famille", shortcut=("Return", "Enter"), icon="external", scope=Scope.FOCUS)
    def open_family(self) -> None:
        links = [one for one in self.found.links if one.live] if self.found else []
        if links:
            self.navigator.open_family(links[0].family_id)

    @action("Rattacher à une famille", shortcut="N", icon="link", permission=MANAGE)
    def link(self) -> None:
        from ui.subscribers.linking import LinkSheet

        if self.found is not None and self.found.state == "activated":
            LinkSheet(self, self.found, self._done).open()

    @action("Révoquer le rattachement", shortcut="D", icon="ban", permission=MANAGE)
    def revoke(self) -> None:
        from ui.subscribers.linking import RevokeSheet

        if self.found is not None and any(one.live for one in self.found.links):
            RevokeSheet(self, self.found, self._done).open()

    def _done(self, said: str, about: str) -> None:
        self.toast.say(said, about, undoable=False)
