"""Under the list: all of one anomaly, where a cell would cut it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from backoffice.inbox.anomalies import AnomalyRow
from ui.anomalies import words
from ui.kit.layout import column, label, panel, plain, reveal, row
from ui.kit.tokens import Space, Type


class AnomalyDetail(QWidget):
    """The cause in full, what the family was told, and who saw to it."""

    NAME = 150

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("anomaly_detail")
        self.cause = plain("", Type.BODY, wrap=True)
        self.told = plain("", Type.BODY, "soft", wrap=True)
        self.handled = plain("", Type.SMALL, "faint")
        lines = column(
            self._line("Cause technique", self.cause),
            self._line("Dit à la famille", self.told),
            self.handled,
            gap=Space.S,
            margins=(Space.L, Space.M, Space.L, Space.M),
        )
        self.setLayout(column(panel("bar", lines), gap=0))
        self.show_row(None)

    def _line(self, name: str, words_: QWidget) -> QWidget:
        title = label(name, Type.SMALL, "faint")
        title.setFixedWidth(self.NAME)
        made = QWidget()
        inside = row(title, words_, gap=Space.S)
        inside.setStretch(1, 1)
        made.setLayout(inside)
        return made

    def show_row(self, row_: AnomalyRow | None) -> None:
        reveal(self, row_ is not None)
        if row_ is None:
            return
        self.cause.say(row_.cause)
        self.told.say(words.told(row_))
        self.handled.say(words.handled(row_))
        reveal(self.handled, row_.handled_at is not None)
        self.setAccessibleName(f"{row_.cause}. {words.told(row_)}")
