"""What the inbox shows: plain values, known to the screens before any database is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from backoffice.inbox.workflow import DECIDABLE, PENDING, Kind, Queue, Status

if TYPE_CHECKING:
    from backoffice.inbox.advice import Advice


class State(StrEnum):
    """Which lines one looks at."""

    TO_DECIDE = "to_decide"
    INFO_REQUESTED = "info_requested"
    SUSPENDED = "suspended"
    WAITLISTED = "waitlisted"
    CLOSED = "closed"
    ALL = "all"


class Order(StrEnum):
    """Who comes first. Lines that nobody has to answer any more come latest first."""

    OLDEST = "oldest"
    NEAREST = "nearest"  # the day asked for


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What is looked for. A reference in `text` finds its line whatever the rest says."""

    state: State = State.TO_DECIDE
    queue: Queue | None = None
    facility_ids: tuple[int, ...] = ()
    activity_id: int | None = None
    kind: str | None = None
    text: str = ""
    assigned_to_me: bool = False
    older_than_days: int | None = None
    family_id: int | None = None
    order: Order = Order.OLDEST

    def to_json(self) -> str:
        """What is not as usual, for a saved filter."""
        usual = asdict(InboxFilter())
        return json.dumps({k: v for k, v in asdict(self).items() if v != usual[k]})

    @staticmethod
    def from_json(words: str) -> InboxFilter:
        """A saved filter, read without trust: what is unknown or odd is left out."""
        try:
            found = json.loads(words)
        except ValueError:
            return InboxFilter()
        return _read_filter(found) if isinstance(found, dict) else InboxFilter()


def _read_filter(found: Mapping[str, Any]) -> InboxFilter:
    ids = found.get("facility_ids")
    return InboxFilter(
        state=_member(State, found.get("state")) or State.TO_DECIDE,
        queue=_member(Queue, found.get("queue")),
        facility_ids=tuple(i for i in ids if isinstance(i, int)) if isinstance(ids, list) else (),
        activity_id=_whole(found.get("activity_id")),
        kind=str(_member(Kind, found.get("kind")) or "") or None,
        text=str(found.get("text") or ""),
        assigned_to_me=found.get("assigned_to_me") is True,
        older_than_days=_whole(found.get("older_than_days")),
        family_id=_whole(found.get("family_id")),
        order=_member(Order, found.get("order")) or Order.OLDEST,
    )


def _member(kind: type[Any], value: Any) -> Any:
    return next((member for member in kind if member == value), None)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


Key = tuple[Any, ...]
SeenPair = tuple[int, int]  # a request and the version that was shown


Asked = tuple[int, int, str, str]  # of a request: number, version, kind, status

_PENDING = frozenset(map(str, PENDING))
_DECIDABLE = frozenset(map(str, DECIDABLE))
_WAITLISTED = str(Status.WAITLISTED)


