"""Deeds on the family itself: its name, its means, notes."""

from __future__ import annotations

from datetime import date
from typing import Any

from backoffice.database.work import Work
from backoffice.families import fields, merging, services, tax
from backoffice.families.dossier import dossier
from backoffice.families.reading import TaxRecord
from ui.families.desk import Desk, part
from ui.families.editors import Choices
from ui.families.form import Change, Held, Part
from ui.families.words import asked_of, day, joined
from ui.kit import dialogs
from ui.kit.drafts import Drafts

VALID_FROM = fields.Field("family", "valid_from", "Date d’effet", "tax", "date", required=True)
SOURCE = fields.Field(
    "family", "source", "Source", "tax", "choice", required=True, choices=tuple(tax.SOURCES.items())
)
EVIDENCE = fields.Field("family", "evidence", "Pièce justificative", "tax", "text", longest=200)
_OWN = frozenset({"valid_from", "source", "evidence"})


class FamilyDesk(Desk):
    drafts: Drafts

    def edit_label(self) -> None:
        if (found := self.dossier) is None:
            return
        family_id = found.id

        def save(work: Work, version: int, values: dict[str, Any]) -> None:
            services.rename_family(work, family_id, version, values["label"])

        def again(work: Work) -> Held:
            now = dossier(work, family_id)
            return Held(now.version, {"label": now.label})

        held = Held(found.version, {"label": found.label})
        wanted = Part((fields.FIELDS["family", "label"],))
        change = Change("Renommer la famille", "", (wanted,), save, held=held, again=again)
        self.open(change, "label_form")

    def annotate(self) -> None:
        if (found := self.dossier) is None:
            return
        family_id, draft = found.id, self.drafts.of("family_note", found.id)

        def send(words: str) -> None:
            def done(_id: int) -> None:
                draft.forget()
                self.say("Note ajoutée")

            self.screen.tasks.run(
                self.screen,
                lambda work: services.annotate_family(work, family_id, words),
                then=done,
            )

        dialogs.ask_text(
            self.screen, "Note interne", send, verb="Ajouter", name="Note", value=draft,
            about=f"Famille {found.label} · la famille ne la lira jamais.",
        )  # fmt: skip

    # --- two dossiers made one --------------------------------------------------------------------

    def merge(self) -> None:
        """With which, then what would move, then it is done: and can be undone."""
        from ui.families.merging import MergeChoice, MergeSheet

        if (found := self.dossier) is None:
            return

        def chosen(other: int) -> None:
            self.screen.tasks.read(
                self.screen,
                lambda work: merging.preview(work, found.id, other),
                then=lambda preview: MergeSheet(self.screen, preview, self.merged).open(),
            )

        MergeChoice(self.screen, found.id, found.label, chosen).open()

    def merged(self, merge_id: int, kept_id: int, label: str) -> None:
        """Told under the list, with the way back; the screen knows how."""

    def undo_merge(self, merge_id: int) -> None:
        self.run(lambda work: merging.undo_merge(work, merge_id), "Réunion annulée")

    # --- tax and CAF ------------------------------------------------------------------------------

    def record_tax(self) -> None:
        """What a new notice says from a day on; boxes left as they were stay as they were."""
        if (found := self.dossier) is None:
            return
        now = next((one for one in found.tax or () if one.in_force), None)
        people: Choices = [(None, "—"), *((one.id, one.name) for one in found.guardians)]
        family_id = found.id

        def save(work: Work, _version: int, values: dict[str, Any]) -> None:
            typed = {name: value for name, value in values.items() if name not in _OWN}
            tax.record_tax(
                work, family_id, date.fromisoformat(values["valid_from"]), values["source"],
                values["evidence"] or "", {name: _typed(name, value) for name, value in typed.items()},
            )  # fmt: skip

        known = dict(now.values) if now else {}
        held = Held(0, {**known, "valid_from": self.today().isoformat(), "source": "caf"})
        change = Change(
            "Nouvelles données fiscales", f"Famille {found.label}",
            (Part((VALID_FROM, SOURCE, EVIDENCE)), part("family", "tax", heading="Informations fiscales")),
            save, held=held, asked=asked_of(found.pending), offered={"beneficiary_guardian_id": people},
            always=_OWN,
        )  # fmt: skip
        self.open(change, "tax_form")

    def cancel_tax(self, one: TaxRecord) -> None:
        source = tax.SOURCES.get(one.source, one.source)
        told = joined([f"À partir du {day(one.valid_from)}", source, one.evidence])
        dialogs.confirm(
            self.screen, "Annuler ces données", "Elles ne comptent plus, et restent lisibles dans l’historique.",
            "Annuler ces données",
            lambda: self.run(lambda work: tax.cancel_tax(work, one.id), "Données annulées"),
            typed=told,
        )  # fmt: skip


def _typed(name: str, value: Any) -> Any:
    """As the service reads it: amounts are typed in euros."""
    field = fields.FIELDS["family", name]
    return fields.typed(field, value) if field.kind in ("money", "shares") else value
