"""« Ma famille »: guardians, children, and who may read all this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from backoffice.kernel.calendar import local, short_day, weekday_name
from backoffice.portal.rows import (
    Household,
    PortalAccount,
    PortalChild,
    PortalEnrolment,
    PortalGuardian,
)
from ui.kit.layout import card, clear, column, label, plain, rule, scrolled
from ui.kit.tokens import Space, Type

Fact = tuple[str, str]
_STATES = {
    "pending_sign_in": "en attente de connexion",
    "active": "rattaché",
    "revoked": "détaché",
    "refused": "refusé",
}


class HouseholdTab(QWidget):
    """Plain facts, as the portal lays them out; everything typed by families is shown as typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("portal_household")
        self._lines: QVBoxLayout = column(gap=Space.M, margins=(Space.L, Space.L, Space.L, Space.L))
        held = QWidget()
        held.setLayout(self._lines)
        self.setLayout(column(scrolled(held), gap=0))

    def show_household(self, found: Household) -> None:
        clear(self._lines)
        for title, cards in (
            ("Responsables", [_guardian(one) for one in found.guardians]),
            ("Enfants", [_child(one) for one in found.children]),
            ("Comptes du portail", [_account(one) for one in found.accounts]),
        ):
            self._lines.addWidget(label(title, Type.TITLE))
            for one in cards:
                self._lines.addWidget(one)
            if not cards:
                self._lines.addWidget(label("Aucun.", Type.BODY, "faint"))
        self._lines.addStretch(1)


def _guardian(one: PortalGuardian) -> QFrame:
    facts = [
        ("Qualité", one.capacity),
        ("Courriel", one.email),
        ("Téléphone", one.phone),
        ("Mobile", one.mobile),
        ("Adresse", "\n".join(one.address)),
    ]
    return _card(one.name, "Payeur" if one.is_payer else "", facts)


def _child(one: PortalChild) -> QFrame:
    allowed = [words for words, yes in one.allows if yes]
    facts = [
        ("Naissance", short_day(one.birth_date) if one.birth_date else ""),
        ("Classe", one.school_class),
        ("Régimes", ", ".join(one.diets)),
        ("Allergies", ", ".join(one.allergies)),
        ("Autorisations", ", ".join(allowed) or "aucune"),
        ("Inscriptions", "\n".join(map(_enrolment, one.enrolments))),
    ]
    return _card(one.name, "", facts)


def _account(one: PortalAccount) -> QFrame:
    wanted = [words for words, yes in one.wants if yes]
    facts = [
        (
            "Rattachement",
            f"{_STATES.get(one.state, one.state)}, le {local(one.linked_at):%d/%m/%Y}",
        ),
        ("Émetteur", ", ".join(part for part in (one.issuer, one.service) if part)),
        ("Courriels", ", ".join(wanted) or "aucun"),
    ]
    return _card(one.account_id, "", facts)


def _enrolment(one: PortalEnrolment) -> str:
    period = f"du {short_day(one.starts_on)} au {short_day(one.ends_on)}"
    return f"{one.activity} ({one.facility}), {period}, {_days(one.weekdays)}"


def _days(weekdays: Sequence[int]) -> str:
    if list(weekdays) == [1, 2, 3, 4, 5, 6, 7]:
        return "tous les jours"
    return ", ".join(weekday_name(day) for day in weekdays)


def _card(name: str, tag: str, facts: Iterable[Fact]) -> QFrame:
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.L)
    grid.setVerticalSpacing(Space.XS)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, 96)
    for at, (title, words) in enumerate(fact for fact in facts if fact[1]):
        grid.addWidget(label(title, Type.SMALL, "faint"), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(plain(words, Type.BODY, wrap=True), at, 1)
    head: list[QWidget] = [plain(name, Type.STRONG)]
    if tag:
        head.append(label(tag, Type.SMALL, "soft"))
    inside = column(*head, rule(), gap=Space.XS, margins=(Space.L, Space.M, Space.L, Space.M))
    inside.addLayout(grid)
    return card(inside)
