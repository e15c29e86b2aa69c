"""Ready-made reasons, one a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.kit.choices import Radio
from ui.kit.layout import column


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason ready to be given: `text` is what the family will read."""

    code: str
    words: str
    text: str = ""


class ReasonChoices(QWidget):
    """Arrows walk through them; the one picked fills the text, which can then be changed."""

    picked = Signal(object)  # Reason

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__()
        self.setAccessibleName("Motifs")
        self._reasons = {reason.code: reason for reason in reasons}
        self._radios: dict[str, Radio] = {}
        self._code = ""
        group = QButtonGroup(self)
        group.setExclusive(True)
        for reason in reasons:
            radio = Radio(reason.words)
            radio.setObjectName(f"reason_{reason.code}")
            radio.toggled.connect(lambda on, code=reason.code: self._on_toggled(code, on=on))
            group.addButton(radio)
            self._radios[reason.code] = radio
        self.setLayout(column(*self._radios.values(), gap=0))

    @property
    def code(self) -> str:
        """The reason picked; nothing if none was."""
        return self._code

    def pick(self, code: str) -> None:
        """Unknown codes pick nothing."""
        if code in self._radios:
            self._radios[code].setChecked(True)

    def first(self) -> QWidget | None:
        """Where the keyboard begins: the one picked, or the first."""
        return self._radios.get(self._code) or next(iter(self._radios.values()), None)

    def _on_toggled(self, code: str, *, on: bool) -> None:
        if on:
            self._code = code
            self.picked.emit(self._reasons[code])
