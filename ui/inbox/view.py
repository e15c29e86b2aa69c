"""À traiter: what families ask and nobody has answered yet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from backoffice.inbox.reading import InboxRow, Preview, SeenPair
from backoffice.inbox.workflow import Kind
from backoffice.kernel.calendar import local
from ui.inbox import bulk, calls
from ui.inbox.bulk import BulkSheet, Tally
from ui.inbox.calls import Reply
from ui.inbox.moving import is_edited, is_newcomer
from ui.inbox.talking import Talking
from ui.kit.buttons import Button, IconButton
from ui.kit.drafts import Drafts
from ui.kit.french import plural
from ui.kit.jobs import Begin, Progress, Steps
from ui.kit.layout import panel, reveal, row
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space
from ui.kit.undone import Doing, Done, until

if TYPE_CHECKING:
    from backoffice.database.work import Work

_BAR = (
    "open_dossier", "accept", "accept_invoiced", "accept_free", "refuse", "waitlist", "rectify",
    "resume", "send_message",
)  # fmt: skip
_MENU = (
    "waitlist", "overbook", "accept_invoiced", "accept_free", "choose_days", "rectify",
    "send_message", "ask_information", "annotate", "suspend", "resume", "assign_to_me", "assign",
    "see_history", "family_pile", "open_dossier", "open_family", "open_planning",
)  # fmt: skip


class InboxView(Talking):
    def __init__(
        self, tasks: Tasks, navigator: Navigator | None = None, parent: QWidget | None = None
    ) -> None:
        self._done = Done()
        self.drafts = Drafts()
        self._bar: dict[str, Button] = {}
        super().__init__(tasks, navigator, parent)
        self.toast.undo.connect(self.undo)
        self.filters.save_wanted.connect(self.save_filter)
        self.filters.forget_wanted.connect(self.forget_filter)
        self.detail.pile_wanted.connect(self.family_pile)
        self.enable("undo", False)

    # --- the answers bar --------------------------------------------------------------------------

    def answers_bar(self) -> QWidget:
        offered = [name for name in _BAR if name in self.commands]
        self._bar = dict(zip(offered, self.buttons(*offered), strict=True))
        for button in self._bar.values():
            reveal(button, False)  # before their widths count
        self._dots = IconButton("dots", "Autres actions")
        self._dots.setObjectName("inbox_more")
        self._dots.clicked.connect(self.open_more)
        inner = row(
            *self._bar.values(), None, self._dots,
            gap=Space.S, margins=(Space.XL, 0, Space.M, 0),
        )  # fmt: skip
        return panel("bar", inner, Height.BAR)

    def open_more(self) -> None:
        made = self.menu(*_MENU)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(self._dots.mapToGlobal(QPoint(0, -made.sizeHint().height() - 4)))

    def update_actions(self) -> None:
        super().update_actions()
        shown = self._in_bar(self.current())
        for name, button in self._bar.items():
            reveal(button, name in shown)

    def _in_bar(self, found: InboxRow | None) -> tuple[str, ...]:
        """What is most often done with such a line; the rest is under the dots."""
        if found is None or self.model.any_ticked:
            return ("accept", "refuse", "waitlist") if found else ()
        if (is_edited(found) or is_newcomer(found)) and not self._is_aside():
            answers = ("accept", "refuse") if found.seen else ()
            return ("open_dossier", *answers, "send_message")
        if not found.seen:
            return ("send_message",) if found.pending else ("rectify", "send_message")
        if self._is_aside():
            return ("accept", "refuse", "resume")
        if found.kind == Kind.ABSENCE:
            return ("accept", "accept_invoiced", "accept_free", "refuse")
        # A line that waits for a place already has its place on the waiting list.
        waitlist = ("waitlist",) if found.pending else ()
        return ("accept", "refuse", *waitlist, "send_message")

    def _is_aside(self) -> bool:
        shown = self.detail.shown
        return shown is not None and shown.suspended_until is not None

    # --- many at once -----------------------------------------------------------------------------

    def answer_many(self, reply: Reply) -> None:
        """First its consequences, told by the code that decides; then by thousands."""
        self.banner.clear()
        sheet = BulkSheet(self, reply)
        sheet.accepted.connect(lambda: self._start(sheet))
        sheet.open(focus=sheet.cancel)
        wanted, bound, but = self.wanted, self._bound, self.model.unticked()
        every = self.model.all_ticked
        listed = tuple(pair for line in self.model.ticked_rows() for pair in line.seen)

        def preview(work: Work) -> Preview:
            seen = calls.matching(work, wanted, bound, but) if every else listed
            return calls.preview(work, seen, reply)

        self.tasks.read(
            sheet,
            preview,
            then=sheet.show_preview,
            failed=lambda: sheet.say("Les conséquences n'ont pas pu être calculées."),
            on_refused=sheet.complain,
        )

    def _start(self, sheet: BulkSheet) -> None:
        seen, done = sheet.seen, Tally(sheet.reply.verb)
        sheet.show_progress(Progress(0, len(seen)))
        job = self.tasks.job(
            sheet,
            partial(self._steps, seen, sheet.reply, done),
            progress=sheet.show_progress,
            then=lambda found: self._finish(sheet, found, stopped=False),
            stopped=lambda _progress: self._finish(sheet, done, stopped=True),
            failed=lambda: self._finish(sheet, done, stopped=True),
            on_refused=sheet.complain,
        )
        sheet.begin(job)

    def _export(self, sheet: BulkSheet, done: Tally) -> None:
        from ui.kit.files import ask_where

        def write(path: Path) -> None:
            self.tasks.job(
                sheet,
                lambda begin: bulk.export(begin, done, path),
                progress=sheet.show_progress,
                then=lambda saved: sheet.say(f"Enregistré : {saved}"),
                failed=lambda: sheet.say(""),
                on_refused=sheet.complain,
            )

        name = f"rapport-{local(self.now()):%Y-%m-%d-%H%M}.csv"
        ask_where(sheet, "Enregistrer le rapport", name, "Tableaux (*.csv)", write)

    @staticmethod
    def _steps(seen: Sequence[SeenPair], reply: Reply, done: Tally, begin: Begin) -> Steps[Tally]:
        return bulk.steps(begin, seen, reply, done)

    def _finish(self, sheet: BulkSheet, done: Tally, *, stopped: bool) -> None:
        sheet.show_report(done, stopped=stopped)
        sheet.export_wanted.connect(lambda: self._export(sheet, done))
        self.model.untick_all()
        if done.answered:
            about = plural(done.answered, "demande")
            self._remember(Doing(tuple(done.operations), about, None, done.mail_at))
            told = until(done.mail_at) if done.mail_at else ""
            self.toast.say(done.sentence, about, told)
        self.reload()
