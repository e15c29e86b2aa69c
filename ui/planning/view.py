"""Planning: who is where, what is full, and how each slot came to be so."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.planning import period, queries, services
from backoffice.planning.grid import Grid, Head
from backoffice.planning.period import View
from backoffice.planning.queries import Choices, Waiting
from ui.kit.actions import action
from ui.kit.controls import IconButton
from ui.kit.feedback import Empty, Toast
from ui.kit.layout import column, panel, row
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space
from ui.planning import telling
from ui.planning.bars import FilterBar, PeriodBar
from ui.planning.deeds import Deeds
from ui.planning.faces import FILTERS
from ui.planning.legend import Legend
from ui.planning.listing import PlanningList
from ui.planning.queue import QueuePopover
from ui.planning.story import StoryPopover
from ui.planning.table import PlanningTable


class PlanningView(Deeds):
    """One facility, one period. The grid is computed off the thread and painted by delegates."""

    topics = frozenset({Topic.PLANNING, Topic.REQUESTS, Topic.ACTIVITIES, Topic.FAMILIES})
    title = "Planning"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, navigator, parent)
        self.setObjectName("planning")
        self._view, self._day = View.WEEK_5, date.min
        self._facility: int | None = None
        self._target: tuple[int, int | None, date] | None = None  # where to put the cursor
        self.table, self.listing = PlanningTable(), PlanningList()
        self.empty, self.toast = Empty(icon="calendar"), Toast()
        self.period = PeriodBar(*self._arrows())
        self.filters = FilterBar(self.buttons("reserve"))
        self._pages = QStackedWidget()
        for page in (self.table, self.listing, self.empty):
            self._pages.addWidget(page)
        self.story, self.queue = StoryPopover(self), QueuePopover(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        legend = panel("bar", row(Legend(), margins=(Space.L, 0, Space.L, 0)), 40)
        said = row(self.banner, margins=(Space.L, 0, Space.L, 0))
        toast = row(self.toast, margins=(Space.L, 0, Space.L, 0))
        lines = column(self.period, self.filters, said, self._pages, toast, legend, gap=0)
        lines.setStretch(3, 1)
        self.setLayout(lines)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        for view in (self.table, self.listing):
            self.letters_act_on(view)
            view.opened.connect(self._open_cell)
            view.selectionModel().selectionChanged.connect(lambda *_: self._follow_cell())
        self.table.head_opened.connect(self._open_head)
        self.period.viewed.connect(self.show_view)
        self.filters.changed.connect(self.reload)
        self.filters.facility_changed.connect(self._change_facility)
        self.filters.search.down.connect(self._into_the_grid)
        self.empty.acted.connect(self._on_empty)
        self.story.closed.connect(lambda: self.table.pin(False))
        self.toast.undo.connect(self.take_back)
        self.listing.rows.modelReset.connect(self._follow_cell)
        self.table.rows.modelReset.connect(self._follow_cell)
        self._follow_cell()

    def _arrows(self) -> tuple[IconButton, IconButton, IconButton]:
        icons = (("previous", "left"), ("today", "calendar"), ("next", "right"))
        names = {
            "previous": "Période précédente",
            "today": "Aujourd’hui",
            "next": "Période suivante",
        }
        made = [
            IconButton(icon, names[name]).follow(self.commands[name].built) for name, icon in icons
        ]
        return made[0], made[1], made[2]

    def panes(self) -> list[QWidget]:
        return [self.filters.facility, self._front()]

    # --- what is shown ----------------------------------------------------------------------------

    def reload(self) -> None:
        facility_id, wanted_day, view = self._facility, self._day, self._view
        wanted = self._wanted()

        def ask(work: Work) -> tuple[Choices, Grid | None]:
            found = queries.choices(work, facility_id)
            if found.facility_id is None:
                return found, None
            day = period.front(view, found.today) if wanted_day == date.min else wanted_day
            return found, queries.grid(work, wanted(found.facility_id, day))

        self._say_period()
        self.tasks.latest(self, "grid", ask, then=lambda got: self._show(*got))

    def _wanted(self) -> telling.Wanted:
        """The filter, but for what is only known once the base has answered."""
        bar = self.filters
        return telling.Wanted(
            self._view,
            bar.grouping.value,
            bar.activity.value,
            bar.school_class.value,
            FILTERS[bar.status.value or 0][1],
            bar.search.text().strip(),
        )

    def _show(self, found: Choices, grid: Grid | None) -> None:
        self._today, self._facility = found.today, found.facility_id
        if self._day == date.min:
            self._day = period.front(self._view, found.today)
        self.filters.show_choices(found)
        self._say_period()
        if grid is None:
            self.empty.show_words(
                "Aucune activité n’est encore décrite.", "Décrivez-en une dans les Paramètres."
            )
            self._pages.setCurrentWidget(self.empty)
            return
        self.table.show_grid(grid, self._today)
        self.listing.show_grid(grid)
        self._pages.setCurrentWidget(self._page_of(grid))
        if self._target is not None:
            self._aim(grid, *self._target)

    def _page_of(self, grid: Grid) -> QWidget:
        if grid.entries or (grid.children and grid.wanted.view is not View.LIST):
            return self.listing if grid.wanted.view is View.LIST else self.table
        words, hint, act = telling.emptiness(grid, self._today)
        self.empty.show_words(words, hint, act)
        return self.empty

    def _say_period(self) -> None:
        words = "" if self._day == date.min else period.words(self._view, self._day)
        self.period.show_period(words, self._view)

    def _aim(self, grid: Grid, child_id: int, activity_id: int | None, day: date) -> None:
        self._target = None
        if spot := grid.find(child_id, activity_id, day):
            self.table.go_to(*spot)
            self.table.setFocus()

    # --- going about ------------------------------------------------------------------------------

    def open_at(
        self, child_id: int | None = None, activity_id: int | None = None, day: date | None = None
    ) -> None:
        """From elsewhere: this child, this activity, this day, wherever it is."""
        self._day = day or self._day
        self._view = (
            View.WEEK_5 if self._day == date.min or self._day.weekday() < 5 else View.WEEK_7
        )
        self._target = (child_id, activity_id, self._day) if child_id is not None else None
        self.filters.narrow()

        def ask(work: Work) -> int | None:
            return queries.facility_of(work, child_id=child_id, activity_id=activity_id)

        self.tasks.latest(self, "facility", ask, then=self._go_to_facility)

    def _go_to_facility(self, facility_id: int | None) -> None:
        self._facility = facility_id or self._facility
        self.reload()

    def _change_facility(self) -> None:
        self._facility = self.filters.facility.value
        self.filters.narrow(words=self.filters.search.text())
        self.reload()

    def show_view(self, view: View) -> None:
        self._view = view
        self.reload()

    def _go(self, steps: int) -> None:
        if self._day != date.min:
            self._day = period.moved(self._view, self._day, steps)
            self.reload()

    @action("Période précédente", shortcut="Ctrl+PgUp", icon="left")
    def previous(self) -> None:
        self._go(-1)

    @action("Période suivante", shortcut="Ctrl+PgDown", icon="right")
    def next(self) -> None:
        self._go(1)

    @action("Aujourd’hui", shortcut="T", icon="calendar")
    def today(self) -> None:
        self._day = period.front(self._view, self._today)
        self.reload()

    @action("Chercher un enfant", shortcut="Ctrl+F", icon="search")
    def find_child(self) -> None:
        self.filters.search.setFocus()
        self.filters.search.selectAll()

    def _into_the_grid(self) -> None:
        """From the search: on the first child found."""
        table = self.table
        if (
            self._front() is table
            and len(table.grid.lines) > 1
            and not table.row_at(table.currentIndex())
        ):
            table.go_to(1, 0)
        self._front().setFocus()

    def _on_empty(self) -> None:
        if self.table.grid.narrowed or self.filters.status.value:
            self.filters.reset()
        else:
            self.today()

    def _front(self) -> PlanningTable | PlanningList:
        return self.listing if self._pages.currentWidget() is self.listing else self.table

    # --- places and waiting list ------------------------------------------------------------------

    def _open_head(self, head: Head, box: QRect) -> None:
        anchor = QRect(self.table.mapTo(self, box.topLeft()), box.size())
        self.tasks.latest(
            self, "queue", lambda work: queries.waiting_list(work, head.slot_id),
            then=lambda waiting: self._show_queue(head, waiting, anchor),
        )  # fmt: skip

    def _show_queue(self, head: Head, waiting: tuple[Waiting, ...], anchor: QRect) -> None:
        may = self.tasks.agent.may(Permission.PLANNING_EDIT)
        self.queue.tell(
            head, waiting, (lambda one, rank: self._raise(head, one, rank, anchor)) if may else None
        )
        self.queue.open_by(anchor)

    def _raise(self, head: Head, one: Waiting, rank: int, anchor: QRect) -> None:
        def change(work: Work) -> tuple[Waiting, ...]:
            services.set_rank(work, head.slot_id, one.reservation_id, one.version, rank)
            return queries.waiting_list(work, head.slot_id)

        self.tasks.run(self, change, then=lambda waiting: self._show_queue(head, waiting, anchor))
