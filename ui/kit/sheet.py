"""A sheet over the whole window: one question, one verb. Nothing ever waits inside a call."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui.kit import theme
from ui.kit.buttons import Button, Look
from ui.kit.feedback import Banner
from ui.kit.layout import column, label, panel, reveal, row, scrolled
from ui.kit.tokens import Height, Space, Type, Width


class Sheet(QWidget):
    """Fill `body`, then `open()`.

    What lies beneath is disabled meanwhile: no shortcut and no Tab leads there. The verb, or
    Ctrl+Entrée, emits `accepted` and closes, unless `stays`: then the caller closes it once the
    use case has succeeded, or tells why it has not with `complain`. Échap and the other button
    emit `rejected`. A closed sheet deletes itself.
    """

    accepted = Signal()
    rejected = Signal()
    closed = Signal()

    def __init__(
        self,
        parent: QWidget,
        title: str,
        verb: str = "",
        *,
        about: str = "",
        width: int = Width.SHEET,
        stays: bool = False,
        cancel: str = "Annuler",
        name: str = "",
    ) -> None:
        self._window = parent.window()
        super().__init__(self._window)
        self.setObjectName(name or "sheet")
        self.setAccessibleName(title)
        self._stays, self._width = stays, width
        self._beneath: list[QWidget] = []
        self._before: QWidget | None = None
        self.body: QVBoxLayout = column(gap=Space.M)
        self.banner = Banner()
        self.primary = Button(verb or "OK", "Ctrl+Entrée", look=Look.PRIMARY, name="sheet_accept")
        self.cancel = Button(cancel, "Échap", look=Look.PLAIN, name="sheet_cancel")
        self.footer: QHBoxLayout = row(
            self.primary, self.cancel, None, margins=(Space.XL, 0, Space.XL, 0)
        )
        self._about = label(about, Type.BODY, "soft", wrap=True)
        reveal(self._about, bool(about))
        self._inside = panel("sheetbody", self.body)
        self._card = self._build(title)
        if not verb:
            self.primary.hide()
        self.primary.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        confirm = QAction(self)
        confirm.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        confirm.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        confirm.triggered.connect(self.accept)
        self.addAction(confirm)
        self.hide()

    def _build(self, title: str) -> QFrame:
        self._head = column(
            label(title, Type.HEADING), self._about, self.banner,
            gap=Space.S, margins=(Space.XL, Space.L, Space.XL, 0),
        )  # fmt: skip
        self.body.setContentsMargins(Space.XL, Space.M, Space.XL, Space.L)
        made = QFrame(self)
        made.setObjectName("popover")
        self._scroll = scrolled(self._inside)
        self._scroll.setMinimumHeight(1)  # a scroll area would ask for 75 px, and take the title's
        lines = column(self._head, self._scroll, panel("bar", self.footer, Height.BAR), gap=0)
        lines.setStretch(1, 1)
        lines.setContentsMargins(1, 1, 1, 1)
        made.setLayout(lines)
        return made

    @staticmethod
    def above(window: QWidget) -> Sheet | None:
        """The sheet one is asked to answer first, if any: the window's own keys should wait."""
        sheets = [sheet for sheet in window.findChildren(Sheet) if sheet.isVisible()]
        return next((sheet for sheet in sheets if sheet.isEnabled()), None)

    # --- the caller's -------------------------------------------------------------------------

    def open(self, focus: QWidget | None = None) -> None:
        """Show it; `focus` is where the agent begins to type."""
        self._before = QApplication.focusWidget()
        children = self._window.findChildren(
            QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        self._beneath = [
            w for w in children if w is not self and w.isEnabled() and not w.isWindow()
        ]
        for widget in self._beneath:
            widget.setEnabled(False)
        self._window.installEventFilter(self)
        self.place()
        self.show()
        self.raise_()
        (focus or self._first_field() or self.primary).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_sheet(self) -> None:
        """Give the window back."""
        if not self.isVisible() and not self._beneath:
            return
        self._window.removeEventFilter(self)
        for widget in self._beneath:
            if isValid(widget):  # a sheet that gave way to this one is gone by now
                widget.setEnabled(True)
        self._beneath = []
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()
        self.deleteLater()

    def set_ready(self, ready: bool) -> None:
        """Whether the verb can be pressed yet."""
        self.primary.setEnabled(ready)

    def set_busy(self, busy: bool) -> None:
        self.primary.set_busy(busy)

    def set_about(self, about: str) -> None:
        self._about.say(about)
        reveal(self._about, bool(about))
        self.place()

    def complain(self, words: str) -> None:
        """Why it cannot be done; the sheet stays, with what was typed."""
        self.banner.error(words)
        self.set_busy(False)
        self.place()

    def accept(self) -> None:
        if not self.primary.isEnabled() or self.primary.isHidden():
            return
        if self._stays:
            self.banner.clear()
            self.set_busy(True)
            self.accepted.emit()
        else:
            self.close_sheet()
            self.accepted.emit()

    def reject(self) -> None:
        self.close_sheet()
        self.rejected.emit()

    def place(self) -> None:
        """Centre the card; call it when what is inside has grown."""
        self.setGeometry(self._window.rect())
        self._card.ensurePolished()
        page = self.rect()
        wide = min(self._width, page.width() - 2 * Space.L)
        high = min(self._wanted_height(wide), page.height() - 2 * Space.L)
        left, top = (page.width() - wide) // 2, max(Space.L, (page.height() - high) * 2 // 5)
        self._card.setGeometry(QRect(left, top, wide, high))

    # --- Qt's ---------------------------------------------------------------------------------

    def _wanted_height(self, wide: int) -> int:
        """The layout cannot say: a scroll area does not ask for all the height it could use."""
        parts = (self._head, self.body)
        edges = self._card.height() - self._card.contentsRect().height() + 2
        return sum(self._layout_height(part, wide - 4) for part in parts) + Height.BAR + edges

    @staticmethod
    def _layout_height(layout: QVBoxLayout, wide: int) -> int:
        layout.invalidate()
        high = layout.heightForWidth(wide) if layout.hasHeightForWidth() else -1
        return high if high > 0 else layout.sizeHint().height()

    def _first_field(self) -> QWidget | None:
        for field in self._inside.findChildren(QWidget):
            typed = isinstance(field, QLineEdit) or field.metaObject().className() == "TextArea"
            if typed and field.isEnabled() and not field.isHidden():
                return field
        return None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif self._is_enter(event) and isinstance(QApplication.focusWidget(), QLineEdit):
            self.accept()
        event.accept()  # nothing typed here is for what lies beneath

    @staticmethod
    def _is_enter(event: QKeyEvent) -> bool:
        return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def mousePressEvent(self, event: object) -> None:
        """A click beside the card does nothing: what was typed is not lost by accident."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colours().shade))
        painter.end()
