"""A town of any size, written by sets: as many requests as asked, the last of them pending.

Triggers rest while it is written, and what they would have counted is counted here. Nothing in it
is random: the same sizes give the same rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday, 10 h in the town
FIRST_REQUEST = 10_000_000
ACTIVITIES = 24
PER_LINE = 2  # requests in one line of the inbox
SOON = date(2026, 11, 26)  # the first day that pending requests are about

FIRST_NAMES = (
    "Inès",
    "Tom",
    "Jade",
    "Sami",
    "Léa",
    "Noé",
    "Zoé",
    "Ali",
    "Maël",
    "Lou",
    "Eva",
    "Hugo",
)
LAST_NAMES = (
    "Belkacem",
    "Garnier",
    "Dubois",
    "Lefèvre",
    "Nguyen",
    "Moreau",
    "Rossi",
    "Petit",
    "Da Silva",
    "Roux",
)
FOLDED = (
    "belkacem",
    "garnier",
    "dubois",
    "lefevre",
    "nguyen",
    "moreau",
    "rossi",
    "petit",
    "da silva",
    "roux",
)


@dataclass(frozen=True)
class Size:
    """How many requests, how many of them pending, and for how many children."""

    requests: int
    pending: int
    capacity: int = 1000
    line_of: int = PER_LINE
    arriving: bool = False  # written by the portal, not taken in yet

    @property
    def children(self) -> int:
        return max(24, self.requests // 50)

    @property
    def rounds(self) -> int:
        """How often each child asks."""
        return -(-self.requests // self.children)

    @property
    def days(self) -> int:
        return self.rounds + 7

    @property
    def first_pending(self) -> int:
        """The number, from 0, of the first pending request."""
        return self.requests - self.pending

    @property
    def first_round(self) -> int:
        """The turn of the first pending request: its day is soon, those before it are past."""
        return self.first_pending // self.line_of // self.children * self.line_of


class Sql:
    """What the two dialects spell differently."""

    def __init__(self, dialect: str) -> None:
        self.sqlite = dialect == "sqlite"

    def series(self, count: int) -> str:
        """A table `s(n)` of the numbers 0 to count - 1."""
        if not self.sqlite:
            return f"generate_series(0, {count - 1}) AS s(n)"
        return (
            "(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s "
            f"WHERE n < {count - 1}) SELECT n FROM s) AS s"
        )

    def day(self, first: date, offset: str) -> str:
        if self.sqlite:
            return f"date('{first}', ({offset}) || ' days')"
        return f"(DATE '{first}' + ({offset})::int)"

    def moment(self, seconds: str) -> str:
        """Seconds since 1970."""
        if self.sqlite:
            return f"strftime('%Y-%m-%dT%H:%M:%S', {seconds}, 'unixepoch') || '.000000+00:00'"
        return f"to_timestamp({seconds})"

    def hour(self, words: str) -> str:
        return f"'{words}:00.000000'" if self.sqlite else f"TIME '{words}'"

    def pick(self, words: tuple[str, ...], number: str) -> str:
        cases = " ".join(f"WHEN {at} THEN '{word}'" for at, word in enumerate(words))
        return f"(CASE ({number}) % {len(words)} {cases} END)"

    def json(self, words: str) -> str:
        return words if self.sqlite else f"({words})::json"


def fill(engine: Engine, size: Size) -> None:
    """Write the whole town in one transaction."""
    with engine.connect() as connection, _at_rest(connection), connection.begin():
        for statement in _statements(Sql(connection.dialect.name), size):
            plain(connection, statement)
        if connection.dialect.name == "postgresql":
            _count_on(connection)
        else:
            for index in ("search_word", "account_word"):
                plain(connection, f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    with engine.connect() as connection:
        raw = connection.execution_options(isolation_level="AUTOCOMMIT")
        raw.exec_driver_sql("ANALYZE") if engine.dialect.name == "sqlite" else raw.exec_driver_sql(
            "VACUUM ANALYZE"
        )


def plain(connection: Connection, statement: str) -> None:
    """Without parameters the driver leaves % alone."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute(statement)


def _statements(sql: Sql, size: Size) -> Iterator[str]:
    yield from _places(sql, size)
    yield from _people(sql, size)
    yield from _requests(sql, size)


