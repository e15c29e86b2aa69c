"""The reasons a refusal gives, as families read them."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.database.work import Work
from backoffice.inbox import catalogue, services
from backoffice.inbox.catalogue import ReasonRow
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui.kit import dialogs
from ui.kit.actions import action
from ui.settings.listing import ListPage, shown

P = Permission.SETTINGS_EDIT
READ_BY = "La famille le lit tel quel, sur le portail et dans son courriel."


class ReasonsPage(ListPage[ReasonRow]):
    topics = frozenset({Topic.SETTINGS})
    title = "Motifs de refus"
    name = "reasons"
    about = f"{READ_BY} Un refus en choisit un, ou s’écrit à la main."
    nothing = "Aucun motif : un refus sera toujours écrit à la main."
    columns = (
        shown("Motif, tel que la famille le lit", lambda one: one.label),
        shown("État", lambda one: "retiré de la liste" if one.archived else "proposé"),
    )
    shares = (80, 20)
    offers = ("add", "reword", "archive", "restore")
    opens = "reword"

    def ask(self, work: Work) -> Sequence[ReasonRow]:
        return catalogue.reasons(work)

    def follow(self) -> None:
        found = self.current
        self.enable("reword", found is not None)
        self.enable("archive", found is not None and not found.archived)
        self.enable("restore", found is not None and found.archived)

    @action("Ajouter un motif", shortcut="N", permission=P, icon="plus")
    def add(self) -> None:
        dialogs.ask_text(
            self,
            "Nouveau motif de refus",
            lambda words: self.tasks.run(self, lambda work: services.add_reason(work, words)),
            verb="Ajouter",
            about=READ_BY,
            name="Motif",
            limit=400,
        )

    @action("Reformuler", shortcut="R", permission=P, icon="pencil")
    def reword(self) -> None:
        if (found := self.current) is None:
            return
        dialogs.ask_text(
            self,
            "Reformuler le motif",
            lambda words: self._write(words, found.code),
            verb="Enregistrer",
            about=f"{READ_BY} Les refus déjà donnés ne changent pas.",
            name="Motif",
            value=found.label,
            limit=400,
        )

    @action("Retirer de la liste", shortcut="Del", permission=P, icon="cross")
    def archive(self) -> None:
        if (found := self.current) is not None:
            self.tasks.run(self, lambda work: services.archive_reason(work, found.code))

    @action("Remettre dans la liste", shortcut="L", permission=P, icon="undo")
    def restore(self) -> None:
        if (found := self.current) is not None:
            self._write(found.label, found.code)

    def _write(self, words: str, code: str) -> None:
        self.tasks.run(self, lambda work: services.add_reason(work, words, code))
