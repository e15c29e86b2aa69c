"""The first thing an agent sees: which base, and who they are."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from backoffice.kernel.address import bare, sqlite_path
from backoffice.kernel.errors import Refused, Unavailable
from ui.kit.buttons import Button, Link, Look
from ui.kit.choices import TickBox
from ui.kit.feedback import Banner
from ui.kit.french import fr
from ui.kit.layout import card, clear, column, label, line, panel, row, scrolled
from ui.kit.tokens import Space, Type
from ui.signin.doorman import Doorman

if TYPE_CHECKING:
    from backoffice.app import Backoffice

WIDTH = 460


class SignIn(QWidget):
    """One card in the middle of a quiet page. `signed` hands over the open base."""

    signed = Signal(object)  # Backoffice
    painted = Signal()  # once: what comes after the form may be got ready
    closed = Signal()

    def __init__(self, address: str = "", login: str = "") -> None:
        super().__init__()
        self.setObjectName("sign_in")
        self.setWindowTitle("Service enfance")
        self.doorman = Doorman(self)
        self._was_painted = False
        self._inside: QVBoxLayout = column(margins=(Space.XL, Space.XL, Space.XL, Space.XL))
        box = card(self._inside)
        box.setFixedWidth(WIDTH)
        page = panel("backdrop", column(None, row(None, box, None), None))
        inside = QStackedLayout(self)
        inside.addWidget(scrolled(page))
        self.resize(760, 640)
        if address:
            self.ask_who(address, login)
        else:
            self.ask_where()

    @property
    def page(self) -> QWidget:
        """The form now shown."""
        item = self._inside.itemAt(0)
        found = item.widget() if item is not None else None
        assert found is not None  # noqa: S101  one is always shown
        return found

    def ask_where(self, address: str = "") -> None:
        from ui.signin.bases import BaseChoice

        choice = BaseChoice(self.doorman, address)
        choice.chosen.connect(self.ask_who)
        choice.found.connect(self.ask_founder)
        self._show(choice)
        choice.go_on.setFocus()

    def ask_founder(self, address: str) -> None:
        from ui.signin.founding import Founding

        form = Founding(self.doorman, address)
        form.made.connect(self._enter)
        form.back.connect(self.ask_where)
        self._show(form)
        form.name.setFocus()

    def ask_who(self, address: str, login: str = "") -> WhoForm:
        form = WhoForm(address, login)
        form.asked.connect(self._enter)
        form.elsewhere.connect(lambda: self.ask_where(address))
        self._show(form)
        (form.password if login else form.login).setFocus()
        return form

    def _show(self, form: QWidget) -> None:
        clear(self._inside)
        self._inside.addWidget(form)

    def _enter(self, address: str, login: str, password: str) -> None:
        form = self.page if isinstance(self.page, WhoForm) else self.ask_who(address, login)
        keep = form.keep.isChecked()
        self.doorman.ask(
            lambda: _opened(address, login, password, keep=keep), self._opened, self._sorry
        )

    def _opened(self, opened: Backoffice) -> None:
        self.signed.emit(opened)

    def _sorry(self, words: str) -> None:
        if isinstance(form := self.page, WhoForm):
            form.complain(words)

    def complain(self, words: str) -> None:
        """Something is wrong with this PC, whichever form is shown."""
        if (banner := self.page.findChild(Banner)) is not None:
            banner.warning(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.doorman.close()
        super().closeEvent(event)
        self.closed.emit()


class WhoForm(QWidget):
    """A login and a password, for one base."""

    asked = Signal(str, str, str)  # address, login, password
    elsewhere = Signal()

    def __init__(self, address: str, login: str) -> None:
        super().__init__()
        self.setObjectName("who_form")
        self._address = address
        self.login = _field("Identifiant", "login", login)
        self.password = _field("Mot de passe", "password", "")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep = TickBox("Retenir mon mot de passe", "dans le trousseau de ce poste")
        self.keep.setObjectName("keep_password")
        self.banner = Banner()
        self.enter = Button("Se connecter", "Entrée", look=Look.PRIMARY, name="enter")
        self.other = Link("Changer de base")
        self.other.setObjectName("other_base")
        self.enter.clicked.connect(self._ask)
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._ask)
        self.other.clicked.connect(self.elsewhere)
        self.setLayout(
            column(
                label("Service enfance", Type.HEADING),
                line(_shown(address), Type.SMALL, "faint", typed=True),
                Space.S,
                label("Identifiant", Type.SMALL, "soft"),
                self.login,
                label("Mot de passe", Type.SMALL, "soft"),
                self.password,
                self.keep,
                self.banner,
                row(self.enter, None, self.other),
            )
        )

    def _ask(self) -> None:
        if not self.enter.isEnabled():
            return
        self.banner.clear()
        self.enter.set_busy(True)
        self.asked.emit(self._address, self.login.text().strip(), self.password.text())

    def complain(self, words: str) -> None:
        self.enter.set_busy(False)
        self.password.clear()
        self.password.setFocus()
        self.banner.error(words, closes=False)


def _opened(address: str, login: str, password: str, *, keep: bool) -> Backoffice:
    """Off the GUI thread: open, then remember where and who; the password only if asked."""
    from backoffice import app as backoffice

    opened = backoffice.open_signed_in(address, login, password)
    with suppress(Refused, Unavailable):  # it was said, and a PC without memory stops nobody
        backoffice.remember(address, login)
    if keep:
        backoffice.secrets().put(opened.address, login, password)
    return opened


def _field(name: str, object_name: str, value: str) -> QLineEdit:
    made = QLineEdit(value)
    made.setObjectName(object_name)
    made.setAccessibleName(fr(name))
    return made


def _shown(address: str) -> str:
    path = sqlite_path(address)
    return str(path) if path is not None else bare(address)
