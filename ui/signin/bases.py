"""First start: where the base is. On this PC for one person, on a server for several."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QLineEdit, QWidget

from backoffice.kernel.address import file_at, sqlite_path
from ui.kit.buttons import Button, Look
from ui.kit.choices import Radio
from ui.kit.feedback import Banner
from ui.kit.french import fr
from ui.kit.layout import column, label, row
from ui.kit.tokens import Space, Type
from ui.signin.doorman import Doorman

FILE = "valcourt.db"


class BaseChoice(QWidget):
    """Two ways to hold a base, and a try before going on."""

    chosen = Signal(str)  # an address that answered
    found = Signal(str)  # an embedded base that is not there yet

    def __init__(self, doorman: Doorman, address: str = "") -> None:
        super().__init__()
        self.setObjectName("base_choice")
        self._doorman = doorman
        self.here = Radio("Sur ce poste, pour une seule personne")
        self.server = Radio("Sur un serveur PostgreSQL, pour tout le service")
        self._group = QButtonGroup(self)
        for one in (self.here, self.server):
            self._group.addButton(one)
        self.path = _line("Fichier de la base", "database_path", str(_usual_path()))
        self.address = _line("Adresse du serveur", "database_address", "")
        self.address.setPlaceholderText("postgresql://serveur.valcourt.example/enfance")
        self.browse = Button("Parcourir", name="browse")
        self.test = Button("Tester la connexion", name="test_connection")
        self.go_on = Button("Continuer", "Entrée", look=Look.PRIMARY, name="choose_base")
        self.banner = Banner()
        self._build()
        self._connect()
        self._show(address)

    def _build(self) -> None:
        file = row(self.path, self.browse)
        file.setStretch(0, 1)
        self.setLayout(
            column(
                label("Où est la base ?", Type.HEADING),
                label("Ce poste s'en souviendra.", Type.BODY, "soft"),
                Space.S,
                self.here,
                file,
                Space.S,
                self.server,
                self.address,
                self.banner,
                Space.S,
                row(self.go_on, self.test, None),
            )
        )

    def _connect(self) -> None:
        self.here.clicked.connect(lambda: self._prefer(self.here))
        self.server.clicked.connect(lambda: self._prefer(self.server))
        self.path.textEdited.connect(lambda _words: self._prefer(self.here))
        self.address.textEdited.connect(lambda _words: self._prefer(self.server))
        self.browse.clicked.connect(self._browse)
        self.test.clicked.connect(lambda: self._try(go_on=False))
        self.go_on.clicked.connect(lambda: self._try(go_on=True))
        for line in (self.path, self.address):
            line.returnPressed.connect(self.go_on.click)

    def _show(self, address: str) -> None:
        path = sqlite_path(address)
        if path is not None:
            self.path.setText(str(path))
        elif address:
            self.address.setText(address)
        self._prefer(self.server if address and path is None else self.here)

    def _prefer(self, one: Radio) -> None:
        one.setChecked(True)

    @property
    def wanted(self) -> str:
        """The address as asked for now."""
        if self.server.isChecked():
            return self.address.text().strip()
        return f"sqlite:///{file_at(self.path.text().strip())}"

    def _browse(self) -> None:
        found, _ = QFileDialog.getSaveFileName(
            self, fr("Fichier de la base"), self.path.text(), fr("Bases (*.db)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if found:
            self.path.setText(found)
            self._prefer(self.here)

    def _try(self, *, go_on: bool) -> None:
        address, path = self.wanted, sqlite_path(self.wanted)
        self.banner.clear()
        if path is not None and not path.exists():
            if go_on:
                self.found.emit(address)
            else:
                self.banner.info("Il n'y a pas encore de base ici : « Continuer » la créera.")
            return
        self._busy(True)
        self._doorman.ask(
            lambda: _visit(address),
            lambda state: self._visited(address, state, go_on=go_on),
            self._sorry,
        )

    def _visited(self, address: str, sentence: str, *, go_on: bool) -> None:
        self._busy(False)
        if go_on:
            self.chosen.emit(address)
        else:
            self.banner.info(sentence)

    def _sorry(self, words: str) -> None:
        self._busy(False)
        self.banner.error(words)

    def _busy(self, busy: bool) -> None:
        self.test.set_busy(busy)
        self.go_on.set_busy(busy)


def _visit(address: str) -> str:
    from backoffice import app as backoffice

    return backoffice.visit(address)


def _line(name: str, object_name: str, value: str) -> QLineEdit:
    made = QLineEdit(value)
    made.setObjectName(object_name)
    made.setAccessibleName(fr(name))
    return made


def _usual_path() -> Path:
    from platformdirs import user_data_path

    return user_data_path("backoffice", appauthor=False) / FILE
