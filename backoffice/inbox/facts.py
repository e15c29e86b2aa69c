"""What an answer rests on: the same facts feed the advice on screen, the preview and the decision."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Row, and_, case, exists, func, literal_column, null, or_, select, union_all

from backoffice.activities.schedule import Deadline, DeadlineForm
from backoffice.activities.tables import activity, calendar_day, deadline_rule
from backoffice.agents.tables import agent
from backoffice.database.sets import among
from backoffice.database.work import Work
from backoffice.documents import demands
from backoffice.inbox import branches
from backoffice.inbox.tables import refusal_reason, request
from backoffice.inbox.waiting import Waiting
from backoffice.inbox.workflow import OPEN, PENDING, RESERVING, Kind, Status
from backoffice.kernel.permissions import Permission
from backoffice.kernel.text import fold
from backoffice.planning.slots import SlotStatus
from backoffice.planning.tables import absence_reason, enrolment, reservation, slot

# A cancelled absence is asked like a reservation, within the same time.
_SAME_DEADLINE = {str(Kind.ABSENCE_CANCELLATION): str(Kind.RESERVATION)}
T = TypeVar("T")
# What a child must have given all its documents for.
_COMING = frozenset(map(str, (*RESERVING, Kind.ENROLMENT)))
_WIDEST_NOTICE = timedelta(days=60)
_SLOT_STATUS = {str(status): status for status in SlotStatus}


class Asked(NamedTuple):
    """A request as it stands. Plain values: a batch looks at each of them dozens of times.

    What was asked about nothing we know (no child, no slot that day) has None there, and is found
    in none of the facts.
    """

    id: int
    kind: str
    status: str
    version: int
    withdrawn_at: datetime | None
    account_id: str | None
    family_id: int
    child_id: int
    activity_id: int
    facility_id: int | None
    slot_id: int
    submission_id: int
    starts_on: date
    ends_on: date | None
    submitted_at: datetime
    family_words: str | None
    decided_by: int | None
    details: Any  # of an enrolment; branches read their own


class Enrolled(NamedTuple):
    """A child's enrolment; `weekdays` is a bit mask, Monday being bit 0."""

    id: int
    starts_on: date
    ends_on: date
    weekdays: int


class Activity(NamedTuple):
    """What the rules want to know of an activity."""

    id: int
    code: str
    label: str
    capacity: int | None
    late_absence_invoiced: bool
    open_to_enrolment: bool
    facility_id: int
    promotes_alone: bool


class Held(NamedTuple):
    """A child's reservation in the slot a request is about."""

    id: int
    status: SlotStatus
    status_before: str | None
    request_id: int | None


class Places(NamedTuple):
    """The places of a slot; `capacity` None is no limit."""

    slot_id: int
    day: date
    starts_at: Any
    capacity: int | None
    taken: int
    closed_reason: str | None
    pending: int = 0
    waiting: int = 0

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.taken)


@dataclass(slots=True)
class Facts:
    """All that is known about some requests at one instant. Read once, then pure."""

    now: datetime
    today: date
    requests: dict[int, Asked] = field(default_factory=dict)
    places: dict[int, Places] = field(default_factory=dict)
    held: dict[tuple[int, int], Held] = field(default_factory=dict)
    lines: Mapping[int, Sequence[Waiting]] = field(default_factory=dict)  # of contested slots
    enrolments: dict[tuple[int, int], list[Enrolled]] = field(default_factory=dict)
    activities: dict[int, Activity] = field(default_factory=dict)
    deadlines: dict[tuple[int, str], Deadline] = field(default_factory=dict)
    duplicates: dict[int, int] = field(default_factory=dict)
    days_off: frozenset[date] = frozenset()
    justified: frozenset[str] = frozenset()
    reasons: dict[str, str] = field(default_factory=dict)
    demands: demands.Demands | None = None  # where the town's documents weigh
    deciders: dict[int, str] = field(default_factory=dict)  # of what is already answered
    branches: dict[str, branches.Branch] = field(default_factory=dict)  # by kind
    shared: dict[tuple[Any, ...], Any] = field(default_factory=dict)  # what was found of several
    _ends: dict[tuple[int, str, date], datetime | None] = field(default_factory=dict)

    def deadline_ends(self, asked: Asked) -> datetime | None:
        """The last instant at which this could be asked in time; None where no rule says."""
        kind = _SAME_DEADLINE.get(asked.kind, asked.kind)
        key = (asked.activity_id, kind, asked.starts_on)
        if key not in self._ends:
            rule = self.deadlines.get(key[:2])
            at = self.places.get(asked.slot_id)
            self._ends[key] = (
                rule.ends(at.day, at.starts_at, self.days_off) if rule and at else None
            )
        return self._ends[key]

    def in_time(self, asked: Asked) -> bool:
        """On the family's clock: when it asked, not when we read it (SEED-019)."""
        ends = self.deadline_ends(asked)
        return ends is None or asked.submitted_at <= ends

    def enrolled(self, asked: Asked) -> Enrolled | None:
        """The enrolment that covers the day asked for, if any."""
        day = asked.starts_on
        for found in self.enrolments.get((asked.child_id, asked.activity_id), ()):
            if found.starts_on <= day <= found.ends_on and found.weekdays >> day.weekday() & 1:
                return found
        return None

    def share(self, key: tuple[Any, ...], found: T) -> T:
        """What several requests have in common (a slot, an enrolment) is looked at once."""
        self.shared[key] = found
        return found

    @property
    def contested(self) -> set[int]:
        """Slots with a waiting list, which these requests may shorten, or free places of."""
        listed = {slot_id for slot_id, at in self.places.items() if at.waiting}
        if not listed:
            return listed
        return {
            one.slot_id
            for one in self.requests.values()
            if one.slot_id in listed
            and (one.kind not in RESERVING or one.status == Status.WAITLISTED)
        }

    def holding(self, asked: Asked) -> Held | None:
        return self.held.get((asked.slot_id, asked.child_id))

    def is_justified(self, asked: Asked) -> bool:
        """Whether the family's words meet a reason that lifts the invoicing of an absence."""
        words = f" {fold(asked.family_words or '')} "
        return any(f" {key} " in words for key in self.justified)


