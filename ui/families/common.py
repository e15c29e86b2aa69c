"""The portal's « Données communes à la famille »: its name, its means by date of effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QWidget

from backoffice.families import fields
from backoffice.families.merging import MergeLine
from backoffice.families.reading import Dossier, TaxRecord
from backoffice.families.tax import SOURCES
from backoffice.kernel.calendar import local
from backoffice.kernel.permissions import Agent, Permission
from ui.families.blocks import Block, Blocks, Deed, facts, nothing
from ui.families.words import UNVERIFIED, asked_of, day, joined, line_of
from ui.kit.checks import Check, Checks
from ui.kit.fieldlines import FieldLines, Line
from ui.kit.tokens import Advice

TITLE = "Informations fiscales"
NOT_YOURS = "réservé à l’instruction et à la régie"


class Desk(Protocol):
    def edit_label(self) -> None: ...
    def record_tax(self) -> None: ...
    def cancel_tax(self, one: TaxRecord) -> None: ...
    def undo_merge(self, merge_id: int) -> None: ...


class CommonPage(Blocks):
    def __init__(self, desk: Desk, agent: Agent) -> None:
        super().__init__("family_common")
        self._desk, self._agent = desk, agent

    def show_dossier(self, found: Dossier, today: date, merges: Sequence[MergeLine]) -> None:
        blocks: list[QWidget] = [self._family(found)]
        if merges:
            blocks.append(
                Block("merges", "Dossiers réunis à celui-ci", [self._merge(m) for m in merges])
            )
        if found.tax is None:
            hidden = Line("Revenus, CAF, quotient", hidden=NOT_YOURS)
            blocks.append(facts("tax", TITLE, [hidden]))
        else:
            blocks += [self._in_force(found, today), self._past(found)]
        self.show_blocks(*blocks)

    def _family(self, found: Dossier) -> Block:
        lines = [
            line_of(fields.FIELDS["family", "label"], {"label": found.label}, {}),
            Line("Dossier n°", str(found.id)),
            Line("Créé le", f"{local(found.created_at):%d/%m/%Y}"),
        ]
        edit = Deed("edit_label", "Renommer", self._desk.edit_label)
        deeds = [edit] if self._agent.may(Permission.FAMILY_EDIT) else []
        return facts("family", "Famille", lines, *deeds)

    def _merge(self, one: MergeLine) -> Block:
        told = f"Famille {one.label}, n° {one.merged_id}"
        by = f"par {one.who}" if one.who else ""
        undo = partial(self._desk.undo_merge, one.id)
        deed = Deed(f"undo_merge_{one.id}", "Annuler la réunion", undo, "undo", told)
        about = f"le {local(one.at):%d/%m/%Y} {by}".strip()
        deeds = [deed] if self._agent.may(Permission.FAMILY_MERGE) else []
        return Block(f"merge_{one.id}", told, [], about=about, deeds=deeds, person=True)

    # --- tax and CAF ------------------------------------------------------------------------------

    def _in_force(self, found: Dossier, today: date) -> Block:
        now = next((one for one in found.tax or () if one.in_force), None)
        asked = asked_of(found.pending)
        values = now.values if now else {}
        lines = [
            _theirs(line_of(field, values, asked), field.name, found)
            for field in fields.of("family", "tax")
        ]
        parts: list[QWidget] = [FieldLines(lines, TITLE)]
        if now is not None:
            parts.insert(0, Checks([*_checks(now, today)], rule=220))
        record = Deed("record_tax", "Nouvelles données", self._desk.record_tax, "plus")
        deeds = [record] if self._agent.may(Permission.TAX_EDIT) else []
        about = f"en vigueur depuis le {day(now.valid_from)}" if now else "rien n’est connu"
        return Block("tax", TITLE, parts, about=about, deeds=deeds)

    def _past(self, found: Dossier) -> Block:
        parts: list[QWidget] = [self._record(one) for one in found.tax or ()]
        shown = parts or [nothing("Aucune donnée fiscale n’a été enregistrée.")]
        return Block("tax_past", "Historique par date d’effet", shown)

    def _record(self, one: TaxRecord) -> Block:
        title = f"À partir du {day(one.valid_from)}"
        state = "annulé" if one.cancelled else "en vigueur" if one.in_force else ""
        told = f"enregistré le {local(one.recorded_at):%d/%m/%Y}"
        by = f"par {one.recorded_by}" if one.recorded_by else ""
        line = Line(
            joined([SOURCES.get(one.source, one.source), one.evidence]),
            joined([summary(one), f"{told} {by}".strip()], " · "),
        )
        shown = FieldLines([line], title)
        cancel = Deed(
            f"cancel_tax_{one.id}", "Annuler", lambda: self._desk.cancel_tax(one), "cross", title
        )
        may = self._agent.may(Permission.TAX_EDIT) and not one.cancelled
        return Block(
            f"tax_{one.id}", title, [shown], about=state, deeds=[cancel] if may else [], person=True
        )


_FIGURES = (
    ("family_quotient", "quotient"),
    ("monthly_income", "revenu mensuel"),
    ("yearly_tax_income", "revenu fiscal"),
)


def summary(one: TaxRecord) -> str:
    """What matters most of it, in a line."""
    shown = []
    for name, words in _FIGURES:
        if told := fields.spell(fields.FIELDS["family", name], one.values.get(name)):
            shown.append(f"{words} {told}")
    return joined(shown)


def _checks(one: TaxRecord, today: date) -> list[Check]:
    source = joined([SOURCES.get(one.source, one.source), one.evidence])
    found = [
        Check(Advice.FAVOURABLE, "Source", source)
        if one.verified
        else Check(Advice.TO_CHECK, "Source", UNVERIFIED)
    ]
    until = one.values.get("quotient_valid_until")
    if until is not None:
        past = date.fromisoformat(until) < today
        words = f"dépassé depuis le {day(until)}" if past else f"valable jusqu’au {day(until)}"
        found.append(
            Check(Advice.TO_CHECK if past else Advice.FAVOURABLE, "Quotient familial", words)
        )
    return found


def _theirs(line: Line, name: str, found: Dossier) -> Line:
    """A guardian by name, not by number."""
    if name != "beneficiary_guardian_id" or not line.value:
        return line
    people = {str(one.id): one.name for one in found.guardians}
    return Line(line.name, people.get(line.value, ""), line.asked)
