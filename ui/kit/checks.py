"""What the rules found: one line each, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent

from ui.kit import icons, paint, theme
from ui.kit.buttons import Link
from ui.kit.french import fr
from ui.kit.textlines import TextLines
from ui.kit.tokens import ADVICE, Advice, Colours, Height, Space, Type


@dataclass(frozen=True, slots=True)
class Check:
    """One rule, what it made of the request, and why. `key` is what `acted` will say."""

    advice: Advice
    rule: str
    reason: str
    action: str = ""
    key: str = ""


TONES: dict[Advice, Callable[[Colours], str]] = {
    Advice.FAVOURABLE: lambda c: c.good,
    Advice.TO_CHECK: lambda c: c.warn,
    Advice.UNFAVOURABLE: lambda c: c.bad,
}


class Checks(TextLines):
    """✓ ⚠ ✗ lines: rule in one column, reason in the next, so that the eye runs down."""

    acted = Signal(str)

    def __init__(self, checks: Sequence[Check] = (), rule: int = 168) -> None:
        super().__init__()
        self._checks: list[Check] = []
        self._rule = rule
        self._links: dict[int, Link] = {}
        self.show_checks(checks)

    def show_checks(self, checks: Sequence[Check]) -> None:
        self._checks = list(checks)
        said = (f"{ADVICE[k.advice][1]} : {k.rule}, {k.reason}" for k in checks)
        self.setAccessibleName(fr(" ; ".join(said)))
        for old in self._links.values():
            old.hide()
            old.deleteLater()
        self._links = {i: self._link(check) for i, check in enumerate(checks) if check.action}
        self.lines_changed()
        self._place_links()

    def link(self, key: str) -> Link | None:
        """The link of the check with this key."""
        found = (at for at, check in enumerate(self._checks) if check.key == key)
        return self._links.get(next(found, -1))

    def _link(self, check: Check) -> Link:
        made = Link(check.action, f"{check.rule} : {check.action}")
        made.setObjectName(f"check_{check.key or check.rule}")
        made.setParent(self)
        made.clicked.connect(lambda: self.acted.emit(check.key))
        made.show()
        return made

    def _reason_width(self, index: int, width: int) -> float:
        link = self._links.get(index)
        taken = link.sizeHint().width() + Space.M if link else 0
        return max(60.0, width - self._rule - taken)

    def line_count(self) -> int:
        return len(self._checks)

    def line_height(self, index: int, width: int) -> int:
        room = self._reason_width(index, width)
        reason = self._checks[index].reason
        if paint.width(reason, Type.BODY) <= room:
            return Height.LINE
        return paint.paragraph_height(reason, Type.BODY, room, typed=False) + 8

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_links()

    def _place_links(self) -> None:
        tops = self.tops(self.width())
        for index, link in self._links.items():
            size = link.sizeHint()
            link.setGeometry(
                self.width() - size.width(), tops[index] + 1, size.width(), size.height()
            )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tops = QPainter(self), self.tops(self.width())
        for index, check in enumerate(self._checks):
            self._draw(painter, index, check, tops[index])
        painter.end()

    def _draw(self, painter: QPainter, index: int, check: Check, top: int) -> None:
        c, plain = theme.colours(), check.advice is Advice.FAVOURABLE
        ink = TONES[check.advice](c)
        icons.paint(painter, ADVICE[check.advice][0], QRectF(0, top + 6, 14, 14), ink)
        name = QRectF(24, top, self._rule - 24 - Space.XS, Height.LINE)
        voice = Type.BODY if plain else Type.STRONG
        paint.text(painter, name, check.rule, voice, c.text if plain else ink)
        wide = self._reason_width(index, self.width())
        box = QRectF(self._rule, top, wide, Height.LINE)
        if self.line_height(index, self.width()) == Height.LINE:
            paint.text(painter, box, check.reason, Type.BODY, c.soft)
        else:
            room = box.adjusted(0, 5, 0, 0)
            paint.paragraph(painter, room, check.reason, Type.BODY, c.soft, typed=False)
