"""One account: who it says it is, whom it is linked to, how it came in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backoffice.subscribers import words as said
from backoffice.subscribers.queries import AccountSheet, LinkRow
from ui.kit.buttons import Link
from ui.kit.checks import Checks
from ui.kit.layout import clear, column, label, line, panel, plain, reveal, row, rule, scrolled
from ui.kit.pieces import Badge, Initials
from ui.kit.timeline import Timeline
from ui.kit.tokens import Space, Type
from ui.subscribers import words

RULE = 104


class AccountDetail(QWidget):
    """Hidden until there is an account to show."""

    family_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("account_detail")
        self.found: AccountSheet | None = None
        self._disc = Initials("", 40)
        self._name = line("", Type.HEADING, typed=True)
        self._email = plain("", Type.BODY, "soft")
        self._state = Badge(words.ACCOUNT_BADGES["unknown"][0])
        self._checks = Checks(rule=RULE)
        self._links = column(gap=Space.M)
        self._tries_title = label("Essais de rattachement", Type.STRONG)
        self._tries = Timeline()
        head = row(self._disc, column(self._name, self._email, gap=2), self._state, gap=Space.M)
        head.setStretch(1, 1)
        self._inside = panel(
            "surface",
            column(
                head, rule(), self._checks, rule(), self._links, self._tries_title, self._tries,
                None, gap=Space.M, margins=(Space.L, Space.L, Space.L, Space.L),
            ),
        )  # fmt: skip
        self.setLayout(column(scrolled(self._inside), gap=0))
        self.show_account(None)

    def show_account(self, found: AccountSheet | None) -> None:
        self.found = found
        reveal(self._inside, found is not None)
        clear(self._links)
        if found is None:
            self.setAccessibleName("Aucun compte choisi")
            return
        self.setAccessibleName(f"Compte de {found.name}")
        self._disc.show_name(found.name)
        self._name.say(f"{found.civility} {found.name}".strip())
        self._email.say(found.email)
        status, symbol = words.ACCOUNT_BADGES[found.state]
        self._state.show_status(status, said.ACCOUNT_STATES[found.state], symbol)
        self._checks.show_checks(words.checks(found))
        for one in found.links:
            self._links.addWidget(self._link(one, found))
        if not found.links:
            self._links.addWidget(label("Aucune famille.", Type.BODY, "soft"))
        reveal(self._tries_title, bool(found.tries))
        reveal(self._tries, bool(found.tries))
        self._tries.show_moments(words.tries(found))

    def _link(self, one: LinkRow, found: AccountSheet) -> QWidget:
        made = QWidget()
        status, symbol = words.LINK_BADGES[one.state]
        family = Link(f"Famille {one.family}")
        family.setObjectName(f"open_family_{one.family_id}")
        family.clicked.connect(lambda: self.family_wanted.emit(one.family_id))
        badge = Badge(status, said.LINK_STATES[one.state], symbol)
        lines = column(
            row(family, None, badge),
            Checks(words.link_checks(one, found.name), rule=RULE),
            gap=Space.XS,
        )
        if one.reason:
            lines.addWidget(plain(f"«\u202f{one.reason}\u202f»", Type.BODY, "soft", wrap=True))
        made.setLayout(lines)
        return made
