"""The way round the program: sections with what waits in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.kit import icons, paint, theme
from ui.kit.buttons import Pressable
from ui.kit.french import fr, number
from ui.kit.layout import Line, clear, column, label, line, tip
from ui.kit.pieces import initials
from ui.kit.tokens import Height, Radius, Space, Type, Width


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sidebar. `key` names it in signals and is its object name."""

    key: str
    icon: str
    words: str
    keys: str = ""
    waiting: int = 0


class Tile(Pressable):
    """One line of the sidebar; folded, one square of the rail."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.words)
        self._entry, self._waiting, self._folded = entry, 0, False
        self.setObjectName(f"section_{entry.key}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_waiting(entry.waiting)

    @property
    def entry(self) -> Entry:
        return self._entry

    @property
    def waiting(self) -> int:
        return self._waiting

    def show_waiting(self, count: int) -> None:
        self._waiting = count
        waiting = f", {count} en attente" if count else ""
        self.setAccessibleName(fr(self._entry.words + waiting))
        self._explain()
        self.update()

    def fold(self, folded: bool) -> None:
        self._folded = folded
        self._explain()
        self.updateGeometry()
        self.update()

    def _explain(self) -> None:
        keys = f"   {self._entry.keys}" if self._entry.keys else ""
        tip(self, f"{self.accessibleName()}{keys}" if self._folded else keys.strip())

    def nextCheckState(self) -> None:
        """The sidebar decides which tile is on, once the screen is shown."""

    def sizeHint(self) -> QSize:
        return QSize(36, 36) if self._folded else QSize(176, 30)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        here = self.isChecked()
        if here or self.lit():
            paint.rounded(painter, box, Radius.CONTROL, c.selected if here else c.hover)
        left = (box.width() - 18) / 2 if self._folded else float(Space.S)
        icon = QRectF(left, box.center().y() - 9, 18, 18)
        icons.paint(painter, self._entry.icon, icon, c.link if here else c.soft)
        if self._folded:
            if self._waiting:
                spot = QRectF(left + 12, box.top() + 5, 8, 8)
                paint.dot(painter, spot.center(), 4, c.accent)
        else:
            self._write(painter, box, here=here)
        if self.hasFocus():
            paint.focus_ring(painter, box)
        painter.end()

    def _write(self, painter: QPainter, box: QRectF, *, here: bool) -> None:
        c, figure = theme.colours(), number(self._waiting) if self._waiting else ""
        room = paint.width(figure, Type.CAPTION) + 16 if figure else Space.S
        words = box.adjusted(34, 0, -room, 0)
        voice, ink = (Type.STRONG, c.text) if here else (Type.BODY, c.soft)
        paint.text(painter, words, self._entry.words, voice, ink)
        if figure:
            spot, tone = box.adjusted(0, 0, -10, 0), c.text if here else c.faint
            paint.text(painter, spot, figure, Type.CAPTION, tone, paint.RIGHT)


class _Search(Pressable):
    """The door to the palette: everything can be reached from here."""

    KEYS = "Ctrl+K"

    def __init__(self) -> None:
        super().__init__("Rechercher", "Rechercher partout, Ctrl+K")
        self.setObjectName("search_everywhere")
        self._folded = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(Height.CONTROL)

    def fold(self, folded: bool) -> None:
        self._folded = folded
        tip(self, "Rechercher partout   Ctrl+K" if folded else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(36, Height.CONTROL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        ground = c.hover if self.lit() else c.surface
        paint.rounded(painter, box, Radius.CONTROL, ground, c.outline)
        left = (box.width() - 16) / 2 if self._folded else 9
        icons.paint(painter, "search", QRectF(left, box.center().y() - 8, 16, 16), c.faint)
        if not self._folded:
            paint.text(painter, box.adjusted(33, 0, 0, 0), "Rechercher", Type.BODY, c.faint)
            cap = box.right() - 7 - paint.key_width(self.KEYS)
            paint.key_cap(painter, cap, box.center().y(), self.KEYS, c.faint, c.line)
        if self.hasFocus():
            paint.focus_ring(painter, box)
        painter.end()


class Presence(Pressable):
    """Who is signed in, and whether the server answers. Pressed, it opens the agent's menu."""

    def __init__(self) -> None:
        super().__init__("Session")
        self.setObjectName("presence")
        self._name = self._status = ""
        self._well, self._folded = True, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(36)

    def show_agent(self, name: str) -> None:
        self._name = name
        self._retell()

    def show_status(self, status: str, *, well: bool = True) -> None:
        """« À jour, 10:42 »; not well: « Connexion perdue »."""
        self._status, self._well = fr(status), well
        self._retell()

    def fold(self, folded: bool) -> None:
        self._folded = folded
        self._retell()

    def _retell(self) -> None:
        words = ", ".join(part for part in (self._name, self._status) if part)
        self.say(words or "Session")
        tip(self, words if self._folded else "")

    def sizeHint(self) -> QSize:
        return QSize(36, 36)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        if self.lit():
            paint.rounded(painter, box, Radius.CONTROL, c.hover)
        left = (box.width() - 28) / 2 if self._folded else 6
        disc = QRectF(left, 4, 28, 28)
        paint.rounded(painter, disc, 14, c.selected)
        paint.text(painter, disc, initials(self._name), Type.CAPTION, c.link, paint.CENTRE)
        if not self._folded:
            name = QRectF(44, 2, box.width() - 48, 17)
            paint.text(painter, name, self._name, Type.SMALL, c.text)
            icon, ink = ("check", c.good) if self._well else ("warning", c.warn)
            icons.paint(painter, icon, QRectF(44, 21, 10, 10), ink)
            said = QRectF(58, 18, box.width() - 62, 16)
            paint.text(painter, said, self._status, Type.CAPTION, c.faint if self._well else c.warn)
        if self.hasFocus():
            paint.focus_ring(painter, box)
        painter.end()


