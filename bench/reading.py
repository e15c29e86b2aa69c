"""The inbox among a million requests: pages, searches, filters and advice."""

from collections.abc import Callable, Iterator

from sqlalchemy import Engine, event

from backoffice.database.work import Database, Work
from backoffice.inbox import queries
from backoffice.inbox.reading import InboxFilter, Order
from backoffice.inbox.workflow import Queue
from backoffice.kernel.permissions import Agent, Role
from bench.bases import ENGINES, Bases, opened
from bench.measure import Ratio, repeated
from bench.town import FIRST_REQUEST, NOW, Size, fill
from bench.windows import empty_window

PAGE = 100
LIMIT = 3.0
MOST_QUERIES = 10
MILLION = Size(1_000_000, 50_000)
CLERK = Agent(1, "instructor", "Claire Martin", Role.INSTRUCTOR)

_LINES = "SELECT id, submitted_at, family_id, child_id, queue, kind FROM submission WHERE pending > 0"
_ORDER = f"ORDER BY submitted_at, id LIMIT {PAGE}"

# what: (the filter, the bare keyset query that gives the same lines)
QUESTIONS: dict[str, tuple[InboxFilter, str]] = {
    "first page": (InboxFilter(), f"{_LINES} {_ORDER}"),
    "first page, nearest day": (
        InboxFilter(order=Order.NEAREST),
        f"{_LINES} AND first_day IS NOT NULL ORDER BY first_day, id LIMIT {PAGE}",
    ),
    "one tab": (
        InboxFilter(queue=Queue.RESERVATIONS),
        f"{_LINES} AND queue = 'reservations' {_ORDER}",
    ),
    "one facility": (InboxFilter(facility_ids=(2,)), f"{_LINES} AND facility_id = 2 {_ORDER}"),
    "search by name": (
        InboxFilter(text="garnier inès"),
        f"{_LINES} AND child_id IN (SELECT subject_id FROM search_entry WHERE kind = 'child' "
        f"AND key LIKE '%%garnier%%' AND key LIKE '%%ines%%') {_ORDER}",
    ),
    "search by phone": (
        InboxFilter(text="06 00 10 01 23"),
        f"{_LINES} AND family_id IN (SELECT family_id FROM search_entry WHERE kind = 'phone' "
        f"AND key LIKE '%%0600100123%%') {_ORDER}",
    ),
    "search by reference": (
        InboxFilter(text=f"{FIRST_REQUEST + 990_000:,}".replace(",", " ")),
        f"SELECT * FROM submission WHERE id = (SELECT submission_id FROM request "
        f"WHERE id = {FIRST_REQUEST + 990_000})",
    ),
}


def run(bases: Bases) -> Iterator[Ratio]:
    for kind in ENGINES:
        address = bases.fresh(kind)
        with opened(address) as engine:
            fill(engine, MILLION)
            paint = repeated(empty_window)
            for what, (wanted, bare) in QUESTIONS.items():
                ours, least = beside(engine, wanted, bare)
                yield Ratio(what, kind, ours, least + paint, LIMIT, f"bare query {least * 1000:.1f} ms")
            yield _advice(engine, kind, paint)
        bases.drop(address)


def beside(engine: Engine, wanted: InboxFilter, bare: str) -> tuple[float, float]:
    """Seconds for our page, and for the bare query of the same lines."""
    ours = repeated(lambda: _read(engine, lambda work: queries.page(work, wanted, None, PAGE)))
    return ours, repeated(lambda: _plain(engine, bare))


def _advice(engine: Engine, kind: str, paint: float) -> Ratio:
    lines = _read(engine, lambda work: queries.page(work, InboxFilter(), None, PAGE))
    ids = [row.id for row in lines]
    asked: list[str] = []

    def count(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", count)
    _read(engine, lambda work: queries.advise(work, ids))
    event.remove(engine, "before_cursor_execute", count)
    many = sum(not words.startswith(("BEGIN", "SET TRANSACTION")) for words in asked)
    ours = repeated(lambda: _read(engine, lambda work: queries.advise(work, ids)))
    # In queries, the limit is a number: said as a ratio to it.
    print(f"advice for {len(ids)} lines on {kind}: {many} queries (at most {MOST_QUERIES}), {ours * 1000:.1f} ms")
    return Ratio(f"advice, queries for a page of {PAGE}", kind, many / 1000, MOST_QUERIES / 1000, 1.0, f"{many} queries")


def _read(engine: Engine, ask: Callable[[Work], list[object]]) -> list[object]:
    with Database(engine, lambda: NOW).read(CLERK) as work:
        return ask(work)


def _plain(engine: Engine, statement: str) -> None:
    with engine.connect().execution_options(writing=False) as connection:
        words = statement.replace("%%", "%") if engine.dialect.name == "sqlite" else statement
        connection.exec_driver_sql(words).all()
