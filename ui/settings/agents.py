"""The agents: who may come in, and with which rights. For administrators."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit

from backoffice.agents import queries, services
from backoffice.agents.queries import AgentRow
from backoffice.database.work import Work
from backoffice.kernel.permissions import Permission, Role
from backoffice.kernel.topics import Topic
from ui import labels
from ui.kit import dialogs
from ui.kit.actions import action
from ui.kit.choices import Picker, TickBox
from ui.kit.forms import Field, TextField, settled
from ui.kit.french import fr
from ui.kit.layout import column, label, reveal
from ui.kit.sheet import Sheet
from ui.kit.tokens import Space, Type
from ui.settings.listing import ListPage, shown

P = Permission.AGENT_MANAGE
ROLES = [(role, labels.ROLE[role]) for role in Role if role is not Role.SYSTEM]
HINT = "Au moins 12 caractères : quelques mots sans rapport se retiennent bien."


class AgentsPage(ListPage[AgentRow]):
    topics = frozenset({Topic.AGENTS})
    title = "Agents"
    name = "agents"
    about = "Qui peut se connecter, et avec quels droits. Ce qu’un agent a fait garde son nom."
    columns = (
        shown("Nom", lambda one: one.name),
        shown("Identifiant", lambda one: one.login),
        shown("Rôle", lambda one: labels.ROLE[one.role]),
        shown("Établissements", lambda one: ", ".join(one.facilities)),
        shown("État", lambda one: "désactivé" if one.disabled_at else "actif"),
    )
    shares = (28, 18, 20, 24, 10)
    offers = ("add", "new_password", "disable")
    opens = "new_password"

    def ask(self, work: Work) -> Sequence[AgentRow]:
        return queries.list_agents(work)

    def follow(self) -> None:
        found = self.current
        active = found is not None and found.disabled_at is None
        self.enable("new_password", active)
        self.enable("disable", active and found is not None and found.id != self.tasks.agent.id)

    @action("Ajouter un agent", shortcut="N", permission=P, icon="plus")
    def add(self) -> None:
        self.tasks.read(self, queries.facilities, then=lambda sites: AgentForm(self, sites).open())

    @action("Nouveau mot de passe", shortcut="M", permission=P, icon="lock")
    def new_password(self) -> None:
        if (found := self.current) is not None:
            PasswordForm(self, found).open()

    @action("Désactiver", shortcut="D", permission=P, icon="ban")
    def disable(self) -> None:
        if (found := self.current) is None:
            return
        dialogs.confirm(
            self,
            "Désactiver cet agent",
            "Il ne pourra plus se connecter. Ce qu’il a fait garde son nom.",
            "Désactiver",
            lambda: self.tasks.run(self, lambda work: services.disable_agent(work, found.login)),
            typed=f"{found.name} ({found.login})",
        )


class AgentForm(Sheet):
    """A new agent."""

    def __init__(self, page: AgentsPage, sites: tuple[tuple[int, str], ...]) -> None:
        super().__init__(page, "Nouvel agent", "Ajouter", stays=True, name="agent_form")
        self._page = page
        self.name = TextField("Nom", required=True, limit=120)
        self.login = TextField("Identifiant", required=True, limit=63)
        self.role = Picker("Rôle", ROLES, Role.INSTRUCTOR)
        parts = {"agent_name": self.name, "agent_login": self.login, "agent_role": self.role}
        for key, part in parts.items():
            part.setObjectName(key)
        self.password = _secret("Mot de passe")
        self.sites = {site: TickBox(words) for site, words in sites}
        self._where = column(
            label("Ses établissements", Type.SMALL, "soft"), *self.sites.values(), gap=Space.XS
        )
        self.body.addWidget(Field("Nom", self.name, "Comme ses collègues le lisent."))
        self.body.addWidget(
            Field("Identifiant", self.login, "Minuscules sans accent, chiffres, points, tirets.")
        )
        self.body.addWidget(Field("Rôle", self.role))
        self.body.addLayout(self._where)
        self.body.addWidget(Field("Mot de passe", self.password, HINT))
        self.role.chosen.connect(lambda _role: self._follow())
        self.accepted.connect(self._save)
        self._follow()

    def _follow(self) -> None:
        manages = self.role.value is Role.SITE_MANAGER
        for position in range(self._where.count()):
            item = self._where.itemAt(position)
            if item is not None and (widget := item.widget()) is not None:
                reveal(widget, manages)
        if self.isVisible():
            self.place()

    def _save(self) -> None:
        if not settled(self.name, self.login):
            self.set_busy(False)
            return
        login, name, role = self.login.value, self.name.value, self.role.value
        manages = role is Role.SITE_MANAGER
        sites = [site for site, box in self.sites.items() if manages and box.isChecked()]
        password = self.password.text()
        self._page.tasks.run(
            self,
            lambda work: services.add_agent(work, login, name, role, password, sites),
            then=lambda _made: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )


class PasswordForm(Sheet):
    """A new password for an agent who forgot theirs, or was locked out."""

    def __init__(self, page: AgentsPage, found: AgentRow) -> None:
        super().__init__(
            page, "Nouveau mot de passe", "Enregistrer", stays=True, name="password_form",
            about="L'ancien ne servira plus. Remettez-lui le nouveau de la main à la main.",
        )  # fmt: skip
        self._page, self._found = page, found
        self.password = _secret("Mot de passe")
        self.body.addWidget(Field(f"Mot de passe de {found.login}", self.password, HINT))
        self.accepted.connect(self._save)

    def _save(self) -> None:
        found, password = self._found, self.password.text()
        self._page.tasks.run(
            self,
            lambda work: services.change_password(work, found.id, found.version, password),
            then=lambda _none: self.close_sheet(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )


def _secret(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName("agent_password")
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setAccessibleName(fr(name))
    return made