def _places(sql: Sql, size: Size) -> Iterator[str]:
    yield "INSERT INTO department (id, label) VALUES (1, 'Service enfance')"
    yield (
        "INSERT INTO facility (id, label, kind) "
        f"SELECT n + 1, 'École ' || n, 'school' FROM {sql.series(4)}"
    )
    yield (
        "INSERT INTO activity (id, code, label, short_label, facility_id, department_id, capacity, runs_on) "
        f"SELECT n + 1, 'A' || n, 'Garderie ' || n, 'G' || n, n % 4 + 1, 1, {size.capacity}, 'all' "
        f"FROM {sql.series(ACTIVITIES)}"
    )
    yield (
        "INSERT INTO deadline_rule (id, activity_id, kind, form, count, hour) "
        f"SELECT n + 1, n + 1, 'reservation', 'days_before', 2, {sql.hour('09:00')} "
        f"FROM {sql.series(ACTIVITIES)}"
    )
    yield "INSERT INTO refusal_reason (code, label) VALUES ('full', 'Il n’y a plus de place.')"
    yield (
        "INSERT INTO agent (id, login, name, role, created_at) VALUES "
        f"(1, 'instructor', 'Claire Martin', 'instructor', {sql.moment('1780000000')})"
    )
    yield (
        "INSERT INTO slot (id, activity_id, day, starts_at, ends_at, capacity) "
        f"SELECT n + 1, n / {size.days} + 1, {sql.day(SOON, f'n % {size.days} - {size.first_round}')}, "
        f"{sql.hour('16:30')}, {sql.hour('18:30')}, {size.capacity} "
        f"FROM {sql.series(ACTIVITIES * size.days)}"
    )


def _people(sql: Sql, size: Size) -> Iterator[str]:
    families = size.children // 2 + 1
    last, folded = sql.pick(LAST_NAMES, "n / 10"), sql.pick(FOLDED, "n / 10")
    summer = sql.moment("1780000000")
    yield (
        f"INSERT INTO family (id, label, created_at) SELECT n + 1, {last} || '-' || n, {summer} "
        f"FROM {sql.series(families)}"
    )
    yield (
        "INSERT INTO guardian (id, family_id, rank, is_payer, last_name, first_name, mobile) "
        f"SELECT n + 1, n + 1, 1, true, {last}, 'Nadia', '06 00 ' || (100000 + n) "
        f"FROM {sql.series(families)}"
    )
    yield (
        "INSERT INTO account (id, display_name, state, created_at) "
        f"SELECT 'a' || n, 'Nadia ' || n, 'activated', {summer} FROM {sql.series(families)}"
    )
    yield (
        "INSERT INTO link (id, account_id, family_id, guardian_id, state, method, linked_at) "
        f"SELECT n + 1, 'a' || n, n + 1, n + 1, 'active', 'code', {summer} FROM {sql.series(families)}"
    )
    yield (
        "INSERT INTO child (id, last_name, first_name, birth_date, sex) "
        f"SELECT n + 1, {sql.pick(LAST_NAMES, 'n / 20')}, {sql.pick(FIRST_NAMES, 'n')}, "
        f"{sql.day(date(2018, 1, 1), 'n % 1500')}, 'F' FROM {sql.series(size.children)}"
    )
    yield (
        "INSERT INTO family_child (family_id, child_id) "
        f"SELECT n / 2 + 1, n + 1 FROM {sql.series(size.children)}"
    )
    yield (
        "INSERT INTO enrolment (id, child_id, family_id, activity_id, starts_on, ends_on, weekdays) "
        f"SELECT n + 1, n + 1, n / 2 + 1, n % {ACTIVITIES} + 1, {sql.day(date(2020, 9, 1), '0')}, "
        f"{sql.day(date(2036, 7, 2), '0')}, 127 FROM {sql.series(size.children)}"
    )
    for kind, key, many, owner in (
        ("family", f"{folded} || ' ' || n", families, "n + 1"),
        ("guardian", f"'nadia ' || {folded}", families, "n + 1"),
        ("phone", "'0600' || (100000 + n)", families, "n + 1"),
        (
            "child",
            f"lower({sql.pick(FIRST_NAMES, 'n')}) || ' ' || {sql.pick(FOLDED, 'n / 20')}",
            size.children,
            "n / 2 + 1",
        ),
    ):
        yield (
            "INSERT INTO search_entry (family_id, kind, subject_id, key) "
            f"SELECT {owner}, '{kind}', n + 1, {key} FROM {sql.series(many)}"
        )


def _requests(sql: Sql, size: Size) -> Iterator[str]:
    yield _asked(sql, size)
    payload = (
        """'{"child_id": ' || child || ', "activity_id": ' || activity """
        """|| ', "date": "' || day || '"}'"""
    )
    taken_in = "NULL" if size.arriving else "at"
    yield (
        "INSERT INTO portal_in_request (id, account_id, batch, kind, payload, submitted_at, taken_in_at) "
        f"SELECT id, account, 'b' || line, 'reservation', {sql.json(payload)}, at, {taken_in} FROM asked ORDER BY id"
    )
    if not size.arriving:
        yield from _taken_in(sql, payload)
    yield "DROP TABLE asked"


