"""A sheet over the page, tied to what was pressed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QLayout,
    QWidget,
)

from ui.kit import theme
from ui.kit.tokens import Space


class Popover(QFrame):
    """Under what was pressed, beside it if there is no room, never over it.

    Échap closes it, and so does a click elsewhere; the focus goes back where it was.
    """

    closed = Signal()
    GAP = 6

    def __init__(self, layout: QLayout, parent: QWidget, name: str = "") -> None:
        super().__init__(parent)
        self._page, self._inside = parent, layout
        self.setObjectName("popover")
        self.setAccessibleName(name)
        self.setLayout(layout)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._shadow = QGraphicsDropShadowEffect(self)
        self._shadow.setBlurRadius(28)
        self._shadow.setOffset(0, 6)
        self.setGraphicsEffect(self._shadow)
        self._before: QWidget | None = None
        self._anchor = QRect()
        self.hide()

    def open_at(self, anchor: QRect, *, focus: QWidget | None = None, wide: int = 0) -> None:
        """`anchor` is in the parent's coordinates. `focus` is what the keyboard should reach."""
        self._anchor = anchor
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._tint()
        self._place(wide)
        self.show()
        self.raise_()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # it exists
        if focus is not None:
            focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_popover(self) -> None:
        if not self.isVisible():
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # it exists
        inside = self.isAncestorOf(QApplication.focusWidget() or self) or self.hasFocus()
        self.hide()
        if inside and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        self.closed.emit()

    def _place(self, wide: int) -> None:
        page, anchor = self._page.rect(), self._anchor
        width = wide or self.sizeHint().width()
        high = self._inside.heightForWidth(width)  # −1 when it does not depend on the width
        high = high if high > 0 else self.sizeHint().height()
        high = min(high, page.height() - 2 * Space.S)
        self.setGeometry(QRect(placed(anchor, width, high, page), QSize(width, high)))

    def _tint(self) -> None:
        self._shadow.setColor(QColor(0, 0, 0, 150 if theme.is_dark() else 60))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_shadow"):
            self._tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popover()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.isVisible():
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            ours = event.key() == Qt.Key.Key_Escape and watched is self.window().windowHandle()
            if ours and QApplication.activePopupWidget() is None:
                self.close_popover()
                return True
        elif event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            outside = isinstance(watched, QWidget) and not self._holds(watched)
            if outside and QApplication.activePopupWidget() is None:
                self.close_popover()
        return False

    def _holds(self, widget: QWidget) -> bool:
        return widget is self or self.isAncestorOf(widget)


def placed(anchor: QRect, width: int, high: int, page: QRect) -> QPoint:
    """Where a box of this size goes: under, over, right or left of the anchor."""
    gap, edge = Popover.GAP, Space.S
    left = max(page.left() + edge, min(anchor.left(), page.right() - width - edge))
    if anchor.bottom() + gap + high <= page.bottom() - edge:
        return QPoint(left, anchor.bottom() + gap)
    if anchor.top() - gap - high >= page.top() + edge:
        return QPoint(left, anchor.top() - gap - high)
    top = max(page.top() + edge, min(anchor.top(), page.bottom() - high - edge))
    if anchor.right() + gap + width <= page.right() - edge:
        return QPoint(anchor.right() + gap, top)
    return QPoint(max(page.left() + edge, anchor.left() - gap - width), top)
