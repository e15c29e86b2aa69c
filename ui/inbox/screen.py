"""What the inbox shows, and how it is read and kept true."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from backoffice.inbox.reading import Choices, Counts, Detail, InboxFilter, InboxRow, State
from backoffice.inbox.workflow import Queue
from backoffice.kernel.calendar import local
from backoffice.kernel.permissions import Permission
from ui.inbox import calls
from ui.inbox.calls import Page
from ui.inbox.frame import TABS, InboxFrame
from ui.kit.feedback import Kind
from ui.kit.navigator import Navigator
from ui.kit.pagedmodel import Ask
from ui.kit.tasks import Tasks

_DETAIL_MS, _PRESENCE_MS, _ADVICE_MS = 60, 1500, 80


class InboxScreen(InboxFrame):
    """Reads the lines, their advice and one of them in full, and keeps them true."""

    def __init__(
        self, tasks: Tasks, navigator: Navigator | None = None, parent: QWidget | None = None
    ) -> None:
        self.choices = Choices((), (), (), (), ())
        self._newer_than = 0  # what is brought in sight once it is here
        self._let_in = False  # the next reading shows every line: one was brought back
        self._rest_waits = False  # the tabs' figures and the filters' choices follow the lines
        self._bound = 0  # the greatest line there was when the list was asked
        self._new = self._matching = 0
        self._next = ""  # what the button of the empty list does
        self._wanted_id: int | None = None  # the line to select once the list is here
        super().__init__(tasks, navigator, parent)
        self._detail_timer = self.timer(_DETAIL_MS, self._read_detail)
        self._presence_timer = self.timer(_PRESENCE_MS, self._tell_presence)
        self._advice_timer = self.timer(_ADVICE_MS, self._read_advice)
        self._connect()
        self._show_detail_pane(None)

    def _connect(self) -> None:
        self.letters_act_on(self.list)
        self.list.current_changed.connect(self._on_current)
        self.list.opened.connect(self.open_current)
        self.list.verticalScrollBar().valueChanged.connect(lambda _at: self._advice_timer.start())
        self.model.loaded.connect(self._on_loaded)
        self.model.arrived.connect(lambda _count: self._say_arrivals())
        self.model.ticked.connect(self._on_ticked)
        self.tabs.chosen.connect(
            lambda at: self.filters.apply(replace(self.filters.wanted, queue=TABS[at]))
        )
        self.filters.changed.connect(self._on_filter)
        self.filters.search.down.connect(self.list.setFocus)
        self.arrivals.clicked.connect(self.show_arrivals)
        self.empty.acted.connect(self._on_empty)
        self.ticked.all_wanted.connect(lambda: self.model.tick_all(self._bound))
        self.ticked.none_wanted.connect(self.model.untick_all)
        self.detail.family_wanted.connect(self.navigator.open_family)
        self.detail.sibling_wanted.connect(self.open_line)
        self.detail.days_changed.connect(self.update_actions)
        self.detail.left.connect(self.list.setFocus)
        self.detail.copied.connect(lambda n: self.toast.say("Numéro copié", n, undoable=False))

    def update_actions(self) -> None:
        raise NotImplementedError

    # --- reading ----------------------------------------------------------------------------------

    @property
    def wanted(self) -> InboxFilter:
        return self.filters.wanted

    def now(self) -> datetime:
        """As of the last reading: the screen has no clock of its own."""
        return self.model.now

    def reload(self) -> None:
        self.model.doubt_advice()
        if self._let_in:
            self.model.show_arrivals()
        else:
            self.model.refresh()
        self._rest_waits = True
        self._detail_timer.start()

    def _read_rest(self) -> None:
        """What surrounds the lines, once they are painted: it takes nothing from the first page."""
        self._read_counts()
        self.tasks.latest(self, "choices", calls.choices, then=self._show_choices)
        self.tasks.latest(self, "saved", calls.saved_filters, then=self._show_saved)

    def _fetch(self, ask: Ask[InboxRow]) -> None:
        wanted = self.wanted
        self.tasks.read(
            self,
            lambda work: calls.page(work, wanted, ask.after, ask.size),
            then=lambda found: self._answer_ask(ask, found),
            failed=lambda: self._failed(ask),
            on_refused=self.say_refused,
        )

    def _answer_ask(self, ask: Ask[InboxRow], found: Page) -> None:
        self.model.now = found.now
        if not self._bound:
            self._bound = found.last_line
        ask.answer(found.rows)

    def _failed(self, ask: Ask[InboxRow]) -> None:
        ask.give_up()
        if not self.model.rowCount():
            self._show_empty(
                "Les demandes n'ont pas pu être lues.", "Rien n'a été changé.", "Réessayer"
            )

    def _read_counts(self) -> None:
        wanted, bound = self.wanted, self._bound
        self.tasks.latest(
            self, "counts", lambda work: calls.counts(work, wanted, bound), then=self._show_counts
        )

    def _show_counts(self, found: tuple[Counts, int]) -> None:
        counts, self._new = found
        self.tabs.set_counts([counts.total, *(counts.by_queue[queue] for queue in Queue)])
        shown = self.wanted.queue
        self._matching = counts.total if shown is None else counts.by_queue[shown]
        self._say_arrivals()
        self._say_ticked()

    def _say_arrivals(self) -> None:
        self.arrivals.show_count(max(self._new, self.model.held) if self._bound else 0)

    def show_arrivals(self) -> None:
        """Let in those who wait, and go on from where one was; the first of them is in sight."""
        self._newer_than = self._bound
        self._bound, self._new = 0, 0
        self._say_arrivals()
        self.model.show_arrivals()
        self._read_counts()
        self.list.setFocus()

    def _show_choices(self, choices: Choices) -> None:
        self.choices = choices
        self.filters.show_choices(choices)

    def _show_saved(self, found: object) -> None:
        self.filters.saved = found  # type: ignore[assignment]

    # --- the list ---------------------------------------------------------------------------------

    def _on_filter(self, wanted: InboxFilter) -> None:
        self.tabs.show_choice(TABS.index(wanted.queue))
        self._bound = self._new = 0
        self.banner.clear()
        self.model.untick_all()
        self.model.restart()
        self._read_counts()

    def _on_loaded(self) -> None:
        self._let_in = False
        if self._rest_waits:
            self._rest_waits = False
            QTimer.singleShot(0, self, self._read_rest)
        if not self.model.rowCount():
            self._say_empty()
        else:
            self._lists.setCurrentWidget(self.list)
            self._select_after_loading()
        self._advice_timer.start()
        self._say_arrivals()
        self.update_actions()

    def _select_after_loading(self) -> None:
        wanted, self._wanted_id = self._wanted_id, None
        if wanted is not None and self.list.select_id(wanted):
            return
        if not self.list.currentIndex().isValid():
            self.list.select_row(0)
        self._bring_in_sight()

    def _bring_in_sight(self) -> None:
        since, self._newer_than = self._newer_than, 0
        first = next((row.id for row in self.model.rows() if row.id > since), None)
        if since and first is not None:
            self.list.scrollTo(self.model.index_of(first))

    def _say_empty(self) -> None:
        self._show_detail_pane(None)
        at = f"Dernière actualisation {local(self.now()):%H:%M}."
        if self.wanted.text and self.wanted.state is not State.ALL:
            words = f"Rien ne répond à « {self.wanted.text} » parmi les demandes cherchées."
            self._show_empty("Aucune demande", words, "Chercher dans toutes les demandes")
        elif self.filters.narrowed:
            self._show_empty(
                "Aucune demande ne répond à ces filtres.", at, "Réinitialiser les filtres"
            )
        else:
            self._show_empty("Aucune demande en attente.", at, "Actualiser")

    def _show_empty(self, said: str, hint: str, action: str) -> None:
        self._next = action
        self.empty.show_words(said, hint, action)
        self._lists.setCurrentWidget(self.empty)
        self.update_actions()

    def _on_empty(self) -> None:
        if self._next.startswith("Chercher"):
            self.filters.apply(replace(self.wanted, state=State.ALL, queue=None))
        elif self._next.startswith("Réinitialiser"):
            self.filters.reset()
        else:
            self.reload()

    def _on_ticked(self) -> None:
        self._say_ticked()
        self.update_actions()

    def _say_ticked(self) -> None:
        if self.model.all_ticked:
            count = self._matching - len(self.model.unticked())
            self.ticked.show_all(count)
        else:
            self.ticked.show_count(len(self.model.ticks()), self._matching)

    # --- the detail -------------------------------------------------------------------------------

    def current(self) -> InboxRow | None:
        return self.list.current_row() if self._lists.currentWidget() is self.list else None

    def _on_current(self, found: InboxRow | None) -> None:
        self._detail_timer.start()
        self._presence_timer.start()
        if self.banner.kind is Kind.INFO:
            self.banner.clear()  # it was about the line before; what went wrong stays said
        if found is None:
            self._show_detail_pane(None)
        self.update_actions()

    def _read_detail(self) -> None:
        found = self.current()
        if found is None:
            self._show_detail_pane(None)
            return
        self.tasks.latest(
            self, "detail", lambda work: calls.detail(work, found.id), then=self._show_detail_pane
        )

    def _show_detail_pane(self, found: Detail | None) -> None:
        here = self.current()
        if found is not None and here is not None and here.id == found.id:
            self._details.setCurrentIndex(0)
            self.detail.show_detail(found)
        elif found is None:
            self.detail.shown = None
            self._details.setCurrentIndex(1)
        self.update_actions()

    def _tell_presence(self) -> None:
        found = self.current()
        may = self.tasks.agent.may(Permission.REQUEST_DECIDE)
        if found is not None and found.pending and may:
            self.tasks.run(
                self, lambda work: calls.look_at(work, found.id), on_refused=lambda _words: None
            )

    def _read_advice(self) -> None:
        """Of what is in sight, without making anyone wait for it."""
        if asked := self.model.stale(*self.list.visible_rows()):
            self.tasks.latest(
                self,
                "advice",
                lambda work: calls.advise(work, asked),
                then=lambda found: self.model.show_advice(asked, found),
            )

    def open_current(self) -> None:
        """Entrée: the detail takes the focus."""
        self.detail.setFocus()

    def open_line(self, line: int) -> None:
        """Go to a line: here if it is in the list, alone in it if it is not."""
        if not self.list.select_id(line):
            self.tasks.latest(
                self, "open", lambda work: calls.detail(work, line), then=self._open_alone
            )

    def _open_alone(self, found: Detail) -> None:
        self._wanted_id = found.id
        self.filters.apply(InboxFilter(text=str(found.reference)))

    def say_refused(self, words: str) -> None:
        self.banner.error(words)
