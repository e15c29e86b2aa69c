"""Whose a code abonné is, how long it serves, and what its letters say of the service."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.database.work import Work
from backoffice.paper import emitter as paper
from backoffice.paper.emitter import Letterhead
from backoffice.subscribers import queries, services
from backoffice.subscribers.recipients import CodeKind, CodeRules
from backoffice.subscribers.services.codes import LONGEST, SHORTEST
from ui.kit.choices import Segments
from ui.kit.forms import Field, NumberField, TextField, settled
from ui.kit.layout import row
from ui.kit.screen import Screen
from ui.kit.sheet import Sheet
from ui.kit.tokens import Space

SCOPES = (CodeKind.FAMILY, CodeKind.GUARDIAN)


@dataclass(frozen=True, slots=True)
class Rules:
    codes: CodeRules
    head: Letterhead


def read(work: Work) -> Rules:
    return Rules(queries.code_rules(work), paper.letterhead(work))


def _keep(work: Work, before: Rules, after: Rules) -> None:
    """Only what changed is written, and said in the journal."""
    if after.codes != before.codes:
        services.set_code_rules(work, after.codes)
    if after.head != before.head:
        paper.set_letterhead(work, after.head)


class RulesSheet(Sheet):
    def __init__(self, page: Screen, found: Rules) -> None:
        super().__init__(
            page, "Règles des codes et en-tête des lettres", "Enregistrer", stays=True,
            about="Les codes déjà émis gardent leur durée.", name="code_rules",
        )  # fmt: skip
        self._page, self._known = page, found
        self.scope = Segments(
            ["Un par famille", "Un par responsable"], SCOPES.index(found.codes.scope), "Code abonné"
        )
        self.scope.setObjectName("rules_scope")
        self.days = NumberField(
            "Jours", found.codes.days, least=SHORTEST, most=LONGEST, required=True
        )
        self.days.setObjectName("rules_days")
        head = found.head
        self.lines = {
            "street": TextField("Adresse du service", head.street, limit=90),
            "city": TextField("Code postal et ville", head.city, limit=90),
            "phone": TextField("Téléphone", head.phone, limit=40),
            "email": TextField("E-mail", head.email, limit=90),
            "hours": TextField("Horaires", head.hours, limit=90),
        }
        for name, line in self.lines.items():
            line.setObjectName(f"head_{name}")
        self.body.addLayout(
            row(
                Field("Code abonné", self.scope), Field("Valable, en jours", self.days), None,
                gap=Space.L,
            )
        )  # fmt: skip
        for line in self.lines.values():
            self.body.addWidget(Field(line.accessibleName(), line))
        self.accepted.connect(self._save)

    def _save(self) -> None:
        if not settled(self.days, *self.lines.values()):
            self.set_busy(False)
            return
        before = self._known
        typed = {name: str(line.value or "") for name, line in self.lines.items()}
        rules = CodeRules(SCOPES[self.scope.current], int(self.days.value))
        after = Rules(rules, Letterhead(**typed))
        self._page.tasks.run(
            self,
            lambda work: _keep(work, before, after),
            then=lambda _none: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )
