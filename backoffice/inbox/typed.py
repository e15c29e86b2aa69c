"""What an agent typed, before it is kept or told."""

from __future__ import annotations

from backoffice.kernel.errors import Refused
from backoffice.kernel.text import clean


def said(words: str, missing: str) -> str:
    """The words, cleaned. Raises Refused with the sentence `missing` when nothing is left."""
    told = clean(words)
    if not told:
        raise Refused(missing)
    return told
