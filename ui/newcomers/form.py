"""The form as the family sent it: each person, then the bank and what it declared."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from backoffice.inbox.newcomers.reading import CreationSheet, PartShown
from ui.kit import paint
from ui.kit.checks import Checks
from ui.kit.fieldlines import FieldLines
from ui.kit.layout import clear, column, label, plain, row, rule, scrolled
from ui.kit.tokens import Radius, Space, Type
from ui.newcomers import words

_STEP = 60


class FormPane(QWidget):
    """Read, and scrolled with the arrows; single letters act while it has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("newcomer_form")
        self.setAccessibleName("Formulaire de la famille")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lines = column(gap=Space.M, margins=(Space.XL, Space.L, Space.XL, Space.L))
        inside = QWidget()
        inside.setLayout(self._lines)
        self._scroll = scrolled(inside)
        self.setLayout(column(self._scroll, gap=0, margins=(3, 3, 3, 3)))

    def show_sheet(self, sheet: CreationSheet | None) -> None:
        clear(self._lines)
        for at, part in enumerate(_parts(sheet)):
            if at:
                self._lines.addWidget(rule())
            self._lines.addWidget(_Part(part))
        self._lines.addStretch(1)
        self._scroll.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self._scroll.verticalScrollBar()
        page = bar.pageStep()
        step = {
            Qt.Key.Key_Down: _STEP, Qt.Key.Key_Up: -_STEP, Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page, Qt.Key.Key_Home: -bar.maximum(), Qt.Key.Key_End: bar.maximum(),
        }.get(Qt.Key(event.key()))  # fmt: skip
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            paint.focus_ring(painter, QRectF(self.rect()), Radius.CELL)
            painter.end()


class _Part(QWidget):
    """A person with their name, then what was written of them; what cannot be taken last."""

    def __init__(self, part: PartShown) -> None:
        super().__init__()
        name = part.name or ("Sans nom" if part.is_nameless else "")
        heads = [label(part.title, Type.SMALL, "soft")]
        if part.is_payer:
            heads.append(label("payeur", Type.SMALL, "link"))
        shown = column(row(*heads, None, gap=Space.S), gap=Space.XS)
        if name:
            shown.addWidget(plain(name, Type.TITLE))
        if lines := words.lines(part.fields):
            shown.addWidget(FieldLines(lines, name or part.title))
        if flaws := words.flaws(part.fields):
            shown.addWidget(Checks(flaws))
        self.setAccessibleName(", ".join(filter(None, (part.title, name))))
        self.setLayout(shown)


def _parts(sheet: CreationSheet | None) -> Iterator[PartShown]:
    if sheet is None:
        return
    yield from (*sheet.guardians, *sheet.children)
    for part in (sheet.bank, sheet.tax):
        if part is not None:
            yield part
