"""Room for a banner: none at all while it has nothing to say."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from ui.kit.feedback import Banner
from ui.kit.layout import Margins, row
from ui.kit.tokens import Space


class Notice(QWidget):
    """Comes and goes with its banner."""

    def __init__(
        self, banner: Banner, margins: Margins = (Space.L, Space.S, Space.L, Space.S)
    ) -> None:
        super().__init__()
        self.setLayout(row(banner, margins=margins))
        banner.installEventFilter(self)
        self.setVisible(not banner.isHidden())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShowToParent:
            self.show()
        elif event.type() == QEvent.Type.HideToParent:
            self.hide()
        return False
