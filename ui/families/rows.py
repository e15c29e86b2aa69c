"""A list one fills in line by line: each line has its boxes, and a cross that takes it away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.kit.buttons import Button, IconButton, Look
from ui.kit.forms import Field, ReadField
from ui.kit.layout import column, row
from ui.kit.tokens import Space


class Rows(QWidget):
    """`make` gives the boxes of a new line; `grown` is called when the height changed."""

    def __init__(
        self, name: str, words: str, make: Callable[[], Sequence[ReadField]],
        grown: Callable[[], object],
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName(f"{name}_rows")
        self._name, self._make, self._grown = name, make, grown
        self._boxes: list[Sequence[ReadField]] = []
        self._lines: list[QWidget] = []
        self._column = column(gap=Space.S)
        self.more = Button(words, icon="plus", look=Look.QUIET, name=f"{name}_add")
        self.more.clicked.connect(self._add_empty)
        self.setLayout(column(self._column, row(self.more, None), gap=Space.S))

    @property
    def boxes(self) -> tuple[Sequence[ReadField], ...]:
        """Line by line."""
        return tuple(self._boxes)

    def add(self, values: Sequence[Any]) -> None:
        boxes = list(self._make())
        for at, (box, value) in enumerate(zip(boxes, values, strict=True)):
            box.set_value(value)
            box.setObjectName(f"{self._name}_{len(self._boxes)}_{at}")
        self._boxes.append(boxes)
        line = QWidget()
        gone = IconButton("cross", f"Retirer la ligne {len(self._boxes)}")
        gone.setObjectName(f"{self._name}_{len(self._boxes) - 1}_remove")
        gone.clicked.connect(lambda: self._remove(line, boxes))
        fields = [Field(box.accessibleName(), box) for box in boxes]
        laid = row(*fields, gone, gap=Space.M)
        for at in range(len(fields)):
            laid.setStretch(at, 1)
        line.setLayout(laid)
        self._lines.append(line)
        self._column.addWidget(line)

    def values(self) -> list[list[Any]] | None:
        """What each line holds; None while one cannot be kept, which then has the focus."""
        wrong = [box for boxes in self._boxes for box in boxes if not box.settle()]
        if wrong:
            wrong[0].setFocus()
            return None
        return [[box.value for box in boxes] for boxes in self._boxes]

    def _add_empty(self) -> None:
        self.add([None] * len(self._make()))
        self._grown()
        self._boxes[-1][0].setFocus()

    def _remove(self, line: QWidget, boxes: Sequence[ReadField]) -> None:
        self._boxes.remove(boxes)
        self._lines.remove(line)
        line.hide()
        line.deleteLater()
        self.more.setFocus()
        self._grown()
