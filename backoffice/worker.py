"""What runs without anybody at the keyboard: takes in what families sent, applies rules, expires."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import date

from backoffice.database.changes import ChangeFeed
from backoffice.database.work import Database
from backoffice.documents import services as documents
from backoffice.inbox import services
from backoffice.inbox.intake import is_waiting, take_in
from backoffice.kernel.calendar import local_day
from backoffice.kernel.errors import Refused, Unavailable
from backoffice.kernel.permissions import SYSTEM, Agent
from backoffice.kernel.topics import Topic

log = logging.getLogger(__name__)

CHUNK = 2000  # rows in one transaction: others never wait for a longer one


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did."""

    requests: int = 0
    events: int = 0
    anomalies: int = 0
    decided: int = 0  # by the town's rules
    expired: int = 0
    moved: int = 0  # addresses whose day has come
    obsolete: int = 0  # documents past their end
    reminded: int = 0  # of documents that end soon


def one_pass(database: Database, agent: Agent = SYSTEM) -> Pass:
    """Take in all that waits, then let the town's rules answer what just came.

    Any program may run it at any time, many at once: the rows are taken in once. What another
    program is taking in at this moment is left to it.
    """
    requests = events = anomalies = decided = 0
    with database.read(agent) as work:
        left = is_waiting(work)
    while left:
        with database.work(agent) as work:
            taken = take_in(work, CHUNK)
        requests += taken.requests
        events += taken.events
        anomalies += taken.anomalies
        left = taken.left
    if requests:
        decided = _run_rules(database, agent)
    return Pass(requests, events, anomalies, decided)


def run_once(database: Database, agent: Agent = SYSTEM) -> Pass:
    """A pass, then what time does by itself: every rule tried again, what has passed closed."""
    done = one_pass(database, agent)
    decided = _run_rules(database, agent)
    with database.work(agent) as work:
        expired = services.expire(work)
        moved = services.apply_addresses(work)
    with database.work(agent) as work:
        obsolete, reminded = documents.expire(work), documents.remind(work)
    return replace(
        done, decided=done.decided + decided, expired=expired, moved=moved, obsolete=obsolete,
        reminded=reminded,
    )  # fmt: skip


def run_forever(database: Database, stop: threading.Event, agent: Agent = SYSTEM) -> None:
    """Until `stop` is set: each arrival at once, the rest when a day begins."""
    service = _Service(database, agent)

    def heed() -> None:
        stop.wait()
        service.feed.close()

    threading.Thread(target=heed, name="stop", daemon=True).start()
    service.feed.listen(service.changed, service.arrived, service.answered)


class _Service:
    """What the worker does at each beat of the feed."""

    def __init__(self, database: Database, agent: Agent) -> None:
        self.feed = ChangeFeed(database.engine)
        self._database, self._agent = database, agent
        self._tidied: date | None = None

    def changed(self, topics: frozenset[Topic]) -> None:
        if Topic.RULES in topics:  # one was switched on: it has all that waits to look at
            self._tidied = None
            self._attempt()

    def arrived(self) -> None:
        self._attempt()

    def answered(self, alive: bool) -> None:  # noqa: FBT001  the feed calls it so
        if alive and local_day(self._database.clock()) != self._tidied:
            self._attempt()

    def _attempt(self) -> None:
        """What fails is left to the next beat: nothing was written, nothing is lost."""
        today = local_day(self._database.clock())
        try:
            if today == self._tidied:
                one_pass(self._database, self._agent)
            else:
                run_once(self._database, self._agent)
                self._tidied = today
        except (Refused, Unavailable) as error:
            log.info("left to the next beat: %s", type(error).__name__)


def _run_rules(database: Database, agent: Agent) -> int:
    with database.work(agent) as work:
        return services.run_rules(work)
