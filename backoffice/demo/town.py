"""The whole demo: a base that holds Valcourt and nothing else, the same for a seed and a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import Engine, func, select

from backoffice.activities.tables import activity
from backoffice.agents.signin import FOUNDER
from backoffice.database.work import Database, Work, system_clock
from backoffice.demo import ground, since
from backoffice.demo.dossiers import make_dossiers
from backoffice.demo.featured import FEATURED
from backoffice.demo.paperwork import given
from backoffice.demo.people import People, make_people
from backoffice.demo.places import (
    EVENING,
    FULL_DAY,
    JULES_FERRY,
    LA_FONTAINE,
    MEAL,
    TILLEULS,
    Places,
    make_places,
)
from backoffice.demo.play import last_month, this_week
from backoffice.demo.stage import Stage
from backoffice.demo.standin import Portal
from backoffice.demo.subscribers import make_subscribers
from backoffice.demo.year import Year, enrol, reserve
from backoffice.documents.types import add_presets
from backoffice.families.tables import child, family
from backoffice.inbox.sentences import PUBLIC
from backoffice.inbox.services import Condition, RuleDraft, add_reason, enable_rule, save_rule
from backoffice.inbox.tables import request, request_status
from backoffice.inbox.workflow import Kind
from backoffice.kernel.calendar import at, local_day, school_year
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM, Agent
from backoffice.planning.reasons import add_absence_reason
from backoffice.planning.tables import reservation, slot

FAMILIES, SEED = 150, 44210

_ABSENCE_REASONS = (
    ("Maladie", True), ("Certificat médical", True), ("Hospitalisation", True), ("Deuil familial", True),
    ("Rendez-vous médical", False), ("Grève des enseignants", True), ("Convenance personnelle", False),
)  # fmt: skip
_MORE_REASONS = (
    ("incomplete", "Il manque une pièce à votre dossier."),
    ("other_place", "Une place vous est proposée dans une autre activité : appelez-nous."),
)


@dataclass(frozen=True, slots=True)
class Town:
    """What is in the base; `made` is false when it was already there."""

    made: bool
    families: int
    children: int
    activities: int
    reservations: int
    pending: int


def build(
    database_url: str,
    families: int = FAMILIES,
    seed: int = SEED,
    *,
    fresh: bool = False,
    now: datetime | None = None,
) -> Town:
    """Make Valcourt in an empty base, or find it there. Refused where anything else is.

    `now` is the moment the demo goes by for ever; without it, the town lives by the real clock.
    """
    if not 1 <= families <= 50_000:
        raise Refused("Une démonstration compte de 1 à 50 000 familles.")
    engine, there = ground.prepare(database_url, fresh=fresh)
    try:
        if not there:
            _make(engine, families, seed, now or system_clock(), fixed_clock=now is not None)
        with Database(engine).read(SYSTEM) as work:
            return _told(work, made=not there)
    finally:
        engine.dispose()


def _make(engine: Engine, families: int, seed: int, now: datetime, *, fixed_clock: bool) -> None:
    chance, year = Random(seed), _year(now)
    database = Database(engine, lambda: now)
    with database.work(FOUNDER) as work:
        ground.settle(work, fixed_clock=fixed_clock)
        agents = ground.hire(work)
    with database.work(agents["admin"]) as work:
        places = make_places(work, (year.first, year.last), families)
        _rules(work, places)
        people = make_people(work, places, chance, families, _joined(year, now))
        habits = enrol(work, people, places, chance, year)
        clerk = agents["instructeur"].id
        make_dossiers(work, people, places, seed, (clerk, agents["regie"].id))
        reserve(work, habits, _holes(work, places, people), clerk)
        settled = at(year.asked_on + timedelta(days=7), time())
        since.live(work, people, chance, clerk, settled)
        full = _full_days(work, places, people, clerk)
    _play(engine, places, people, chance, agents, now, settled, full)
    with database.work(agents["admin"]) as work:
        make_subscribers(work, people, clerk)
        ground.finish(work, families, seed)


def _play(
    engine: Engine,
    places: Places,
    people: People,
    chance: Random,
    agents: dict[str, Agent],
    now: datetime,
    settled: datetime,
    full: set[int],
) -> None:
    portal = Portal(engine)
    database = Database(engine, lambda: stage.now)
    stage = Stage(database, portal, places, people, chance, agents, now, settled, full=full)
    stage.look()
    if not stage.free:
        return  # between two school years, in a town of a handful
    given(stage)
    last_month(stage)
    stage.look()
    this_week(stage)


def _year(now: datetime) -> Year:
    """The school year around today, or the next one once this one ends."""
    first, last = school_year(local_day(now + timedelta(days=60)))
    asked_on = min(date(first.year, 8, 24), local_day(now - timedelta(days=16)))
    return Year(first, last, date(last.year, 7, 4), asked_on)


def _joined(year: Year, now: datetime) -> datetime:
    return min(at(date(year.first.year, 8, 20), time(9)), now - timedelta(days=20))


def _rules(work: Work, places: Places) -> None:
    """Reasons to refuse and to be absent; two automatic rules, one of them at work in one school."""
    add_presets(work)
    for code, words in (*PUBLIC.items(), *_MORE_REASONS):
        add_reason(work, words, code)
    for label, justified in _ABSENCE_REASONS:
        add_absence_reason(work, label, justified=justified)
    meals = places.activities[LA_FONTAINE, MEAL]
    absences = "Accepter les absences en temps utile (cantine La Fontaine)"
    at_work = save_rule(work, RuleDraft(absences, Kind.ABSENCE, Condition.IN_TIME, meals))
    enable_rule(work, at_work, 1)
    favourable = "Accepter les réservations favorables"
    save_rule(work, RuleDraft(favourable, Kind.RESERVATION, Condition.FAVOURABLE))


def _next(work: Work, activity_id: int, weekday: int | None = None) -> int | None:
    """The next slot of an activity, from two days on when a weekday is wished."""
    ahead = 1 if weekday is None else 2
    rows = work.rows(
        select(slot.c.id, slot.c.day)
        .where(
            slot.c.activity_id == activity_id,
            slot.c.day >= work.today + timedelta(days=ahead),
            slot.c.closed_reason.is_(None),
        )
        .order_by(slot.c.day)
    )
    return next((row.id for row in rows if weekday in (None, row.day.isoweekday())), None)


def _holes(work: Work, places: Places, people: People) -> set[tuple[int, int]]:
    """Noah has no meal on the next school day: he is about to ask for one."""
    noah = [kid.id for _, kid in people.children if kid.first_name == "Noah" and kid.kid]
    slot_id = _next(work, places.activities[JULES_FERRY, MEAL])
    return {(slot_id, child_id) for child_id in noah if slot_id}


def _full_days(work: Work, places: Places, people: People, agent_id: int) -> set[int]:
    """30/30 on a Thursday evening, 24/24 and 41/40 on a Wednesday."""
    found: set[int] = set()
    wanted: Sequence[tuple[str, str, int, int]] = (
        (JULES_FERRY, EVENING, 4, 0),
        (LA_FONTAINE, EVENING, 2, 0),
        (TILLEULS, FULL_DAY, 3, 1),
    )
    for where, short, weekday, over in wanted:
        slot_id = _next(work, places.activities[where, short], weekday)
        if slot_id and len(people.households) > len(FEATURED):
            since.fill(work, slot_id, people, agent_id, over=over)
            found.add(slot_id)
    return found


def _told(work: Work, *, made: bool) -> Town:
    pending = (
        select(func.count())
        .select_from(request)
        .join(request_status, request_status.c.status == request.c.status)
        .where(request_status.c.pending)
    )
    families, children, activities, reservations = (
        int(work.scalar(select(func.count()).select_from(table)))
        for table in (family, child, activity, reservation)
    )
    return Town(
        made, families, children, activities, reservations, pending=int(work.scalar(pending))
    )
