"""Automatic answers: written, tried over last month, and only then switched on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QWidget

from backoffice.activities import queries as activities
from backoffice.activities.queries import ActivityLine
from backoffice.database.work import Work
from backoffice.inbox import catalogue, services
from backoffice.inbox.catalogue import RuleRow
from backoffice.inbox.rules import Condition, Rehearsal, RuleDraft
from backoffice.inbox.workflow import SLOT_KINDS, Kind
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic
from ui import labels
from ui.kit.actions import action
from ui.kit.buttons import Button
from ui.kit.choices import Picker, Radio
from ui.kit.forms import Field, TextField, settled
from ui.kit.layout import column, label, row
from ui.kit.navigator import Navigator
from ui.kit.sheet import Sheet
from ui.kit.tasks import Tasks
from ui.kit.tokens import Space, Type
from ui.settings.listing import ListPage, shown
from ui.settings.rehearsal import RehearsalPanel

P = Permission.RULE_MANAGE
CONDITIONS: dict[Condition, str] = {
    Condition.IN_TIME: "Accepter si le délai est respecté et qu’il y a une place",
    Condition.FAVOURABLE: "Accepter si l’avis est favorable : aucun contrôle à vérifier",
}
SHORT: dict[Condition, str] = {
    Condition.IN_TIME: "dans les délais",
    Condition.FAVOURABLE: "avis favorable",
}
EVERYWHERE = "Toutes les activités"
KINDS = [kind for kind in Kind if kind in SLOT_KINDS]
AFTER = (
    "Une fois activée, la règle répond seule, dès la réception. Chaque réponse garde ce qu’elle a "
    "su ; la famille lit « Traité par l’application enfance », les agents le nom de la règle."
)


class RulesPage(ListPage[RuleRow]):
    topics = frozenset({Topic.RULES})
    title = "Règles automatiques"
    name = "rules"
    about = (
        "Ce que le programme accepte seul. Une règle s’essaie sur le dernier mois avant d’être "
        "activée ; elle ne refuse jamais, et laisse aux agents ce qu’ils ont commencé."
    )
    nothing = "Aucune règle : chaque demande attend un agent."
    columns = (
        shown("Règle", lambda one: one.draft.name),
        shown("Demandes", lambda one: labels.KIND[one.draft.kind]),
        shown("Activité", lambda one: one.activity or EVERYWHERE),
        shown("Accepte", lambda one: SHORT[one.draft.condition]),
        shown("État", lambda one: "active" if one.enabled else "arrêtée"),
    )
    shares = (34, 17, 26, 13, 10)
    offers = ("add", "rehearse", "switch_off")
    opens = "rehearse"

    def __init__(self, tasks: Tasks, navigator: Navigator, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self.navigator = navigator

    def ask(self, work: Work) -> Sequence[RuleRow]:
        return catalogue.rules(work)

    def follow(self) -> None:
        found = self.current
        self.enable("rehearse", found is not None)
        self.enable("switch_off", found is not None and found.enabled)

    @action("Nouvelle règle", shortcut="N", permission=P, icon="plus")
    def add(self) -> None:
        self.tasks.read(
            self, activities.activities, then=lambda found: RuleForm(self, found).open()
        )

    @action("Essayer sur le dernier mois", shortcut="E", permission=P, icon="history")
    def rehearse(self) -> None:
        if (found := self.current) is not None:
            draft = found.draft
            self.tasks.read(
                self,
                lambda work: services.rehearse(work, draft),
                then=lambda tried: RehearsalSheet(self, found, tried).open(),
            )

    @action("Arrêter", shortcut="S", permission=P, icon="pause")
    def switch_off(self) -> None:
        if (found := self.current) is not None:
            self.tasks.run(self, lambda work: services.disable_rule(work, found.id, found.version))


class RehearsalSheet(Sheet):
    """The only way to « Activer »: what the rule would have done is under the agent's eyes."""

    def __init__(self, page: RulesPage, found: RuleRow, tried: Rehearsal) -> None:
        super().__init__(
            page, f"« {found.draft.name} »", "" if found.enabled else "Activer", stays=True,
            cancel="Fermer", about=_sentence(found.draft, found.activity), name="rehearsal",
        )  # fmt: skip
        self._page, self._found = page, found
        self.panel = RehearsalPanel()
        self.panel.show_found(tried)
        self.panel.opened.connect(self._open_request)
        self.body.addWidget(self.panel)
        if not found.enabled:
            self.body.addWidget(label(AFTER, Type.SMALL, "soft", wrap=True))
        self.accepted.connect(self._activate)

    def _open_request(self, request_id: int) -> None:
        self.close_sheet()
        self._page.navigator.open_request(request_id)

    def _activate(self) -> None:
        found = self._found
        self._page.tasks.run(
            self,
            lambda work: services.enable_rule(work, found.id, found.version),
            then=lambda _none: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )


