"""The words people are found by, as one types them: each is the start of a word, in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    bindparam,
    literal_column,
    select,
    table,
    text,
)

from backoffice.kernel.text import fold

MOST_WORDS = 6
_APART = re.compile(r"[.@+]+")

Words = tuple[str, ...]


def words_of(typed: str) -> Words:
    """« Bel, Inès » → ("ines", "bel"); at most six, the longest first: they leave fewer to look at."""
    found = dict.fromkeys(_APART.sub(" ", fold(typed)).split())
    return tuple(sorted(found, key=len, reverse=True)[:MOST_WORDS])


def holding(dialect: str, words: Words) -> ColumnElement[bool]:
    """Entries in which each of these words begins a word."""
    return holding_any(dialect, (words,))


def holding_any(dialect: str, alternatives: Sequence[Words]) -> ColumnElement[bool]:
    """Entries in which each word of one of these alternatives begins a word; one look at the index."""
    return beginning(dialect, alternatives, "search_entry", "key", "search_word")


def beginning(
    dialect: str, alternatives: Sequence[Words], rows: str, key: str, index: str
) -> ColumnElement[bool]:
    """Rows of a table whose `key` has each word of one alternative at the start of a word.

    `index` is SQLite's table of words. On PostgreSQL the expression is the one that revisions 0011 and
    0015 index: spelled otherwise, it would not be used.
    """
    if dialect == "postgresql":
        parts = (" & ".join(f"{word}:*" for word in words) for words in alternatives)
        asked = " | ".join(f"({part})" for part in parts)
        value: BindParameter[str] = bindparam(
            "asked", asked, unique=True
        )  # several, several values
        query = text("to_tsquery('simple', :asked)").bindparams(value)
        spelled: ColumnElement[str] = literal_column(
            f"to_tsvector('simple', translate({rows}.{key}, '.@+', '   '))"
        )
        return spelled.bool_op("@@")(query)
    each = (" ".join(f'"{word}"*' for word in words) for words in alternatives)
    asked = " OR ".join(f"({part})" for part in each)
    rowid: ColumnElement[int] = literal_column("rowid")
    matched = literal_column(index).bool_op("MATCH")(bindparam(None, asked))
    return literal_column(f"{rows}.rowid").in_(
        select(rowid).select_from(table(index)).where(matched)
    )
