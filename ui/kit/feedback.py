"""What comes and goes: the toast that undoes, new arrivals, banners, an empty list."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import icons, paint, theme
from ui.kit.announce import announce
from ui.kit.buttons import Button, IconButton, Look, Pressable
from ui.kit.french import fr, plural
from ui.kit.icon import Icon
from ui.kit.layout import Paragraph, column, label, reveal, row
from ui.kit.popover import Popover
from ui.kit.tokens import Height, Ink, Radius, Space, Status, Type, mixed

__all__ = ["Arrivals", "Banner", "ConnectionStrip", "Empty", "Kind", "Popover", "Toast"]


class _Undo(QAbstractButton):
    """« Annuler », and the key that does it from anywhere."""

    KEYS = "Ctrl+Z"

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("toast_undo")
        self.setAccessibleName(f"Annuler, {self.KEYS}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+Z has no time limit, and no focus
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        wide = paint.width("Annuler", Type.STRONG) + Space.S + paint.key_width(self.KEYS)
        self.setFixedSize(round(wide) + 2, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        x = paint.text(painter, box, "Annuler", Type.STRONG, c.inverse_link) + Space.S
        edge = mixed(c.on_inverse, c.inverse, 0.5)
        paint.key_cap(painter, x, box.center().y(), self.KEYS, c.on_inverse, edge)
        painter.end()


class Toast(QWidget):
    """« Demande acceptée » and how to take it back. It takes no focus and hides no row.

    Hidden until something is said; put it in a layout, under the list.
    """

    undo = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._said = self._about = self._until = ""
        self._undo = _Undo()
        self._undo.setParent(self)
        self._undo.clicked.connect(self.undo)
        self.setObjectName("toast")
        self.setFixedHeight(Height.BAR - 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(self, said: str, about: str = "", until: str = "", *, undoable: bool = True) -> None:
        """What was done, on whom, and until when it can be undone."""
        self._said, self._about = fr(said), fr(about)
        self._until = fr(until) if undoable else ""
        back = f". Annuler : {_Undo.KEYS}, {until}" if undoable else ""
        self.setAccessibleName(fr(f"{said}, {about}{back}" if about else f"{said}{back}"))
        self._undo.setVisible(undoable)
        self._place()
        reveal(self, True)
        self.update()
        announce(self, self.accessibleName())

    def dismiss(self) -> None:
        self.hide()

    @property
    def said(self) -> str:
        return self._said

    def resizeEvent(self, event: object) -> None:
        self._place()

    def _place(self) -> None:
        self._undo.move(self.width() - Space.M - self._undo.width() + 2, 5)

    def sizeHint(self) -> QSize:
        return QSize(320, Height.BAR - 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        paint.rounded(painter, box, Radius.CARD, c.inverse)
        spot = QRectF(Space.M, box.center().y() - 8, 16, 16)
        icons.paint(painter, "check", spot, c.on_inverse)
        faint, half = mixed(c.on_inverse, c.inverse, 0.72), box.height() / 2
        taken = self._undo.width() + 2 * Space.M if self._undo.isVisible() else Space.M
        first = box.adjusted(36, 7, -taken, 1 - half)
        paint.text(painter, first, self._said, Type.STRONG, c.on_inverse)
        right = box.right() - Space.M
        second = QRectF(36, half - 1, right - 36, half - 6)
        wide = paint.width(self._until, Type.SMALL) + Space.M if self._until else 0
        paint.text(painter, second.adjusted(0, 0, -wide, 0), self._about, Type.SMALL, faint)
        paint.text(painter, second, self._until, Type.SMALL, faint, paint.RIGHT)
        painter.end()


class Arrivals(Pressable):
    """New requests wait above the list until they are called in; the list never moves by itself."""

    def __init__(self, one: str = "nouvelle demande", many: str = "nouvelles demandes") -> None:
        super().__init__(many)
        self._one, self._many, self._count = one, many, 0
        self.setObjectName("arrivals")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_count(self, count: int) -> None:
        """None: the strip goes away."""
        if count > self._count:
            announce(self, plural(count, self._one, self._many))
        self._count = count
        words = plural(count, self._one, self._many)
        self.say(words, f"{words}, afficher")
        reveal(self, count > 0)

    def sizeHint(self) -> QSize:
        return QSize(200, Height.CONTROL)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        painter.fillRect(box, QColor(c.selected))
        paint.hline(painter, 0, box.right(), box.bottom() - 1, c.line)
        action, wide = "Afficher", paint.width(self._words, Type.BODY)
        left = max(4.0, (box.width() - wide - paint.width(action, Type.STRONG) - 38) / 2)
        icons.paint(painter, "arrow-up", QRectF(left, box.center().y() - 7, 14, 14), c.link)
        words = box.adjusted(left + 22, 0, 0, 0)
        paint.text(painter, words, self._words, Type.BODY, c.text)
        paint.text(painter, words.adjusted(wide + 16, 0, 0, 0), action, Type.STRONG, c.link)
        if self.hasFocus():
            paint.focus_ring(painter, box, 0)
        painter.end()


class Kind(Enum):
    """What a banner says: its icon and its inks."""

    INFO = auto()
    WARNING = auto()
    ERROR = auto()


_BANNERS = {
    Kind.INFO: ("info", None),
    Kind.WARNING: ("warning", Status.PENDING),
    Kind.ERROR: ("warning", Status.ABSENT),
}


class Banner(QWidget):
    """A sentence or three over a screen: a colleague is here, the rules say no. Hidden at first."""

    acted = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kind = Kind.INFO
        self._icon = Icon("info")
        self._words = Paragraph()
        self._action = Button("Réessayer", look=Look.QUIET, name="banner_action")
        self._close = IconButton("cross", "Fermer", small=True)
        self._close.setObjectName("banner_close")
        self._action.clicked.connect(self.acted)
        self._close.clicked.connect(self._on_close)
        inner = row(
            self._icon, self._words, self._action, self._close, gap=Space.S, margins=(10, 3, 3, 3)
        )
        inner.setStretch(1, 1)
        self.setLayout(inner)
        self.setObjectName("banner")
        self.setMinimumHeight(Height.CONTROL)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def info(self, words: str, *, action: str = "", icon: str = "", closes: bool = True) -> None:
        self._say(Kind.INFO, words, action, icon, closes=closes)

    def warning(self, words: str, *, action: str = "", icon: str = "", closes: bool = True) -> None:
        self._say(Kind.WARNING, words, action, icon, closes=closes)

    def error(self, words: str, *, action: str = "", icon: str = "", closes: bool = True) -> None:
        self._say(Kind.ERROR, words, action, icon, closes=closes)

    def clear(self) -> None:
        self.hide()

    @property
    def kind(self) -> Kind:
        return self._kind

    @property
    def words(self) -> str:
        return self._words.text()

    def _say(self, kind: Kind, words: str, action: str, icon: str, *, closes: bool) -> None:
        self._kind = kind
        tone = {Kind.INFO: "soft", Kind.WARNING: "warn", Kind.ERROR: "bad"}[kind]
        self._icon.show_icon(icon or _BANNERS[kind][0], tone)
        self._words.say(words)
        self._words.set_tone("soft" if kind is Kind.INFO else "")
        if action:
            self._action.say(action)
        self._action.setVisible(bool(action))
        self._close.setVisible(closes)
        self.setAccessibleName(fr(words))
        reveal(self, True)
        self.update()
        announce(self, fr(words), urgent=kind is Kind.ERROR)

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, box = theme.colours(), QPainter(self), QRectF(self.rect())
        status = _BANNERS[self._kind][1]
        ink: Ink | None = theme.ink(status) if status else None
        fill = ink.fill if ink else c.sunken
        edge = theme.border(status).name() if status else c.line
        paint.rounded(painter, box, Radius.CONTROL, fill, edge)
        painter.end()


class ConnectionStrip(Banner):
    """« Connexion perdue » : it stays until the server answers, and one can go on reading."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("connection_strip")
        self.retry = self.acted

    def lost(self, since: str, dated: str = "") -> None:
        """`since` and `dated` are hours as shown: « 10:42 »."""
        shown = f" – les données affichées datent de {dated}" if dated else ""
        self.warning(
            f"Connexion au serveur perdue depuis {since}{shown}. "
            "Vos textes en cours sont conservés.",
            action="Réessayer",
            icon="offline",
            closes=False,
        )

    def back(self) -> None:
        self.clear()


