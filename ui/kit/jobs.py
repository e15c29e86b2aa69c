"""Long jobs: generators driven on a worker, that can be watched and stopped between two items."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from backoffice.database.work import Work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` items; no total when it is not known."""

    done: int
    total: int = 0
    words: str = ""


Begin = Callable[[], "AbstractContextManager[Work]"]
Steps = Generator[Progress, None, T]
StepsFactory = Callable[[Begin], Steps[T]]


class Job:
    """The handle a screen keeps: how far it is, and how to stop it."""

    def __init__(
        self,
        progress: Callable[[Progress], object],
        stopped: Callable[[Progress], object],
        ring: Callable[[Job], object],
    ) -> None:
        self._progress, self._stopped, self._ring = progress, stopped, ring
        self._wanted, self._halted = Event(), Event()
        self._latest, self._told, self._lock = Progress(0), True, Lock()

    def stop(self) -> None:
        """After the present item; what is done stays done."""
        self._wanted.set()

    @property
    def halted(self) -> bool:
        """It stopped before its end, because it was asked to."""
        return self._halted.is_set()

    @property
    def latest(self) -> Progress:
        return self._latest

    def drive(self, factory: StepsFactory[T], begin: Begin) -> Any:
        """On the worker. None when stopped before the end."""
        steps = factory(begin)
        while True:
            if self._wanted.is_set():
                steps.close()
                self._halted.set()
                return None
            try:
                self._note(next(steps))
            except StopIteration as end:
                return end.value

    def _note(self, progress: Progress) -> None:
        # A job may step far more often than a window can paint: one ring until it is heard.
        with self._lock:
            self._latest, heard, self._told = progress, self._told, False
        if heard:
            self._ring(self)

    def tell(self) -> None:
        """On the GUI thread."""
        with self._lock:
            latest, self._told = self._latest, True
        self._progress(latest)

    def tell_stopped(self) -> None:
        self._stopped(self._latest)
