"""Taking in what the portal wrote, beside the same rows inserted by bare set SQL."""

# ruff: noqa: ISC004  a statement is read on several lines

import uuid
from collections.abc import Callable, Iterator

from sqlalchemy import Engine

from backoffice.database.base import iso
from backoffice.database.work import Database
from backoffice.worker import one_pass
from bench.bases import ENGINES, Bases, opened
from bench.measure import Ratio, alternating, seconds
from bench.town import NOW, Size, fill, plain

MANY = 10_000
LIMIT = 8.0
TIMES = 3


def run(bases: Bases) -> Iterator[Ratio]:
    for kind in ENGINES:
        ours_, least = measured(bases, kind)
        note = f"{MANY / ours_:,.0f} rows/s".replace(",", " ")
        yield Ratio(f"take in {MANY} requests", kind, ours_, least, LIMIT, note)


def measured(bases: Bases, kind: str) -> tuple[float, float]:
    model = bases.fresh(kind)
    with opened(model) as engine:
        fill(engine, Size(MANY, MANY, arriving=True))

    def once(write: Callable[[Engine], object]) -> float:
        address = bases.copy(model)
        try:
            with opened(address) as engine:
                return seconds(lambda: write(engine))
        finally:
            bases.drop(address)

    return alternating(lambda: once(ours), lambda: once(bare), TIMES)


def ours(engine: Engine) -> None:
    done = one_pass(Database(engine, lambda: NOW))
    assert (done.requests, done.anomalies) == (MANY, 0)


def bare(engine: Engine) -> None:
    """One transaction of set SQL on rows that are known to be good."""
    sqlite = engine.dialect.name == "sqlite"
    now, work = f"'{iso(NOW)}'", str(uuid.uuid4())
    told = "json_extract(p.payload, '$.{}')" if sqlite else "(p.payload ->> '{}')"
    child, activity = (
        f"CAST({told.format(f'{name}_id')} AS bigint)" for name in ("child", "activity")
    )
    day = told.format("date") if sqlite else f"{told.format('date')}::date"
    line = "CAST(substr(p.batch, 2) AS bigint)"
    about = (
        f"FROM portal_in_request p JOIN slot s ON s.activity_id = {activity} AND s.day = {day} "
        f"JOIN family_child f ON f.child_id = {child} JOIN activity a ON a.id = {activity}"
    )
    statements = [
        "INSERT INTO submission (id, account_id, batch, family_id, child_id, activity_id, facility_id, queue, "
        "kind, submitted_at, first_day, last_day) "
        f"SELECT {line}, p.account_id, p.batch, f.family_id, {child}, {activity}, a.facility_id, "
        f"'reservations', 'reservation', p.submitted_at, min({day}), max({day}) {about} "
        f"GROUP BY {line}, p.account_id, p.batch, f.family_id, {child}, {activity}, a.facility_id, p.submitted_at",
        "INSERT INTO request (id, submission_id, account_id, family_id, child_id, activity_id, facility_id, "
        "slot_id, kind, status, starts_on, description, details, submitted_at, taken_in_at) "
        f"SELECT p.id, {line}, p.account_id, f.family_id, {child}, {activity}, a.facility_id, s.id, "
        f"'reservation', 'transmitted', {day}, 'Réservation', p.payload, p.submitted_at, {now} {about}",
        "INSERT INTO reservation (slot_id, child_id, family_id, status, event, status_before, request_id, "
        f"actor, account_id, acted_at) SELECT s.id, {child}, f.family_id, 'reservation_pending', 'ask', "
        f"'free', p.id, 'family', p.account_id, p.submitted_at {about}",
        f"UPDATE portal_in_request SET taken_in_at = {now} WHERE taken_in_at IS NULL",
        "INSERT INTO journal (at, work_id, login, topic, action, subject_id, detail) "
        f"SELECT {now}, '{work}', '', 'requests', 'take_in', id, '{{}}' FROM portal_in_request",
    ]
    if sqlite:
        statements.append(
            f"INSERT INTO journal_seal (rank, work_id, first_id, rows, hash) VALUES (1, '{work}', 1, 1, '')"
        )
    with engine.connect() as connection, connection.begin():
        for statement in statements:
            plain(connection, statement)
