"""One family's dossier: who it is, and its pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.families.waiting import YELLOW
from ui.kit.buttons import Button, IconButton, Link
from ui.kit.choices import Tabs
from ui.kit.feedback import Banner
from ui.kit.layout import clear, column, line, panel, reveal, row, rule
from ui.kit.notice import Notice
from ui.kit.pieces import Icon
from ui.kit.tokens import Height, Space, Type

ROOMY = 840
GUARDIANS, CHILDREN, COMMON, REQUESTS, ACCOUNTS, HISTORY, NOTES = range(7)
TABS = (
    "Responsables", "Enfants", "Données communes", "Demandes", "Comptes", "Historique", "Notes",
)  # fmt: skip


class FamilySheet(QWidget):
    """The head stays; the page under the tab changes."""

    def __init__(
        self, pages: Sequence[QWidget], buttons: Sequence[Button], more: IconButton
    ) -> None:
        super().__init__()
        self.setObjectName("family_sheet")
        self.setAccessibleName("Dossier de la famille")
        self.pages = list(pages)
        self.tabs = Tabs([(words, 0) for words in TABS], name="Pages du dossier")
        self.tabs.setObjectName("family_tabs")
        self.yellow = Banner()
        self.yellow.setObjectName("family_yellow")
        self.closed = Banner()
        self.closed.setObjectName("family_closed")
        self.name = line("", Type.HEADING, typed=True)
        self.name.setObjectName("family_name")
        self._phones = row(gap=Space.S)
        self._second: list[QWidget] = []
        self._stack = QStackedWidget()
        for page in pages:
            self._stack.addWidget(page)
        head = row(
            self.name, self._phones, None, *buttons, more,
            gap=Space.M, margins=(Space.XL, 0, Space.M, 0),
        )  # fmt: skip
        tabs = row(self.tabs, None, margins=(Space.L + 2, 0, Space.L, 0))
        whole = column(
            panel("header", head, Height.HEADER), tabs, rule(), Notice(self.closed), Notice(self.yellow), self._stack,
            gap=0,
        )  # fmt: skip
        whole.setStretch(5, 1)
        self.setLayout(whole)
        self.tabs.chosen.connect(self._stack.setCurrentIndex)

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def page(self) -> QWidget:
        return self.pages[self._stack.currentIndex()]

    def show_family(self, label: str, phones: Sequence[str]) -> None:
        self.name.say(f"Famille {label}")
        clear(self._phones)
        self._second = []
        for at, number in enumerate(phones[:2]):
            shown = [Icon("phone", "link", 14), _phone(number)]
            for part in shown:
                self._phones.addWidget(part)
            self._second = shown if at else []
        self._make_room()

    def _make_room(self) -> None:
        """In a narrow window, the name before the second phone."""
        for part in self._second:
            reveal(part, self.width() >= ROOMY)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def show_yellow(self, pending: int) -> None:
        """The portal's own sentence, while the family waits for an answer about a field."""
        if pending:
            self.yellow.warning(YELLOW, action="Voir les demandes", icon="pencil", closes=False)
        else:
            self.yellow.clear()

    def count(self, at: int, many: int) -> None:
        counts = [self.counts.get(index, 0) for index in range(len(TABS))]
        counts[at] = many
        self.counts[at] = many
        self.tabs.set_counts(counts)

    @property
    def counts(self) -> dict[int, int]:
        known: dict[int, int] = self.__dict__.setdefault("_counts", {})
        return known

    # --- moving about -----------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """The next page, round and round."""
        self.open_page((self.tabs.current + by) % len(TABS))

    def open_page(self, at: int) -> None:
        self.tabs.choose(at)
        self._stack.setCurrentIndex(at)
        self.enter()

    def enter(self) -> None:
        """The keyboard goes to the tabs: the arrows choose a page, Tab enters it."""
        self.tabs.part(self.tabs.current).setFocus(Qt.FocusReason.TabFocusReason)


def _phone(number: str) -> Link:
    made = Link(number, f"Copier le numéro {number}")
    made.clicked.connect(lambda: QGuiApplication.clipboard().setText(number))
    return made
