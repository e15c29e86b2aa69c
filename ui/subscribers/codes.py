"""Codes: whom they were given to and what became of them; made, replaced, revoked."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.activities import queries as places
from backoffice.activities.queries import FacilityLine
from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.subscribers import queries, services
from backoffice.subscribers import words as said
from backoffice.subscribers.queries import CodeFilter, CodeRow
from backoffice.subscribers.recipients import CodeKind
from ui.kit import dialogs
from ui.kit.actions import Scope, action
from ui.kit.buttons import Look
from ui.kit.choices import Picker, Segments
from ui.kit.feedback import Empty, Toast
from ui.kit.layout import column, panel, plain, reveal, row
from ui.kit.navigator import Navigator
from ui.kit.pagedmodel import ROW_ROLE, Ask, PagedModel
from ui.kit.screen import Screen
from ui.kit.searchfield import SearchField
from ui.kit.tables import Table
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type
from ui.subscribers import words

MANAGE = Permission.CODE_MANAGE
KINDS: tuple[bool | None, ...] = (None, False, True)


class CodesPage(Screen):
    topics: ClassVar[frozenset[Topic]] = frozenset({Topic.SUBSCRIBERS, Topic.FAMILIES})

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("codes")
        self.navigator = navigator
        self._only: int | None = None  # a code another screen asked for
        self.model: PagedModel[CodeRow] = PagedModel(words.CODE_COLUMNS, self._fetch, self)
        self.table = Table(self.model, "Codes émis", words.CODE_SHARES)
        self.table.setObjectName("codes_table")
        self.kind = Segments(["Tous", "Abonné", "Personnel"], 0, "Sorte de code")
        self.kind.setObjectName("codes_kind")
        states = [(None, "Tous les états"), *said.CODE_STATES.items()]
        self.state = Picker("État", states)
        self.state.setObjectName("codes_state")
        self.school = Picker("Établissement", [(None, "Toute la ville")])
        self.school.setObjectName("codes_school")
        self.search = SearchField("Famille, enfant ou début du code", "Ctrl+F")
        self.search.setObjectName("codes_search")
        self.empty, self.toast = Empty(icon="lock"), Toast()
        self.story = plain("", Type.BODY, "soft", wrap=True)
        self.story.setObjectName("code_story")
        self._build()
        self.letters_act_on(self.table)
        for choice in (self.kind, self.state, self.school):
            choice.chosen.connect(lambda _what: self._restart())
        self.search.searched.connect(lambda _words: self._restart())
        self.search.down.connect(self.table.setFocus)
        self.table.opened.connect(lambda _index: self.open_family())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._follow())
        self.model.loaded.connect(self._on_loaded)
        self.empty.acted.connect(self._reset)
        self._follow()

    def _build(self) -> None:
        filters = row(
            self.kind, self.state, self.school, None, self.search,
            margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        told = column(self.story, margins=(Space.L, Space.M, Space.L, Space.M))
        self._told = panel("bar", told)
        names = ("issue", "open_family", "replace", "revoke")
        bar = row(
            *self.buttons(*names), None, *self.buttons("edit_rules"),
            margins=(Space.L, 0, Space.L, 0),
        )  # fmt: skip
        whole = column(
            panel("header", filters, Height.FILTERS),
            row(self.banner, margins=(Space.L, 0, Space.L, 0)),
            self._pages, self._told, self.toast, panel("bar", bar, Height.BAR), gap=0,
        )  # fmt: skip
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)

    def panes(self) -> list[QWidget]:
        return [self.table, self.kind.part(self.kind.current), self.search]

    # --- reading ----------------------------------------------------------------------------------

    @property
    def wanted(self) -> CodeFilter:
        return CodeFilter(
            state=self.state.value,
            personal=KINDS[self.kind.current],
            facility_id=self.school.value,
            typed=self.search.text().strip(),
        )

    def open_code(self, code_id: int) -> None:
        """This one alone; any filter brings the others back."""
        self._only = code_id
        self.model.restart()

    def reload(self) -> None:
        self.tasks.latest(self, "places", places.facilities, then=self._offer)
        self.model.refresh()

    def _offer(self, found: tuple[FacilityLine, ...]) -> None:
        choices = [(None, "Toute la ville"), *((one.id, one.label) for one in found)]
        self.school.set_choices(choices, self.school.value)

    def _fetch(self, ask: Ask[CodeRow]) -> None:
        wanted, only = self.wanted, self._only
        before = ask.after[0] if ask.after else None

        def read(work: Work) -> tuple[CodeRow, ...]:
            if only is None:
                return queries.code_page(work, wanted, before, ask.size)
            found = queries.code_row(work, only) if before is None else None
            return (found,) if found else ()

        self.tasks.read(self, read, then=ask.answer, failed=lambda: self._failed(ask))

    def _failed(self, ask: Ask[CodeRow]) -> None:
        ask.give_up()
        if not self.model.rowCount():
            self.empty.show_words("Les codes n'ont pas pu être lus.", "Rien n'a été changé.")
            self._pages.setCurrentWidget(self.empty)

    def _restart(self) -> None:
        self._only = None
        self.banner.clear()
        self.model.restart()

    def _reset(self) -> None:
        self.kind.show_choice(0)
        self.state.set_value(None)
        self.school.set_value(None)
        self.search.clear()
        self._restart()

    def _on_loaded(self) -> None:
        if self.model.rowCount():
            self._pages.setCurrentWidget(self.table)
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)
        elif self.wanted == CodeFilter() and self._only is None:
            hint = "Un code abonné relie un compte du portail au dossier d'une famille."
            self.empty.show_words("Aucun code n'a encore été émis.", hint)
            self._pages.setCurrentWidget(self.empty)
        else:
            self.empty.show_words("Aucun code ne répond à ce filtre.", "", "Tout montrer")
            self._pages.setCurrentWidget(self.empty)
        self._follow()

    # --- one of them ------------------------------------------------------------------------------

    def current(self) -> CodeRow | None:
        found: CodeRow | None = self.table.currentIndex().data(ROW_ROLE)
        return found if self.model.rowCount() else None

    def _follow(self) -> None:
        found = self.current()
        reveal(self._told, found is not None)
        self.story.say(words.story(found) if found else "")
        self.enable("open_family", found is not None)
        self.enable("replace", found is not None)
        self.enable("revoke", found is not None and found.live)

    @action("Émettre des codes", shortcut="N", icon="plus", look=Look.PRIMARY, permission=MANAGE)
    def issue(self) -> None:
        self._issue()

    @action("Remplacer", shortcut="R", icon="rotate", permission=MANAGE)
    def replace(self) -> None:
        if (found := self.current()) is not None:
            self._issue(found)

    def _issue(self, about: CodeRow | None = None) -> None:
        from ui.subscribers.issuing import IssueSheet

        personal = about is not None and about.kind is CodeKind.PERSONAL
        family_id = about.family_id if about else None
        IssueSheet(self, family_id=family_id, personal=personal, done=self._done).open()

    @action("Révoquer", shortcut="D", icon="ban", permission=MANAGE)
    def revoke(self) -> None:
        found = self.current()
        if found is None or not found.live:
            return
        dialogs.confirm(
            self,
            f"Révoquer le code {words.code_text(found)}",
            "Il ne servira plus, tout de suite. Les comptes déjà rattachés le restent.",
            "Révoquer",
            lambda: self.tasks.run(
                self,
                lambda work: services.revoke_codes(work, [found.id]),
                then=lambda _count: self._done("Code révoqué", f"famille {found.family}"),
            ),
            typed=f"Famille {found.family}",
        )

    @action("Ouvrir la famille", shortcut=("Return", "Enter"), icon="external", scope=Scope.FOCUS)
    def open_family(self) -> None:
        if (found := self.current()) is not None:
            self.navigator.open_family(found.family_id)

    @action(
        "Règles et en-tête", shortcut="Alt+E", icon="sliders", permission=Permission.SETTINGS_EDIT
    )
    def edit_rules(self) -> None:
        from ui.subscribers.rules import RulesSheet, read

        self.tasks.read(self, read, then=lambda found: RulesSheet(self, found).open())

    def _done(self, words_: str, about: str) -> None:
        self.toast.say(words_, about, undoable=False)
