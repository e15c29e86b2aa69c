"""Automatic answers: written, rehearsed over last month, and only then switched on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from backoffice.activities import queries as activities
from backoffice.activities.queries import ActivityLine
from backoffice.database.work import Work
from backoffice.inbox import catalogue, services
from backoffice.inbox.catalogue import RuleRow
from backoffice.inbox.rules import Condition, Rehearsal, RuleDraft
from backoffice.inbox.workflow import SLOT_KINDS, Kind
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import reference
from backoffice.kernel.topics import Topic
from ui import labels
from ui.kit.actions import action
from ui.kit.choices import Picker
from ui.kit.forms import Field, TextField, settled
from ui.kit.french import plural
from ui.kit.layout import label
from ui.kit.sheet import Sheet
from ui.kit.tokens import Type
from ui.settings.listing import ListPage, shown

P = Permission.RULE_MANAGE
CONDITIONS: dict[Condition, str] = {
    Condition.IN_TIME: "Accepter dans les délais",
    Condition.FAVOURABLE: "Accepter quand l’avis est favorable",
}
EVERYWHERE = "Toutes les activités"
KINDS = [kind for kind in Kind if kind in SLOT_KINDS]


def told(found: Rehearsal) -> str:
    """What a rehearsal found, in sentences."""
    if not found.requests:
        return "Le mois dernier n'a aucune demande de ce type : la règle n'a rien à répéter."
    said = (
        f"Le mois dernier : {plural(found.requests, 'demande', 'demandes')}, dont "
        f"{found.would_answer} que la règle aurait acceptées. "
        f"Vous en avez accepté {found.agreed}"
    )
    if not found.refused_by_agents:
        return said + " et refusé aucune."
    numbers = ", ".join(f"n° {reference(number)}" for number in found.examples)
    return said + f" et refusé {found.refused_by_agents}" + (f" ({numbers})." if numbers else ".")


class RulesPage(ListPage[RuleRow]):
    topics = frozenset({Topic.RULES})
    title = "Règles automatiques"
    name = "rules"
    nothing = "Aucune règle : chaque demande attend un agent."
    columns = (
        shown("Règle", lambda one: one.draft.name),
        shown("Demandes", lambda one: labels.KIND[one.draft.kind]),
        shown("Activité", lambda one: one.activity or EVERYWHERE),
        shown("Ce qu’elle fait", lambda one: CONDITIONS[one.draft.condition]),
        shown("", lambda one: "en service" if one.enabled else "arrêtée"),
    )
    shares = (26, 20, 22, 22, 10)
    offers = ("add", "switch_on", "switch_off")

    def ask(self, work: Work) -> Sequence[RuleRow]:
        return catalogue.rules(work)

    def follow(self) -> None:
        found = self.current
        self.enable("switch_on", found is not None and not found.enabled)
        self.enable("switch_off", found is not None and found.enabled)

    @action("Nouvelle règle", shortcut="N", permission=P, icon="plus")
    def add(self) -> None:
        self.tasks.read(self, activities.activities, then=self._open_form)

    @action("Répéter et mettre en service", shortcut="E", permission=P, icon="rule")
    def switch_on(self) -> None:
        if (found := self.current) is not None:
            draft = found.draft
            self.tasks.read(
                self,
                lambda work: services.rehearse(work, draft),
                then=lambda rehearsal: self._confirm(found, rehearsal),
            )

    @action("Arrêter", shortcut="S", permission=P, icon="pause")
    def switch_off(self) -> None:
        if (found := self.current) is not None:
            self.tasks.run(self, lambda work: services.disable_rule(work, found.id, found.version))

    def _confirm(self, found: RuleRow, rehearsal: Rehearsal) -> None:
        sheet = Sheet(
            self, f"Mettre en service « {found.draft.name} »", "Mettre en service",
            about=told(rehearsal), name="rehearsal",
        )  # fmt: skip
        after = (
            "Une fois en service, la règle répond seule, dès la réception. Chaque réponse garde ce "
            "qu'elle a su ; la famille lit « Traité par l'application enfance »."
        )
        sheet.body.addWidget(label(after, Type.BODY, "soft", wrap=True))
        sheet.accepted.connect(
            lambda: self.tasks.run(
                self, lambda work: services.enable_rule(work, found.id, found.version)
            )
        )
        sheet.open()

    def _open_form(self, offered: tuple[ActivityLine, ...]) -> None:
        RuleForm(self, offered).open()


class RuleForm(Sheet):
    """A rule being written; « Répéter » says what it would have done, before it is kept."""

    def __init__(self, page: RulesPage, offered: Sequence[ActivityLine]) -> None:
        super().__init__(
            page, "Nouvelle règle", "Enregistrer", stays=True, name="rule_form",
            about="Elle est enregistrée arrêtée : on la met en service après l'avoir répétée.",
        )  # fmt: skip
        self._page = page
        self.name = TextField("Nom", required=True, limit=120)
        self.name.setObjectName("rule_name")
        self.kind = Picker("Demandes", [(kind, labels.KIND[kind]) for kind in KINDS])
        everywhere: list[tuple[int | None, str]] = [(None, EVERYWHERE)]
        self.activity = Picker(
            "Activité", [*everywhere, *((a.id, f"{a.label} ({a.facility})") for a in offered)]
        )
        self.condition = Picker("Ce qu’elle fait", list(CONDITIONS.items()))
        self.body.addWidget(Field("Nom de la règle, pour vos collègues", self.name))
        parts: tuple[tuple[str, QWidget], ...] = (
            ("Demandes", self.kind),
            ("Activité", self.activity),
            ("Ce qu'elle fait", self.condition),
        )
        for words, picker in parts:
            self.body.addWidget(Field(words, picker))
        self.accepted.connect(self._save)

    @property
    def draft(self) -> RuleDraft:
        return RuleDraft(
            str(self.name.value or ""), self.kind.value, self.condition.value, self.activity.value
        )

    def _save(self) -> None:
        if not settled(self.name):
            self.set_busy(False)
            return
        draft = self.draft
        self._page.tasks.run(
            self,
            lambda work: services.save_rule(work, draft),
            then=lambda _id: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )
