"""Deciding thousands at once, beside the same rows written by bare set SQL."""

# ruff: noqa: ISC004  a statement is read on several lines

import uuid
from collections.abc import Callable, Iterator

from sqlalchemy import Engine

from backoffice.database.base import iso
from backoffice.database.work import Database
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.services import decide
from backoffice.inbox.workflow import Verb
from backoffice.kernel.permissions import Agent, Role
from bench.bases import ENGINES, Bases, opened
from bench.measure import Ratio, alternating, seconds
from bench.town import FIRST_REQUEST, NOW, Size, fill, plain

MANY = 5000
LIMIT = 3.0
TIMES = 7
CLERK = Agent(1, "instructor", "Claire Martin", Role.INSTRUCTOR)


def run(bases: Bases) -> Iterator[Ratio]:
    for kind in ENGINES:
        ours, least = measured(bases, kind, MANY, TIMES)
        yield Ratio(f"decide {MANY} reservations", kind, ours, least, LIMIT)


def measured(bases: Bases, kind: str, many: int, times: int) -> tuple[float, float]:
    model = bases.fresh(kind)
    with opened(model) as engine:
        fill(engine, Size(many, many))
    facts = sample_of_facts(bases, model, many)

    def once(write: Callable[[Engine], object]) -> float:
        address = bases.copy(model)
        try:
            with opened(address) as engine:
                previewed(engine, many)
                return seconds(lambda: write(engine))
        finally:
            bases.drop(address)

    return alternating(
        lambda: once(lambda engine: ours(engine, many)),
        lambda: once(lambda engine: bare(engine, facts)),
        times,
    )


def previewed(engine: Engine, many: int) -> None:
    """What the agent always sees before saying yes."""
    asked = [Seen(FIRST_REQUEST + number, 1) for number in range(many)]
    with Database(engine, lambda: NOW).read(CLERK) as work:
        assert decide(work, asked, Answer(Verb.ACCEPT), dry_run=True).done == many


def ours(engine: Engine, many: int) -> None:
    asked = [Seen(FIRST_REQUEST + number, 1) for number in range(many)]
    with Database(engine, lambda: NOW).work(CLERK) as work:
        report = decide(work, asked, Answer(Verb.ACCEPT), operation_id=str(uuid.uuid4()))
    assert report.done == many


def sample_of_facts(bases: Bases, model: str, many: int) -> str:
    """What one decision keeps: the bare rows carry as much, so that both write the same."""
    address = bases.copy(model)
    with opened(address) as engine:
        ours(engine, many)
        with engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT facts FROM decision ORDER BY id LIMIT 1")
            words = found.scalar()
    bases.drop(address)
    import json

    return words if isinstance(words, str) else json.dumps(words)


def bare(engine: Engine, facts: str) -> None:
    """One transaction of set SQL, which checks nothing and decides nothing."""
    sqlite = engine.dialect.name == "sqlite"
    now, mail = (f"'{iso(NOW)}'",) * 2
    told = "'" + facts.replace("'", "''") + "'"
    pending = "SELECT id FROM request WHERE status = 'transmitted'"
    operation, work = str(uuid.uuid4()), str(uuid.uuid4())
    with engine.connect() as connection, connection.begin():
        for statement in (
            "UPDATE reservation SET status = 'reserved', event = 'accept', actor = 'service', agent_id = 1, "
            f"acted_at = {now}, version = version + 1 WHERE request_id IN ({pending})",
            "INSERT INTO decision (request_id, operation_id, at, agent_id, outcome, status_before, slot_before, "
            f"slot_after, facts, mail_at) SELECT id, '{operation}', {now}, 1, 'accepted', 'transmitted', "
            f"'reservation_pending', 'reserved', {told}, {mail} FROM request WHERE status = 'transmitted'",
            "INSERT INTO journal (at, work_id, agent_id, login, topic, action, subject_id, detail) "
            f"SELECT {now}, '{work}', 1, 'instructor', 'requests', 'accept', id, "
            f"'{{\"operation\": \"{operation}\"}}' FROM request WHERE status = 'transmitted' ORDER BY id",
            f"UPDATE request SET status = 'accepted', decided_at = {now}, decided_by = 1, version = version + 1 "
            "WHERE status = 'transmitted'",
            f"INSERT INTO operation (id, at, agent_id, verb, asked, result) VALUES ('{operation}', {now}, 1, "
            "'accept', '', '[]')",
        ):
            plain(connection, statement)
        if sqlite:  # PostgreSQL seals by itself
            plain(
                connection,
                f"INSERT INTO journal_seal (rank, work_id, first_id, rows, hash) VALUES (1, '{work}', 1, 1, '')",
            )
