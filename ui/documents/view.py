"""One key an answer; the next document opens by itself; undo instead of « are you sure? »."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from backoffice.documents.queries import Sheet
from backoffice.documents.words import REFUSALS
from backoffice.kernel.permissions import Permission
from ui.documents import calls
from ui.documents.counter import AddSheet
from ui.documents.reading import DocumentsScreen, file_key
from ui.kit.actions import Scope, action
from ui.kit.buttons import Look
from ui.kit.dialogs import Reason, ask_reason, ask_text
from ui.kit.drafts import Drafts
from ui.kit.files import ask_where
from ui.kit.navigator import Navigator
from ui.kit.tasks import Tasks
from ui.kit.undone import Doing, Done, until

if TYPE_CHECKING:
    from backoffice.inbox.decide import Report

P = Permission
NOTHING_KEPT = "Gardez au moins un fichier, ou invalidez la pièce."
NOTHING_TO_UNDO = "Il n’y a plus rien à annuler. Une réponse déjà envoyée se rectifie."


class DocumentsView(DocumentsScreen):
    def __init__(
        self, tasks: Tasks, navigator: Navigator | None = None, parent: QWidget | None = None
    ) -> None:
        self._done, self.drafts = Done(), Drafts()
        self._until: datetime | None = None  # when the toast stops being true
        super().__init__(tasks, navigator, parent)
        self.toast.undo.connect(self.undo)
        self.checklist.open_family.connect(self.open_family)
        self.checklist.other_reason.connect(self.ask_refusal)
        self.dropped.connect(self.add_files)

    # --- answers ----------------------------------------------------------------------------------

    @action("Valider", shortcut="V", permission=P.REQUEST_DECIDE, icon="check", look=Look.PRIMARY)
    def accept(self) -> None:
        sheet, judged = self.sheet, self.checklist.judged()
        if sheet is None or judged is None:
            return
        if self.checklist.keeps_nothing:
            self.banner.warning(NOTHING_KEPT)
            return
        self._leave(sheet)
        self.tasks.run(
            self,
            lambda work: calls.accept(work, sheet, judged),
            then=partial(self._answered, sheet, "Pièce validée"),
            failed=lambda: self._stays(sheet),
            on_refused=self.say_refused,
        )

    @action("Invalider", shortcut=("I", "R"), permission=P.REQUEST_DECIDE, icon="ban")
    def refuse(self) -> None:
        """With the reason that is chosen, at once; else it is asked."""
        if self.sheet is None:
            return
        if reason := self.checklist.reason:
            self._refuse(self.sheet, "", reason)
        else:
            self.ask_refusal()

    def ask_refusal(self) -> None:
        sheet = self.sheet
        if sheet is None or (command := self.command("refuse")) is None or not command.isEnabled():
            return
        usual = [Reason(f"usual_{n}", w, text) for n, (w, text) in enumerate(REFUSALS.items(), 1)]
        town = [Reason(code, text) for code, text in self.reasons]
        ask_reason(
            self,
            "Invalider la pièce",
            [*usual, *town],
            lambda code, told: self._refuse(sheet, "" if code.startswith("usual_") else code, told),
            verb="Invalider",
            about=f"{sheet.label}, {sheet.whom}",
        )

    def _refuse(self, sheet: Sheet, code: str, told: str) -> None:
        self._leave(sheet)
        self.tasks.run(
            self,
            lambda work: calls.refuse(work, sheet, code, told),
            then=partial(self._answered, sheet, "Pièce invalidée"),
            failed=lambda: self._stays(sheet),
            on_refused=self.say_refused,
        )

    @action("Message", shortcut="M", permission=P.REQUEST_DECIDE, icon="message")
    def send_message(self) -> None:
        sheet = self.sheet
        if sheet is None or sheet.request_id is None:
            return
        number, draft = sheet.request_id, self.drafts.of("message", sheet.request_id)

        def sent(_none: object) -> None:
            draft.forget()
            self.toast.say("Message envoyé", sheet.whom, undoable=False)

        ask_text(
            self,
            "Message à la famille",
            lambda told: self.tasks.run(
                self,
                lambda work: calls.send_message(work, number, told),
                then=sent,
                on_refused=self.say_refused,
            ),
            verb="Envoyer",
            about=f"{sheet.label}, {sheet.whom} – la famille le lira sur le portail.",
            name="Message",
            value=draft,
        )

    @action("Annuler la dernière réponse", shortcut="Ctrl+Z", permission=P.REQUEST_DECIDE)
    def undo(self) -> None:
        doing = self._done.take(self.now())
        if doing is None:
            self.banner.info(NOTHING_TO_UNDO)
            return
        self.tasks.run(
            self,
            lambda work: calls.undo(work, doing.operations),
            then=partial(self._undone, doing),
            on_refused=self.say_refused,
        )

    # --- the page ---------------------------------------------------------------------------------

    @action("Agrandir", shortcut="+", icon="plus")
    def zoom_in(self) -> None:
        self.viewer.zoom_in()

    @action("Réduire", shortcut="-", icon="minus")
    def zoom_out(self) -> None:
        self.viewer.zoom_out()

    @action("Ajuster à la largeur", shortcut="0")
    def fit(self) -> None:
        self.viewer.fit()

    @action("Tourner la page", shortcut="Ctrl+R", icon="rotate")
    def turn(self) -> None:
        self.viewer.turn()
        self.update_actions()

    @action(
        "Garder la page tournée", shortcut="Ctrl+Shift+R", permission=P.REQUEST_DECIDE, icon="check"
    )
    def keep_turned(self) -> None:
        """As a new version: what the family sent stays beside it."""
        file, angle = self.file, self.viewer.angle
        held = self._opened.get(file_key(file)) if file else None
        if file is None or held is None or not angle:
            return
        content, number, name = held.content, file.id, file.name
        self.tasks.read(
            self,
            lambda _work: self.pictures.turned(content, name, angle),
            then=lambda turned: self._keep(number, name, turned),
            on_refused=self.say_refused,
        )

    def _keep(self, file_id: int, name: str, content: bytes) -> None:
        self.tasks.run(
            self,
            lambda work: calls.keep_turned(work, file_id, name, content),
            then=lambda _none: self.toast.say("Page gardée tournée", name, undoable=False),
            on_refused=self.say_refused,
        )

    @action("Page suivante", shortcut="PgDown", icon="right")
    def next_page(self) -> None:
        """Past the last page of a file, the next file."""
        if self._page < self._pages_of:
            self._page += 1
            self._show_page()
        else:
            self._show_file(self._file + 1)

    @action("Page précédente", shortcut="PgUp", icon="left")
    def previous_page(self) -> None:
        if self._page > 1:
            self._page -= 1
            self._show_page()
        else:
            self._show_file(self._file - 1)

    # --- places -----------------------------------------------------------------------------------

    @action("Pièce suivante", shortcut="Alt+Down")
    def next_document(self) -> None:
        self.strip.step(1)

    @action("Pièce précédente", shortcut="Alt+Up")
    def previous_document(self) -> None:
        self.strip.step(-1)

    @action("Revenir à la page", shortcut="Escape")
    def back_to_page(self) -> None:
        self.viewer.setFocus()

    @action("Changer la date de la pièce", shortcut="D")
    def edit_date(self) -> None:
        self.checklist.dated.setFocus()

    @action("Ouvrir la famille", shortcut="Ctrl+O", icon="families")
    def open_family(self) -> None:
        if self.sheet is not None:
            self.navigator.open_family(self.sheet.family_id)

    @action("Cocher le premier point", shortcut="1", scope=Scope.FOCUS)
    def tick_1(self) -> None:
        self.checklist.toggle(1)

    @action("Cocher le deuxième point", shortcut="2", scope=Scope.FOCUS)
    def tick_2(self) -> None:
        self.checklist.toggle(2)

    @action("Cocher le troisième point", shortcut="3", scope=Scope.FOCUS)
    def tick_3(self) -> None:
        self.checklist.toggle(3)

    # --- files ------------------------------------------------------------------------------------

    @action("Enregistrer une copie", shortcut="Ctrl+S", icon="download")
    def save_copy(self) -> None:
        """The original, read-only, where the agent says."""
        file = self.file
        if file is None:
            return
        from backoffice.documents.files import safe_name

        name, number = safe_name(file.name), file.id
        ask_where(
            self, "Enregistrer une copie", name, f"Pièces (*{Path(name).suffix})",
            lambda path: self._copy(number, path),
        )  # fmt: skip

    def _copy(self, file_id: int, path: Path) -> None:
        self.tasks.run(
            self,
            lambda work: calls.copy_out(work, file_id),
            then=lambda content: self._write(path, content),
            on_refused=self.say_refused,
        )

    def _write(self, path: Path, content: bytes) -> None:
        self.tasks.read(
            self,
            lambda _work: calls.write_copy(path, content),
            then=lambda _none: self.toast.say("Copie enregistrée", path.name, undoable=False),
            on_refused=self.say_refused,
        )

    @action("Ajouter une pièce", shortcut="N", permission=P.REQUEST_DECIDE, icon="plus")
    def add(self) -> None:
        """What a family brought to the counter."""
        self.add_files(())

    def add_files(self, paths: list[str] | tuple[str, ...]) -> None:
        family_id = self.sheet.family_id if self.sheet else None
        AddSheet(self, [Path(one) for one in paths], family_id=family_id, done=self._added).open()

    def _added(self, label: str, family: str) -> None:
        self.toast.say("Pièce ajoutée", f"{label}, famille {family}", undoable=False)

    # --- how --------------------------------------------------------------------------------------

    def _leave(self, sheet: Sheet) -> None:
        self.banner.clear()
        self._leaving |= {sheet.id}
        self.strip.step_past(self._leaving)
        self.viewer.setFocus()

    def _stays(self, sheet: Sheet) -> None:
        self._leaving -= {sheet.id}

    def _answered(self, sheet: Sheet, said: str, report: Report) -> None:
        self._stays(sheet)
        about = f"{sheet.label}, {sheet.whom}"
        if report.done:
            self._until = report.mail_at
            self._done.add(Doing((report.operation_id,), about, sheet.id, report.mail_at))
            self.toast.say(said, about, until(report.mail_at))
        left = [one.sentence for one in report.outcomes if one.status is None and one.sentence]
        if left:
            self._wanted = sheet.id
            self.banner.warning(f"{sheet.whom} : {left[0]}")
            self.reload()

    def _undone(self, doing: Doing, reports: list[Report]) -> None:
        self._wanted = doing.line
        kept = [one.sentence for report in reports for one in report.outcomes if one.status is None]
        if kept:
            self.banner.warning(kept[0])
        self.toast.say("Réponse annulée", doing.about, undoable=False)
        self.reload()

    def say_refused(self, sentence: str) -> None:
        self.banner.error(sentence)

    def update_actions(self) -> None:
        super().update_actions()
        if self._until is not None and self.now() >= self._until:
            self._until = None
            self.toast.dismiss()
        several = self.strip.lines.rowCount() > 1
        self.enable("next_document", several)
        self.enable("previous_document", several)
