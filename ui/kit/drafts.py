"""What was typed and not sent yet, kept in memory until the window closes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass


class Drafts:
    """By what each text is about."""

    def __init__(self) -> None:
        self._words: dict[Hashable, str] = {}

    def of(self, *about: Hashable) -> Draft:
        return Draft(self, about)

    def words(self, about: Hashable) -> str:
        return self._words.get(about, "")

    def keep(self, about: Hashable, words: str) -> None:
        """Nothing at all is no draft."""
        if words:
            self._words[about] = words
        else:
            self._words.pop(about, None)


@dataclass(frozen=True, slots=True)
class Draft:
    """One text being written: a sheet that closes leaves it here, and finds it again."""

    drafts: Drafts
    about: Hashable

    @property
    def words(self) -> str:
        return self.drafts.words(self.about)

    def keep(self, words: str) -> None:
        self.drafts.keep(self.about, words)

    def forget(self) -> None:
        """It was sent, or thrown away."""
        self.drafts.keep(self.about, "")
