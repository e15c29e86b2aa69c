"""« Ma famille »: the dossier in the portal's own blocks and words, yellow where something is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from backoffice.families import fields
from backoffice.families.waiting import YELLOW
from backoffice.kernel.calendar import local, short_day, weekday_name
from backoffice.portal.household import HEALTH
from backoffice.portal.rows import (
    Household,
    PortalAccount,
    PortalChild,
    PortalEnrolment,
    PortalPerson,
)
from ui.kit.buttons import Button, Look
from ui.kit.feedback import Banner
from ui.kit.fieldlines import FieldLines, Line
from ui.kit.layout import card, clear, column, label, plain, row, rule, scrolled
from ui.kit.tokens import Space, Type

_NOT_SHOWN = "masqué"
_BENEFICIARY = "beneficiary_guardian_id"
_STATES = {
    "pending_sign_in": "en attente de connexion",
    "active": "rattaché",
    "revoked": "détaché",
    "refused": "refusé",
}
Part = tuple[str, list[Line]]  # a block of a card: its title, its fields


class HouseholdTab(QWidget):
    """Plain facts, as the portal lays them out; everything typed by families is shown as typed."""

    health_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("portal_household")
        self.yellow = Banner()
        self.yellow.setObjectName("portal_yellow")
        self._lines: QVBoxLayout = column(gap=Space.M, margins=(Space.L, Space.L, Space.L, Space.L))
        held = QWidget()
        held.setLayout(self._lines)
        said = row(self.yellow, margins=(Space.L, Space.S, Space.L, 0))
        whole = column(said, scrolled(held), gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_household(self, found: Household, *, may_see_health: bool) -> None:
        if found.is_yellow:
            self.yellow.warning(YELLOW, icon="pencil", closes=False)
        else:
            self.yellow.clear()
        clear(self._lines)
        offered = may_see_health and not found.shows_health and bool(found.children)
        for title, cards in (
            ("Responsables", [_guardian(one) for one in found.guardians]),
            ("Données communes à la famille", [_common(found)]),
            ("Enfants", [_child(one, shown=found.shows_health) for one in found.children]),
            ("Comptes du portail", [_account(one) for one in found.accounts]),
        ):
            head: list[QWidget | None] = [label(title, Type.TITLE), None]
            if title == "Enfants" and offered:
                head.append(self._health_button())
            self._lines.addLayout(row(*head))
            for one in cards:
                self._lines.addWidget(one)
            if not cards:
                self._lines.addWidget(label("Aucun.", Type.BODY, "faint"))
        self._lines.addStretch(1)

    def _health_button(self) -> Button:
        made = Button(
            "Voir les données sanitaires", icon="eye", look=Look.QUIET, name="portal_health"
        )
        made.setToolTip("Le journal gardera que vous les avez vues.")
        made.clicked.connect(self.health_wanted)
        return made


def _guardian(one: PortalPerson) -> QFrame:
    names = [one.values[part] for part in ("civility", "first_name", "last_name")]
    tag = "Payeur" if one.values["is_payer"] else ""
    bank = _of("guardian", one, "bank")
    iban = next((line for line in bank if line.name == "IBAN"), None)
    parts = [
        ("Information de base", _of("guardian", one, "identity", "contact")),
        ("Mode de communication", _of("guardian", one, "communication", "invoicing")),
        ("Adresse", _of("guardian", one, "address")),
        ("Adresse secondaire", _of("guardian", one, "secondary_address")),
        ("Informations bancaires", [line for line in bank if line is not iban]),
        ("", [iban] if iban else []),  # too long to share its row
    ]
    return _card(" ".join(filter(None, names)), tag, parts)


def _common(found: Household) -> QFrame:
    lines = _of("family", _named(found), "tax")
    if not found.shows_means:
        lines = [Line("Informations fiscales", hidden=_NOT_SHOWN)]
    return _card("Informations fiscales", "", [("", lines or [Line("Quotient familial")])])


def _named(found: Household) -> PortalPerson:
    """The family with its beneficiary by name, not by number."""
    named = {
        one.id: f"{one.values['first_name']} {one.values['last_name']}" for one in found.guardians
    }
    who = named.get(found.family.values.get(_BENEFICIARY, 0), "")
    return replace(found.family, values={**found.family.values, _BENEFICIARY: who or None})


def _child(one: PortalChild, *, shown: bool) -> QFrame:
    person = one.person
    about = _of("child", person, "identity", "insurance", "general")
    if school_class := person.values["school_class"]:
        about.append(Line("Classe", school_class))
    parts = [
        ("Informations générales", about),
        ("Autorisations", _of("child", person, "authorisations")),
        ("Données sanitaires", _health(one, shown=shown)),
        *((f"Contact : {who.values['full_name']}", _contact(who)) for who in one.contacts),
        ("Contacts demandés", [_yellow(a.field, a.wanted) for a in person.asked if a.field == "contact"]),
        ("Inscriptions", [Line(e.activity, _enrolment(e)) for e in one.enrolments]),
    ]  # fmt: skip
    name = f"{person.values['first_name']} {person.values['last_name']}"
    return _card(name, "", parts)


def _health(one: PortalChild, *, shown: bool) -> list[Line]:
    """Lists: each element asked for is a line of its own."""
    asked = [_yellow(a.field, a.wanted) for a in one.person.asked if a.field in HEALTH]
    if not shown:
        return [Line("Régimes, allergies, vaccins", hidden=_NOT_SHOWN), *asked]
    values = one.person.values
    held = [
        Line(fields.FIELDS["child", name].label, _told(fields.FIELDS["child", name], values[name]))
        for name in ("diets", "allergies")
    ]
    held += [
        Line(given.vaccine, _days_of(given.given_on, given.booster_on))
        for given in one.vaccinations
    ]
    return [*held, *asked]


def _contact(one: PortalPerson) -> list[Line]:
    return [
        line for line in _of("contact", one, "contacts") if line.name != "Nom complet" or line.asked
    ]


def _account(one: PortalAccount) -> QFrame:
    wanted = [words for words, yes in one.wants if yes]
    state = _STATES.get(one.state, one.state)
    lines = [
        Line("Rattachement", f"{state}, le {local(one.linked_at):%d/%m/%Y}"),
        Line("Émetteur", ", ".join(part for part in (one.issuer, one.service) if part)),
        Line("Courriels", ", ".join(wanted) or "aucun"),
    ]
    return _card(one.account_id, "", [("", lines)])


def _of(subject: str, one: PortalPerson, *blocks: str) -> list[Line]:
    """The fields of these blocks that hold something or are asked for."""
    asked = {each.field: each.wanted or "" for each in one.asked}
    made = [
        Line(field.label, _told(field, one.values.get(field.name)), asked.get(field.name))
        for field in fields.of(subject, *blocks)
        if field.kind not in ("list", "person")
    ]
    return [line for line in made if line.value or line.asked is not None]


def _yellow(field: str, wanted: str | None) -> Line:
    return Line(fields.FIELDS["child", field].label, "", wanted or "à retirer")


def _told(field: fields.Field, value: Any) -> str:
    """A value of a view, in the dossier's words."""
    if isinstance(value, Decimal):
        value = int(value * 100)
    elif isinstance(value, date):
        value = value.isoformat()
    return fields.spell(field, value) or ""


def _days_of(given: date, booster: date | None) -> str:
    return f"{short_day(given)}, rappel {short_day(booster)}" if booster else short_day(given)


def _enrolment(one: PortalEnrolment) -> str:
    period = f"du {short_day(one.starts_on)} au {short_day(one.ends_on)}"
    return f"{one.facility}, {period}, {_days(one.weekdays)}"


def _days(weekdays: Sequence[int]) -> str:
    if list(weekdays) == [1, 2, 3, 4, 5, 6, 7]:
        return "tous les jours"
    return ", ".join(weekday_name(day) for day in weekdays)


def _card(name: str, tag: str, parts: Iterable[Part]) -> QFrame:
    head: list[QWidget] = [plain(name, Type.STRONG)]
    if tag:
        head.append(label(tag, Type.SMALL, "soft"))
    inside = column(
        row(*head, None, gap=Space.S), rule(), gap=Space.S,
        margins=(Space.L, Space.M, Space.L, Space.M),
    )  # fmt: skip
    for title, lines in parts:
        if lines:
            if title:
                inside.addWidget(plain(title, Type.SMALL, "faint"))
            inside.addWidget(FieldLines(lines, title or name))
    return card(inside)
