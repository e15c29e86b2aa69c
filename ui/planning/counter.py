"""Asking for a family that is at the counter or on the phone, the consequence shown first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from backoffice.inbox.services import Answer, Report, Result
from backoffice.inbox.services.at_counter import answer_for_family
from backoffice.inbox.workflow import Kind, Verb
from backoffice.kernel.calendar import hour_words, local, long_day
from backoffice.kernel.permissions import Permission
from backoffice.planning.grid import Head, Pupil
from ui.kit.controls import Segments
from ui.kit.french import clean
from ui.kit.layout import column, label, reveal, row
from ui.kit.pieces import Icon
from ui.kit.sheet import Sheet
from ui.kit.tasks import Tasks
from ui.kit.textarea import TextArea
from ui.kit.tokens import Space, Type

TITLES: dict[Kind, tuple[str, str]] = {
    Kind.RESERVATION: ("Réserver pour {}", "Réserver"),
    Kind.ABSENCE_CANCELLATION: ("Réserver à nouveau pour {}", "Réserver"),
    Kind.ABSENCE: ("Absence de {}", "Déclarer l’absence"),
    Kind.RESERVATION_CANCELLATION: ("Annuler la réservation de {}", "Annuler la réservation"),
}
INVOICED: tuple[tuple[bool | None, str], ...] = (
    (None, "Selon la règle"),
    (True, "Facturée"),
    (False, "Non facturée"),
)
PAUSE_MS = 300


class CounterSheet(Sheet):
    """`then(report)` once it is done."""

    def __init__(
        self,
        parent: QWidget,
        tasks: Tasks,
        kind: Kind,
        pupil: Pupil,
        head: Head,
        then: Callable[[Report], object],
    ) -> None:
        title, verb = TITLES[kind]
        name = clean(f"{pupil.first_name} {pupil.last_name}")
        hours = f"{head.starts_at:%H:%M} – {head.ends_at:%H:%M}"
        about = (
            f"{head.activity}, {long_day(head.day)}, {hours}. Demandé au guichet ou au téléphone."
        )
        super().__init__(
            parent, title.format(name), verb, about=about, stays=True, name="counter_sheet"
        )
        self._tasks, self._kind, self._pupil, self._slot = tasks, kind, pupil, head
        self._then, self._asked = then, 0
        self._words = TextArea("Ce que dit la famille", lines=2, limit=400)
        self._words.setObjectName("counter_words")
        self._invoiced = Segments([words for _, words in INVOICED], 0, "Facturation de l’absence")
        self._over = QLineEdit()
        self._over.setObjectName("counter_overbook")
        self._over.setAccessibleName("Motif de la dérogation")
        self._over.setMaxLength(400)
        self._fill_body()
        self._invoiced.chosen.connect(lambda _at: self._preview())
        self._over.editingFinished.connect(self._preview)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._preview)
        self._words.edited.connect(lambda _words: self._preview_later())
        self.accepted.connect(self._do)
        self._over_place.hide()
        self.set_ready(False)
        self._preview()

    def _fill_body(self) -> None:
        words = (
            "Motif de l’absence"
            if self._kind is Kind.ABSENCE
            else "Ce que dit la famille (facultatif)"
        )
        self.body.addLayout(column(label(words, Type.SMALL, "soft"), self._words, gap=Space.XS))
        if self._kind is Kind.ABSENCE:
            self.body.addLayout(row(self._invoiced, None))
        else:
            self._invoiced.setParent(self)
            self._invoiced.hide()
        self._over_place = QWidget()
        self._over_place.setLayout(
            column(
                label("Motif de la dérogation, pour réserver quand même", Type.SMALL, "soft"),
                self._over,
                gap=Space.XS,
            )
        )
        self.body.addWidget(self._over_place)
        self._sign = Icon("info", "soft")
        self._consequence = label("Calcul des conséquences…", Type.BODY, wrap=True)
        self._consequence.setObjectName("counter_preview")
        told = row(self._sign, self._consequence, gap=Space.S)
        told.setStretch(1, 1)
        self.body.addLayout(told)

    @property
    def consequence(self) -> str:
        """What the preview says."""
        return self._consequence.text()

    def _answer(self) -> Answer:
        return Answer(
            Verb.ACCEPT,
            invoiced=INVOICED[self._invoiced.current][0],
            overbook_reason=clean(self._over.text()).strip(),
        )

    def _call(self, then: Callable[[Report], object], *, dry_run: bool) -> None:
        kind, child_id, head = self._kind, self._pupil.child_id, self._slot
        answer, words = self._answer(), self._words.value
        self._tasks.run(
            self,
            lambda work: answer_for_family(
                work,
                kind,
                child_id,
                head.activity_id,
                [head.day],
                answer,
                words=words,
                dry_run=dry_run,
            ),
            then=then,
            failed=lambda: self.set_busy(False),
            on_refused=self._on_refused,
        )

    def _preview(self) -> None:
        self._asked += 1
        asked = self._asked
        self._call(lambda report: self._show_preview(report, asked), dry_run=True)

    def _preview_later(self) -> None:
        """A reason may excuse a late absence: only then do words change the consequence."""
        if self._kind is Kind.ABSENCE:
            self._pause.start()

    def _show_preview(self, report: Report, asked: int) -> None:
        if asked != self._asked:
            return  # something was typed since
        waits = report.counts[Result.WAITLISTED] > 0
        slot = hour_words(local(report.mail_at).time().replace(second=0, microsecond=0))
        self._consequence.say(
            f"{report.sentence}. La famille le lira aussitôt ; courriel à {slot}."
        )
        self._sign.show_icon("warning" if waits else "check", "warn" if waits else "good")
        may = self._tasks.agent.may(Permission.OVERBOOK)
        if waits and may:
            reveal(self._over_place, True)
        self.primary.say("Mettre en liste d’attente" if waits else TITLES[self._kind][1])
        self.banner.clear()
        self.set_ready(True)
        self.place()

    def _on_refused(self, words: str) -> None:
        self._consequence.say("Rien ne sera enregistré.")
        self._sign.show_icon("cross", "bad")
        self.complain(words)
        self.set_ready(False)

    def _do(self) -> None:
        self._call(self._done, dry_run=False)

    def _done(self, report: Report) -> None:
        self.close_sheet()
        self._then(report)
