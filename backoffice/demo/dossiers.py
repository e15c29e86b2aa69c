"""What the dossiers of Valcourt hold beside names: contacts, vaccinations, banks, means, payers, notes.

All invented, written as sets, with a chance of its own: what else happens in the town does not
depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from backoffice.database.bulk import insert_numbered, insert_rows
from backoffice.database.work import Work
from backoffice.demo.names import FATHERS, LAST_NAMES, MOTHERS, Directory
from backoffice.demo.people import Guardian, Household, People
from backoffice.demo.places import MEAL, Places
from backoffice.families.iban import masked
from backoffice.families.tables import (
    bank_account,
    child,
    contact,
    family_note,
    mandate,
    payer_rule,
    tax_record,
    vaccination,
)
from backoffice.kernel.topics import Topic

# French banks, of which no account here is anyone's: the figures of a specimen, and a number.
_BANKS = (
    ("30001", "BDFEFRPP"),
    ("20041", "PSSTFRPP"),
    ("10278", "CMCIFR2A"),
    ("30004", "BNPAFRPP"),
)
_BRANCH = "00794"
_RELATIONS = (
    ("Grand-mère", MOTHERS), ("Grand-père", FATHERS), ("Oncle / Tante", MOTHERS),
    ("Voisin / Voisine", MOTHERS), ("Assistante maternelle", MOTHERS), ("Ami / Amie de la famille", FATHERS),
)  # fmt: skip
# vaccine, age in months, booster in months after (none: nothing more to come)
_VACCINES = (
    ("DTP", 2, None), ("DTP", 4, None), ("DTP", 11, 61), ("Coqueluche", 11, 61), ("Hépatite B", 11, None),
    ("Pneumocoque", 11, None), ("ROR", 12, None), ("ROR", 17, None), ("Méningocoque ACWY", 12, None),
)  # fmt: skip
_NOTES = (
    "Préfère être appelée après 17 h.",
    "Jugement remis au guichet : garde alternée, semaines paires chez la mère.",
    "Parle peu français : voir avec la grande sœur, qui traduit.",
    "Paie au guichet, en espèces, le premier mardi du mois.",
    "Les grands-parents viennent souvent à la sortie du soir ; pièce d’identité vue.",
    "Adresse vérifiée sur la facture d’eau.",
)
_SCHEMES = ("Régime général",) * 7 + ("Fonctionnaire", "MSA", "Travailleur indépendant")
_CONTACT = ("child_id", "full_name", "mobile", "phone", "relation", "emergency", "pickup")
_TAX = (
    "family_id", "valid_from", "source", "evidence", "beneficiary_name", "beneficiary_number",
    "beneficiary_guardian_id", "children_count", "scheme", "monthly_income", "yearly_tax_income",
    "family_quotient", "quotient_valid_until", "taxable", "housing_aid", "tax_shares", "fund_shares",
    "rsa", "rent", "recorded_at", "recorded_by",
)  # fmt: skip
_MONTH = timedelta(days=30.44)


@dataclass(frozen=True, slots=True)
class _Town:
    """What every block needs."""

    work: Work
    people: People
    chance: Random
    agents: Sequence[int]  # the instructor, the régie

    @property
    def payers(self) -> Iterator[tuple[Household, Guardian]]:
        return ((home, home.guardians[0]) for home in self.people.households)


def iban_of(number: int) -> tuple[str, str]:
    """An invented account whose keys are right, and its bank's BIC."""
    bank, bic = _BANKS[number % len(_BANKS)]
    account = f"1234567{number:04}"
    key = 97 - (89 * int(bank) + 15 * int(_BRANCH) + 3 * int(account)) % 97
    bban = f"{bank}{_BRANCH}{account}{key:02}"
    return f"FR{98 - int(bban + '152700') % 97:02}{bban}", bic


def make_dossiers(
    work: Work, people: People, places: Places, seed: int, agents: Sequence[int]
) -> None:
    """Fill the dossiers of these families. `agents`: who typed notes, who recorded means."""
    town = _Town(work, people, Random(f"dossiers {seed}"), agents)
    _contacts(town)
    _vaccinations(town)
    _banks(town)
    _means(town)
    _payers(town, places)
    _notes(town)
    work.record(Topic.FAMILIES, "demo_people", 0, dossiers=len(people.households))


def _contacts(town: _Town) -> None:
    chance, book = town.chance, Directory(town.chance, phones=7000)
    rows = []
    for home, kid in town.people.children:
        for _ in range(chance.choices((0, 1, 2, 3), (20, 40, 30, 10))[0]):
            relation, first_names = chance.choice(_RELATIONS)
            kin = relation.startswith(("Grand", "Oncle"))
            last = home.guardians[-1].last_name if kin else chance.choice(LAST_NAMES)
            name = f"{chance.choice(first_names)} {last}"
            phone = book.landline() if chance.random() < 0.3 else None
            fetches = chance.random() < 0.7
            rows.append(
                (kid.id, name, book.mobile(), phone, relation, chance.random() < 0.6, fetches)
            )
    insert_rows(town.work, contact, _CONTACT, rows)


