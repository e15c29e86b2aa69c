"""Whom a new family looks like, among the fifty thousand of `households`."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Engine

from backoffice.database.work import Database
from backoffice.families.duplicates import duplicates, sought
from backoffice.kernel.permissions import Agent
from bench.inbox import _bare
from bench.measure import Ratio, milliseconds, repeated
from bench.town import NOW

LIMIT = 10
_PEOPLE = (
    ("guardian", "Inès", "Belkacem", {"mobile": "06 01 02 03 01", "email": "ines.b@exemple.fr"}),
    ("guardian", "Tom", "Lefèvre", {"mobile": "06 01 02 03 02"}),
    ("child", "Jade", "Belkacem", {"birth_date": date(2016, 3, 3)}),
    ("child", "Sami", "Belkacem", {"birth_date": date(2018, 3, 3)}),
)
# The same people asked of the index alone, by name, phone and e-mail.
_ASKED = (
    ("belkacem", "ine"), ("belk", "ines"), ("0601020301",), ("exemple", "ines", "b", "fr"),
    ("lefevre", "tom"), ("lefe", "tom"), ("0601020302",),
    ("belkacem", "jad"), ("belk", "jade"), ("belkacem", "sam"), ("belk", "sami"),
)  # fmt: skip


def likes(engine: Engine, agent: Agent) -> Iterator[Ratio]:
    """Four people looked for and compared, beside the bare indexed lookup that brings whom to compare."""
    database, kind = Database(engine, lambda: NOW), engine.dialect.name
    people = [
        sought(subject, {"first_name": first, "last_name": last, **values})
        for subject, first, last, values in _PEOPLE
    ]

    def compared() -> object:
        with database.read(agent) as work:
            return duplicates(work, people)

    with engine.connect().execution_options(writing=False) as connection:
        bare = repeated(_bare(connection, _indexed(kind)))
    ours = repeated(compared)
    note = f"{milliseconds(ours)} beside {milliseconds(bare)}"
    yield Ratio("duplicates of a new family", kind, ours, bare, LIMIT, note)


def _indexed(kind: str) -> str:
    if kind == "sqlite":
        parts = (" ".join(f'"{word}"*' for word in words) for words in _ASKED)
        asked = " OR ".join(f"({part})" for part in parts)
        where = f"id IN (SELECT rowid FROM search_word WHERE search_word MATCH '{asked}')"
    else:
        parts = (" & ".join(f"{word}:*" for word in words) for words in _ASKED)
        asked = " | ".join(f"({part})" for part in parts)
        vector = "to_tsvector('simple', translate(key, '.@+', '   '))"
        where = f"{vector} @@ to_tsquery('simple', '{asked}')"
    return f"SELECT kind, subject_id FROM search_entry WHERE {where}"
