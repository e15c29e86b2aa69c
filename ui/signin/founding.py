"""An embedded base that is not there yet: make it, with its first administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.kit.buttons import Button, Look
from ui.kit.feedback import Banner
from ui.kit.forms import Field, TextField, settled
from ui.kit.layout import column, label, row
from ui.kit.tokens import Space, Type
from ui.signin.doorman import Doorman

if TYPE_CHECKING:
    from backoffice.agents.services import Hired


class Founding(QWidget):
    """Who will administer the new base. `made` gives the address, the login and the password."""

    made = Signal(str, str, str)
    back = Signal()

    def __init__(self, doorman: Doorman, address: str) -> None:
        super().__init__()
        self.setObjectName("founding")
        self._doorman, self._address = doorman, address
        self.name = TextField("Nom", required=True, limit=120)
        self.login = TextField("Identifiant", required=True, limit=63)
        self.password = QLineEdit()
        self.again = QLineEdit()
        for field, name in (
            (self.name, "founder_name"),
            (self.login, "founder_login"),
            (self.password, "founder_password"),
            (self.again, "founder_again"),
        ):
            field.setObjectName(name)
        for secret in (self.password, self.again):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.banner = Banner()
        self.create_base = Button("Créer la base", look=Look.PRIMARY, name="create_base")
        self.other = Button("Choisir une autre base", look=Look.QUIET, name="other_base")
        self.create_base.clicked.connect(self._ask)
        self.again.returnPressed.connect(self._ask)
        self.other.clicked.connect(self.back)
        hint = "Au moins 12 caractères : quelques mots sans rapport se retiennent bien."
        self.setLayout(
            column(
                label("Nouvelle base", Type.HEADING),
                label("Son premier agent en est l'administrateur.", Type.BODY, "soft"),
                Space.S,
                Field("Nom, comme vos collègues le liront", self.name),
                Field("Identifiant", self.login, "Des minuscules sans accent, des chiffres"),
                Field("Mot de passe", self.password, hint),
                Field("Mot de passe, encore une fois", self.again),
                self.banner,
                row(self.create_base, self.other, None),
            )
        )

    def _ask(self) -> None:
        self.banner.clear()
        if not settled(self.name, self.login):
            return
        if self.password.text() != self.again.text():
            self.banner.error("Les deux mots de passe ne sont pas les mêmes.")
            return
        self.create_base.set_busy(True)
        login, name, password = self.login.value, self.name.value, self.password.text()
        self._doorman.ask(
            lambda: _found(self._address, login, name, password),
            lambda made: self.made.emit(self._address, made.login, password),
            self._sorry,
        )

    def _sorry(self, words: str) -> None:
        self.create_base.set_busy(False)
        self.banner.error(words)


def _found(address: str, login: str, name: str, password: str) -> Hired:
    from backoffice import app as backoffice

    return backoffice.found(address, login, name, password)
