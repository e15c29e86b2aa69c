"""The reasons of absence the service knows, and which of them lift the invoice."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from backoffice.planning.reasons import (
    AbsenceReason,
    absence_reasons,
    add_absence_reason,
    remove_absence_reason,
)
from ui.kit.actions import action
from ui.kit.choices import TickBox
from ui.kit.forms import Field, TextField, settled
from ui.kit.sheet import Sheet
from ui.settings.listing import ListPage, shown

P = Permission.SETTINGS_EDIT


class AbsencesPage(ListPage[AbsenceReason]):
    topics = frozenset({Topic.SETTINGS})
    title = "Motifs d’absence"
    name = "absences"
    about = (
        "Reconnus dans ce que les familles écrivent, accents et majuscules compris. Un motif justifié "
        "lève la facturation d’une absence tardive."
    )
    nothing = "Aucun motif : toute absence tardive est facturée, si l’activité le prévoit."
    columns = (
        shown("Motif", lambda one: one.label),
        shown("Absence tardive", lambda one: "jamais facturée" if one.justified else "facturée"),
    )
    shares = (70, 30)
    offers = ("add", "remove")

    def ask(self, work: Work) -> Sequence[AbsenceReason]:
        return absence_reasons(work)

    def follow(self) -> None:
        self.enable("remove", self.current is not None)

    @action("Ajouter un motif", shortcut="N", permission=P, icon="plus")
    def add(self) -> None:
        AbsenceReasonForm(self).open()

    @action("Retirer", shortcut="Del", permission=P, icon="cross")
    def remove(self) -> None:
        if (found := self.current) is not None:
            self.tasks.run(self, lambda work: remove_absence_reason(work, found.id))


class AbsenceReasonForm(Sheet):
    def __init__(self, page: AbsencesPage) -> None:
        super().__init__(
            page, "Nouveau motif d’absence", "Ajouter", stays=True, name="absence_reason_form"
        )
        self._page = page
        self.words = TextField("Motif", required=True, limit=120)
        self.words.setObjectName("absence_words")
        self.justified = TickBox(
            "Justifié", "Une absence tardive pour ce motif n’est jamais facturée.", ticked=True
        )
        self.justified.setObjectName("absence_justified")
        self.body.addWidget(Field("Motif", self.words, "Un mot ou deux : « Maladie »."))
        self.body.addWidget(self.justified)
        self.accepted.connect(self._save)

    def _save(self) -> None:
        if not settled(self.words):
            self.set_busy(False)
            return
        words, justified = self.words.value, self.justified.isChecked()
        self._page.tasks.run(
            self,
            lambda work: add_absence_reason(work, words, justified=justified),
            then=lambda _id: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )
