"""Linking an account to a family by hand, and taking a link back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup

from backoffice.families import queries as families
from backoffice.families.queries import FamilyCard
from backoffice.kernel.text import fold
from backoffice.subscribers import services
from backoffice.subscribers.queries import AccountSheet
from ui.kit.choices import Picker, Radio
from ui.kit.familyfield import FamilyField
from ui.kit.forms import Field, TextField, settled
from ui.kit.layout import column, label, plain
from ui.kit.screen import Screen
from ui.kit.sheet import Sheet
from ui.kit.textarea import TextArea
from ui.kit.tokens import Space, Type

Done = Callable[[str, str], object]
NOBODY = "Sans préciser"


class LinkSheet(Sheet):
    """No code is asked: the agent says how they know who asks."""

    def __init__(self, page: Screen, found: AccountSheet, done: Done) -> None:
        super().__init__(
            page,
            "Rattacher ce compte à une famille",
            "Rattacher",
            about="La personne lira tout le dossier, à sa prochaine connexion. Vérifiez son "
            "identité : c’est noté au journal, avec votre nom.",
            stays=True,
            name="link_account",
        )
        self._page, self._found, self._done = page, found, done
        self.family = FamilyField(page.tasks)
        self.guardian = Picker("Responsable", [(None, NOBODY)])
        self.guardian.setObjectName("link_guardian")
        self.identity = TextField("Identité vérifiée par", required=True, limit=200)
        self.identity.setObjectName("link_identity")
        who = f"{found.name}, {found.email}" if found.email else found.name
        self.body.addLayout(
            column(label("Compte", Type.SMALL, "soft"), plain(who, Type.STRONG), gap=Space.XS)
        )
        self.body.addWidget(Field("Famille", self.family))
        self.body.addWidget(Field("Responsable", self.guardian, "Celui que ce compte représente."))
        self.body.addWidget(
            Field(
                "Identité vérifiée par",
                self.identity,
                "Par exemple : carte d’identité vue au guichet.",
            )
        )
        self.set_ready(False)
        self.family.chosen.connect(self._on_family)
        self.family.grown.connect(self.place)
        self.accepted.connect(self._save)

    def _on_family(self, family_id: int | None) -> None:
        self.set_ready(family_id is not None)
        self.guardian.set_choices([(None, NOBODY)])
        if family_id is not None:
            self._page.tasks.latest(
                self, "card", lambda work: families.card(work, family_id), then=self._offer
            )

    def _offer(self, card: FamilyCard | None) -> None:
        people = card.guardians if card else ()
        choices = [(one.id, f"{one.first_name} {one.last_name}") for one in people]
        name = fold(self._found.name)
        same = [number for number, words in choices if fold(words) == name]
        self.guardian.set_choices([(None, NOBODY), *choices], same[0] if same else None)

    def _save(self) -> None:
        family_id = self.family.family_id
        if family_id is None or not settled(self.identity):
            self.set_busy(False)
            return
        account_id, guardian_id = self._found.account_id, self.guardian.value
        identity = str(self.identity.value)
        self._page.tasks.run(
            self,
            lambda work: services.link_by_agent(work, account_id, family_id, guardian_id, identity),
            then=lambda _link: self._linked(),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )

    def _linked(self) -> None:
        self.close_sheet()
        told = f"famille {self.family.label}, actif à la prochaine connexion"
        self._done(f"{self._found.name} rattaché(e)", told)


class RevokeSheet(Sheet):
    """The account stops reading the family at once; the family is not told, the account is."""

    def __init__(self, page: Screen, found: AccountSheet, done: Done) -> None:
        super().__init__(
            page,
            "Révoquer le rattachement",
            "Révoquer",
            about="Ce compte ne lira plus rien de la famille, tout de suite. Ses demandes restent.",
            stays=True,
            name="revoke_link",
        )
        self._page, self._found, self._done = page, found, done
        links = [one for one in found.links if one.live]
        self._family = {one.id: one.family for one in links}
        self._group = QButtonGroup(self)
        for one in links:
            radio = Radio(f"Famille {one.family}")
            radio.setObjectName(f"link_{one.id}")
            radio.setChecked(len(links) == 1)
            self._group.addButton(radio, one.id)
            self.body.addWidget(radio)
        self.reason = TextArea("Motif, lu par la personne", lines=3, limit=400)
        self.reason.setObjectName("revoke_reason")
        self.body.addLayout(
            column(
                label("Motif, lu par la personne", Type.SMALL, "soft"), self.reason, gap=Space.XS
            )
        )
        self.reason.edited.connect(lambda _words: self._follow())
        self._group.idToggled.connect(lambda *_: self._follow())
        self.accepted.connect(self._save)
        self._follow()

    def _follow(self) -> None:
        self.set_ready(bool(self.reason.value) and self._group.checkedId() in self._family)

    def _save(self) -> None:
        link_id, reason = self._group.checkedId(), self.reason.value
        self._page.tasks.run(
            self,
            lambda work: services.revoke_link(work, link_id, reason),
            then=lambda _none: self._revoked(link_id),
            on_refused=self.complain,
            failed=lambda: self.set_busy(False),
        )

    def _revoked(self, link_id: int) -> None:
        self.close_sheet()
        self._done("Rattachement révoqué", f"{self._found.name}, famille {self._family[link_id]}")
