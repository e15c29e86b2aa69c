"""I20 and I23: whatever fails under us is said in French, and nothing is half-written."""

import contextlib
import socket

import pytest
from sqlalchemy import event, func, make_url, select, text

from backoffice.database.engine import open_engine
from backoffice.database.errors import LOST
from backoffice.database.work import Database
from backoffice.inbox import services
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.tables import decision, request
from backoffice.inbox.workflow import Verb
from backoffice.kernel.errors import Unavailable
from tests.fixtures.database import MONDAY
from tests.reliability.crew import Hand
from tests.reliability.crowd import Crowd
from tests.reliability.harness import everything
from tests.reliability.proxy import Proxy

ACCEPT = Answer(Verb.ACCEPT)
OPERATION = "0b2c7a52-0000-4000-8000-000000000020"


@pytest.fixture
def afternoon(postgresql_database):
    crowd = Crowd.gather(postgresql_database, children=6, days=1, capacity=4)
    crowd.wanted = crowd.ask([(child, 0) for child in range(1, 7)])
    return crowd


def accept_all(database, asked, agent):
    with database.work(agent) as work:
        return services.decide(work, [Seen(one) for one in asked], ACCEPT, operation_id=OPERATION)


def hang_up(cluster, connection):
    pid = connection.connection.dbapi_connection.info.backend_pid
    cluster.execute(f"SELECT pg_terminate_backend({pid}, 5000)")


@pytest.mark.parametrize("at", [2, 5, 12, 16, 20])
def test_a_connection_cut_in_the_middle_of_a_decision(afternoon, cluster, clerk, at):
    database, before = afternoon.database, everything(afternoon.database)
    seen = [0]

    def cut(connection, *_given):
        seen[0] += 1
        if seen[0] == at:
            hang_up(cluster, connection)

    event.listen(database.engine, "before_cursor_execute", cut)
    with pytest.raises(Unavailable, match=LOST):
        accept_all(database, afternoon.wanted, clerk)
    event.remove(database.engine, "before_cursor_execute", cut)

    assert everything(database) == before
    assert accept_all(database, afternoon.wanted, clerk).done == 6
    afternoon.sound()


def test_a_connection_cut_at_the_moment_of_committing(afternoon, cluster, clerk):
    database, before = afternoon.database, everything(afternoon.database)

    def cut(connection):
        hang_up(cluster, connection)

    event.listen(database.engine, "commit", cut)
    with pytest.raises(Unavailable, match=LOST):
        accept_all(database, afternoon.wanted, clerk)
    event.remove(database.engine, "commit", cut)

    assert everything(database) == before
    assert accept_all(database, afternoon.wanted, clerk).done == 6


def test_a_commit_whose_answer_is_lost_is_not_done_twice(
    afternoon, cluster, postgresql_address, clerk
):
    proxy = Proxy(cluster.port)
    address = (
        make_url(postgresql_address).set(port=proxy.port).render_as_string(hide_password=False)
    )
    far = Database(open_engine(address), lambda: MONDAY)
    proxy.cut = True
    with pytest.raises(Unavailable, match=LOST):
        accept_all(far, afternoon.wanted, clerk)
    proxy.cut = False

    again = accept_all(far, afternoon.wanted, clerk)
    assert again.done == 6
    assert again.operation_id == OPERATION
    assert afternoon.read(select(func.count()).select_from(decision)) == [(6,)]
    assert afternoon.taken() == [4]
    far.close()
    proxy.close()
    afternoon.sound()


def test_a_server_that_does_not_answer(clerk):
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    database = Database(open_engine(f"postgresql://owner@127.0.0.1:{port}/valcourt"))
    with pytest.raises(Unavailable, match=LOST), database.read(clerk) as work:
        work.scalar(text("SELECT 1"))
    database.close()


def test_a_colleague_who_keeps_a_slot_too_long(afternoon, clerk):
    database, before = afternoon.database, everything(afternoon.database)
    with database.engine.connect() as colleague:
        colleague.execute(text("SELECT 1 FROM slot FOR UPDATE"))
        with (
            pytest.raises(Unavailable, match="Un collègue enregistre"),
            database.work(clerk) as work,
        ):
            work.run(text("SET LOCAL lock_timeout = 50"))
            services.decide(work, [Seen(one) for one in afternoon.wanted], ACCEPT)
    assert everything(database) == before


def test_a_server_that_takes_no_more_writes(afternoon, clerk):
    database = afternoon.database
    with pytest.raises(Unavailable, match="lecture seule"), database.work(clerk) as work:
        work.run(text("SET TRANSACTION READ ONLY"))
        services.decide(work, [Seen(one) for one in afternoon.wanted], ACCEPT)
    assert afternoon.taken() == [0]


@pytest.fixture
def counter(sqlite_database):
    crowd = Crowd.gather(sqlite_database, children=300, days=1, capacity=400)
    crowd.wanted = crowd.ask([(child, 0) for child in range(1, 301)])
    return crowd


def hold(hand: Hand, address: str) -> None:
    engine = open_engine(address)
    with engine.begin():
        hand.together()
        hand.together()
    engine.dispose()


def decide_meanwhile(hand: Hand, address: str, asked: list[int]) -> str:
    from backoffice.kernel.permissions import Role
    from tests.fixtures.database import person

    database = Database(open_engine(address, busy=50), lambda: MONDAY)
    hand.together()
    try:
        accept_all(database, asked, person(Role.INSTRUCTOR))
    except Unavailable as error:
        return str(error)
    finally:
        database.close()
        hand.together()
    return "done"


def test_a_base_that_another_program_is_writing(counter, sqlite_address, crew):
    before = everything(counter.database)
    _, said = crew.run(
        [(hold, (sqlite_address,)), (decide_meanwhile, (sqlite_address, counter.wanted))]
    )
    assert said.startswith("La base est occupée par un autre programme.")
    assert everything(counter.database) == before


def test_a_file_that_may_only_be_read(counter, sqlite_address, clerk):
    path = make_url(sqlite_address).database
    database = Database(open_engine(f"sqlite:///file:{path}?mode=ro&uri=true"), lambda: MONDAY)
    with pytest.raises(Unavailable, match="en lecture seule"):
        accept_all(database, counter.wanted, clerk)
    with database.read(clerk) as work:  # it can still be looked at
        assert work.scalar(select(func.count()).select_from(request)) == 300
    database.close()


def test_a_disk_that_is_full(counter, clerk):
    database, before = counter.database, everything(counter.database)
    full = "Le disque est plein. Rien n’a été enregistré"
    with pytest.raises(Unavailable, match=full), database.work(clerk) as work:
        pages = work.scalar(text("PRAGMA page_count"))
        work.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        services.decide(work, [Seen(one) for one in counter.wanted], ACCEPT)
    assert everything(database) == before
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert accept_all(database, counter.wanted, clerk).done == 300
    counter.sound()


def test_a_file_that_was_damaged(counter, sqlite_address, clerk):
    counter.database.close()
    path = make_url(sqlite_address).database
    with open(path, "r+b") as file:  # noqa: PTH123  bytes written in place
        file.seek(4096)
        file.write(b"\xff" * 200_000)
    with pytest.raises(Unavailable, match="abîmé"):
        accept_all(counter.database, counter.wanted, clerk)