def _asked(sql: Sql, size: Size) -> str:
    """What each request is about, worked out once."""
    line = f"(n / {size.line_of})"
    child = f"({line} % {size.children})"
    turn = f"({line} / {size.children} * {size.line_of} + n % {size.line_of} + {child} % 7)"
    at = sql.moment(
        f"{int(NOW.timestamp()) - 60} - ({size.requests} - n / {size.line_of} * {size.line_of})"
    )
    return (
        f"CREATE TEMPORARY TABLE asked AS SELECT n + {FIRST_REQUEST} AS id, {line} + 1 AS line, "
        f"{child} + 1 AS child, {child} / 2 + 1 AS family, 'a' || ({child} / 2) AS account, "
        f"{child} % {ACTIVITIES} + 1 AS activity, {child} % {ACTIVITIES} % 4 + 1 AS facility, "
        f"{child} % {ACTIVITIES} * {size.days} + {turn} + 1 AS slot, "
        f"{sql.day(SOON, f'{turn} - {size.first_round}')} AS day, {at} AS at, "
        f"n >= {size.first_pending} AS open FROM {sql.series(size.requests)}"
    )


def _taken_in(sql: Sql, payload: str) -> Iterator[str]:
    yield (
        "INSERT INTO submission (id, account_id, batch, family_id, child_id, activity_id, facility_id, queue, "
        "kind, submitted_at, requests, pending, first_day, last_day) "
        "SELECT line, account, 'b' || line, family, child, activity, facility, 'reservations', 'reservation', at, "
        "count(*), sum(CASE WHEN open THEN 1 ELSE 0 END), min(day), max(day) "
        "FROM asked GROUP BY line, account, family, child, activity, facility, at ORDER BY line"
    )
    yield (
        "INSERT INTO request (id, submission_id, account_id, family_id, child_id, activity_id, facility_id, "
        "slot_id, kind, status, starts_on, description, details, submitted_at, taken_in_at, decided_at, decided_by) "
        "SELECT id, line, account, family, child, activity, facility, slot, 'reservation', "
        f"CASE WHEN open THEN 'transmitted' ELSE 'accepted' END, day, 'Garderie', {sql.json(payload)}, at, at, "
        "CASE WHEN open THEN NULL ELSE at END, CASE WHEN open THEN NULL ELSE 1 END FROM asked ORDER BY id"
    )
    yield (
        "INSERT INTO reservation (slot_id, child_id, family_id, status, event, status_before, request_id, "
        "actor, account_id, acted_at) SELECT slot, child, family, "
        "CASE WHEN open THEN 'reservation_pending' ELSE 'reserved' END, "
        "CASE WHEN open THEN 'ask' ELSE 'accept' END, 'free', id, 'family', account, at FROM asked ORDER BY id"
    )
    yield (
        "INSERT INTO request_history (request_id, at, label, status) "
        "SELECT id, at, 'Demande transmise à l''application métier', 'transmitted' FROM asked ORDER BY id"
    )
    yield (
        "INSERT INTO request_history (request_id, at, label, status, agent_id) "
        "SELECT id, at, '', 'accepted', 1 FROM asked WHERE NOT open ORDER BY id"
    )
    yield (
        "INSERT INTO decision (request_id, operation_id, at, agent_id, outcome, status_before, slot_before, "
        "slot_after, facts, mail_at, mailed_at) SELECT id, 'old', at, 1, 'accepted', 'transmitted', "
        "'reservation_pending', 'reserved', '[]', at, at FROM asked WHERE NOT open ORDER BY id"
    )
    yield (
        "INSERT INTO slot_event (reservation_id, at, status, event, actor, account_id, request_id) "
        "SELECT id, acted_at, 'reservation_pending', 'ask', 'family', account_id, request_id FROM reservation"
    )
    yield (
        "INSERT INTO slot_event (reservation_id, at, status, event, actor, agent_id, request_id) "
        "SELECT id, acted_at, 'reserved', 'accept', 'service', 1, request_id FROM reservation "
        "WHERE status = 'reserved'"
    )
    yield (
        "UPDATE slot SET taken = (SELECT count(*) FROM reservation r "
        "WHERE r.slot_id = slot.id AND r.status = 'reserved')"
    )


@contextmanager
def _at_rest(connection: Connection) -> Iterator[None]:
    """No trigger and no foreign key until the block ends."""
    run = connection.exec_driver_sql
    if connection.dialect.name == "postgresql":
        run("SET session_replication_role = replica")
        run("SET statement_timeout = 0")
        run("SET maintenance_work_mem = '512MB'")
        connection.commit()
        yield
        run("RESET session_replication_role")
        connection.commit()
        return
    made = list(run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    connection.commit()
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys = OFF")
    for name, _ in made:
        raw.execute(f"DROP TRIGGER {name}")
    yield
    for _, words in made:
        raw.execute(words)
    raw.execute("PRAGMA foreign_keys = ON")


def _count_on(connection: Connection) -> None:
    """Identities go on after the numbers written by hand."""
    tables = (
        "department facility activity deadline_rule agent slot family guardian link child enrolment "
        "portal_in_request submission reservation"
    )
    for table in tables.split():
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )
