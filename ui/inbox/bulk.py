"""A decision on many, in one sheet: its consequences, its progress, its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.inbox.reading import Preview, PreviewGroup, SeenPair
from backoffice.inbox.workflow import Verb
from backoffice.kernel.calendar import local
from ui.inbox import calls
from ui.inbox.calls import Reply
from ui.kit.buttons import Button
from ui.kit.choices import TickBox
from ui.kit.french import fr, number, plural
from ui.kit.jobs import Begin, Job, Progress, Steps
from ui.kit.layout import clear, column, label, reveal
from ui.kit.sheet import Sheet
from ui.kit.tokens import Space, Type

if TYPE_CHECKING:
    from backoffice.inbox.services import Outcome, Report

CHUNK = 1000
_VERBS = {
    Verb.ACCEPT: ("Accepter", "acceptée", "acceptées"),
    Verb.REFUSE: ("Refuser", "refusée", "refusées"),
    Verb.WAITLIST: ("Mettre en attente", "mise en attente", "mises en attente"),
}


class BulkSheet(Sheet):
    """Filled by `show_preview`; what is ticked is `seen`. It stays open until the work is done."""

    export_wanted = Signal()

    def __init__(self, parent: QWidget, reply: Reply) -> None:
        verb = _VERBS[reply.verb][0]
        super().__init__(
            parent, f"{verb} plusieurs demandes", verb, stays=True, name="bulk", width=600
        )
        self.reply = reply
        self.job: Job | None = None
        self._boxes: list[tuple[TickBox, PreviewGroup]] = []
        self._groups = column(gap=Space.XS)
        self._others = column(gap=Space.XS)
        self._progress = label("", Type.BODY, "soft")
        self._progress.setObjectName("bulk_progress")
        self.body.addLayout(self._groups)
        self.body.addLayout(self._others)
        self.body.addWidget(self._progress)
        self.set_ready(False)
        self.say("Calcul des conséquences…")

    def say(self, words: str) -> None:
        self._progress.say(words)
        reveal(self._progress, bool(words))
        self.place()

    def show_preview(self, preview: Preview) -> None:
        clear(self._groups)
        clear(self._others)
        self._boxes = []
        for group in preview.groups:
            if group.doable:
                box = TickBox(group.words, group.aside, ticked=True)
                box.setObjectName(f"bulk_group_{len(self._boxes)}")
                box.toggled.connect(lambda _on: self._say_verb())
                self._boxes.append((box, group))
                _add(self._groups, box)
            else:
                aside = f" – {group.aside}" if group.aside else ""
                _add(self._others, label(f"{group.words}{aside}", Type.BODY, "soft", wrap=True))
        at = local(preview.mail_at)
        told = plural(preview.families, "famille recevra", "familles recevront")
        hour = f"{at.hour} h" + (f" {at.minute:02}" if at.minute else "")
        self.set_about(f"{told} un message à {hour}." if preview.families else "")
        self.say("" if preview.groups else "Aucune demande à traiter.")
        self._say_verb()

    @property
    def seen(self) -> tuple[SeenPair, ...]:
        return tuple(pair for box, group in self._boxes if box.isChecked() for pair in group.seen)

    def _say_verb(self) -> None:
        count = len(self.seen)
        verb = _VERBS[self.reply.verb][0]
        if self.reply.verb is Verb.WAITLIST:
            words = f"{verb} ({number(count)})"
        else:
            words = f"{verb} {plural(count, 'demande')}"
        self.primary.say(words)
        self.set_ready(count > 0)

    def show_progress(self, progress: Progress) -> None:
        self.say(f"{number(progress.done)} sur {plural(progress.total, 'demande')}")

    def begin(self, job: Job) -> None:
        """From now on the other button stops, after the present thousand."""
        self.job = job
        self.cancel.say("Arrêter")
        for box, _group in self._boxes:
            box.setEnabled(False)

    def reject(self) -> None:
        if self.job is not None:
            self.job.stop()
            self.say("Arrêt après le lot en cours…")
        else:
            super().reject()

    def show_report(self, done: Tally, *, stopped: bool) -> None:
        """What became of each; nothing is forced, nothing is hidden."""
        self.job = None
        clear(self._groups)
        clear(self._others)
        self._boxes = []
        head = "Arrêté avant la fin. Ce qui est fait reste fait." if stopped else ""
        self.set_about(head)
        for words, count in done.lines():
            _add(self._groups, label(f"{number(count)} {words}", Type.BODY, wrap=True))
        self.say("")
        self.primary.hide()
        copy = Button("Copier le rapport", icon="copy", name="bulk_copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(done.report))
        self.footer.insertWidget(2, copy)
        if done.outcomes:
            self._offer_export()
        self.cancel.say("Fermer")
        self.cancel.setFocus()
        self.place()

    def _offer_export(self) -> None:
        save = Button("Enregistrer", "Ctrl+S", icon="document", name="bulk_export")
        save.clicked.connect(self.export_wanted)
        self.footer.insertWidget(3, save)
        key = QAction(self)
        key.setShortcut(QKeySequence("Ctrl+S"))
        key.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.triggered.connect(self.export_wanted)
        self.addAction(key)


def _add(layout: QVBoxLayout, widget: QWidget) -> None:
    """Shown at once, so that its height counts when the sheet is placed."""
    layout.addWidget(widget)
    widget.show()


class Tally:
    """What the chunks did, added up as they come."""

    def __init__(self, verb: Verb) -> None:
        self.operations: list[str] = []
        self.outcomes: list[Outcome] = []
        self.mail_at: datetime | None = None
        self.answered = self._waiting = 0
        self._verb = verb
        self._others: Counter[str] = Counter()

    def add(self, report: Report) -> None:
        self.operations.append(report.operation_id)
        self.outcomes += report.outcomes
        self.mail_at = report.mail_at
        self.answered += report.done
        for outcome in report.outcomes:
            if str(outcome.result) == "waitlisted" and self._verb is Verb.ACCEPT:
                self._waiting += 1
            elif str(outcome.result) not in ("done", "waitlisted"):
                self._others[outcome.sentence or "laissée telle quelle"] += 1

    def lines(self) -> list[tuple[str, int]]:
        """Words and how many."""
        _, one, many = _VERBS[self._verb]
        plain = self.answered - self._waiting
        found = [(many if plain > 1 else one, plain)] if plain else []
        if self._waiting:
            found.append(("en liste d'attente", self._waiting))
        return [*found, *((f": {words}", count) for words, count in self._others.most_common())]

    @property
    def report(self) -> str:
        """One line each, to be kept or sent."""
        return "\n".join(f"{count}\t{words.removeprefix(': ')}" for words, count in self.lines())

    @property
    def sentence(self) -> str:
        return fr(", ".join(f"{number(count)} {words}" for words, count in self.lines()[:2]))


def steps(begin: Begin, seen: Sequence[SeenPair], reply: Reply, done: Tally) -> Steps[Tally]:
    """Each thousand is its own work: stopping between two leaves a consistent world."""
    with begin() as work:
        parts = calls.parts(work, seen, CHUNK)
    answered = 0
    for part in parts:
        with begin() as work:
            done.add(calls.decide(work, part, reply))
        answered += len(part)
        yield Progress(answered, len(seen))
    return done


def export(begin: Begin, done: Tally, path: Path) -> Steps[Path]:
    """The names are read by thousands, the journal told, then the file written, outside any work."""
    rows: list[calls.Row] = []
    for first in range(0, len(done.outcomes), CHUNK):
        with begin() as work:
            rows += calls.report_rows(work, done.outcomes[first : first + CHUNK])
        yield Progress(len(rows), len(done.outcomes))
    with begin() as work:
        calls.note_export(work, len(rows))
    calls.save_table(path, rows)
    return path
