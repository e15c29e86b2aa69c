"""The families of Valcourt: guardians, children, portal accounts; written as sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, insert

from backoffice.database.work import Work
from backoffice.demo.featured import FEATURED, KNOWN, Home, Kid
from backoffice.demo.names import (
    BOYS,
    CITY,
    FATHERS,
    GIRLS,
    LAST_NAMES,
    MOTHERS,
    POSTCODE,
    Directory,
)
from backoffice.demo.places import FULL_CLASSES, JULES_FERRY, SCHOOLS, Places
from backoffice.families.people import child_lines, family_lines, guardian_lines
from backoffice.families.tables import child, family, family_child, guardian, search_entry
from backoffice.kernel.text import fold
from backoffice.kernel.topics import Topic
from backoffice.subscribers.tables import account, link, preference

_AGES = {"PS": 3, "MS": 4, "GS": 5, "CP": 6, "CE1": 7, "CE2": 8, "CM1": 9, "CM2": 10}
_SORTS = {"Asthme": "Respiratoires"}
_SINGLE = ("Célibataire", "Divorcé(e)", "Séparé(e)", "Veuf(ve)")


@dataclass(slots=True)
class Guardian:
    civility: str
    first_name: str
    last_name: str
    capacity: str
    id: int = 0
    account_id: str | None = None
    email: str = ""


@dataclass(slots=True)
class Child:
    first_name: str
    last_name: str
    sex: str
    school: str
    school_class: str
    kid: Kid | None = None
    id: int = 0


@dataclass(slots=True)
class Household:
    label: str
    guardians: list[Guardian]
    children: list[Child]
    home: Home | None = None
    id: int = 0
    guests: list[Child] = field(default_factory=list)  # children whose main home is another

    @property
    def account_id(self) -> str:
        """The account that usually asks."""
        return next(who.account_id for who in self.guardians if who.account_id)


@dataclass(frozen=True, slots=True)
class People:
    households: tuple[Household, ...]
    since: datetime  # when they all joined

    def of(self, label: str) -> Household:
        return next(home for home in self.households if home.label == label)

    @property
    def children(self) -> Iterator[tuple[Household, Child]]:
        return ((home, kid) for home in self.households for kid in home.children)


def make_people(work: Work, places: Places, chance: Random, size: int, since: datetime) -> People:
    """`size` families, those of the pictures first."""
    households = [_featured(shown) for shown in FEATURED[:size]]
    households += [_household(chance) for _ in range(size - len(households))]
    for first, second in ((40, 41), (90, 91)):
        if second < size:
            _live_apart(households[first], households[second])
    people = People(tuple(households), since)
    _write_families(work, people)
    _write_guardians(work, people, chance)
    _write_children(work, people, places, chance)
    _write_accounts(work, people, chance)
    work.record(Topic.FAMILIES, "demo_people", 0, families=size)
    return people


def _featured(home: Home) -> Household:
    guardians = [
        Guardian(civility, *names, capacity)
        for civility, names, capacity in (("Mme", home.mother, "Mère"), ("M.", home.father, "Père"))
        if names
    ]
    children = [
        Child(kid.first_name, kid.last_name, kid.sex, JULES_FERRY, kid.school_class, kid)
        for kid in home.kids
    ]
    return Household(home.label, guardians, children, home)


def _household(chance: Random) -> Household:
    mother, father = chance.sample(LAST_NAMES, 2)
    alone = chance.random() < 0.22
    shared = not alone and chance.random() < 0.7
    his = mother if shared else father
    guardians = [Guardian("Mme", chance.choice(MOTHERS), mother, "Mère")]
    if not alone:
        guardians.append(Guardian("M.", chance.choice(FATHERS), his, "Père"))
    elif chance.random() < 0.2:
        guardians = [Guardian("M.", chance.choice(FATHERS), mother, "Père")]
    label = mother if alone or shared else f"{mother}-{father}"
    name = mother if chance.random() < 0.9 else his
    school = chance.choices(SCHOOLS, (0.36, 0.38, 0.26))[0]
    count = chance.choices((1, 2, 3), (0.54, 0.39, 0.07))[0]
    return Household(label, guardians, _kids(chance, name, school, count))


def _kids(chance: Random, last_name: str, school: str, count: int) -> list[Child]:
    classes = list(_classes(school))
    children = []
    for school_class in chance.sample(classes, count):
        sex = chance.choice("FM")
        names = GIRLS if sex == "F" else BOYS
        children.append(Child(chance.choice(names), last_name, sex, school, school_class))
    return children


def _classes(school: str) -> Sequence[str]:
    every = (
        "Petite section", "Moyenne section", "Grande section", "CP", "CE1 A", "CE1 B", "CE2 A",
        "CE2 B", "CM1 A", "CM2 A",
    )  # fmt: skip
    return [label for label in every if school != JULES_FERRY or label not in FULL_CLASSES]


def _live_apart(one: Household, other: Household) -> None:
    """Two households, the same children: theirs live with the first, and with the second too."""
    one.guardians = one.guardians[:1]
    other.guardians = [Guardian("M.", "Loïc", one.children[0].last_name, "Père")]
    other.label = f"{one.children[0].last_name} (Loïc)"
    other.children = []
    other.guests = one.children


def _write_families(work: Work, people: People) -> None:
    rows = [{"label": home.label, "created_at": people.since} for home in people.households]
    lines: list[dict[str, Any]] = []
    for home, family_id in zip(people.households, _insert(work, family, rows), strict=True):
        home.id = family_id
        lines += [_entry(home.id, *line) for line in family_lines(home.id, home.label)]
    work.run(insert(search_entry), lines)


def _write_guardians(work: Work, people: People, chance: Random) -> None:
    book = Directory(chance)
    rows: list[dict[str, Any]] = []
    for home in people.households:
        street = book.street()
        status = chance.choice(_SINGLE) if len(home.guardians) == 1 else "Marié(e)"
        for rank, who in enumerate(home.guardians, start=1):
            who.email = book.email(who.first_name, who.last_name)
            rows.append(
                {
                    "family_id": home.id,
                    "rank": rank,
                    "is_payer": rank == 1,
                    "civility": who.civility,
                    "last_name": who.last_name,
                    "first_name": who.first_name,
                    "capacity": who.capacity,
                    "marital_status": status,
                    "birth_date": _born(len(rows), people.since.year),
                    "email": who.email,
                    "phone": book.landline() if chance.random() < 0.35 else None,
                    "mobile": book.mobile(),
                    "accepts_sms": chance.random() < 0.6,
                    "invoice_by_email": chance.random() < 0.5,
                    "street": street,
                    "postcode": POSTCODE,
                    "city": CITY,
                    "country": "France",
                    **KNOWN.get((who.first_name, who.last_name), {}),
                }
            )
    everyone = [(home, who) for home in people.households for who in home.guardians]
    lines = []
    for (home, who), values, who.id in zip(
        everyone, rows, _insert(work, guardian, rows), strict=True
    ):
        lines += [_entry(home.id, *line) for line in guardian_lines(who.id, values)]
    work.run(insert(search_entry), lines)


def _born(number: int, year: int) -> date:
    """Between 29 and 47 years before."""
    return date(year - 29 - number * 7 % 19, 1 + number * 5 % 12, 1 + number * 11 % 28)


def _write_children(work: Work, people: People, places: Places, chance: Random) -> None:
    book = Directory(chance)
    levels = {label: label.split()[0] for label in _classes("")}
    levels |= {"Petite section": "PS", "Moyenne section": "MS", "Grande section": "GS"}
    year = (people.since + timedelta(days=20)).year
    rows = []
    everyone = list(people.children)
    for _home, kid in everyone:
        company, number = book.insurance() if chance.random() < 0.9 else (None, None)
        born = date(
            year - _AGES[levels[kid.school_class]], chance.randint(1, 12), chance.randint(1, 28)
        )
        pai = (
            kid.kid.pai
            if kid.kid
            else chance.choices(("", "Arachide", "Gluten", "Asthme"), (94, 2, 2, 2))[0]
        )
        rows.append(
            {
                "last_name": kid.last_name,
                "first_name": kid.first_name,
                "birth_date": born,
                "sex": kid.sex,
                "school_class_id": places.classes[kid.school, kid.school_class],
                "insurance_company": company,
                "insurance_number": number,
                "glasses": chance.random() < 0.15,
                "allows_sport": chance.random() < 0.95,
                "allows_photo": chance.random() < 0.7,
                "allows_leave_alone": born.year <= year - 9 and chance.random() < 0.3,
                "allows_outings": True,
                "allows_hospitalisation": True,
                "diets": ["sans_porc"] if chance.random() < 0.12 else [],
                "allergies": [{"category": _SORTS.get(pai, "Alimentaires"), "label": pai}]
                if pai
                else [],
                "care_plan": bool(pai),
                "care_plan_until": date(year + 1, 7, 5) if pai else None,
            }
        )
    lines, homes = [], []
    for (home, kid), values, kid.id in zip(everyone, rows, _insert(work, child, rows), strict=True):
        lines += [_entry(home.id, *line) for line in child_lines(kid.id, values)]
        homes.append({"family_id": home.id, "child_id": kid.id})
    for home in people.households:
        for kid in home.guests:
            homes.append({"family_id": home.id, "child_id": kid.id})
            names = {"first_name": kid.first_name, "last_name": kid.last_name}
            lines += [_entry(home.id, *line) for line in child_lines(kid.id, names)]
    work.run(insert(family_child), homes)
    work.run(insert(search_entry), lines)


def _write_accounts(work: Work, people: People, chance: Random) -> None:
    """The first guardian always has an account; the second often has one too."""
    accounts: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    wishes: list[dict[str, Any]] = []
    for home in people.households:
        for rank, who in enumerate(home.guardians):
            if rank and chance.random() < 0.55:
                continue
            who.account_id = f"c{len(accounts) + 1:06}"
            accounts.append(_account(who, people.since))
            links.append(
                {
                    "account_id": who.account_id,
                    "family_id": home.id,
                    "guardian_id": who.id,
                    "state": "active",
                    "method": "code" if chance.random() < 0.8 else "invoice",
                    "linked_at": people.since,
                    "activated_at": people.since + timedelta(minutes=3),
                }
            )
            if chance.random() < 0.8:
                wishes.append(_wishes(who.account_id, chance, people.since))
    work.run(insert(account), accounts)
    work.run(insert(link), links)
    work.run(insert(preference), wishes)


def _account(who: Guardian, since: datetime) -> dict[str, Any]:
    return {
        "id": who.account_id,
        "civility": who.civility,
        "last_name": who.last_name,
        "first_name": who.first_name,
        "email": who.email,
        "display_name": (name := f"{who.first_name} {who.last_name.upper()}"),
        "search_key": fold(f"{name} {who.email}"),
        "state": "activated",
        "created_at": since,
        "activated_at": since,
        "signed_in_at": since + timedelta(minutes=3),
    }


def _wishes(account_id: str, chance: Random, since: datetime) -> dict[str, Any]:
    names = ("reservation_accepted", "reservation_refused", "absence_accepted", "absence_refused")
    told = {name: chance.random() < 0.85 for name in names}
    return {"account_id": account_id, "new_invoice": True, **told, "updated_at": since}


def _entry(family_id: int, kind: str, subject_id: int, key: str) -> dict[str, Any]:
    return {"family_id": family_id, "kind": kind, "subject_id": subject_id, "key": key}


def _insert(work: Work, table: Table, rows: list[dict[str, Any]]) -> list[int]:
    """The ids of the rows, in their order."""
    query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return [int(row.id) for row in work.run(query, rows)]
