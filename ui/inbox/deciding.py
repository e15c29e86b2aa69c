"""One key per answer; the next line opens by itself; undo instead of « are you sure? »."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from backoffice.inbox.reading import InboxRow, SeenPair
from backoffice.inbox.workflow import RESERVING, Kind, Status, Verb
from backoffice.kernel.permissions import Permission
from ui.inbox import calls, words
from ui.inbox.calls import Reply
from ui.inbox.detail_words import NOT_HERE, no_mail
from ui.inbox.moving import Moving
from ui.inbox.sheets import ask_rectification, ask_refusal
from ui.kit.actions import Scope, action
from ui.kit.buttons import Look
from ui.kit.dialogs import ask_text
from ui.kit.french import plural
from ui.kit.undone import Doing, Done, Errand, until

if TYPE_CHECKING:
    from backoffice.inbox.services import Report

_SAID = {
    Verb.ACCEPT: ("Demande acceptée", "acceptées"),
    Verb.REFUSE: ("Demande refusée", "refusées"),
    Verb.WAITLIST: ("Demande mise en liste d'attente", "en liste d'attente"),
}
_CLOSED = frozenset({Status.ACCEPTED, Status.PARTLY_ACCEPTED, Status.REFUSED, Status.VOID})
P = Permission


class Deciding(Moving):
    _done: Done
    _leaving: frozenset[int] = frozenset()
    _until: datetime | None = None  # when the toast stops being true

    @action("Accepter", shortcut="A", permission=P.REQUEST_DECIDE, icon="check", look=Look.PRIMARY)
    def accept(self) -> None:
        self.answer(Reply(Verb.ACCEPT))

    @action("Facturée", shortcut="F", permission=P.REQUEST_DECIDE, icon="coin")
    def accept_invoiced(self) -> None:
        """An absence, accepted and invoiced, whatever the rule says."""
        self.answer(Reply(Verb.ACCEPT, invoiced=True))

    @action("Non facturée", shortcut="G", permission=P.REQUEST_DECIDE, icon="check")
    def accept_free(self) -> None:
        """An absence with a reason that justifies it."""
        self.answer(Reply(Verb.ACCEPT, invoiced=False))

    @action("Refuser", shortcut="R", permission=P.REQUEST_DECIDE, icon="ban")
    def refuse(self) -> None:
        about, code = self._about_refusal()
        if about:
            ask_refusal(self, self.choices.reasons, self.answer, about=about, chosen=code)

    @action("Liste d'attente", shortcut="L", permission=P.REQUEST_DECIDE, icon="queue")
    def waitlist(self) -> None:
        self.answer(Reply(Verb.WAITLIST))

    @action(
        "Accepter en dérogation…", shortcut="Shift+D", permission=P.OVERBOOK, icon="warning",
        scope=Scope.FOCUS,
    )  # fmt: skip
    def overbook(self) -> None:
        """Over the capacity: with a reason, kept with the agent's name."""
        found = self.current()
        if found is None or not self._seen(found):
            return
        ask_text(
            self,
            "Accepter en dérogation",
            lambda reason: self.answer(Reply(Verb.ACCEPT, overbook_reason=reason)),
            verb="Accepter en dérogation",
            about="Les jours complets seront réservés au-delà de la capacité.",
            name="Motif de la dérogation, conservé avec votre nom",
            limit=400,
        )

    @action("Annuler la dernière réponse", shortcut="Ctrl+Z", permission=P.REQUEST_DECIDE)
    def undo(self) -> None:
        doing = self._done.take(self.now())
        if doing is None:
            self.banner.info("Il n'y a plus rien à annuler. Une réponse déjà envoyée se rectifie.")
            return
        self.tasks.run(
            self,
            lambda work: calls.undo(work, doing.operations),
            then=lambda reports: self._undone(doing, reports),
            on_refused=self.say_refused,
        )

    @action("Rectifier…", shortcut="Ctrl+R", permission=P.REQUEST_DECIDE, icon="pencil")
    def rectify(self) -> None:
        shown = self.detail.shown
        seen = self._rectifiable()
        if shown is None or not seen:
            return
        count = f" ({plural(len(seen), 'créneau', 'créneaux')})" if len(seen) > 1 else ""
        ask_rectification(
            self,
            self.choices.reasons,
            partial(self._rectify, seen),
            about=f"{words.person(shown)} · {words.asked(shown)}{count}",
            waits=shown.kind in (*RESERVING, Kind.ENROLMENT),
        )

    # --- how --------------------------------------------------------------------------------------

    def answer(self, reply: Reply) -> None:
        """To the ticked lines, first shown as a preview; else to the current one, at once."""
        if self.model.any_ticked:
            self.answer_many(reply)
            return
        found = self.current()
        if found is None:
            return
        seen = self._seen(found)
        if not seen:
            self.banner.info(NOT_HERE if found.pending else "Cette demande a déjà sa réponse.")
            return
        self.banner.clear()
        if not self.detail.partial:
            self._leaving |= {found.id}
            self.list.step_to_undecided(self._leaving)
        self.tasks.run(
            self,
            lambda work: calls.decide(work, seen, reply),
            then=lambda report: self._answered(found, reply, report),
            failed=lambda: self._stays(found.id),
            on_refused=self.say_refused,
        )

    def answer_many(self, reply: Reply) -> None:
        raise NotImplementedError

    def _seen(self, found: InboxRow) -> tuple[SeenPair, ...]:
        """As read in the detail, if it is here; else as the line was shown."""
        shown = self.detail.shown
        return self.detail.seen if shown is not None and shown.id == found.id else found.seen

    def _answered(self, found: InboxRow, reply: Reply, report: Report) -> None:
        self._stays(found.id)
        about = f"{words.who(found)} · {words.what(found)}"
        left = [one.sentence for one in report.outcomes if one.status is None and one.sentence]
        if report.done:
            self._remember(Doing((report.operation_id,), about, found.id, report.mail_at))
            self.toast.say(_said(reply.verb, report), about, until(report.mail_at))
        else:
            self.reload()  # nothing was written: nothing else will say so
        if left:
            self.banner.warning(f"{words.who(found)} : {left[0]}")

    def _stays(self, line: int) -> None:
        self._leaving -= {line}

    def _remember(self, doing: Doing) -> None:
        self._done.add(doing)
        self._until = doing.until
        self.enable("undo", True)

    def come_back(self, errand: Errand) -> None:
        """From a screen opened here: what was done there is taken back here, and one goes on."""
        if errand.lines:
            self.list.step_to_undecided(errand.lines)
        for doing in errand.doings:
            self._remember(doing)
        if errand.said and errand.doings and (at := errand.doings[-1].until):
            self.toast.say(errand.said, errand.doings[-1].about, until(at))

    def forget_promise(self) -> None:
        """The mail has left: « Annuler » is not offered any more."""
        if self._until is not None and self.now() >= self._until:
            self._until = None
            self.toast.dismiss()

    def _undone(self, doing: Doing, reports: list[Report]) -> None:
        self.enable("undo", bool(self._done))
        self._wanted_id = doing.line
        kept = [one.sentence for report in reports for one in report.outcomes if not one.status]
        if kept:
            self.banner.warning(kept[0])
        self.toast.say("Réponse annulée", doing.about, undoable=False)
        self._let_in = True  # the line comes back where it was: it is no newcomer
        self.reload()

    def _rectifiable(self) -> tuple[SeenPair, ...]:
        shown = self.detail.shown
        lines = shown.lines if shown is not None else ()
        return tuple((one.request_id, one.version) for one in lines if one.status in _CLOSED)

    def _rectify(self, seen: tuple[SeenPair, ...], reply: Reply, reason: str) -> None:
        self.tasks.run(
            self,
            lambda work: calls.rectify(work, seen, reply, reason),
            then=lambda count: self.toast.say(
                "Décision rectifiée", plural(count, "demande"), undoable=False
            ),
            on_refused=self.say_refused,
        )

    def _about_refusal(self) -> tuple[str, str]:
        """What the sheet says of whom, and the reason the rules propose."""
        if self.model.any_ticked:
            return "Le même motif sera donné à toutes les demandes cochées.", ""
        found, shown = self.current(), self.detail.shown
        if found is None or not self._seen(found):
            return "", ""
        about = f"{words.who(found)} · {words.what(found)}"
        if shown is None or shown.id != found.id:
            return about, ""
        code = (shown.advice.reason_code or "") if shown.advice else ""
        warned = no_mail(shown) if shown.no_mail_when_refused else ""
        return " – ".join(filter(None, (about, warned))), code

    # --- what one may do now ------------------------------------------------------------------------

    def update_actions(self) -> None:
        self.forget_promise()
        found, many = self.current(), self.model.any_ticked
        able = many or bool(found and found.seen)
        absence = bool(found and found.kind == Kind.ABSENCE)
        asks_place = bool(found and found.kind in (*RESERVING, Kind.ENROLMENT))
        waiting = many or bool(found and found.pending)
        for name in ("accept", "refuse"):
            self.enable(name, able)
        self.enable("waitlist", able and (many or asks_place) and waiting)
        reserving = bool(found and found.kind in RESERVING)
        self.enable("overbook", able and reserving and not many)
        for name in ("accept_invoiced", "accept_free"):
            self.enable(name, able and absence)
        shown = self.detail.shown
        here = shown is not None and found is not None and shown.id == found.id
        self.enable("rectify", here and bool(self._rectifiable()))
        for name in ("see_history", "family_pile", "toggle_tick"):
            self.enable(name, found is not None)
        whole = bool(found and (found.family_id is not None or found.kind == Kind.FAMILY_CREATION))
        self.enable("open_dossier", bool(found and found.pending and whole))


def _said(verb: Verb, report: Report) -> str:
    """« Demande acceptée », « 9 acceptées, 1 en liste d'attente »."""
    waiting = sum(str(one.result) == "waitlisted" for one in report.outcomes)
    if report.done == 1:
        return _SAID[Verb.WAITLIST if waiting else verb][0]
    plain = report.done - waiting
    parts = [f"{plain} {_SAID[verb][1]}"] if plain else []
    parts += [f"{waiting} {_SAID[Verb.WAITLIST][1]}"] if waiting else []
    return ", ".join(parts)
