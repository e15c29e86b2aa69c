"""What of the journal is shown: a topic, an author, a day or a period, one request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backoffice.history import words
from backoffice.history.queries import HistoryFilter
from backoffice.kernel.text import digits
from ui.kit.choices import Picker
from ui.kit.forms import DateField
from ui.kit.layout import row
from ui.kit.searchfield import SearchField
from ui.kit.tokens import Space

EVERYONE: tuple[tuple[int | None, str], ...] = (
    (None, "Tous les auteurs"),
    (0, "L’application enfance"),
)
PERIODS: tuple[tuple[int | None, str], ...] = (
    (None, "Depuis toujours"),
    (0, "Aujourd’hui"),
    (7, "Depuis 7 jours"),
    (31, "Depuis un mois"),
)
LONGEST = 18  # figures of the longest number a base can hold


class HistoryFilters(QWidget):
    changed = Signal()
    wrong = Signal(str)  # why what was typed finds nothing; nothing when it can

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self.topic = Picker("Domaine", [(None, "Tous les domaines"), *words.TOPICS.items()])
        self.who = Picker("Auteur", EVERYONE)
        self.period = Picker("Période", PERIODS)
        self.day = DateField("Jour", today)
        self.day.setPlaceholderText("Jour : jj/mm/aaaa")
        self.day.setFixedWidth(138)
        self.search = SearchField("N° de demande", "Ctrl+F")
        parts = {
            "topic": self.topic, "who": self.who, "period": self.period, "day": self.day,
            "search": self.search,
        }  # fmt: skip
        for name, widget in parts.items():
            widget.setObjectName(f"history_{name}")
        for picker in (self.topic, self.who):
            picker.chosen.connect(lambda _value: self.changed.emit())
        self.period.chosen.connect(lambda _value: self._on_period())
        self.day.changed.connect(lambda _value: self._on_day())
        self.day.wrong.connect(self.wrong)
        self.search.searched.connect(self._on_search)
        self.setLayout(
            row(
                self.topic, self.who, self.period, self.day, None, self.search,
                margins=(Space.L, 0, Space.L, 0),
            )
        )  # fmt: skip

    def offer(self, authors: Sequence[tuple[int, str]]) -> None:
        self.who.set_choices([*EVERYONE, *authors], self.who.value)

    @property
    def wanted(self) -> HistoryFilter:
        since = until = self.day.value
        if since is None and self.period.value is not None:
            since = self._today() - timedelta(days=self.period.value)
        return HistoryFilter(
            topic=self.topic.value,
            agent_id=self.who.value,
            since=since,
            until=until,
            request_id=self._reference(),
        )

    def reset(self) -> None:
        for picker in (self.topic, self.who, self.period):
            picker.set_value(None)
        self.day.set_value(None)
        blocked = self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(blocked)
        self.changed.emit()

    def _reference(self) -> int | None:
        found = digits(self.search.text())[:LONGEST]
        return int(found) if found else None

    def _on_period(self) -> None:
        self.day.set_value(None)
        self.changed.emit()

    def _on_day(self) -> None:
        if self.day.value is not None:
            self.period.set_value(None)
        self.changed.emit()

    def _on_search(self, typed: str) -> None:
        if typed and self._reference() is None:
            self.wrong.emit("Tapez le numéro d’une demande, par exemple 17 378 961.")
            return
        self.wrong.emit("")
        self.changed.emit()
