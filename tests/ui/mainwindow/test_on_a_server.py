"""The window of an agent on a real PostgreSQL: rung at once, and patient when it is cut."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from backoffice.agents import services
from backoffice.database import schema
from backoffice.kernel.permissions import Role
from backoffice.kernel.topics import Topic
from ui import app

PASSWORD = "quatre mots sans rapport"


@pytest.fixture
def login(postgresql_database, admin):
    schema.upgrade(postgresql_database.engine)
    name = f"w{uuid4().hex[:10]}"
    with postgresql_database.work(admin) as work:
        services.add_agent(work, name, "Claire Martin", Role.INSTRUCTOR, PASSWORD)
    return name


@pytest.fixture
def window(qtbot, postgresql_address, login):
    made = app.main_window(postgresql_address, login, PASSWORD)
    with qtbot.waitExposed(made):
        made.show()
    with qtbot.waitSignal(made.pulse.answered, timeout=10_000):
        pass
    yield made
    qtbot.waitUntil(lambda: made.tasks.idle, timeout=10_000)
    made.close()
    made.deleteLater()


def test_what_a_colleague_changes_rings(qtbot, window, postgresql_database, admin):
    with (
        qtbot.waitSignal(window.tasks.changed, timeout=10_000) as heard,
        postgresql_database.work(admin) as work,
    ):
        work.record(Topic.ACTIVITIES, "set_capacity", 1)
    assert Topic.ACTIVITIES in heard.args[0]


def test_the_agent_may_take_in_what_families_send(qtbot, window, postgresql_database, town_of):
    town = town_of(postgresql_database)
    child = town.child(town.family(accounts=["justine"]))
    town.ask("justine", "absence", {"child_id": child, "date": "pas une date"})
    qtbot.waitUntil(lambda: window.sidebar.tile("anomalies").waiting == 1, timeout=15_000)


def test_a_cut_shows_a_strip_that_goes_when_the_server_answers(
    qtbot, window, login, postgresql_database, admin
):
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :login")
    with (
        qtbot.waitSignal(
            window.pulse.answered, timeout=15_000, check_params_cb=lambda well: not well
        ),
        postgresql_database.read(admin) as work,
    ):
        work.connection.execute(cut, {"login": login})
    assert not window.strip.isHidden()
    qtbot.waitUntil(window.strip.isHidden, timeout=15_000)
    with (
        qtbot.waitSignal(window.tasks.changed, timeout=15_000),
        postgresql_database.work(admin) as work,
    ):
        work.record(Topic.ACTIVITIES, "set_capacity", 1)


def test_who_is_disabled_meanwhile_can_do_nothing_more(
    qtbot, window, login, postgresql_database, admin
):
    with postgresql_database.work(admin) as work:
        services.disable_agent(work, login)
    qtbot.waitUntil(lambda: not window.strip.isHidden(), timeout=15_000)
