"""The frame of the screen: whose form it is, the form, the choices beside it, the answers under it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.kit.buttons import IconButton, Link
from ui.kit.feedback import Banner, Empty, Toast
from ui.kit.layout import column, line, panel, reveal, row, upright
from ui.kit.notice import Notice
from ui.kit.pieces import Icon
from ui.kit.tasks import Tasks
from ui.kit.tokens import Height, Space, Type
from ui.newcomers.choosing import ChoicePane
from ui.newcomers.form import FormPane

CHOICES_WIDE = 424


class Header(QWidget):
    """The family, when it asked and from which account, its phone and its reference."""

    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.back = IconButton("left", "Revenir à la liste (Échap)")
        self.back.setObjectName("newcomer_back")
        self.family = line("", Type.HEADING, typed=True)
        self.family.setObjectName("newcomer_family")
        self.sent = line("", Type.BODY, "faint", typed=True)
        self.sent.setObjectName("newcomer_sent")
        self._icon = Icon("phone", "faint")
        self.phone = Link("")
        self.phone.setObjectName("newcomer_phone")
        self.phone.clicked.connect(self._copy)
        self.reference = line("", Type.SMALL, "faint")
        inner = row(
            self.back, self.family, self.sent, self._icon, self.phone, Space.M, self.reference,
            gap=Space.S, margins=(Space.S, 0, Space.L, 0),
        )  # fmt: skip
        inner.setStretch(2, 1)
        self.setLayout(inner)

    def show_family(self, name: str, sent: str, phone: str, reference: str) -> None:
        self.family.say(name)
        self.sent.say(sent)
        self.reference.say(f"n° {reference}" if reference else "")
        self.phone.say(phone, f"Copier le numéro, {phone}")
        for widget in (self._icon, self.phone):
            reveal(widget, bool(phone))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.phone.words())
        self.copied.emit(self.phone.words())


class Frame:
    """The widgets of the screen, and where each of them is."""

    def __init__(self, tasks: Tasks) -> None:
        self.header, self.toast = Header(), Toast()
        self.form, self.choices = FormPane(), ChoicePane(tasks)
        self.choices.setFixedWidth(CHOICES_WIDE)
        self.empty = Empty("", icon="check")
        self.pages = QStackedWidget()

    def lay_out(self, banner: Banner, bar: QWidget) -> QWidget:
        margins = (Space.M, Space.M, Space.M, Space.S)
        both = row(self.form, upright(), self.choices, gap=0)
        both.setStretch(0, 1)
        under = row(self.toast, margins=(Space.M, Space.S, Space.M, Space.S))
        lines = column(Notice(banner, margins), both, under, bar, gap=0)
        lines.setStretch(1, 1)
        self.pages.addWidget(panel("surface", lines))
        self.pages.addWidget(panel("surface", column(self.empty)))
        whole = QWidget()
        inside = column(panel("header", row(self.header), Height.HEADER), self.pages, gap=0)
        inside.setStretch(1, 1)
        whole.setLayout(inside)
        return whole