def _sentence(draft: RuleDraft, activity: str) -> str:
    return f"{labels.KIND[draft.kind]}, {activity or EVERYWHERE.lower()}. {CONDITIONS[draft.condition]}."


class RuleForm(Sheet):
    """A rule being written; it can be tried before it is kept."""

    def __init__(self, page: RulesPage, offered: Sequence[ActivityLine]) -> None:
        super().__init__(
            page, "Nouvelle règle", "Enregistrer", stays=True, width=600, name="rule_form",
            about="Elle est enregistrée arrêtée : vous l’activerez après l’avoir essayée.",
        )  # fmt: skip
        self._page = page
        self.name = TextField("Nom", required=True, limit=120)
        self.kind = Picker("Demandes", [(kind, labels.KIND[kind]) for kind in KINDS])
        everywhere: list[tuple[int | None, str]] = [(None, EVERYWHERE)]
        self.activity = Picker(
            "Activité", [*everywhere, *((a.id, f"{a.label} ({a.facility})") for a in offered)]
        )
        self.conditions = {one: Radio(words) for one, words in CONDITIONS.items()}
        self.conditions[Condition.IN_TIME].setChecked(True)
        self.panel = RehearsalPanel()
        self.panel.opened.connect(self._open_request)
        self.attempt = Button("Essayer sur le dernier mois", icon="history", name="rule_try")
        self.attempt.clicked.connect(self._try)
        self._fill()
        self.accepted.connect(self._save)

    def _fill(self) -> None:
        group = QButtonGroup(self)
        for one, radio in self.conditions.items():
            radio.setObjectName(f"rule_condition_{one}")
            group.addButton(radio)
            radio.toggled.connect(lambda _on: self._forget())
        parts = {"rule_name": self.name, "rule_kind": self.kind, "rule_activity": self.activity}
        for name, widget in parts.items():
            widget.setObjectName(name)
        for picker in (self.kind, self.activity):
            picker.chosen.connect(lambda _value: self._forget())
        self.body.addWidget(
            Field("Nom de la règle", self.name, "Vos collègues le liront sur chaque réponse.")
        )
        what = row(
            Field("Demandes", self.kind), Field("Activité", self.activity), None, gap=Space.M
        )
        self.body.addLayout(what)
        self.body.addLayout(
            column(
                label("Ce qu’elle fait", Type.SMALL, "soft"),
                *self.conditions.values(),
                gap=Space.XS,
            )
        )
        self.body.addLayout(row(self.attempt, None))
        self.body.addWidget(self.panel)

    @property
    def draft(self) -> RuleDraft:
        condition = next(one for one, radio in self.conditions.items() if radio.isChecked())
        return RuleDraft(
            str(self.name.value or ""), self.kind.value, condition, self.activity.value
        )

    def _forget(self) -> None:
        """What was tried is another rule."""
        self.panel.hide()
        if self.isVisible():
            self.place()

    def _try(self) -> None:
        draft = self.draft
        self.attempt.set_busy(True)
        self._page.tasks.latest(
            self,
            "try",
            lambda work: services.rehearse(work, draft),
            then=self._show,
            failed=lambda: self.attempt.set_busy(False),
        )

    def _show(self, found: Rehearsal) -> None:
        self.attempt.set_busy(False)
        self.panel.show_found(found)
        self.place()

    def _open_request(self, request_id: int) -> None:
        self.close_sheet()
        self._page.navigator.open_request(request_id)

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
