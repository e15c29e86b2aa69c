"""Accounts found as one types: by the words of their name and of their e-mail."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from backoffice.families.matching import Words, beginning


def holding_account(dialect: str, words: Words) -> ColumnElement[bool]:
    """Accounts in which each of these words begins a word."""
    return beginning(dialect, (words,), "account", "search_key", "account_word")
