"""The boxes of a form: each field of the dossier, read as the dossier reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from backoffice.families import choices, fields
from backoffice.families.fields import Field as Named
from backoffice.kernel.errors import Refused
from ui.kit.choices import Picker, TickBox
from ui.kit.forms import DateField, Field, ReadField

ASKED = "La famille a demandé à changer ce champ"
MEANWHILE = "Changé entre-temps par un collègue"
# Words offered as one types, never imposed.
OFFERED: dict[str, Sequence[str]] = {
    "capacity": choices.CAPACITIES,
    "marital_status": choices.MARITAL_STATUSES,
    "relation": choices.RELATIONS,
    "scheme": choices.SCHEMES,
}
_YES_OR_NO: Sequence[tuple[bool | None, str]] = ((None, "—"), (True, "Oui"), (False, "Non"))
Today = Callable[[], date]
Choices = Sequence[tuple[Any, str]]


class ReadAs(ReadField):
    """A line read as the dossier reads that field; what cannot be kept is said under it."""

    WIDE = 240

    def __init__(self, field: Named, value: Any = None, *, offered: Sequence[str] = ()) -> None:
        self._named = field
        super().__init__(field.label, value, required=field.required)
        self.setMaxLength(max(40, 2 * field.longest))
        if words := offered or OFFERED.get(field.name, ()):
            self.setCompleter(completer(words, self))

    def read(self, typed: str) -> Any:
        return judged(self._named, typed)

    def write(self, value: Any) -> str:
        if self._named.kind == "iban":  # typed anew: a masked one is not offered to be changed
            return "" if "•" in value else " ".join(_by_four(value))
        return fields.typed(self._named, value)


class DayField(DateField):
    """A day typed generously, kept as the dossier keeps it: « 2019-05-04 »."""

    def __init__(self, field: Named, today: Today, value: str | None = None) -> None:
        self._named = field
        super().__init__(field.label, today, None, required=field.required)
        self.set_value(value)

    def read(self, typed: str) -> Any:
        return judged(self._named, super().read(typed).isoformat())

    def write(self, value: Any) -> str:
        return fields.typed(self._named, value)


_EXAMPLES = {"phone": "0639982011", "email": "a@exemple.fr", "iban": "FR7630006000011234567890189"}


def warm_up(*kinds: str) -> None:
    """Some are read by large libraries: let these come, off the screen's thread, before a field."""
    for kind in kinds:
        judged(Named("", "", "", "", kind), _EXAMPLES[kind])


def judged(field: Named, typed: Any) -> Any:
    """As the dossier would hold it; a `ValueError` says what is wrong."""
    try:
        return fields.read(field, typed)
    except Refused as error:
        raise ValueError(str(error)) from None


class Editor:
    """One field of a form: its box, what it held, what it holds."""

    def __init__(
        self, field: Named, value: Any, today: Today, *, asked: str | None = None,
        offered: Choices = (), name: str = "",
    ) -> None:  # fmt: skip
        self.field, self._base = field, value
        hint = f"{ASKED} : {asked or 'rien'}." if asked is not None else ""
        self.box = _box(field, value, today, hint, offered)
        self.box.setObjectName(f"field_{name or field.name}")
        self.line: QWidget = self.box
        if not isinstance(self.box, TickBox):
            words = f"{field.label} *" if field.required else field.label
            self.line = Field(words, self.box, hint)
        if isinstance(self.box, TickBox):
            self._base = bool(value)
        self._shown = self._words

    @property
    def value(self) -> Any:
        if isinstance(self.box, TickBox):
            return self.box.isChecked()
        return self.box.value if isinstance(self.box, Picker | ReadField) else None

    @property
    def touched(self) -> bool:
        """Changed by the agent: an old value only written more neatly is the same value."""
        if isinstance(self.box, ReadField) and self._words == self._shown:
            return False
        return self.value not in (self._base, _neat(self.field, self._base))

    @property
    def _words(self) -> str:
        return self.box.text().strip() if isinstance(self.box, ReadField) else ""

    def settle(self) -> bool:
        """False if what was typed cannot be kept; it says why. What was there before may stay."""
        if not isinstance(self.box, ReadField):
            return True
        untouched = self._base is not None and self._words == self._shown
        return untouched or self.box.settle()

    def meet(self, value: Any) -> None:
        """A colleague changed the dossier: what was not typed here follows, the rest is told."""
        if isinstance(self.box, TickBox):
            value = bool(value)
        if value == self._base:
            return
        if self.touched:
            if isinstance(self.line, Field):
                shown = fields.spell(self.field, value) or "rien"
                self.line.complain(f"{MEANWHILE} : {shown}.")
        elif isinstance(self.box, TickBox):
            self.box.setChecked(value)
        elif isinstance(self.box, Picker | ReadField):
            self.box.set_value(value)
            self._shown = self._words
        self._base = value


def _by_four(number: str) -> list[str]:
    return [number[at : at + 4] for at in range(0, len(number), 4)]


def _neat(field: Named, value: Any) -> Any:
    try:
        return fields.read(field, fields.typed(field, value))
    except Refused:
        return value


def _box(field: Named, value: Any, today: Today, hint: str, offered: Choices) -> QWidget:
    if field.kind == "yes_no" and field.required:
        return TickBox(field.label, hint, ticked=bool(value))
    if field.kind == "yes_no":
        return Picker(field.label, _YES_OR_NO, value)
    if offered or field.choices:
        empty: list[tuple[Any, str]] = [] if field.required else [(None, "—")]
        return Picker(field.label, [*empty, *(offered or field.choices)], value)
    if field.kind == "date":
        return DayField(field, today, value)
    return ReadAs(field, value)


def completer(words: Sequence[str], box: QWidget) -> QCompleter:
    made = QCompleter(list(words), box)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    return made
