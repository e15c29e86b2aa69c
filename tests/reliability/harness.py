"""Fails the n-th statement of a use case, for every n, and looks at what is left."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import Engine

from backoffice.database.base import metadata
from backoffice.database.checks import check
from backoffice.database.work import Database
from backoffice.kernel.permissions import SYSTEM

# What may differ between a clean run and one that was tried before: names drawn by chance.
_DRAWN = {"work_id", "operation_id", "hash"}
# Taken by a statement that was undone, a number of the base is not given again (PostgreSQL).
_NUMBERED = {"id", "first_id", "replaces_id", "submission_id", "reservation_id"}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNWATCHED = {"portal_in_file"}


class Cut(BaseException):
    """The machine stops here: no error of the program, hence nothing the program may handle."""


class Counter:
    """Counts statements, and stops at one of them."""

    def __init__(self) -> None:
        self.seen, self.last = 0, 0

    def __call__(self, *_given: Any) -> None:
        self.seen += 1
        if self.seen == self.last:
            raise Cut


@contextmanager
def counting(engine: Engine, last: int = 0) -> Iterator[Counter]:
    counter = Counter()
    counter.last = last
    event.listen(engine, "before_cursor_execute", counter)
    try:
        yield counter
    finally:
        event.remove(engine, "before_cursor_execute", counter)


def everything(database: Database, *, numbers: bool = True) -> dict[str, list[str]]:
    """All rows of all tables, as text; without the numbers and names that chance gives, if asked."""
    found = {}
    hidden = _DRAWN | _NUMBERED if not numbers else set()
    with database.engine.connect().execution_options(writing=False) as connection:
        for table in metadata.sorted_tables:
            if table.name in _UNWATCHED:
                continue
            names = [c.name for c in table.columns if c.name not in hidden]
            rows = connection.execute(text(f"SELECT {', '.join(names)} FROM {table.name}"))
            lines = (_plain(names, row) for row in rows)
            found[table.name] = sorted(lines if numbers else (_UUID.sub("…", one) for one in lines))
    return found


def _plain(names: list[str], row: Any) -> str:
    return json.dumps(dict(zip(names, row, strict=True)), default=str, ensure_ascii=False)


def cut_everywhere(
    prepared: Callable[[], Database], deed: Callable[[Database], object]
) -> tuple[int, dict[str, list[str]]]:
    """How many statements the deed has, and what it leaves; each cut left nothing, and was made good.

    `prepared` opens a base on which the deed can be done once.
    """
    clean = prepared()
    with counting(clean.engine) as counter:
        deed(clean)
    wanted, statements = everything(clean, numbers=False), counter.seen
    _sound(clean)
    clean.close()

    database = prepared()
    before = everything(database)
    for last in range(1, statements + 1):
        try:
            with counting(database.engine, last):
                deed(database)
            raise AssertionError(f"statement {last} of {statements} was not cut")
        except Cut:
            pass
        assert everything(database) == before, f"cut at statement {last}"
    _sound(database)
    deed(database)
    left = everything(database, numbers=False)
    assert {name: left[name] for name in left if left[name] != wanted[name]} == {}
    _sound(database)
    database.close()
    return statements, wanted


def _sound(database: Database) -> None:
    with database.read(SYSTEM) as work:
        assert check(work) == []
