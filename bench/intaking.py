"""Taking in ten thousand rows, beside writing them bare in the portal's table."""

import json
from collections.abc import Iterator

from sqlalchemy import Engine

from backoffice.database.work import Database
from backoffice.inbox.intake import take_in
from backoffice.kernel.permissions import SYSTEM
from bench.bases import ENGINES, Bases, opened
from bench.measure import Ratio, alternating, seconds
from bench.town import ACTIVITIES, NOW, SOON, Size, fill

MANY = 10_000
LIMIT = 8.0
TIMES = 3


def run(bases: Bases) -> Iterator[Ratio]:
    for kind in ENGINES:
        model = bases.fresh(kind)
        with opened(model) as engine:
            fill(engine, Size(100_000, 0))
        rows = _rows(Size(100_000, 0))
        ours, least = alternating(lambda: _ours(bases, model, rows), lambda: _bare(bases, model, rows), TIMES)
        note = f"{MANY / ours:,.0f} rows a second".replace(",", " ")
        yield Ratio(f"take in {MANY} rows", kind, ours, least, LIMIT, note)


def _rows(size: Size) -> list[tuple[str, str, str]]:
    """One reservation a child and a day, as their accounts would ask."""
    made = []
    for number in range(MANY):
        child = number % size.children
        payload = {
            "child_id": child + 1,
            "activity_id": child % ACTIVITIES + 1,
            "date": SOON.replace(day=1 + number // size.children).isoformat(),
        }
        made.append((f"a{child // 2}", "reservation", json.dumps(payload)))
    return made


def _ours(bases: Bases, model: str, rows: list[tuple[str, str, str]]) -> float:
    address = bases.copy(model)
    with opened(address) as engine:
        _insert(engine, rows)
        database = Database(engine, lambda: NOW)
        spent = seconds(lambda: _all(database))
        with engine.connect() as connection:
            taken = connection.exec_driver_sql(
                "SELECT count(*) FROM portal_in_request WHERE taken_in_at IS NULL"
            ).scalar()
    bases.drop(address)
    assert taken == 0
    return spent


def _bare(bases: Bases, model: str, rows: list[tuple[str, str, str]]) -> float:
    address = bases.copy(model)
    with opened(address) as engine:
        spent = seconds(lambda: _insert(engine, rows))
    bases.drop(address)
    return spent


def _all(database: Database) -> None:
    left = True
    while left:
        with database.work(SYSTEM) as work:
            left = take_in(work).left


def _insert(engine: Engine, rows: list[tuple[str, str, str]]) -> None:
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(
            f"INSERT INTO portal_in_request (account_id, kind, payload) VALUES ({mark}, {mark}, {mark})",
            rows,
        )
