"""One form, one answer: the dossier is opened, joined to another, refused, or asked for more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from backoffice.inbox.newcomers.reading import CreationSheet
from backoffice.kernel.calendar import local_day
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui.kit.actions import action
from ui.kit.buttons import Button, Look
from ui.kit.dialogs import Reason, ask_reason, ask_text
from ui.kit.drafts import Drafts
from ui.kit.layout import column, panel, row
from ui.kit.navigator import Navigator
from ui.kit.screen import Screen
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space
from ui.kit.undone import Doing, Errand
from ui.newcomers import calls, words
from ui.newcomers.frame import Frame

if TYPE_CHECKING:
    from backoffice.database.work import Work
    from backoffice.inbox.services import Report

P = Permission
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
WHICH_FAMILY = "Choisissez la famille à laquelle rattacher la demande."


class NewcomersView(Screen):
    topics: ClassVar[frozenset[Topic]] = frozenset(
        {Topic.REQUESTS, Topic.FAMILIES, Topic.ACTIVITIES, Topic.SETTINGS}
    )
    title: ClassVar[str] = "Nouvelle famille"

    def __init__(
        self, tasks: Tasks, navigator: Navigator | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(tasks, parent)
        self.setObjectName("newcomers")
        self.navigator = navigator or Navigator(self)
        self.drafts = Drafts()
        self.reasons: calls.Reasons = ()
        self.now = _LONG_AGO
        self.sheet: CreationSheet | None = None
        self._request: int | None = None
        self._line: int | None = None  # of the inbox, where one came from
        self._busy = False
        self.frame = Frame(tasks)
        self.form, self.choices, self.toast = self.frame.form, self.frame.choices, self.frame.toast
        self.setLayout(column(self.frame.lay_out(self.banner, self._bar()), gap=0))
        self.setFocusProxy(self.form)
        self.letters_act_on(self.form)
        self.choices.changed.connect(self.update_actions)
        self.choices.home_wanted.connect(self._look_into)
        self.frame.header.back.clicked.connect(self.leave)
        self.frame.header.copied.connect(
            lambda number: self.toast.say("Numéro copié", number, undoable=False)
        )
        self.frame.empty.acted.connect(self.leave)
        self.update_actions()

    def _bar(self) -> QWidget:
        names = [
            name
            for name in ("apply", "refuse", "ask_information", "send_message")
            if name in self.commands
        ]
        offered = dict(zip(names, self.buttons(*names), strict=True))
        self._apply: Button | None = offered.get("apply")
        inner = row(*offered.values(), None, gap=Space.S, margins=(Space.L, 0, Space.M, 0))
        return panel("bar", inner, Height.BAR)

    def panes(self) -> list[QWidget]:
        return [self.form, self.choices]

    # --- reading ----------------------------------------------------------------------------------

    def open_form(self, request_id: int | None = None, line: int | None = None) -> None:
        """Of a request, or of the first that waits on a line of the inbox."""
        self._request, self._line = request_id, line
        self.banner.clear()
        self.toast.dismiss()
        self._show_sheet(None)
        self.reload()

    def reload(self) -> None:
        request_id, line = self._request, self._line
        if request_id is None and line is None:
            return
        self.tasks.latest(
            self, "form", lambda work: calls.read(work, request_id, line), then=self._show
        )

    def _show(self, found: calls.Reading) -> None:
        self.reasons, self.now = found.reasons, found.now
        if found.sheet is None:
            self._show_sheet(None)
            self.frame.empty.show_words(found.why_not, "", "Revenir à la liste")
            self.frame.pages.setCurrentIndex(1)
            return
        self._request = found.sheet.request_id
        if found.sheet != self.sheet:  # what is chosen stays, as long as it is of the same form
            self._show_sheet(found.sheet)

    def _show_sheet(self, sheet: CreationSheet | None) -> None:
        self.sheet = sheet
        self.frame.pages.setCurrentIndex(0)
        self.form.show_sheet(sheet)
        self.choices.show_sheet(sheet)
        if sheet is None:
            self.frame.header.show_family("", "", "", "")
        else:
            sent = words.sent(sheet, local_day(self.now))
            self.frame.header.show_family(sheet.title, sent, sheet.phone, sheet.reference)
            if sheet.locked_reason:
                self.banner.info(sheet.locked_reason, icon="lock", closes=False)
        self.update_actions()

    def _look_into(self, family_id: int) -> None:
        self.tasks.read(
            self,
            lambda work: calls.home(work, family_id),
            then=self.choices.show_home,
            on_refused=self.say_refused,
        )

    # --- answers ----------------------------------------------------------------------------------

    @action(
        "Ouvrir un dossier", shortcut=("Ctrl+Return", "Ctrl+Enter"), permission=P.REQUEST_DECIDE,
        icon="check", look=Look.PRIMARY,
    )  # fmt: skip
    def apply(self) -> None:
        """As it is chosen; the family is told why an activity is refused."""
        if self.sheet is None:
            return
        if self.choices.waits_for_home:
            self.banner.info(WHICH_FAMILY)
            return
        if self.choices.refuses_some:
            verb = words.verb(self.sheet, self.choices.home)
            self._ask_reason("Refuser des inscriptions", verb, self._accept)
        else:
            self._accept("", "")

    @action("Refuser", shortcut="R", permission=P.REQUEST_DECIDE, icon="ban")
    def refuse(self) -> None:
        if self.sheet is not None:
            self._ask_reason("Refuser la demande", "Refuser", self._refuse)

    @action("Demander un complément", shortcut="C", permission=P.REQUEST_DECIDE, icon="help")
    def ask_information(self) -> None:
        self._write(
            "Demander un complément", "Demander", "Ce qu’il manque", "Complément demandé",
            "la demande reste ouverte jusqu’à votre réponse.",
            lambda work, sheet, said: calls.ask_information(work, _seen(sheet), said),
        )  # fmt: skip

    @action("Message", shortcut="M", permission=P.REQUEST_DECIDE, icon="message")
    def send_message(self) -> None:
        self._write(
            "Message à la famille", "Envoyer", "Message", "Message envoyé",
            "la famille le lira sur le portail.",
            lambda work, sheet, said: calls.send_message(work, sheet.request_id, said),
        )  # fmt: skip

    @action("Ouvrir la famille qui ressemble", shortcut="Ctrl+O", icon="families")
    def open_family(self) -> None:
        if (home := self.choices.home) is not None:
            self.navigator.open_family(home.family_id)

    @action("Aller aux choix", shortcut="Alt+Right")
    def go_to_choices(self) -> None:
        """From the form to what is answered; Échap comes back to the list."""
        first = next(iter(self.choices.radios.values()), None)
        checked = next((one for one in self.choices.radios.values() if one.isChecked()), first)
        target = checked or next(iter(self.choices.pickers), None)
        if target is not None:
            target.setFocus()

    @action("Revenir à la liste", shortcut=("Escape", "Alt+Left"))
    def leave(self) -> None:
        self.toast.dismiss()
        self.navigator.go_back(Errand())

    # --- how --------------------------------------------------------------------------------------

    def _accept(self, code: str, told: str) -> None:
        sheet, answer = self.sheet, self.choices.answer(code, told)
        if sheet is not None and answer is not None:
            said = words.said(sheet, self.choices.home)
            self._run(sheet, lambda work: calls.accept(work, answer), said)

    def _refuse(self, code: str, told: str) -> None:
        if (sheet := self.sheet) is not None:
            seen = _seen(sheet)
            self._run(sheet, lambda work: calls.refuse(work, seen, code, told), "Demande refusée")

    def _run(self, sheet: CreationSheet, act: Callable[[Work], Report], said: str) -> None:
        if self._busy:
            return
        self._busy = True
        self.banner.clear()
        self.tasks.run(
            self,
            act,
            then=lambda report: self._answered(sheet, said, report),
            failed=self._idle,
            on_refused=self.say_refused,
        )

    def _idle(self) -> None:
        self._busy = False

    def _answered(self, sheet: CreationSheet, said: str, report: Report) -> None:
        self._idle()
        if not report.done:
            self.banner.warning(report.outcomes[0].sentence)
            self.reload()
            return
        doing = Doing((report.operation_id,), sheet.title, sheet.submission_id, report.mail_at)
        self.navigator.go_back(Errand((doing,), frozenset({sheet.submission_id}), said))

    def _ask_reason(self, title: str, verb: str, then: Callable[[str, str], None]) -> None:
        ask_reason(
            self,
            title,
            [Reason(code, told, told) for code, told in self.reasons],
            then,
            verb=verb,
            about="La famille lira ce motif.",
        )

    def _write(
        self, title: str, verb: str, name: str, done: str, promise: str,
        send: Callable[[Work, CreationSheet, str], object],
    ) -> None:  # fmt: skip
        sheet = self.sheet
        if sheet is None:
            return
        draft = self.drafts.of(name, sheet.request_id)

        def sent(_none: object) -> None:
            draft.forget()
            self.toast.say(done, sheet.title, undoable=False)

        ask_text(
            self,
            title,
            lambda said: self.tasks.run(
                self,
                lambda work: send(work, sheet, said),
                then=sent,
                on_refused=self.say_refused,
            ),
            verb=verb,
            about=f"{sheet.title} · {promise}",
            name=name,
            value=draft,
        )

    def update_actions(self) -> None:
        able = self.sheet is not None and self.sheet.decidable
        for name in ("apply", "refuse", "ask_information", "send_message"):
            self.enable(name, able)
        self.enable("open_family", self.choices.home is not None)
        if self._apply is not None:
            self._apply.say(words.verb(self.sheet, self.choices.home))

    def say_refused(self, sentence: str) -> None:
        self.banner.error(sentence)


def _seen(sheet: CreationSheet) -> calls.Seen:
    return sheet.request_id, sheet.version
