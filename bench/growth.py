"""How costs grow with the town, from a thousand requests to a million: linearly or better."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Engine

from backoffice.database.work import Database
from backoffice.inbox import queries
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.reading import InboxFilter
from backoffice.inbox.services import decide, undo
from backoffice.inbox.workflow import Verb
from bench.deciding import CLERK
from bench.inbox import PAGE
from bench.measure import grid, median, milliseconds, repeated, seconds
from bench.town import NOW, Size

DECIDED = 1000
SIZES = (1_000, 10_000, 100_000, 1_000_000)
# Seconds that a busy machine may add to a few milliseconds.
NOISE = 0.02

Costs = dict[str, float]


@dataclass(frozen=True)
class Grown:
    engine: str
    size: int
    costs: Costs


def pending_of(requests: int) -> int:
    return max(DECIDED, requests // 20)


def costs(engine: Engine) -> Costs:
    database = Database(engine, lambda: NOW)

    def page(wanted: InboxFilter) -> object:
        with database.read(CLERK) as work:
            return queries.page(work, wanted, None, PAGE)

    found = {
        "first page": repeated(lambda: page(InboxFilter())),
        "search by name": repeated(lambda: page(InboxFilter(text="dubois 25"))),
        "search by phone": repeated(lambda: page(InboxFilter(text="06 00 10 01 2"))),
    }
    found[f"decide {DECIDED}"] = _decided(engine)
    return found


def _decided(engine: Engine) -> float:
    """Accept a thousand, take them back, three times: the base is as it was."""
    database, samples = Database(engine, lambda: NOW), []
    with database.read(CLERK) as work:
        listed = queries.matching(work, InboxFilter(), queries.last_line(work))
    asked = [Seen(one) for one, _ in listed[:DECIDED]]

    def accept() -> None:
        with database.work(CLERK) as work:
            decide(work, asked, Answer(Verb.ACCEPT), operation_id=f"growth-{len(samples)}")

    for turn in range(3):
        samples.append(seconds(accept))
        with database.work(CLERK) as work:
            undo(work, f"growth-{turn}")
    return median(samples)


def too_steep(found: Sequence[Grown]) -> list[str]:
    """The steps at which a cost grew more than the town did."""
    steep = []
    for before, after in pairwise(found):
        if before.engine != after.engine:
            continue
        factor = after.size / before.size
        steep += [
            f"{what}, {after.engine}, {after.size}"
            for what, cost in after.costs.items()
            if cost > before.costs[what] * factor + NOISE
        ]
    return steep


def table(found: Sequence[Grown]) -> str:
    whats = list(found[0].costs)
    lines = [("engine", "requests", *whats)]
    lines += [
        (
            one.engine,
            f"{one.size:,}".replace(",", " "),
            *(milliseconds(one.costs[what]) for what in whats),
        )
        for one in found
    ]
    return grid(lines)


def sizes(largest: int) -> Iterator[Size]:
    for many in SIZES:
        if many <= largest:
            yield Size(many, pending_of(many))
