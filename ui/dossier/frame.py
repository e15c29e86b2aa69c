"""The frame of the pile: header, demands on the left, their fields, the answers bar."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.inbox.edits.reading import EditSheet
from ui.dossier.model import ChangeModel
from ui.dossier.pile import Pile
from ui.dossier.table import ChangeTable, PartList
from ui.kit.buttons import IconButton, Link
from ui.kit.feedback import Banner, Empty, Toast
from ui.kit.layout import column, label, line, panel, reveal, row
from ui.kit.notice import Notice
from ui.kit.pieces import Icon
from ui.kit.tokens import Height, Space, Type

PILE_WIDE = 220


class Header(QWidget):
    """Whose pile it is, when it was sent, whom to call."""

    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.back = IconButton("left", "Revenir à la liste (Échap)")
        self.back.setObjectName("dossier_back")
        self.family = line("", Type.HEADING, typed=True)
        self.family.setObjectName("dossier_family")
        self.sent = line("", Type.BODY, "faint")
        self._icon = Icon("phone", "faint")
        self.phone = Link("")
        self.phone.setObjectName("dossier_phone")
        self.phone.clicked.connect(self._copy)
        self.open_family = Link("Ouvrir la famille")
        self.open_family.setObjectName("dossier_open_family")
        inner = row(
            self.back, self.family, self.sent, self._icon, self.phone, Space.M, self.open_family,
            gap=Space.S, margins=(Space.S, 0, Space.L, 0),
        )  # fmt: skip
        inner.setStretch(2, 1)
        self.setLayout(inner)

    def show_family(self, name: str, sent: str, phone: str) -> None:
        self.family.say(name)
        self.sent.say(sent)
        self.phone.say(phone, f"Copier le numéro, {phone}")
        for widget in (self._icon, self.phone):
            reveal(widget, bool(phone))
        reveal(self.open_family, bool(name))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.phone.words())
        self.copied.emit(self.phone.words())


class Frame:
    """The widgets of the screen, and where each of them is."""

    def __init__(self) -> None:
        self.pile = Pile()
        self.model = ChangeModel(self.pile)
        self.table = ChangeTable(self.model)
        self.parts = PartList(self.pile)
        self.header, self.toast, self.notices = Header(), Toast(), Banner()
        self.notices.setObjectName("dossier_notices")
        self.left = line("", Type.BODY, "faint")
        self.left.setObjectName("dossier_left")
        self.empty = Empty("", icon="check")
        self.pages = QStackedWidget()

    def lay_out(self, banner: Banner, bar: QWidget) -> QWidget:
        legend = row(
            Icon("lock", "faint", 14), label("Sensible : à cocher soi-même", Type.CAPTION, "faint"),
            None, gap=6, margins=(Space.S, 0, 0, 0),
        )  # fmt: skip
        beside = column(
            self.parts, legend, gap=Space.S, margins=(Space.S, Space.M, Space.S, Space.M)
        )
        pile = panel("sidebar", beside)
        pile.setFixedWidth(PILE_WIDE)
        edges = (Space.M, Space.S, Space.M, Space.S)
        under, alone = row(self.toast, margins=edges), row(margins=edges)
        margins = (Space.M, Space.M, Space.M, Space.S)
        said = column(Notice(self.notices, margins), Notice(banner, margins), gap=0)
        right = column(said, self.table, under, bar, gap=0)
        right.setStretch(1, 1)
        both = row(pile, panel("surface", right), gap=0)
        both.setStretch(1, 1)
        held = QWidget()
        held.setLayout(both)
        self.pages.addWidget(held)
        nothing = column(self.empty, alone, gap=0)
        nothing.setStretch(0, 1)
        self.pages.addWidget(panel("surface", nothing))
        # The last answer is said, and can be undone, where nothing is left to answer.
        self.pages.currentChanged.connect(lambda at: (alone if at else under).addWidget(self.toast))
        whole = QWidget()
        lines = column(panel("header", row(self.header), Height.HEADER), self.pages, gap=0)
        lines.setStretch(1, 1)
        whole.setLayout(lines)
        return whole

    def show_notices(self, sheet: EditSheet | None) -> None:
        """What happened while the family waited."""
        said = " ".join(sheet.notices) if sheet else ""
        if said:
            self.notices.info(said, icon="person", closes=False)
        else:
            self.notices.clear()
