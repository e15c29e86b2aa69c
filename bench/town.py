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
    first_round = size.first_pending // size.line_of // size.children * size.line_of
    yield (
        "INSERT INTO slot (id, activity_id, day, starts_at, ends_at, capacity) "
        f"SELECT n + 1, n / {size.days} + 1, {sql.day(SOON, f'n % {size.days} - {first_round}')}, "
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
    line = f"(n / {size.line_of})"
    child = f"({line} % {size.children})"
    day = f"(({line} / {size.children} * {size.line_of} + n % {size.line_of}) + {child} % 7)"
    first_round = size.first_pending // size.line_of // size.children * size.line_of
    on = sql.day(SOON, f"{day} - {first_round}")
    slot = f"({child} % {ACTIVITIES} * {size.days} + {day} + 1)"
    asked = sql.moment(f"{int(NOW.timestamp()) - 60} - ({size.requests} - n)")
    number, open_ = f"{FIRST_REQUEST} + n", f"n >= {size.first_pending}"
    who = (
        f"'a' || ({child} / 2), {child} / 2 + 1, {child} + 1, {child} % {ACTIVITIES} + 1, "
        f"{child} % {ACTIVITIES} % 4 + 1"
    )
    payload = (
        f"""'{{"child_id": ' || ({child} + 1) || ', "activity_id": ' || ({child} % {ACTIVITIES} + 1) || """
        f"""', "date": "' || {on} || '"}}'"""
    )
    each = f"FROM {sql.series(size.requests)}"
    yield (
        "INSERT INTO portal_in_request (id, account_id, kind, payload, submitted_at, taken_in_at) "
        f"SELECT {number}, 'a' || ({child} / 2), 'reservation', {sql.json(payload)}, {asked}, {asked} {each}"
    )
    lines = -(-size.requests // size.line_of)
    at = f"n * {size.line_of}"
    yield (
        "INSERT INTO submission (id, account_id, family_id, child_id, activity_id, facility_id, queue, kind, "
        "submitted_at, requests, pending, first_day, last_day) "
        f"SELECT n + 1, account_id, family_id, child_id, activity_id, facility_id, 'reservations', 'reservation', "
        f"submitted_at, {size.line_of}, CASE WHEN n * {size.line_of} >= {size.first_pending} "
        f"THEN {size.line_of} ELSE 0 END, first_day, first_day FROM (SELECT n, "
        + "'a' || (n % {0} / 2) AS account_id, n % {0} / 2 + 1 AS family_id, n % {0} + 1 AS child_id, "
        "n % {0} % {1} + 1 AS activity_id, n % {0} % {1} % 4 + 1 AS facility_id, ".format(
            size.children, ACTIVITIES
        )
        + f"{sql.moment(f'{int(NOW.timestamp()) - 60} - ({size.requests} - {at})')} AS submitted_at, "
        + sql.day(
            SOON,
            f"(n / {size.children} * {size.line_of}) + n % {size.children} % 7 - {first_round}",
        )
        + f" AS first_day FROM {sql.series(lines)}) AS made"
    )
    yield (
        "INSERT INTO request (id, submission_id, account_id, family_id, child_id, activity_id, facility_id, "
        "slot_id, kind, status, starts_on, description, details, submitted_at, taken_in_at, decided_at, decided_by) "
        f"SELECT {number}, {line} + 1, {who}, {slot}, 'reservation', "
        f"CASE WHEN {open_} THEN 'transmitted' ELSE 'accepted' END, {on}, 'Garderie', {sql.json(payload)}, "
        f"{asked}, {asked}, CASE WHEN {open_} THEN NULL ELSE {asked} END, CASE WHEN {open_} THEN NULL ELSE 1 END {each}"
    )
    yield (
        "INSERT INTO reservation (id, slot_id, child_id, family_id, status, event, status_before, request_id, "
        "actor, account_id, acted_at) "
        f"SELECT n + 1, {slot}, {child} + 1, {child} / 2 + 1, "
        f"CASE WHEN {open_} THEN 'reservation_pending' ELSE 'reserved' END, "
        f"CASE WHEN {open_} THEN 'ask' ELSE 'accept' END, 'free', {number}, 'family', 'a' || ({child} / 2), {asked} {each}"
    )
    yield (
        "INSERT INTO request_history (request_id, at, label, status) "
        f"SELECT {number}, {asked}, 'Demande transmise à l''application métier', 'transmitted' {each}"
    )
    yield (
        "INSERT INTO request_history (request_id, at, label, status, agent_id) "
        f"SELECT {number}, {asked}, '', 'accepted', 1 FROM {sql.series(size.first_pending)}"
        if size.first_pending
        else "SELECT 1"
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
