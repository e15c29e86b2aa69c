"""The words people are found by, as one types them: each is the start of a word, in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import BindParameter, ColumnElement, bindparam, literal_column, select, table, text

from backoffice.families.tables import search_entry
from backoffice.kernel.text import fold

MOST_WORDS = 6
_APART = re.compile(r"[.@+]+")
_SEARCH_WORD = table("search_word")
# As revision 0011 spells it, or the index is not used.
_WORDS: ColumnElement[str] = literal_column(
    "to_tsvector('simple', translate(search_entry.key, '.@+', '   '))"
)


def words_of(typed: str) -> tuple[str, ...]:
    """« Bel, Inès » → ("ines", "bel"); at most six, the longest first: they leave fewer to look at."""
    found = dict.fromkeys(_APART.sub(" ", fold(typed)).split())
    return tuple(sorted(found, key=len, reverse=True)[:MOST_WORDS])


def holding(dialect: str, words: tuple[str, ...]) -> ColumnElement[bool]:
    """Entries in which each of these words begins a word."""
    return holding_any(dialect, (words,))


def holding_any(dialect: str, alternatives: Sequence[tuple[str, ...]]) -> ColumnElement[bool]:
    """Entries in which each word of one of these alternatives begins a word; one look at the index."""
    if dialect == "postgresql":
        parts = (" & ".join(f"{word}:*" for word in words) for words in alternatives)
        value: BindParameter[str] = bindparam(
            "asked", " | ".join(f"({part})" for part in parts), unique=True
        )  # several words, several questions
        query = text("to_tsquery('simple', :asked)").bindparams(value)
        return _WORDS.bool_op("@@")(query)
    spelled = (" ".join(f'"{word}"*' for word in words) for words in alternatives)
    asked = " OR ".join(f"({part})" for part in spelled)
    rowid: ColumnElement[int] = literal_column("rowid")
    matched = literal_column("search_word").bool_op("MATCH")(bindparam(None, asked))
    return search_entry.c.id.in_(select(rowid).select_from(_SEARCH_WORD).where(matched))