def gather(work: Work, request_ids: Iterable[int], *, lock: bool = False) -> Facts:
    """Read in a fixed handful of queries all that bears on these requests.

    With `lock`, on PostgreSQL, the slots then the requests are held to the end of the work, each in
    the order of their ids: two agents who decide the same ones wait for each other and never
    deadlock. Slots go first because giving a freed place answers requests nobody had asked about.
    On SQLite the writing work already holds the base.
    """
    facts = Facts(work.now, work.today)
    ids = list(request_ids)
    held = lock and work.dialect == "postgresql"
    if held and work.agent.may(Permission.REQUEST_DECIDE):  # the régie answers for no slot
        _hold_slots(work, ids)
    _read_requests(work, facts, ids, lock=held)
    if facts.requests:
        _read_places(work, facts)
        _read_held(work, facts)
        _read_enrolments(work, facts)
        _read_rules(work, facts)
        _read_duplicates(work, facts)
        if _read_words(work, facts):
            _read_demands(work, facts)
        _read_deciders(work, facts)
        facts.branches = branches.read(work, facts.requests.values(), lock=held)
    return facts


def _hold_slots(work: Work, ids: Sequence[int]) -> None:
    theirs = select(request.c.slot_id).where(among(work.dialect, request.c.id, ids))
    work.run(select(slot.c.id).where(slot.c.id.in_(theirs)).order_by(slot.c.id).with_for_update())


def _read_requests(work: Work, facts: Facts, ids: Sequence[int], *, lock: bool) -> None:
    r = request.c
    query = select(
        r.id, r.kind, r.status, r.version, r.withdrawn_at, r.account_id, r.family_id, r.child_id,
        r.activity_id, r.facility_id, r.slot_id, r.submission_id, r.starts_on, r.ends_on,
        r.submitted_at, r.family_words, r.decided_by,
        case((r.kind == str(Kind.ENROLMENT), r.details)),
    ).where(among(work.dialect, r.id, ids)).order_by(r.id)  # fmt: skip
    if lock:
        query = query.with_for_update()
    facts.requests = {row[0]: Asked._make(row) for row in work.rows(query)}


def _read_places(work: Work, facts: Facts) -> None:
    ids = {row.slot_id for row in facts.requests.values() if row.slot_id}
    if not ids:
        return
    s = slot.c
    query = select(s.id, s.day, s.starts_at, s.capacity, s.taken, s.closed_reason).where(
        among(work.dialect, s.id, ids)
    )
    found = work.rows(query)
    asking = _asking(work, ids)
    facts.places = {row[0]: Places._make((*row, *asking.get(row[0], (0, 0)))) for row in found}