class InboxRow(NamedTuple):
    """One line: what one click on the portal sent, about one thing.

    Rows are read by hundreds and looked at by dozens: they hold what was read, and work out the
    rest when they are asked.
    """

    id: int
    submitted_at: datetime
    first_day: date | None
    last_day: date | None
    queue: str
    kind: str
    family_id: int | None
    requests: int
    pending: int
    suspended_until: date | None
    version: int
    first_name: str | None
    last_name: str | None
    family_label: str | None
    activity_label: str | None
    facility_label: str | None
    agent_name: str | None
    account_name: str | None
    asked: tuple[Asked, ...]
    key: Key

    @property
    def reference(self) -> int:
        """Of its first request."""
        return self.asked[0][0] if self.asked else 0

    @property
    def child(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.first_name is not None else ""

    @property
    def family(self) -> str:
        return self.family_label or ""

    @property
    def activity(self) -> str:
        return self.activity_label or ""

    @property
    def facility(self) -> str:
        return self.facility_label or ""

    @property
    def asker(self) -> str:
        """Who asked: all that is known of a family to come."""
        return self.account_name or ""

    @property
    def assigned_to(self) -> str:
        return self.agent_name or ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of its requests; of those to answer, if there are any."""
        waiting = [one[2] for one in self.asked if one[3] in _PENDING]
        return tuple(waiting or [one[2] for one in self.asked])

    @property
    def statuses(self) -> tuple[tuple[Status, int], ...]:
        """How many of its requests are at each point."""
        found: dict[str, int] = {}
        for one in self.asked:
            found[one[3]] = found.get(one[3], 0) + 1
        return tuple((Status(status), count) for status, count in found.items())

    @property
    def seen(self) -> tuple[SeenPair, ...]:
        """What an answer to the line is given to: those to answer, else those waiting."""
        able = [one for one in self.asked if one[2] in _DECIDABLE]
        pending = [one[:2] for one in able if one[3] in _PENDING]
        return tuple(pending or [one[:2] for one in able if one[3] == _WAITLISTED])

    @property
    def decidable(self) -> bool:
        """Whether an answer can be given here; the other kinds come with later capabilities."""
        return bool(self.seen)


@dataclass(frozen=True, slots=True)
class Counts:
    """Lines by tab, with the filter of the screen but for the tab itself."""

    by_queue: Mapping[Queue, int]

    @property
    def total(self) -> int:
        return sum(self.by_queue.values())


@dataclass(frozen=True, slots=True)
class Guardian:
    name: str  # « Mme Belkacem »
    capacity: str
    phones: tuple[str, ...]
    email: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request of a line: the agent may answer it alone."""

    request_id: int
    version: int
    kind: str
    status: Status
    day: date | None
    last_day: date | None
    description: str
    words: str  # of the family, as typed
    public_reason: str
    decided_by: str
    by_rule: bool
    decided_at: datetime | None
    operation_id: str  # what undo would take back, and until when; nothing once it is mailed
    undo_until: datetime | None

    @property
    def answerable(self) -> bool:
        """Waits for an answer, or for a place."""
        return self.kind in DECIDABLE and (
            self.status in PENDING or self.status is Status.WAITLISTED
        )


@dataclass(frozen=True, slots=True)
class DayPlace:
    """A day asked for, and who else wants it."""

    day: date
    taken: int
    capacity: int | None
    pending: int
    waiting: int
    closed_reason: str


class EventKind(StrEnum):
    HISTORY = "history"
    MESSAGE = "message"  # ours, to the family
    REPLY = "reply"  # the family's
    NOTE = "note"  # between agents


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a line; `requests` of its requests at once."""

    at: datetime
    kind: EventKind
    label: str
    who: str
    words: str
    requests: int = 1


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another line of the same family that waits."""

    id: int
    kind: str
    child: str
    activity: str
    first_day: date | None
    last_day: date | None
    requests: int


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything one needs in front of a line."""

    id: int
    version: int
    reference: int
    kind: str
    queue: Queue
    child_id: int | None
    child: str
    birth_date: date | None
    school_class: str
    school: str
    family_id: int | None
    family: str
    account: str  # who asked
    guardians: tuple[Guardian, ...]
    activity_id: int | None
    activity: str
    facility: str
    first_day: date | None
    last_day: date | None
    submitted_at: datetime
    words: tuple[str, ...]
    content: tuple[tuple[str, str], ...]  # what kinds not decided here hold: path, value
    lines: tuple[RequestLine, ...]
    advice: Advice | None
    outcome: str  # what « Accepter » would do
    waiting_outcome: bool  # accepting would put some of it on the waiting list
    places: tuple[DayPlace, ...]
    events: tuple[Event, ...]
    siblings: tuple[Sibling, ...]
    siblings_more: int
    assigned_to: str
    suspended_until: date | None
    suspended_reason: str
    opened_by: str  # someone else, lately
    opened_at: datetime | None
    no_mail_when_accepted: bool
    no_mail_when_refused: bool
    read_at: datetime

    @property
    def seen(self) -> tuple[SeenPair, ...]:
        """What an answer to the whole line is given to: those to answer, else those waiting."""
        able = [line for line in self.lines if line.answerable]
        first = [line for line in able if line.status in PENDING] or able
        return tuple((line.request_id, line.version) for line in first)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the lists of the screen offer: (key, words)."""

    facilities: tuple[tuple[int, str], ...]
    activities: tuple[tuple[int, str], ...]
    agents: tuple[tuple[int, str], ...]
    reasons: tuple[tuple[str, str], ...]
    mail_hours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestSummary:
    """A request, for scripts."""

    request_id: int
    reference: str
    kind: str
    status: str
    child: str
    family: str
    activity: str
    starts_on: date | None
    submitted_at: datetime
    version: int


class AskedLine(NamedTuple):
    """A field of an edit, for scripts: `name` is what `--only` takes."""

    name: str
    label: str
    current: str
    asked: str
    state: str
    flaw: str


@dataclass(frozen=True, slots=True)
class RequestSheet:
    """A request with its advice and its history, for scripts."""

    request: RequestSummary
    description: str
    words: str
    public_reason: str
    decided_by: str
    advice: str
    checks: tuple[tuple[str, str, str], ...]  # key, level, sentence
    history: tuple[Event, ...]
    fields: tuple[AskedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewGroup:
    """Requests that a decision would treat alike; `doable` ones may be left out by the agent."""

    key: str
    words: str
    aside: str
    seen: tuple[SeenPair, ...]
    doable: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision on many would do, before it is done."""

    groups: tuple[PreviewGroup, ...]
    families: int
    mail_at: datetime
    total: int
