"""The first page of the inbox, its filters and searches, and its advice, on a large town."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, event

from backoffice.database.work import Database
from backoffice.inbox import queries
from backoffice.inbox.reading import InboxFilter, Order
from backoffice.inbox.workflow import Kind, Queue
from bench.deciding import CLERK
from bench.measure import Ratio, repeated
from bench.paint import empty_window
from bench.town import FIRST_REQUEST, NOW, Size

PAGE = 100
LIMIT = 3.0
ADVICE_QUERIES = 10

_NAMED = (
    "SELECT s.*, c.first_name, c.last_name, f.label, a.label, y.label, g.name FROM ({lines}) s "
    "LEFT JOIN child c ON c.id = s.child_id LEFT JOIN family f ON f.id = s.family_id "
    "LEFT JOIN activity a ON a.id = s.activity_id LEFT JOIN facility y ON y.id = s.facility_id "
    "LEFT JOIN agent g ON g.id = s.assigned_to ORDER BY {order}"
)
_OLDEST, _NEAREST = "s.submitted_at, s.id", "s.first_day, s.id"
_ENTRIES = "FROM search_entry WHERE key LIKE"


def named(words: str) -> str:
    """The lines of a family by any of its names; of a child, by its own only."""
    return (
        f"(s.family_id IN (SELECT family_id {_ENTRIES} '{words}' AND kind NOT IN ('child', 'phone')) "
        f"OR s.child_id IN (SELECT subject_id {_ENTRIES} '{words}' AND kind = 'child'))"
    )


def called(figures: str) -> str:
    return f"s.family_id IN (SELECT family_id {_ENTRIES} '{figures}' AND kind = 'phone')"


@dataclass(frozen=True)
class Look:
    """What an agent does, and the least SQL that answers it."""

    what: str
    wanted: InboxFilter
    where: str = "true"
    order: str = _OLDEST

    @property
    def bare(self) -> str:
        lines = (
            f"SELECT * FROM submission s WHERE pending > 0 AND {self.where} "
            f"ORDER BY {self.order} LIMIT {PAGE}"
        )
        return _NAMED.format(lines=lines, order=self.order)


def looks(size: Size) -> list[Look]:
    some = FIRST_REQUEST + size.requests - size.pending // 2
    return [
        Look("first page", InboxFilter()),
        Look("first page, nearest day", InboxFilter(order=Order.NEAREST), order=_NEAREST),
        Look("tab", InboxFilter(queue=Queue.RESERVATIONS), "queue = 'reservations'"),
        Look("empty tab", InboxFilter(queue=Queue.CRECHE), "queue = 'creche'"),
        Look("filter: activity", InboxFilter(activity_id=7), "activity_id = 7"),
        Look("filter: sites", InboxFilter(facility_ids=(1, 2)), "facility_id IN (1, 2)"),
        Look("filter: kind, no line", InboxFilter(kind=Kind.ABSENCE), "kind = 'absence'"),
        Look(
            "search: a common name",
            InboxFilter(text="Lefèvre"),
            named("%lefevre%"),
        ),
        Look(
            "search: one family",
            InboxFilter(text="dubois 25"),
            named("%dubois 25%"),
        ),
        Look("search: nobody", InboxFilter(text="zzyzx"), named("%zzyzx%")),
        Look(
            "search: phone",
            InboxFilter(text="06 00 10 01 2"),
            called("%060010012%"),
        ),
        Look(
            "search: reference",
            InboxFilter(text=f"{some:,}".replace(",", " ")),
            f"id = (SELECT submission_id FROM request WHERE id = {some})",
        ),
    ]


def measured(engine: Engine, size: Size, paint: float) -> Iterator[Ratio]:
    database, kind = Database(engine, lambda: NOW), engine.dialect.name
    with engine.connect().execution_options(writing=False) as connection:
        for look in looks(size):
            page = _page_of(database, look.wanted)
            ours = repeated(page) + paint
            least = repeated(_bare(connection, look.bare)) + paint
            yield Ratio(look.what, kind, ours, least, LIMIT, f"{len(page())} lines")


def counters(engine: Engine) -> Iterator[Ratio]:
    """For information: the figures of the tabs, which come after the page."""
    database, kind = Database(engine, lambda: NOW), engine.dialect.name
    bare = "SELECT queue, count(*) FROM submission WHERE pending > 0 GROUP BY queue"

    def count() -> object:
        with database.read(CLERK) as work:
            return queries.counts(work, InboxFilter())

    with engine.connect().execution_options(writing=False) as connection:
        yield Ratio(
            "figures of the tabs", kind, repeated(count), repeated(_bare(connection, bare)), None
        )


def advice(engine: Engine) -> tuple[int, float, int]:
    """How many queries the advice on a page takes, how long, and on how many lines."""
    database = Database(engine, lambda: NOW)
    lines = [row.id for row in _page_of(database, InboxFilter())()]

    def advise() -> dict[int, object]:
        with database.read(CLERK) as work:
            return dict(queries.advise(work, lines))

    return counted(engine, advise), repeated(advise), len(advise())


def counted(engine: Engine, what: Callable[[], object]) -> int:
    """How many statements it takes, the opening of the transaction left out."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "SET TRANSACTION")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    what()
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def paint() -> float:
    return repeated(empty_window)


def _page_of(database: Database, wanted: InboxFilter) -> Callable[[], list]:
    def page() -> list:
        with database.read(CLERK) as work:
            return queries.page(work, wanted, None, PAGE)

    return page


def _bare(connection: Connection, statement: str) -> Callable[[], object]:
    """By the driver alone."""
    raw = connection.connection.dbapi_connection
    assert raw is not None

    def run() -> object:
        cursor = raw.cursor()
        cursor.execute(statement)
        return cursor.fetchall()

    return run
