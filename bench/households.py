"""Fifty thousand families, all called differently: found as one types, opened, told from their twins."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product

from sqlalchemy import Engine, insert

from backoffice.database.work import Database
from backoffice.families import queries
from backoffice.families.dossier import dossier
from backoffice.families.tables import (
    child,
    contact,
    family,
    family_child,
    guardian,
    search_entry,
    tax_record,
    vaccination,
)
from backoffice.finding.queries import find
from backoffice.kernel.permissions import Agent, Role
from backoffice.kernel.text import fold, phone_key
from backoffice.subscribers.tables import account
from bench.bases import ENGINES, Bases, opened
from bench.inbox import _bare, counted, paint
from bench.likes import likes
from bench.measure import Ratio, milliseconds, repeated
from bench.town import NOW

FAMILIES = 50_000
SEARCH_LIMIT, SHEET_QUERIES = 3, 12
CLERK = Agent(1, "instructor", "Claire Martin", Role.INSTRUCTOR)
LARGE = 1  # the family that has everything in number
_STARTS = (
    "Bel",
    "Gar",
    "Du",
    "Le",
    "Mo",
    "Ro",
    "Pe",
    "Sil",
    "Ca",
    "Fa",
    "Lam",
    "Tou",
    "Ver",
    "Cha",
)
_ENDS = ("kacem", "nier", "bois", "fèvre", "reau", "ssi", "tit", "va", "ron", "bert", "lin", "gnon")
_FIRST = ("Inès", "Tom", "Jade", "Sami", "Léa", "Noé", "Zoé", "Ali", "Maël", "Lou", "Eva", "Hugo")
_NAMES = [f"{one}{two}" for one, two in product(_STARTS, _ENDS)]


def run(made: Bases) -> Iterator[Ratio]:
    shown = paint()
    for kind in ENGINES:
        address = made.fresh(kind)
        with opened(address) as engine:
            fill(engine)
            yield from searches(engine, shown)
            yield from sheets(engine)
            yield from likes(engine, CLERK)
        made.drop(address)


def fill(engine: Engine, families: int = FAMILIES) -> None:
    """Two guardians, two children and what they are found by, for each family."""
    tables: dict[object, list[dict[str, object]]] = {
        table: []
        for table in (family, account, guardian, child, family_child, search_entry, contact, vaccination, tax_record)
    }  # fmt: skip
    for n in range(families):
        _household(tables, n)
    for at in range(60):  # one family whose sheet is long
        tables[contact].append(
            {"child_id": 1, "full_name": f"Ami {at}", "relation": "Voisin / Voisine"}
        )
        tables[vaccination].append(
            {"child_id": 2, "vaccine": f"Vaccin {at}", "given_on": date(2020, 1, 1)}
        )
    with engine.connect() as connection, connection.begin():
        for table, rows in tables.items():
            for at in range(0, len(rows), 10_000):
                connection.execute(insert(table), rows[at : at + 10_000])  # type: ignore[arg-type]
    with engine.connect() as connection:
        raw = connection.execution_options(isolation_level="AUTOCOMMIT")
        raw.exec_driver_sql("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE")


def _household(tables: dict[object, list[dict[str, object]]], n: int) -> None:
    number, name = n + 1, _NAMES[n % len(_NAMES)]
    other = _NAMES[(n // len(_NAMES)) % len(_NAMES)]
    label = name if n % 3 else f"{name}-{other}"
    tables[family].append({"id": number, "label": label, "created_at": NOW})

    def found_by(kind: str, subject: int, key: str) -> None:
        tables[search_entry].append(
            {"family_id": number, "kind": kind, "subject_id": subject, "key": key}
        )

    found_by("family", number, fold(label))
    called = f"{_FIRST[n % len(_FIRST)]} {name.upper()}"
    email = f"{fold(name)}.{n}@exemple.fr"
    tables[account].append(
        {
            "id": f"a{number}", "display_name": called, "email": email, "created_at": NOW,
            "search_key": fold(f"{called} {email}"),
        }
    )  # fmt: skip
    for rank, last in ((1, name), (2, other)):
        person, first = n * 2 + rank, _FIRST[(n // 7 + rank * 5) % len(_FIRST)]
        phone = f"06 {n // 10_000 % 100:02} {n // 100 % 100:02} {n % 100:02} 0{rank}"
        tables[guardian].append(
            {
                "id": person, "family_id": number, "rank": rank, "is_payer": rank == 1,
                "last_name": last, "first_name": first, "mobile": phone, "postcode": "44210",
                "city": "Valcourt", "street": f"{n % 90 + 1} rue des Tilleuls",
            }
        )  # fmt: skip
        found_by("guardian", person, fold(f"{first} {last} {first}"))
        found_by("phone", person, phone_key(phone))
        kid, first = n * 2 + rank, _FIRST[(n + rank) % len(_FIRST)]
        born = date(2015, 1, 1) + timedelta(days=n % 3000)
        tables[child].append(
            {
                "id": kid, "last_name": name, "first_name": first, "birth_date": born,
                "diets": [], "allergies": [],
            }
        )  # fmt: skip
        tables[family_child].append({"family_id": number, "child_id": kid})
        found_by("child", kid, fold(f"{first} {name} {first}"))


def searches(engine: Engine, shown: float) -> Iterator[Ratio]:
    """What the palette and the list of families ask, beside the same words asked of the index alone.

    Both with an empty window's paint, as the inbox is measured: what is under a millisecond is not
    what anyone waits for.
    """
    database, kind = Database(engine, lambda: NOW), engine.dialect.name
    for what, typed, words in (
        ("search: three letters", "bel", ("bel",)),
        ("search: a name", "belkacem", ("belkacem",)),
        ("search: two words", "ines lefe", ("ines", "lefe")),
        ("search: nobody", "zzyzx", ("zzyzx",)),
    ):
        with engine.connect().execution_options(writing=False) as connection:
            bare = repeated(_bare(connection, _indexed(kind, words)))
        ours = repeated(_asking(database, find, typed))
        note = f"{milliseconds(ours)} beside {milliseconds(bare)} without the paint"
        yield Ratio(f"{what} (palette)", kind, ours + shown, bare + shown, SEARCH_LIMIT, note)
        ours = repeated(_asking(database, queries.find, typed))
        with engine.connect().execution_options(writing=False) as connection:
            least = repeated(_bare(connection, _families(kind, words)))
        note = f"{milliseconds(ours)} beside {milliseconds(least)} without the paint"
        yield Ratio(f"{what} (families)", kind, ours + shown, least + shown, SEARCH_LIMIT, note)


def sheets(engine: Engine) -> Iterator[Ratio]:
    database = Database(engine, lambda: NOW)
    for what, number in (("sheet: a usual family", 25_000), ("sheet: a large family", LARGE)):

        def opening(family_id: int = number) -> object:
            with database.read(CLERK) as work:
                return dossier(work, family_id)

        statements = counted(engine, opening)
        note = f"statements, not milliseconds; {milliseconds(repeated(opening))}"
        yield Ratio(what, engine.dialect.name, statements / 1000, SHEET_QUERIES / 1000, 1, note)


def _asking(database: Database, ask: Callable[..., object], typed: str) -> Callable[[], object]:
    def asked() -> object:
        with database.read(CLERK) as work:
            return ask(work, typed)

    return asked


def _match(kind: str, words: tuple[str, ...]) -> str:
    if kind == "sqlite":
        asked = " ".join(f'"{word}"*' for word in words)
        return f"id IN (SELECT rowid FROM search_word WHERE search_word MATCH '{asked}')"
    asked = " & ".join(f"{word}:*" for word in words)
    vector = "to_tsvector('simple', translate(key, '.@+', '   '))"
    return f"{vector} @@ to_tsquery('simple', '{asked}')"


def _indexed(kind: str, words: tuple[str, ...]) -> str:
    """Eight of each sort that the palette shows, by the index alone."""
    match = _match(kind, words)
    accounts = match.replace("search_word", "account_word").replace("key,", "search_key,")
    parts = [
        f"SELECT * FROM (SELECT kind, CAST(subject_id AS text) FROM search_entry WHERE kind = '{sort}' "
        f"AND {match} LIMIT 8) AS {sort}"
        for sort in ("family", "child", "guardian")
    ]
    whose = accounts if kind == "postgresql" else accounts.replace("id IN", "rowid IN")
    parts.append(f"SELECT * FROM (SELECT 'account', id FROM account WHERE {whose} LIMIT 8) AS a")
    return " UNION ALL ".join(parts)


def _families(kind: str, words: tuple[str, ...]) -> str:
    """The same question in SQL: the families that hold every word between their lines, by name."""
    each = (
        f"SELECT family_id FROM search_entry WHERE kind <> 'phone' AND {_match(kind, (word,))}"
        for word in words
    )
    found = " INTERSECT ".join(each)
    return (
        f"SELECT f.id FROM family f JOIN ({found}) m ON m.family_id = f.id "
        "WHERE f.closed_at IS NULL GROUP BY f.id, f.label ORDER BY f.label, f.id LIMIT 200"
    )
