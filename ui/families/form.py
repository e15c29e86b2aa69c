"""A sheet to change a part of a dossier: read as one leaves each field, saved at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from backoffice.database.work import Work
from backoffice.families.fields import Field as Named
from backoffice.families.waiting import YELLOW
from ui.families.editors import Choices, Editor, Today
from ui.kit.forms import ReadField
from ui.kit.layout import label, row
from ui.kit.screen import Screen
from ui.kit.sheet import Sheet
from ui.kit.tokens import Space, Type

WIDE = 720
FASTER = (
    "Ce dossier vient d’être modifié par un collègue. Ce que vous avez tapé est conservé : "
    "relisez, puis enregistrez à nouveau."
)


@dataclass(frozen=True, slots=True)
class Held:
    """What the dossier holds now of what is being changed."""

    version: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Some fields under a heading."""

    fields: tuple[Named, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a form is about. `again` reads it anew when a colleague was faster.

    `asked`: what the family wants instead, by field. `offered`: what one chooses from, by field.
    """

    title: str
    about: str
    parts: tuple[Part, ...]
    save: Callable[[Work, int, dict[str, Any]], object]
    held: Held = field(default_factory=lambda: Held(0, {}))
    again: Callable[[Work], Held | None] = lambda _work: None
    asked: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, Choices] = field(default_factory=dict)
    verb: str = "Enregistrer"
    whole: bool = False  # something new: every field is given, changed or not
    always: frozenset[str] = frozenset()  # given each time


class DossierForm(Sheet):
    """Two fields a row. What was typed is lost neither to a refusal nor to a colleague."""

    def __init__(
        self, screen: Screen, change: Change, today: Today, *, name: str = "", width: int = WIDE
    ) -> None:
        super().__init__(
            screen, change.title, change.verb, about=change.about, width=width, stays=True,
            name=name or "dossier_form",
        )  # fmt: skip
        self.asks, self.change = screen.tasks, change
        self._version = change.held.version
        self.editors: dict[str, Editor] = {}
        self.lines: QVBoxLayout = self.build()
        for part in change.parts:
            self._add(part, today)
        if change.asked.keys() & self.editors.keys():
            self.banner.warning(YELLOW, icon="pencil", closes=False)
        self.accepted.connect(self._save)

    def build(self) -> QVBoxLayout:
        """Where the fields go."""
        return self.body

    def _add(self, part: Part, today: Today) -> None:
        change = self.change
        if part.heading:
            self.lines.addWidget(label(part.heading, Type.STRONG))
        made = {
            one.name: Editor(
                one, change.held.values.get(one.name), today,
                asked=change.asked.get(one.name), offered=change.offered.get(one.name, ()),
            )
            for one in part.fields
        }  # fmt: skip
        self.editors |= made
        for pair in _paired(list(made.values())):
            self.lines.addLayout(pair)

    @property
    def first(self) -> QWidget | None:
        """Where the keyboard begins when there is nothing to type: the first box."""
        boxes = [one.box for one in self.editors.values()]
        typed = any(isinstance(box, ReadField) for box in boxes)
        return None if typed or not boxes else boxes[0]

    # --- saving -----------------------------------------------------------------------------------

    def values(self) -> dict[str, Any] | None:
        """What was changed; None while something cannot be kept, which then has the focus."""
        wrong = [one for one in self.editors.values() if not one.settle()]
        if wrong:
            wrong[0].box.setFocus()
            return None
        touched = {name for name, one in self.editors.items() if one.touched}
        if not (touched or self.change.whole):
            return {}
        wanted = self.editors if self.change.whole else touched | self.change.always
        return {name: one.value for name, one in self.editors.items() if name in wanted}

    def _save(self) -> None:
        values = self.values()
        if values is None:
            self.set_busy(False)
        elif values:
            self.send(values)
        else:
            self.close_sheet()

    def send(self, values: dict[str, Any]) -> None:
        save, version = self.change.save, self._version
        self.asks.run(
            self,
            lambda work: save(work, version, values),
            then=self.done,
            on_refused=self.refused,
            failed=lambda: self.set_busy(False),
        )

    def done(self, _result: object) -> None:
        self.close_sheet()

    def refused(self, words: str) -> None:
        """The rules say no; or a colleague was faster, and theirs is told beside ours."""
        self.complain(words)
        self.asks.read(self, self.change.again, then=self._meet)

    def _meet(self, found: Held | None) -> None:
        if found is None or found.version == self._version:
            return
        self._version = found.version
        for name, one in self.editors.items():
            one.meet(found.values.get(name))
        self.complain(FASTER)


def _paired(editors: Sequence[Editor]) -> list[QHBoxLayout]:
    """Side by side, each in its half of the sheet."""
    lines = []
    for first in range(0, len(editors), 2):
        pair = [one.line for one in editors[first : first + 2]]
        made = row(*pair, *([QWidget()] if len(pair) == 1 else []), gap=Space.L)
        for at in range(2):
            made.setStretch(at, 1)
        lines.append(made)
    return lines
