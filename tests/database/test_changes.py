"""How a workstation learns what another did: nothing missed, nothing made up, stopped at once."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from backoffice.database.changes import ChangeFeed, last_change
from backoffice.kernel.permissions import SYSTEM
from backoffice.kernel.topics import Topic

PATIENCE = 15


class Heard:
    """What a feed told, on its own thread."""

    def __init__(self, feed):
        self.feed = feed
        self.topics: list[frozenset[Topic]] = []
        self.rows = threading.Event()
        self.moved = threading.Event()
        self.well, self.lost = threading.Event(), threading.Event()
        self.thread = threading.Thread(
            target=feed.listen, args=(self._moved, self.rows.set, self._answered)
        )
        self.thread.start()

    def _moved(self, topics):
        self.topics.append(topics)
        self.moved.set()

    def _answered(self, well):
        (self.well if well else self.lost).set()

    def close(self):
        self.feed.close()
        self.thread.join(PATIENCE)


@pytest.fixture
def listening(database):
    made = []

    def listen(interval=0.2, **since) -> Heard:
        made.append(Heard(ChangeFeed(database.engine, interval, **since)))
        assert made[-1].well.wait(PATIENCE)
        return made[-1]

    yield listen
    for heard in made:
        heard.close()
        assert not heard.thread.is_alive()


def do(database, *topics):
    with database.work(SYSTEM) as work:
        for topic in topics:
            work.record(topic, "something", 1)


def test_what_a_work_changed_is_heard_once(database, listening):
    heard = listening()
    do(database, Topic.PLANNING, Topic.REQUESTS)
    assert heard.moved.wait(PATIENCE)
    assert heard.topics == [frozenset({Topic.PLANNING, Topic.REQUESTS})]


def test_what_was_done_before_is_not_told(database):
    do(database, Topic.FAMILIES)
    feed = ChangeFeed(database.engine)
    assert feed.poll() == (frozenset(), False)


def test_nothing_is_missed_between_the_first_look_and_the_first_beat(database):
    seen = last_change(database.engine)
    do(database, Topic.FAMILIES)
    assert ChangeFeed(database.engine, since=seen).poll()[0] == frozenset({Topic.FAMILIES})


def test_each_change_is_told_once_to_who_asks_again(database):
    feed = ChangeFeed(database.engine, since=last_change(database.engine))
    do(database, Topic.RULES)
    assert feed.poll()[0] == frozenset({Topic.RULES})
    assert feed.poll()[0] == frozenset()


def test_what_a_rolled_back_work_would_have_changed_is_not_heard(database):
    feed = ChangeFeed(database.engine, since=last_change(database.engine))
    with pytest.raises(ZeroDivisionError), database.work(SYSTEM) as work:
        work.record(Topic.RULES, "something", 1)
        _ = 1 / 0
    assert feed.poll() == (frozenset(), False)


def test_the_portal_s_rows_are_announced(database, listening, town):
    heard = listening()
    town.family(accounts=["justine"])
    town.ask("justine", "contact_message", {"subject": "x", "body": "x"})
    assert heard.rows.wait(PATIENCE)


def test_the_server_rings_long_before_the_interval(postgresql_database):
    heard = Heard(ChangeFeed(postgresql_database.engine, interval=3600))
    assert heard.well.wait(PATIENCE)
    rung = threading.Event()

    def until_rung():
        while not rung.is_set():
            do(postgresql_database, Topic.PLANNING)
            rung.wait(0.05)

    ringing = threading.Thread(target=until_rung)
    ringing.start()
    try:
        assert heard.moved.wait(PATIENCE)
    finally:
        rung.set()
        ringing.join(PATIENCE)
        heard.close()
    assert not heard.thread.is_alive()


def test_closing_wakes_a_feed_that_would_sleep_for_an_hour(database):
    heard = Heard(ChangeFeed(database.engine, interval=3600))
    assert heard.well.wait(PATIENCE)
    heard.close()
    assert not heard.thread.is_alive()


def test_a_cut_is_told_and_what_happened_meanwhile_is_heard(postgresql_database, admin):
    database = postgresql_database
    feed = ChangeFeed(database.engine, interval=0.2, since=last_change(database.engine))
    heard = Heard(feed)
    assert heard.well.wait(PATIENCE)
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with database.read(admin) as work:
        work.connection.execute(cut)
    assert heard.lost.wait(PATIENCE)
    try:
        do(database, Topic.ANOMALIES)
    except OperationalError:
        do(database, Topic.ANOMALIES)
    assert heard.moved.wait(PATIENCE)
    heard.close()
    assert frozenset({Topic.ANOMALIES}) in heard.topics
