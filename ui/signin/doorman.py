"""Opens bases off the GUI thread: a server may take five seconds to say no."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from backoffice.kernel.errors import Refused, Unavailable

log = logging.getLogger(__name__)
UNEXPECTED = "La base ne s’est pas ouverte, pour une raison inattendue. Rien n’y a été changé."

Then = Callable[[Any], object]
Sorry = Callable[[str], object]


class Doorman(QObject):
    """`ask(job, then, sorry)`: the result here, or the French sentence why not."""

    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="door")
        self._waiting: dict[Future[Any], tuple[Then, Sorry]] = {}
        self._done.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        return not self._waiting

    def ask(self, job: Callable[[], Any], then: Then, sorry: Sorry) -> None:
        future = self._pool.submit(job)
        self._waiting[future] = (then, sorry)
        future.add_done_callback(self._done.emit)

    def close(self) -> None:
        self._waiting.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    @Slot(object)
    def _answer(self, future: Future[Any]) -> None:
        wanted = self._waiting.pop(future, None)
        if wanted is None or future.cancelled():
            return
        then, sorry = wanted
        error = future.exception()
        if error is None:
            then(future.result())
        elif isinstance(error, Refused | Unavailable):
            sorry(str(error))
        else:
            log.error("a base did not open", exc_info=error)
            sorry(UNEXPECTED)
