"""The beat of the window: what others changed, what the portal wrote, whether the base answers."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from backoffice.kernel.errors import Refused, Unavailable
from backoffice.kernel.permissions import Permission
from backoffice.kernel.topics import Topic

if TYPE_CHECKING:
    from backoffice.app import Backoffice

log = logging.getLogger(__name__)
GATHER_MS = 150  # several changes in a row make one reload


class Pulse(QObject):
    """Watches the base on a thread of its own, and takes in what the portal wrote."""

    changed = Signal(object)  # frozenset[Topic]
    answered = Signal(bool)
    crashed = Signal(object)
    _moved = Signal(object)

    def __init__(self, backoffice: Backoffice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._backoffice, self._feed = backoffice, backoffice.feed()
        self._gathered: frozenset[Topic] = frozenset()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GATHER_MS)
        self._timer.timeout.connect(self._tell)
        self._moved.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._watch, name="pulse", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._feed.close()
        if self._thread.is_alive():
            self._thread.join(5)

    def _watch(self) -> None:
        try:
            self._feed.listen(self._moved.emit, self._take_in, self.answered.emit)
        except Exception as error:  # noqa: BLE001  the thread is ours: nobody else would hear of it
            self.crashed.emit(error)

    def _take_in(self) -> None:
        """Any open program takes in what families sent, if its agent may; one at a time does."""
        if not self._backoffice.agent.may(Permission.INTAKE):
            return
        from backoffice.worker import one_pass

        try:
            one_pass(self._backoffice.database, self._backoffice.agent)
        except (Refused, Unavailable) as error:
            log.info("intake left to the next beat: %s", type(error).__name__)

    @Slot(object)
    def _gather(self, topics: frozenset[Topic]) -> None:
        self._gathered |= topics
        self._timer.start()

    @Slot()
    def _tell(self) -> None:
        topics, self._gathered = self._gathered, frozenset()
        self.changed.emit(topics)
