"""All that is not an answer: messages, notes, setting aside, giving to a colleague."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from backoffice.inbox.workflow import PENDING
from backoffice.kernel.calendar import local_day
from backoffice.kernel.permissions import Permission
from ui.inbox import calls, words
from ui.inbox.deciding import Deciding
from ui.inbox.sheets import ask_colleague, ask_suspension
from ui.kit.actions import Scope, action
from ui.kit.dialogs import ask_text
from ui.kit.drafts import Draft, Drafts
from ui.kit.french import plural

if TYPE_CHECKING:
    from backoffice.database.work import Work

P = Permission


class _Letter(NamedTuple):
    """What is written, to whom, and what is said once it is sent."""

    title: str
    verb: str
    name: str
    promise: str
    done: str


_MESSAGE = _Letter(
    "Message à la famille",
    "Envoyer",
    "Message",
    "la famille le lira sur le portail.",
    "Message envoyé",
)
_INFORMATION = _Letter(
    "Demander un complément",
    "Demander",
    "Ce qu'il manque",
    "la demande reste ouverte jusqu'à votre réponse.",
    "Complément demandé",
)
_NOTE = _Letter("Note interne", "Ajouter", "Note", "la famille ne la lira jamais.", "Note ajoutée")


class Talking(Deciding):
    drafts: Drafts

    @action("Message", shortcut="M", permission=P.REQUEST_DECIDE, icon="message")
    def send_message(self) -> None:
        shown = self.detail.shown
        if shown is None or not shown.lines:
            return
        # The first request carries it: ten requests of one click are one conversation.
        number, about = shown.lines[0].request_id, words.person(shown)
        self._write(
            _MESSAGE,
            self.drafts.of("message", number),
            about,
            lambda work, said: calls.send_message(work, number, said),
        )

    @action("Demander un complément", shortcut="C", permission=P.REQUEST_DECIDE, icon="help")
    def ask_information(self) -> None:
        shown = self.detail.shown
        lines = shown.lines if shown is not None else ()
        seen = [(one.request_id, one.version) for one in lines if one.status in PENDING]
        if shown is None or not seen:
            return
        self._write(
            _INFORMATION,
            self.drafts.of("information", seen[0][0]),
            words.person(shown),
            lambda work, said: calls.ask_information(work, seen, said),
        )

    @action("Note interne", shortcut="N", permission=P.REQUEST_ANNOTATE, icon="note")
    def annotate(self) -> None:
        found = self.current()
        if found is None:
            return
        self._write(
            _NOTE,
            self.drafts.of("note", found.id),
            words.who(found),
            lambda work, said: calls.annotate(work, found.id, said),
        )

    @action("Suspendre…", shortcut="S", permission=P.REQUEST_DECIDE, icon="pause")
    def suspend(self) -> None:
        def suspend(until: date, reason: str) -> None:
            self._to_lines(
                lambda work, lines: calls.suspend(work, lines, until, reason),
                f"En suspens jusqu'au {until:%d/%m}",
            )

        if about := self._about_lines():
            ask_suspension(self, local_day(self.now()), suspend, about=about)

    @action(
        "Reprendre", shortcut="Shift+S", permission=P.REQUEST_DECIDE, icon="undo",
        scope=Scope.FOCUS,
    )  # fmt: skip
    def resume(self) -> None:
        if self._about_lines():
            self._to_lines(calls.resume, "Demande reprise")

    @action("Me l'affecter", shortcut="T", permission=P.REQUEST_DECIDE, icon="person")
    def assign_to_me(self) -> None:
        if self._about_lines():
            me = self.tasks.agent.id
            self._to_lines(lambda work, lines: calls.assign(work, lines, me), "À vous")

    @action(
        "Affecter à…", shortcut="Shift+T", permission=P.REQUEST_DECIDE, icon="person",
        scope=Scope.FOCUS,
    )  # fmt: skip
    def assign(self) -> None:
        def give(agent_id: int | None) -> None:
            name = dict(self.choices.agents).get(agent_id or 0, "personne")
            self._to_lines(
                lambda work, lines: calls.assign(work, lines, agent_id), f"Affectée à {name}"
            )

        if self._about_lines():
            ask_colleague(self, self.choices.agents, give)

    # --- how --------------------------------------------------------------------------------------

    def _write(
        self, letter: _Letter, draft: Draft, about: str, call: Callable[[Work, str], object]
    ) -> None:
        """What is typed stays a draft until it is sent: Échap or a lost connection costs nothing."""

        def send(said: str) -> None:
            self._do(lambda work: call(work, said), letter.done, about, then=draft.forget)

        ask_text(
            self,
            letter.title,
            send,
            verb=letter.verb,
            about=f"{about} · {letter.promise}",
            name=letter.name,
            value=draft,
        )

    def _about_lines(self) -> str:
        if self.model.all_ticked:
            return "Tout ce qui répond au filtre"
        if ticks := self.model.ticks():
            return plural(len(ticks), "ligne cochée", "lignes cochées")
        found = self.current()
        return f"{words.who(found)} · {words.what(found)}" if found is not None else ""

    def _to_lines(self, call: Callable[[Work, Sequence[int]], object], said: str) -> None:
        """To the ticked lines, else to the current one."""
        about, found = self._about_lines(), self.current()
        wanted, bound, but = self.wanted, self._bound, self.model.unticked()
        if self.model.all_ticked:
            self._do(
                lambda work: call(work, calls.lines_matching(work, wanted, bound, but)), said, about
            )
        else:
            lines = self.model.ticks() or ((found.id,) if found else ())
            self._do(lambda work: call(work, lines), said, about)
        self.model.untick_all()

    def _do(
        self,
        call: Callable[[Work], object],
        said: str,
        about: str,
        then: Callable[[], object] = lambda: None,
    ) -> None:
        def tell(_result: object) -> None:
            then()
            self.toast.say(said, about, undoable=False)

        self.banner.clear()
        self.tasks.run(
            self,
            call,
            then=tell,
            on_refused=self.say_refused,
        )

    def update_actions(self) -> None:
        super().update_actions()
        found, many = self.current(), self.model.any_ticked
        for name in ("suspend", "assign_to_me", "assign"):
            self.enable(name, many or bool(found and found.pending))
        self.enable("resume", many or bool(found and found.suspended_until))
        self.enable("ask_information", bool(found and found.pending) and not many)
        for name in ("send_message", "annotate"):
            self.enable(name, found is not None)
