"""One key an answer: fields are ticked and applied, the rest is refused, and the pile is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from backoffice.inbox.edits.answers import AddressScope
from backoffice.inbox.edits.reading import EditSection
from backoffice.inbox.workflow import NEWCOMER_KINDS, Verb
from backoffice.kernel.permissions import Permission
from ui.dossier import answering, calls, words
from ui.dossier.model import ASKED, text
from ui.dossier.pile import Item
from ui.dossier.screen import DossierScreen
from ui.dossier.sheets import ask_address, ask_refusal
from ui.kit.actions import action
from ui.kit.buttons import Look
from ui.kit.dialogs import ask_text
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.kit.undone import Doing, Done, Errand, until

if TYPE_CHECKING:
    from backoffice.inbox.services import Report

P = Permission
_SAID = {Verb.ACCEPT: ("accepté", "acceptée"), Verb.REFUSE: ("refusé", "refusée")}


class DossierView(DossierScreen):
    def __init__(
        self, tasks: Tasks, navigator: Navigator | None = None, parent: QWidget | None = None
    ) -> None:
        self._done = Done()
        self._until: datetime | None = None  # when the toast stops being true
        self._busy = False
        super().__init__(tasks, navigator, parent)
        self.toast.undo.connect(self.undo)
        self.update_actions()

    # --- answers ----------------------------------------------------------------------------------

    @action(
        "Appliquer", shortcut=("Ctrl+Return", "Ctrl+Enter"), permission=P.REQUEST_ANNOTATE,
        icon="check", look=Look.PRIMARY,
    )  # fmt: skip
    def apply(self) -> None:
        """All that is ticked, once it is known whom the addresses among it are for."""
        if ticked := self.pile.ticked():
            self._ask_scopes(ticked, answering.addresses(ticked), {})

    @action("Refuser le reste", shortcut="R", permission=P.REQUEST_ANNOTATE, icon="ban")
    def refuse_rest(self) -> None:
        if rest := self.pile.rest():
            item = self.table.current_item()
            advice = item.section.advice if item else None
            code = advice.reason_code or "" if advice else ""
            ask_refusal(self, rest, self.reasons, self._refuse, chosen=code)

    @action("Annuler la dernière réponse", shortcut="Ctrl+Z", permission=P.REQUEST_ANNOTATE)
    def undo(self) -> None:
        doing = self._done.take(self.now)
        if doing is None:
            self.banner.info("Il n'y a plus rien à annuler. Une réponse déjà envoyée se rectifie.")
            return
        self.tasks.run(
            self,
            lambda work: calls.undo(work, doing.operations),
            then=lambda reports: self._undone(doing, reports),
            on_refused=self.say_refused,
        )

    @action("Message", shortcut="M", permission=P.REQUEST_ANNOTATE, icon="message")
    def send_message(self) -> None:
        """About the demand one is on: it is read with it on the portal."""
        if (part := self.current_part()) is None:
            return
        number, about = part.first.request_id, words.about(part)
        ask_text(
            self,
            "Message à la famille",
            lambda told: self.tasks.run(
                self,
                lambda work: calls.send_message(work, number, told),
                then=lambda _none: self.toast.say("Message envoyé", about, undoable=False),
                on_refused=self.say_refused,
            ),
            verb="Envoyer",
            about=f"{about} · la famille le lira sur le portail.",
            name="Message",
        )

    # --- ticks and places -------------------------------------------------------------------------

    @action("Cocher ou décocher", shortcut=("X", "Space"), icon="check")
    def toggle(self) -> None:
        if (item := self.table.current_item()) is not None:
            self.toggle_item(item)

    @action("Cocher tout ce qui n'est pas sensible", shortcut="Ctrl+A")
    def tick_usual(self) -> None:
        self.pile.tick_usual()
        self._touched()

    @action("Tout décocher", shortcut="Ctrl+Shift+A")
    def untick_all(self) -> None:
        self.pile.untick_all()
        self._touched()

    @action("Demande suivante", shortcut="Alt+Down")
    def next_part(self) -> None:
        self._step(1)

    @action("Demande précédente", shortcut="Alt+Up")
    def previous_part(self) -> None:
        self._step(-1)

    @action("Copier la valeur demandée", shortcut="Ctrl+C", icon="copy")
    def copy(self) -> None:
        """As it is shown: what is masked here is masked there."""
        item = self.table.current_item()
        if item is not None:
            shown = text(item, ASKED) if item.field else item.section.title
            QGuiApplication.clipboard().setText(shown)
            self.toast.say("Valeur copiée", item.name, undoable=False)

    @action("Ouvrir la famille", shortcut="Ctrl+O", icon="families")
    def open_family(self) -> None:
        if self._family is not None:
            self.navigator.open_family(self._family)

    @action("Ouvrir la demande dans la liste", shortcut="Ctrl+Shift+O", icon="inbox")
    def open_request(self) -> None:
        """Where a request answered whole can be looked at closer: its places, its history."""
        item = self.table.current_item()
        if item is None or item.field is not None:
            return
        number = item.section.request_id
        if item.section.kind in NEWCOMER_KINDS:
            self.navigator.open_newcomers(request_id=number)
        else:
            self.navigator.open_request(number)

    @action("Revenir à la liste", shortcut=("Escape", "Alt+Left"))
    def leave(self) -> None:
        self.toast.dismiss()
        self.navigator.go_back(Errand(self._done.hand_over()))

    # --- how --------------------------------------------------------------------------------------

    def toggle_item(self, item: Item) -> None:
        if why := self.pile.why_not(item):
            self.banner.info(f"{item.name} : {why}")
            return
        self.banner.clear()
        self.pile.tick([item], on=not self.pile.is_ticked(item))
        self._touched()

    def _touched(self) -> None:
        self.frame.model.touch()
        self.parts.parts.touch()
        self.update_actions()

    def _step(self, by: int) -> None:
        part = self.current_part()
        if part is None:
            self.table.go_to_first()
            return
        at = self.pile.parts.index(part) + by
        if 0 <= at < len(self.pile.parts):
            self.table.go_to_part(self.pile.parts[at])
        self.table.setFocus()

    def _ask_scopes(
        self,
        ticked: Sequence[Item],
        asking: Sequence[EditSection],
        known: dict[int, AddressScope],
    ) -> None:
        """One address after the other, then the answer."""
        if not asking:
            self._answer(Verb.ACCEPT, ticked, answering.accepted(ticked, known))
            return
        section, *others = asking
        assert section.address is not None  # noqa: S101  that is why it is asked

        def then(scope: AddressScope) -> None:
            self._ask_scopes(ticked, others, {**known, section.request_id: scope})

        taken = [item for item in ticked if item.section is section]
        verb = "Continuer" if others else words.apply(ticked)
        ask_address(self, section, section.address, taken, then, verb=verb)

    def _refuse(self, chosen: Sequence[Item], code: str, told: str) -> None:
        if chosen:
            self._answer(Verb.REFUSE, chosen, answering.refused(chosen, code, told), code, told)
        else:
            self.banner.info("Rien n'a été refusé : tout était décoché.")

    def _answer(
        self, verb: Verb, items: Sequence[Item], what: answering.Answers, code: str = "",
        told: str = "",
    ) -> None:  # fmt: skip
        if self._busy:
            return
        self._busy = True
        self.banner.clear()
        fields, whole = what
        self.tasks.run(
            self,
            lambda work: calls.decide(work, verb, fields, whole, code, told),
            then=partial(self._decided, verb, items),
            failed=self._idle,
            on_refused=self.say_refused,
        )

    def _idle(self) -> None:
        self._busy = False

    def _decided(self, verb: Verb, items: Sequence[Item], reports: Sequence[Report]) -> None:
        self._idle()
        outcomes = [one for report in reports for one in report.outcomes]
        standing = {one.request_id for one in outcomes if one.status is not None}
        answered = [item for item in items if item.section.request_id in standing]
        sheet = self.pile.sheet
        if answered and sheet is not None:
            about = words.family(sheet)
            done = [report for report in reports if report.done]
            line = answered[0].section.submission_id
            ids = tuple(report.operation_id for report in done)
            self._until = done[0].mail_at
            self._done.add(Doing(ids, about, line, self._until))
            self.toast.say(words.said(answered, *_SAID[verb]), about, until(self._until))
        if left := [one.sentence for one in outcomes if one.status is None and one.sentence]:
            self.banner.warning(" ".join(dict.fromkeys(left)))
        self._answered = bool(answered)
        self.reload()

    def _undone(self, doing: Doing, reports: Sequence[Report]) -> None:
        kept = [one.sentence for report in reports for one in report.outcomes if one.sentence]
        if kept:
            self.banner.warning(" ".join(dict.fromkeys(kept)))
        self.toast.say("Réponse annulée", doing.about, undoable=False)
        self.reload()

    def forget_promise(self) -> None:
        """The mail has left: « Annuler » is not offered any more."""
        if self._until is not None and self.now >= self._until:
            self._until = None
            self.toast.dismiss()
        self.enable("undo", bool(self._done))

    def finish(self, submissions: frozenset[int]) -> None:
        said = self.toast.said
        self.toast.dismiss()
        self.navigator.go_back(Errand(self._done.hand_over(), submissions, said))