class Sidebar(QWidget):
    """200 px of words, or 52 px of icons. The window folds it: `fold(width < Width.FOLD_UNDER)`."""

    chosen = Signal(str)  # an entry's key
    search = Signal()
    session = Signal()

    def __init__(
        self, entries: Sequence[Entry], *, title: str = "Service enfance", town: str = ""
    ) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tiles: dict[str, Tile] = {}
        self._own: list[Entry] = []
        self._current = ""
        self._folded = False
        self.search_tile = _Search()
        self.search_tile.clicked.connect(self.search)
        self.presence = Presence()
        self.presence.clicked.connect(self.session)
        self._title = line(title, Type.STRONG)
        self._town = line(town, Type.CAPTION, "faint")
        self._head = _indented(self._title, self._town, bottom=Space.S)
        self._saved_title = _indented(label("Filtres enregistrés", Type.CAPTION, "faint"), top=12)
        self._entries: QVBoxLayout = column(gap=2)
        self._saved: QVBoxLayout = column(gap=2)
        self._lines = column(
            self._head, self.search_tile, Space.XS, self._entries, self._saved_title, self._saved,
            None, self.presence, gap=2,
        )  # fmt: skip
        self.setLayout(self._lines)
        for entry in entries:
            self._add(entry, self._entries)
        self.set_saved(())
        self.fold(False)

    @property
    def current(self) -> str:
        return self._current

    def tile(self, key: str) -> Tile:
        return self._tiles[key]

    def show_current(self, key: str) -> None:
        """Light up the section in front; an unknown key lights none."""
        self._current = key
        for name, tile in self._tiles.items():
            tile.setChecked(name == key)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """What waits, by entry key; entries not named keep theirs."""
        for key, count in counts.items():
            if key in self._tiles:
                self._tiles[key].show_waiting(count)

    def set_saved(self, entries: Sequence[Entry]) -> None:
        """The agent's filters, under the sections."""
        for entry in self._own:
            self._tiles.pop(entry.key, None)
        clear(self._saved)
        self._own = list(entries)
        for entry in entries:
            self._add(entry, self._saved)
        self._show_saved()

    def set_town(self, title: str, town: str) -> None:
        self._title.say(title)
        self._town.say(town)

    def fold(self, folded: bool) -> None:
        self._folded = folded
        self.setFixedWidth(Width.RAIL if folded else Width.SIDEBAR)
        side = Space.S if folded else Space.M
        self._lines.setContentsMargins(side, Space.M, side, Space.S)
        self._head.setVisible(not folded)
        self.search_tile.fold(folded)
        self.presence.fold(folded)
        for tile in self._tiles.values():
            tile.fold(folded)
        self._show_saved()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk up and down the tiles."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        tiles = [tile for tile in self._tiles.values() if tile.isVisible()]
        at = next((i for i, tile in enumerate(tiles) if tile.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
        else:
            tiles[(at + step) % len(tiles)].setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, entry: Entry, place: QVBoxLayout) -> None:
        tile = Tile(entry)
        tile.fold(self._folded)
        tile.setChecked(entry.key == self._current)
        tile.clicked.connect(lambda: self.chosen.emit(entry.key))
        self._tiles[entry.key] = tile
        place.addWidget(tile)

    def _show_saved(self) -> None:
        for entry in self._own:
            self._tiles[entry.key].setVisible(not self._folded)
        self._saved_title.setVisible(bool(self._own) and not self._folded)


def _indented(*lines: Line | QWidget, top: int = 0, bottom: int = 0) -> QWidget:
    made = QWidget()
    made.setLayout(column(*lines, gap=1, margins=(Space.S, top, 0, bottom)))
    return made