class Empty(QWidget):
    """Nothing to show, why, and what to do next."""

    acted = Signal()

    def __init__(self, words: str = "", hint: str = "", *, icon: str = "inbox") -> None:
        super().__init__()
        self.setObjectName("empty")
        self._icon = Icon(icon, "outline", 32)
        self._words = label(words, Type.TITLE)
        self._hint = label(hint, Type.BODY, "soft", wrap=True)
        self._action = Button("Réinitialiser les filtres", name="empty_action")
        self._action.clicked.connect(self.acted)
        self._action.hide()
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        lines: QVBoxLayout = column(
            None, self._icon, Space.S, self._words, self._hint, Space.S, self._action, None,
            gap=Space.XS, margins=(Space.XL, Space.XL, Space.XL, Space.XL),
        )  # fmt: skip
        for widget in (self._icon, self._words, self._hint, self._action):
            lines.setAlignment(widget, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(lines)
        self.show_words(words, hint)

    def show_words(self, words: str, hint: str = "", action: str = "") -> None:
        self._words.say(words)
        self._hint.say(hint)
        # Centred, it is as wide as it asks: a layout would then give it the height of one line.
        self._hint.setMinimumHeight(self._hint.sizeHint().height())
        self.setAccessibleName(fr(f"{words} {hint}"))
        if action:
            self._action.say(action)
        self._action.setVisible(bool(action))