def _asking(work: Work, slot_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """For each slot, how many ask for a place and how many wait for one.

    The statuses are written out, not bound: that is how both engines see that the small partial
    indexes hold all the answer, however many children the slots have.
    """
    v = reservation.c
    counts = [
        select(v.slot_id, literal_column(f"'{status}'"), func.count())
        .where(among(work.dialect, v.slot_id, slot_ids), v.status == literal_column(f"'{status}'"))
        .group_by(v.slot_id)
        for status in (SlotStatus.RESERVATION_PENDING, SlotStatus.WAITLISTED)
    ]
    found: dict[int, tuple[int, int]] = {}
    for slot_id, status, many in work.rows(union_all(*counts)):
        pending, waiting = found.get(slot_id, (0, 0))
        is_waiting = status == SlotStatus.WAITLISTED
        found[slot_id] = (pending, waiting + many) if is_waiting else (pending + many, waiting)
    return found


def _read_held(work: Work, facts: Facts) -> None:
    v = reservation.c
    query = (
        select(v.slot_id, v.child_id, v.id, v.status, v.status_before, v.request_id)
        .join(request, and_(request.c.slot_id == v.slot_id, request.c.child_id == v.child_id))
        .where(among(work.dialect, request.c.id, facts.requests))
    )
    facts.held = {
        (slot_id, child_id): Held(number, _SLOT_STATUS[status], before, request_id)
        for slot_id, child_id, number, status, before, request_id in work.rows(query)
    }


def _read_enrolments(work: Work, facts: Facts) -> None:
    children = {row.child_id for row in facts.requests.values() if row.child_id}
    e = enrolment.c
    query = select(e.child_id, e.activity_id, e.id, e.starts_on, e.ends_on, e.weekdays).where(
        among(work.dialect, e.child_id, children)
    )
    for child_id, activity_id, *enrolled in work.rows(query.order_by(e.starts_on)):
        facts.enrolments.setdefault((child_id, activity_id), []).append(Enrolled(*enrolled))


def _read_rules(work: Work, facts: Facts) -> None:
    ids = {row.activity_id for row in facts.requests.values() if row.activity_id}
    a, d = activity.c, deadline_rule.c
    query = (
        select(
            a.id, a.code, a.label, a.capacity, a.late_absence_invoiced, a.open_to_enrolment, a.facility_id,
            a.promotes_alone,
            d.kind, d.form, d.count.label("units"), d.weekday, d.hour, d.working_days,
        )
        .outerjoin(deadline_rule, d.activity_id == a.id)
        .where(among(work.dialect, a.id, ids))
    )  # fmt: skip
    for row in work.rows(query):
        facts.activities[row.id] = Activity._make(row[:8])
        if row.form:
            facts.deadlines[row.id, row.kind] = _deadline(row)
    days = [at.day for at in facts.places.values()]
    if days and any(rule.working_days for rule in facts.deadlines.values()):
        off = select(calendar_day.c.day).where(
            calendar_day.c.public_holiday.is_not(None),
            calendar_day.c.day.between(min(days) - _WIDEST_NOTICE, max(days)),
        )
        facts.days_off = frozenset(row.day for row in work.rows(off))


def _deadline(row: Row[Any]) -> Deadline:
    given = {"hour": row.hour} if row.hour else {}
    return Deadline(
        DeadlineForm(row.form),
        count=row.units or 0,
        weekday=row.weekday or 1,
        working_days=row.working_days,
        **given,
    )


def _read_duplicates(work: Work, facts: Facts) -> None:
    """An earlier request for the same thing, still waiting for its answer."""
    earlier = request.alias("earlier")
    r = request.c
    query = (
        select(r.id, func.min(earlier.c.id).label("earlier_id"))
        .join(
            earlier,
            and_(
                earlier.c.child_id == r.child_id,
                earlier.c.starts_on == r.starts_on,
                earlier.c.activity_id == r.activity_id,
                earlier.c.kind == r.kind,
                earlier.c.id < r.id,
                or_(
                    earlier.c.status.in_([str(status) for status in PENDING]),
                    earlier.c.status == "waitlisted",
                ),
            ),
        )
        .where(among(work.dialect, r.id, facts.requests))
        .group_by(r.id)
    )
    facts.duplicates = {row.id: row.earlier_id for row in work.rows(query)}


def _read_words(work: Work, facts: Facts) -> bool:
    """The words of the town; and, in the same breath, whether it asks for documents that weigh."""
    reasons = select(refusal_reason.c.code, refusal_reason.c.label)
    justified = select(null().label("code"), absence_reason.c.key).where(absence_reason.c.justified)
    weighs = select(null().label("code"), null()).where(exists().where(demands.COUNTS))
    asks = False
    for code, words in work.rows(union_all(reasons, justified, weighs)):
        if code is not None:
            facts.reasons[code] = words
        elif words is not None:
            facts.justified |= {words}
        else:
            asks = True
    return asks


def _read_demands(work: Work, facts: Facts) -> None:
    coming = [one for one in facts.requests.values() if one.kind in _COMING and one.child_id]
    if coming:
        pairs = {(one.child_id, one.family_id) for one in coming}
        facts.demands = demands.read(work, pairs, max(one.starts_on for one in coming))


def _read_deciders(work: Work, facts: Facts) -> None:
    """Who was first: asked only when something had already been answered."""
    closed = (row for row in facts.requests.values() if row.status not in OPEN)
    if ids := {row.decided_by for row in closed if row.decided_by}:
        query = select(agent.c.id, agent.c.name).where(among(work.dialect, agent.c.id, ids))
        facts.deciders = {row[0]: row[1] for row in work.rows(query)}
