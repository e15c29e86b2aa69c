"""What this PC remembers of each agent's window. Nothing about families, ever."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QSplitter, QWidget

from ui.kit.theme import Theme


class WindowSettings:
    """Geometry, panes, theme. The store can be given, so that tests touch no one's own."""

    def __init__(self, login: str, store: QSettings | None = None) -> None:
        self._store = store or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "backoffice-enfance", "window"
        )
        self._login = login or "-"

    def remember_splitter(self, splitter: QSplitter, place: str) -> bool:
        """Put the panes back as they were, and keep up with them. False: never moved yet."""
        key = self._key(f"panes/{place}")
        splitter.splitterMoved.connect(lambda *_: self._store.setValue(key, splitter.saveState()))
        saved = self._store.value(key)
        return isinstance(saved, QByteArray) and splitter.restoreState(saved)

    def restore_window(self, window: QWidget) -> bool:
        saved = self._store.value(self._key("geometry"))
        return isinstance(saved, QByteArray) and window.restoreGeometry(saved)

    def save_window(self, window: QWidget) -> None:
        """When it closes."""
        self._store.setValue(self._key("geometry"), window.saveGeometry())
        self._store.sync()

    @property
    def theme(self) -> Theme:
        saved = str(self._store.value(self._key("theme"), Theme.SYSTEM.value))
        return Theme(saved) if saved in set(Theme) else Theme.SYSTEM

    @theme.setter
    def theme(self, wanted: Theme) -> None:
        self._store.setValue(self._key("theme"), wanted.value)

    @property
    def letters(self) -> bool:
        """Whether single letters act as shortcuts."""
        return str(self._store.value(self._key("letters"), "true")) == "true"

    @letters.setter
    def letters(self, on: bool) -> None:
        self._store.setValue(self._key("letters"), "true" if on else "false")

    @property
    def zoom(self) -> int:
        """In per cent, for whoever uses this PC: it is read before anyone signs in."""
        saved = str(self._store.value("zoom", "100"))
        return min(200, max(80, int(saved))) if saved.isdecimal() else 100

    @zoom.setter
    def zoom(self, wanted: int) -> None:
        self._store.setValue("zoom", str(wanted))
        self._store.sync()

    def _key(self, name: str) -> str:
        return f"{self._login}/{name}"
