"""Labelled fields: the name above, what is wrong below, read when the agent leaves them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui.kit.announce import announce
from ui.kit.french import clean, fr
from ui.kit.layout import column, label, reveal
from ui.kit.reading import read_date, read_number, read_time
from ui.kit.tokens import Space, Type


class ReadField(QLineEdit):
    """A line whose text means something; subclasses read it and write it back neatly."""

    changed = Signal(object)  # the value, or None
    wrong = Signal(str)  # why it cannot be read; nothing when it can
    WIDE = 120

    def __init__(self, name: str, value: Any = None, *, required: bool = False) -> None:
        super().__init__()
        self._value: Any = None
        self._required, self._complaint = required, ""
        self.setAccessibleName(fr(name))
        self.editingFinished.connect(self.settle)
        self.textEdited.connect(lambda _words: self._complain(""))
        self.set_value(value)

    def read(self, typed: str) -> Any:
        """What it means. A `ValueError` says what to type instead."""
        return typed

    def write(self, value: Any) -> str:
        return str(value)

    @property
    def value(self) -> Any:
        """As last settled; None if empty or unreadable."""
        return self._value

    @property
    def complaint(self) -> str:
        return self._complaint

    def set_value(self, value: Any) -> None:
        """Silently."""
        self._value = value
        self.setText("" if value is None else self.write(value))
        self._complain("")

    def settle(self) -> bool:
        """Read what is typed; False if it cannot be kept."""
        typed = clean(self.text()).strip()
        try:
            if not typed and self._required:
                raise ValueError("À remplir.")
            value = self.read(typed) if typed else None
        except ValueError as error:
            self._take(None)
            self._complain(str(error))
            return False
        if typed:
            self.setText(self.write(value))
        self._complain("")
        self._take(value)
        return True

    def _take(self, value: Any) -> None:
        if value != self._value:
            self._value = value
            self.changed.emit(value)

    def _complain(self, words: str) -> None:
        if words == self._complaint:
            return
        self._complaint = fr(words)
        self.setProperty("wrong", bool(words))
        self.style().unpolish(self)
        self.style().polish(self)
        self.wrong.emit(self._complaint)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def sizeHint(self) -> QSize:
        return QSize(self.WIDE, super().sizeHint().height())


class DateField(ReadField):
    """« 3/9 » becomes 03/09 of the current school year. `today` is asked when it is read."""

    def __init__(
        self,
        name: str,
        today: Callable[[], date],
        value: date | None = None,
        *,
        required: bool = False,
    ) -> None:
        self._today = today
        super().__init__(name, value, required=required)
        self.setPlaceholderText("jj/mm/aaaa")

    def read(self, typed: str) -> date:
        return read_date(typed, self._today())

    def write(self, value: date) -> str:
        return f"{value:%d/%m/%Y}"


class TimeField(ReadField):
    """« 8h30 » becomes 08:30."""

    WIDE = 84

    def __init__(self, name: str, value: time | None = None, *, required: bool = False) -> None:
        super().__init__(name, value, required=required)
        self.setPlaceholderText("hh:mm")

    def read(self, typed: str) -> time:
        return read_time(typed)

    def write(self, value: time) -> str:
        return f"{value:%H:%M}"


class NumberField(ReadField):
    """Comma or point, as one likes."""

    WIDE = 100

    def __init__(
        self,
        name: str,
        value: Decimal | int | None = None,
        *,
        decimals: int = 0,
        least: int | None = None,
        most: int | None = None,
        required: bool = False,
    ) -> None:
        self._decimals, self._least, self._most = decimals, least, most
        super().__init__(name, value, required=required)

    def read(self, typed: str) -> Decimal:
        return read_number(typed, decimals=self._decimals, least=self._least, most=self._most)

    def write(self, value: Decimal | int) -> str:
        return f"{value:.{self._decimals}f}".replace(".", ",")


class TextField(ReadField):
    """A line of plain text."""

    WIDE = 240

    def __init__(
        self, name: str, value: str | None = None, *, required: bool = False, limit: int = 200
    ) -> None:
        super().__init__(name, value, required=required)
        self.setMaxLength(limit)


class Field(QWidget):
    """A name, something to fill, and under it what is wrong or what helps."""

    def __init__(self, name: str, editor: QWidget, hint: str = "") -> None:
        super().__init__()
        self.editor = editor
        self._hint = fr(hint)
        self._name = label(name, Type.SMALL, "soft")
        self._name.setBuddy(editor)
        self._message = label("", Type.SMALL, "faint", wrap=True)
        if not editor.accessibleName():
            editor.setAccessibleName(fr(name))
        lines = column(self._name, editor, self._message, gap=Space.XS)
        if editor.sizePolicy().verticalPolicy() is QSizePolicy.Policy.Fixed:
            lines.addStretch(1)  # beside a taller field, the names stay on one line
        self.setLayout(lines)
        if isinstance(editor, ReadField):
            editor.wrong.connect(self.complain)
        self.complain("")

    @property
    def message(self) -> str:
        return self._message.text()

    def complain(self, words: str) -> None:
        """Nothing: the hint comes back."""
        self._message.say(words or self._hint)
        self._message.set_tone("bad" if words else "faint")
        reveal(self._message, bool(words or self._hint))
        self.editor.setAccessibleDescription(fr(words) or self._hint)
        if words:
            announce(self.editor, fr(words))


def settled(*fields: ReadField) -> bool:
    """Read them all, so that each says what is wrong; the first wrong one takes the focus."""
    wrong = [field for field in fields if not field.settle()]
    if wrong:
        wrong[0].setFocus()
    return not wrong
