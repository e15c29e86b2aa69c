"""Run use cases off the GUI thread and bring their outcome back to it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from backoffice.kernel.errors import OutOfDate, Refused, Unavailable
from backoffice.kernel.permissions import Agent
from backoffice.kernel.topics import Topic
from ui.kit.jobs import Job, Progress, StepsFactory

if TYPE_CHECKING:
    from backoffice.database.work import Database, Work

T = TypeVar("T")
Opener = Callable[[Agent], "AbstractContextManager[Work]"]
log = logging.getLogger(__name__)


def _nothing(*_: object) -> None:
    pass


@dataclass(slots=True, eq=False)
class _Call:
    """One thing asked, and who wants to know."""

    owner: QObject
    then: Callable[[Any], object]
    failed: Callable[[], object]
    on_refused: Callable[[str], object] | None
    future: Future[Any] = field(default_factory=Future)
    topics: frozenset[Topic] = frozenset()
    job: Job | None = None


class Tasks(QObject):
    """The only door between the screens and the services.

    No Qt object is created per task: one bridge lives as long as the application,
    so nothing can be destroyed on the wrong thread.
    """

    changed = Signal(object)  # frozenset[Topic]: what the use case just changed
    refused = Signal(str)
    unavailable = Signal(str)
    available = Signal()  # the database answers again
    reachable = Signal(bool)  # as the window tells the agent: nothing is to be asked meanwhile
    crashed = Signal(object)  # the exception
    _settled = Signal(object)
    _stepped = Signal(object)

    def __init__(
        self,
        database: Database,
        agent: Agent,
        executor: Executor | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.database = database
        self.agent = agent
        self._executor = executor or ThreadPoolExecutor(4, thread_name_prefix="work")
        self._pending: list[_Call] = []
        self._away = self._closed = False
        self._reachable = True
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._stepped.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        owner: QObject,
        use_case: Callable[[Work], T],
        *,
        then: Callable[[T], object] = _nothing,
        failed: Callable[[], object] = _nothing,
        on_refused: Callable[[str], object] | None = None,
    ) -> Future[Any]:
        """Call `use_case(work)` on a worker, then `then(result)` here, on the GUI thread.

        Neither callback is called if `owner` is gone or the future was cancelled. A refusal goes
        to `on_refused` if given (a sheet says it itself), otherwise to the `refused` signal.
        """
        call = _Call(owner, then, failed, on_refused)
        return self._submit(call, lambda: self._inside(call, self.database.work, use_case))

    def read(
        self,
        owner: QObject,
        query: Callable[[Work], T],
        *,
        then: Callable[[T], object] = _nothing,
        failed: Callable[[], object] = _nothing,
        on_refused: Callable[[str], object] | None = None,
    ) -> Future[Any]:
        """As `run`, for what only looks: it holds back nobody who writes."""
        call = _Call(owner, then, failed, on_refused)
        return self._submit(call, lambda: self._inside(call, self.database.read, query))

    def latest(
        self,
        owner: QObject,
        place: str,
        query: Callable[[Work], T],
        *,
        then: Callable[[T], object] = _nothing,
        failed: Callable[[], object] = _nothing,
    ) -> Future[Any]:
        """Read for one place of a screen: of several questions, only the last is answered."""
        asked: dict[str, int] = owner.__dict__.setdefault("_asked_by_place", {})
        number = asked[place] = asked.get(place, 0) + 1

        def current() -> bool:
            return asked[place] == number

        return self.read(
            owner,
            query,
            then=lambda result: then(result) if current() else None,
            failed=lambda: failed() if current() else None,
        )

    def job(
        self,
        owner: QObject,
        steps: StepsFactory[T],
        *,
        progress: Callable[[Progress], object] = _nothing,
        then: Callable[[T], object] = _nothing,
        stopped: Callable[[Progress], object] = _nothing,
        failed: Callable[[], object] = _nothing,
        on_refused: Callable[[str], object] | None = None,
    ) -> Job:
        """Drive a long job, step by step, on a worker.

        `steps(begin)` is a generator: each item inside its own `with begin() as work:`, a
        `Progress` after each, the result returned. `Job.stop()` takes effect between two items;
        then `stopped` says how far it went.
        """
        call = _Call(owner, then, failed, on_refused)
        made = Job(progress, stopped, lambda job: self._stepped.emit((call, job)))
        call.job = made
        self._submit(call, lambda: made.drive(steps, lambda: self._recorded(call)))
        return made

    @property
    def is_reachable(self) -> bool:
        return self._reachable

    def say_reachable(self, reachable: bool) -> None:
        """The window tells the agent that the connection is lost, or is back."""
        if reachable is not self._reachable:
            self._reachable = reachable
            self.reachable.emit(reachable)

    @property
    def idle(self) -> bool:
        return not self._pending

    def close(self) -> None:
        """Jobs stop after their present item; what was queued, or is asked later, is dropped."""
        self._closed = True
        for call in self._pending:
            if call.job is not None:
                call.job.stop()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self, call: _Call, work: Callable[[], Any]) -> Future[Any]:
        if self._closed:  # a timer of a screen that is going away
            call.future.cancel()
            return call.future
        call.future = self._executor.submit(work)
        self._pending.append(call)
        call.future.add_done_callback(lambda _done: self._settled.emit(call))
        return call.future

    def _inside(self, call: _Call, opener: Opener, use_case: Callable[[Work], T]) -> T:
        with opener(self.agent) as work:
            result = use_case(work)
        call.topics = work.topics
        return result

    @contextmanager
    def _recorded(self, call: _Call) -> Iterator[Work]:
        """One item of a job: what it committed is announced even if a later one fails."""
        with self.database.work(self.agent) as work:
            yield work
        call.topics |= work.topics

    @Slot(object)
    def _tell(self, step: tuple[_Call, Job]) -> None:
        call, job = step
        if isValid(call.owner):
            job.tell()

    @Slot(object)
    def _deliver(self, call: _Call) -> None:
        self._pending.remove(call)
        try:
            self._answer(call)
        finally:
            if call.topics:
                self.changed.emit(call.topics)

    def _answer(self, call: _Call) -> None:
        if call.future.cancelled():
            return
        alive = isValid(call.owner)
        error = call.future.exception()
        if error is not None:
            self._announce(error, call.on_refused if alive else None)
            if alive:
                call.failed()
            return
        self._note_answer()
        if alive and call.job is not None and call.job.halted:
            call.job.tell_stopped()
        elif alive:
            call.then(call.future.result())

    def _note_answer(self) -> None:
        if self._away:
            self._away = False
            self.available.emit()

    def _announce(self, error: BaseException, on_refused: Callable[[str], object] | None) -> None:
        match error:
            case CancelledError():
                pass
            case Refused():
                self._note_answer()
                (on_refused or self.refused.emit)(str(error))
                if isinstance(error, OutOfDate):  # what is on screen is not true any more
                    self.changed.emit(frozenset(Topic))
            case Unavailable():
                self._away = True
                self.unavailable.emit(str(error))
            case _:
                log.error("use case crashed", exc_info=error)
                self.crashed.emit(error)