def _vaccinations(town: _Town) -> None:
    chance, names = town.chance, ("child_id", "vaccine", "given_on", "booster_on")
    born = {
        row.id: row.birth_date for row in town.work.rows(select(child.c.id, child.c.birth_date))
    }
    rows: list[tuple[int, str, date, date | None]] = []
    for _, kid in town.people.children:
        if kid.first_name == "Maï" and kid.kid:  # as in the design: her second dose is asked for
            rows.append((kid.id, "ROR", date(2022, 5, 12), None))
        elif chance.random() < 0.93:
            rows += _given(kid.id, born[kid.id], chance, town.work.today)
    insert_rows(town.work, vaccination, names, rows)


def _given(
    child_id: int, born: date, chance: Random, today: date
) -> Iterator[tuple[int, str, date, date | None]]:
    late = timedelta(days=chance.randint(0, 40))
    for vaccine, months, booster in _VACCINES:
        given = born + months * _MONTH + late
        again = given + booster * _MONTH if booster else None
        if given <= today:
            yield child_id, vaccine, given, again
        if again and again <= today:
            yield child_id, vaccine, again, None


def _banks(town: _Town) -> None:
    """Some pay by direct debit: their account, and a mandate signed but for the last ones."""
    chance, since = town.chance, town.people.since
    wanted = [who for home, who in town.payers if home.label == "Nguyen" or chance.random() < 0.55]
    names = ("guardian_id", "holder", "iban", "iban_masked", "bic", "opened_at", "opened_by")
    rows = []
    for number, who in enumerate(wanted):
        iban, bic = iban_of(number)
        holder = f"{who.civility} {who.first_name} {who.last_name}"
        rows.append((who.id, holder, iban, masked(iban), bic, since, town.agents[1]))
    accounts = insert_numbered(town.work, bank_account, names, rows)
    kept = ("bank_account_id", "reference", "state", "sequence", "signed_on", "opened_at")
    signed_on = since.date() + timedelta(days=6)
    mandates = []
    for who, account_id in zip(wanted, accounts, strict=True):
        reference = f"RUM-{who.id:07}-{account_id:07}-1"
        signed = chance.random() < 0.85
        state, day = ("active", signed_on) if signed else ("to_sign", None)
        mandates.append((account_id, reference, state, "RCUR" if signed else "FRST", day, since))
    insert_rows(town.work, mandate, kept, mandates)


def _means(town: _Town) -> None:
    """Last year's quotient, this year's for most; a few have only said what they earn."""
    chance, year = town.chance, town.people.since.year
    rows = []
    for home, who in town.payers:
        if chance.random() < 0.12:
            continue
        monthly = chance.randint(900, 5200) * 100
        for back in (1, 0) if chance.random() < 0.8 else (0,):
            sources = ("caf", "tax_notice", "cdap", "declared")
            source = chance.choices(sources, (6, 2, 1, 1))[0]
            rows.append((home.id, *_mean(home, who, year - back, source, monthly, chance),
                         town.people.since, town.agents[1]))  # fmt: skip
            monthly = monthly * chance.randint(97, 106) // 100
    insert_rows(town.work, tax_record, _TAX, rows)


def _mean(
    home: Household, who: Guardian, year: int, source: str, monthly: int, chance: Random
) -> tuple[object, ...]:
    evidence = {
        "caf": f"Attestation CAF de janvier {year}",
        "tax_notice": f"Avis d’imposition {year - 1}",
        "cdap": f"Consultation CDAP du 12/01/{year}",
        "declared": "",
    }
    children = len(home.children) + len(home.guests)
    shares = 100 * len(home.guardians) + 50 * min(children, 2) + 100 * max(children - 2, 0)
    quotient = monthly // shares
    low = quotient < 600
    return (
        date(year, 1, 1), source, evidence[source], f"{who.first_name} {who.last_name}",
        f"{chance.randint(10**6, 10**7 - 1)}", who.id, children, chance.choice(_SCHEMES), monthly,
        monthly * 12 // 100 * 90, quotient, date(year, 12, 31), not low,
        chance.randint(80, 320) * 100 if low else None, shares, shares, low and chance.random() < 0.2,
        chance.randint(450, 980) * 100,
    )  # fmt: skip


def _payers(town: _Town, places: Places) -> None:
    """Parents who live apart pay by week; one of them pays all the meals."""
    starts_on = town.people.since.date()
    names = ("child_id", "guardian_id", "activity_id", "week", "starts_on")
    rows: list[tuple[int, int, int | None, str | None, date]] = []
    for other in town.people.households:
        for kid in other.guests:
            home = next(one for one in town.people.households if kid in one.children)
            rows += [
                (kid.id, home.guardians[0].id, None, "even", starts_on),
                (kid.id, other.guardians[0].id, None, "odd", starts_on),
            ]
            if meals := places.activities.get((kid.school, MEAL)):
                rows.append((kid.id, home.guardians[0].id, meals, None, starts_on))
    insert_rows(town.work, payer_rule, names, rows)


def _notes(town: _Town) -> None:
    chance = town.chance
    rows = [
        (home.id, town.people.since + timedelta(days=chance.randint(1, 15)), town.agents[0], words)
        for home in town.people.households
        if chance.random() < 0.12
        for words in (chance.choice(_NOTES),)
    ]
    insert_rows(town.work, family_note, ("family_id", "at", "agent_id", "words"), rows)
