"""What can be done about the cell under the cursor: read its story, ask, mark, take back."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, QRect
from PySide6.QtWidgets import QWidget

from backoffice.inbox.services import Report, undo
from backoffice.kernel.permissions import Permission
from backoffice.planning import queries, services
from backoffice.planning.grid import Head, Pupil
from backoffice.planning.queries import SlotStory
from backoffice.planning.services import Marks, Seen
from backoffice.planning.slots import SlotStatus
from ui.kit import dialogs
from ui.kit.actions import action
from ui.kit.buttons import Look
from ui.kit.feedback import Toast
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.planning import can, telling
from ui.planning.counter import CounterSheet
from ui.planning.enrolment import EnrolSheet, ShortenSheet
from ui.planning.listing import PlanningList
from ui.planning.story import Offer, StoryPopover
from ui.planning.table import PlanningTable

_BACK = "La demande est revenue dans « À traiter »"
Cell = tuple[Pupil, Head, SlotStatus | None]


class Deeds(Screen):
    """The planning's actions on a slot; the screen itself lays out and navigates."""

    table: PlanningTable
    listing: PlanningList
    story: StoryPopover
    toast: Toast

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None) -> None:
        super().__init__(tasks, parent)
        self.navigator = navigator
        self._today = date.min
        self._done: list[Report | Marks] = []

    def _front(self) -> PlanningTable | PlanningList:
        """The view that is in front."""
        raise NotImplementedError

    # --- a cell -----------------------------------------------------------------------------------

    def _cell(self) -> Cell | None:
        """What the cursor is on."""
        if self._front() is self.listing:
            entry = self.listing.entry()
            return (entry.pupil, entry.head, entry.status) if entry else None
        index = self.table.currentIndex()
        line, head = self.table.row_at(index), self.table.head_at(index)
        return (line.pupil, head, line.cells[index.column()]) if line and head else None

    def _follow_cell(self) -> None:
        """Actions are possible or not by what the cursor is on."""
        cell = self._cell()
        head, status = (cell[1], cell[2]) if cell else (None, None)
        asks, marks = can.asks(head, status, self._today), can.marks(head, status, self._today)
        for name in ("reserve", "cancel"):
            self.enable(name, name in asks)
        for name in ("mark_present", "mark_no_show", "justify"):
            self.enable(name, name in marks)
        self.enable("enrolment", cell is not None)
        self.enable(
            "rectify", "declare_absence" in asks or status in can.REFUSED or status in can.PENDING
        )

    def _open_cell(self, index: QModelIndex) -> None:
        if (cell := self._cell()) is None:
            return
        pupil, head, _ = cell
        view = self._front()
        box = view.visualRect(index)
        corner = view.viewport().mapTo(self, box.topLeft())
        anchor = QRect(corner, box.size() if view is self.table else box.size() / 2)
        child_id, slot_id = pupil.child_id, head.slot_id
        self.tasks.latest(
            self, "story", lambda work: queries.slot_story(work, child_id, slot_id),
            then=lambda story: self._show_story(story, anchor),
        )  # fmt: skip

    def _show_story(self, story: SlotStory, anchor: QRect) -> None:
        cell = self._cell()
        if cell is None or (cell[0].child_id, cell[1].slot_id) != (story.child_id, story.slot_id):
            return  # the cursor has moved on
        self.story.tell(story, telling.acts(self, cell, self._today), self._doors(story))
        self.table.pin(True)
        self.story.open_by(anchor)

    def _doors(self, story: SlotStory) -> list[Offer]:
        doors: list[Offer] = []
        if self.command("enrolment") is not None:
            words = "Inscription" if story.enrolment else "Inscrire"
            doors.append(Offer("enrolment", words, "I", self.enrolment, Look.QUIET))
        if (request_id := story.request_id) is not None:
            doors.append(
                self._door("request", "La demande", lambda: self.navigator.open_request(request_id))
            )
        if (family_id := story.family_id) is not None:
            doors.append(
                self._door("family", "Vue famille", lambda: self.navigator.open_family(family_id))
            )
        return doors

    def _door(self, name: str, words: str, go: telling.Do) -> Offer:
        def leave() -> None:
            self.story.close_popover()
            go()

        return Offer(name, words, "", leave, Look.QUIET)

    # --- on behalf of a family --------------------------------------------------------------------

    @action("Réserver", shortcut="B", permission=Permission.REQUEST_DECIDE, icon="plus")
    def reserve(self) -> None:
        self._ask("reserve")

    @action(
        "Annuler la réservation", shortcut="X", permission=Permission.REQUEST_DECIDE, icon="undo"
    )
    def cancel(self) -> None:
        self._ask("cancel")

    @action("Rectifier", shortcut="R", permission=Permission.REQUEST_DECIDE, icon="pencil")
    def rectify(self) -> None:
        """An absence where there is a reservation; elsewhere, the request in the inbox."""
        cell = self._cell()
        if cell and "declare_absence" in can.asks(cell[1], cell[2], self._today):
            self._ask("declare_absence")
        elif cell:
            child_id, slot_id = cell[0].child_id, cell[1].slot_id
            self.tasks.latest(
                self, "story", lambda work: queries.slot_story(work, child_id, slot_id),
                then=self._open_request_of,
            )  # fmt: skip

    def _open_request_of(self, story: SlotStory) -> None:
        self.story.close_popover()
        if story.request_id is not None:
            self.navigator.open_request(story.request_id)

    def _ask(self, name: str) -> None:
        self.story.close_popover()
        cell = self._cell()
        kind = can.asks(cell[1], cell[2], self._today).get(name) if cell else None
        if cell and kind:
            CounterSheet(self, self.tasks, kind, cell[0], cell[1], self._on_answered).open()

    def _on_answered(self, report: Report) -> None:
        self._done.append(report)
        self.toast.say(report.sentence.capitalize(), "Demandé au guichet", telling.until(report))

    # --- enrolment --------------------------------------------------------------------------------

    @action("Inscription", shortcut="I", permission=Permission.PLANNING_EDIT, icon="families")
    def enrolment(self) -> None:
        """Enrol the child in the activity under the cursor, or end its enrolment earlier."""
        self.story.close_popover()
        if (cell := self._cell()) is None:
            return
        child_id, slot_id = cell[0].child_id, cell[1].slot_id
        self.tasks.latest(
            self, "story", lambda work: queries.slot_story(work, child_id, slot_id),
            then=self._open_enrolment,
        )  # fmt: skip

    def _open_enrolment(self, story: SlotStory) -> None:
        def told(words: str) -> None:
            self.toast.say(words, story.activity, undoable=False)

        line, today = story.enrolment, self._today
        if line is None:
            EnrolSheet(self, self.tasks, story, today, told).open()
        else:
            ShortenSheet(self, self.tasks, story, line, today, told).open()

    # --- attendance -------------------------------------------------------------------------------

    @action("Présent", shortcut="P", permission=Permission.PLANNING_EDIT, icon="check")
    def mark_present(self) -> None:
        seen = self._seen("mark_present")
        self._mark(
            lambda work: services.mark_present(work, seen), "pointé présent", "pointés présents"
        )

    @action("Absent, non prévenu", shortcut="N", permission=Permission.PLANNING_EDIT, icon="coin")
    def mark_no_show(self) -> None:
        seen = self._seen("mark_no_show")
        self._mark(
            lambda work: services.mark_no_show(work, seen), "absence facturée", "absences facturées"
        )

    @action(
        "Justifier l’absence", shortcut="J", permission=Permission.PLANNING_EDIT, icon="document"
    )
    def justify(self) -> None:
        self.story.close_popover()
        seen = self._seen("justify")
        dialogs.ask_line(
            self,
            "Justifier l’absence",
            lambda words: self._mark(
                lambda work: services.justify(work, seen, words),
                "absence justifiée",
                "absences justifiées",
            ),
            verb="Justifier",
            about="L’absence ne sera plus facturée.",
            name="Justificatif reçu",
            value="Certificat médical",
        )

    def _seen(self, name: str) -> list[Seen]:
        """The selected cells this can be done to."""
        if self._front() is self.listing:
            cell = self._cell()
            cells = [(cell[0], cell[1], cell[2])] if cell and cell[2] else []
        else:
            cells = [(line.pupil, head, status) for line, head, status in self.table.chosen()]
        return [
            Seen(head.slot_id, pupil.child_id, status)
            for pupil, head, status in cells
            if status and name in can.marks(head, status, self._today)
        ]

    def _mark(self, use_case: telling.Marking, one: str, many: str) -> None:
        self.story.close_popover()
        self.tasks.run(self, use_case, then=lambda marks: self._on_marked(marks, one, many))

    def _on_marked(self, marks: Marks, one: str, many: str) -> None:
        if marks.left:
            self.banner.warning(marks.left[0].sentence)
        if marks.done:
            self._done.append(marks)
            self.toast.say(f"{marks.done} {many if marks.done > 1 else one}")

    @action("Annuler la dernière action", shortcut="Ctrl+Z", icon="undo")
    def take_back(self) -> None:
        if not self._done:
            return
        last = self._done.pop()
        self.toast.dismiss()
        if isinstance(last, Marks):
            outcomes = last.outcomes
            self.tasks.run(self, lambda work: services.unmark(work, outcomes))
        else:
            operation_id = last.operation_id
            self.tasks.run(
                self, lambda work: undo(work, operation_id),
                then=lambda _report: self.toast.say("Réponse reprise", _BACK, undoable=False),
            )  # fmt: skip
