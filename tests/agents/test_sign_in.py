"""Signing in on both engines: who gets in, who waits, and what nobody is told."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from backoffice import app
from backoffice.agents import passwords, services
from backoffice.agents.signin import LOCK, WRONG, sign_in, wait_after
from backoffice.agents.tables import agent, agent_facility
from backoffice.database import schema
from backoffice.database.journal import journal
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import SYSTEM, Role

GOOD = "quatre mots sans rapport"


@pytest.fixture
def login():
    """Logins of PostgreSQL belong to the server: each test has its own."""
    return f"a{uuid4().hex[:10]}"


@pytest.fixture
def hire(database, admin, login):
    schema.upgrade(database.engine)  # the base is a copy: this gives it its own groups

    def make(role=Role.INSTRUCTOR, facilities=(), password=GOOD, login=login):
        with database.work(admin) as work:
            return services.add_agent(work, login, "Claire Martin", role, password, facilities)

    return make


def enter(address, login, password):
    opened = app.open_signed_in(address, login, password)
    opened.close()
    return opened.agent


def test_an_agent_signs_in_with_their_own_password(hire, address, login):
    hired = hire()
    found = enter(address, login, GOOD)
    assert (found.id, found.login, found.name) == (hired.id, login, "Claire Martin")
    assert found.role is Role.INSTRUCTOR
    assert found.facilities is None


def test_a_site_manager_comes_in_with_their_sites(hire, address, login, town):
    sites = [town.facility("École Jules-Ferry"), town.facility("École La Fontaine")]
    town.facility("École Louise-Michel")
    hire(Role.SITE_MANAGER, sites)
    assert enter(address, login, GOOD).facilities == frozenset(sites)


@pytest.mark.parametrize("typed", ["", "quatre mots", GOOD.upper(), GOOD + " "])
def test_a_wrong_password_is_refused_in_one_sentence(hire, address, login, typed):
    hire()
    with pytest.raises(Refused, match=re.escape(WRONG)):
        enter(address, login, typed)


def test_an_unknown_login_is_told_the_same(address):
    with pytest.raises(Refused, match=re.escape(WRONG)):
        enter(address, "personne", GOOD)


def test_who_is_disabled_is_told_the_same(hire, database, admin, address, login):
    hire()
    with database.work(admin) as work:
        services.disable_agent(work, login)
    with pytest.raises(Refused, match=re.escape(WRONG)):
        enter(address, login, GOOD)


def test_a_new_password_replaces_the_old_one(hire, database, admin, address, login):
    hired = hire()
    with database.work(admin) as work:
        version = work.scalar(select(agent.c.version).where(agent.c.id == hired.id))
        services.change_password(work, hired.id, version, "un autre secret tout neuf")
    assert enter(address, login, "un autre secret tout neuf").id == hired.id
    with pytest.raises(Refused):
        enter(address, login, GOOD)


# --- the embedded base keeps its own accounts -------------------------------------------------


@pytest.fixture
def claire(sqlite_database, admin):
    with sqlite_database.work(admin) as work:
        services.add_agent(work, "claire", "Claire Martin", Role.INSTRUCTOR, GOOD)
    return sqlite_database


def fail(database, times):
    for _ in range(times):
        with pytest.raises(Refused, match=re.escape(WRONG)):
            sign_in(database, "claire", "raté")


def failures(database):
    with database.read(SYSTEM) as work:
        return work.scalar(select(agent.c.failures).where(agent.c.login == "claire"))


def test_the_hash_has_the_parameters_of_rfc_9106(claire):
    with claire.read(SYSTEM) as work:
        stored = work.scalar(select(agent.c.password_hash).where(agent.c.login == "claire"))
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_four_failures_cost_nothing_but_are_counted(claire):
    fail(claire, 4)
    assert failures(claire) == 4
    assert sign_in(claire, "claire", GOOD).login == "claire"
    assert failures(claire) == 0


def test_after_five_failures_even_the_right_password_waits_a_little(claire, clock):
    fail(claire, 5)
    with pytest.raises(Refused):
        sign_in(claire, "claire", GOOD)
    clock.now += timedelta(seconds=1)
    assert sign_in(claire, "claire", GOOD)


def test_a_try_made_too_early_is_not_a_failure_more(claire):
    fail(claire, 8)
    assert failures(claire) == 5


def test_after_ten_failures_the_account_is_locked_a_quarter_of_an_hour(claire, clock):
    while failures(claire) < 10:
        fail(claire, 1)
        clock.now += timedelta(minutes=1)
    clock.now += timedelta(minutes=13, seconds=59)
    with pytest.raises(Refused):
        sign_in(claire, "claire", GOOD)
    clock.now += timedelta(seconds=1)
    assert sign_in(claire, "claire", GOOD)


def test_the_lock_is_written_in_the_journal(claire, clock):
    while failures(claire) < 10:
        fail(claire, 1)
        clock.now += timedelta(minutes=1)
    with claire.read(SYSTEM) as work:
        assert work.scalar(select(journal.c.action).where(journal.c.action == "locked")) == "locked"


def test_tries_made_at_the_same_time_are_all_counted(claire):
    with ThreadPoolExecutor(6) as pool:
        tries = [pool.submit(sign_in, claire, "claire", "raté") for _ in range(12)]
    assert all(isinstance(one.exception(), Refused) for one in tries)
    assert failures(claire) == 5


def test_the_wait_doubles_then_lasts():
    waits = [wait_after(count).total_seconds() for count in range(4, 12)]
    assert waits == [0, 1, 2, 4, 8, 16, LOCK.total_seconds(), LOCK.total_seconds()]


def test_an_unknown_login_is_checked_as_slowly_as_a_known_one(monkeypatch, sqlite_database):
    asked = []
    real = passwords._hasher().verify
    noting = type("Noting", (), {"verify": _noting(real, asked)})
    monkeypatch.setattr(passwords, "_hasher", noting)
    with pytest.raises(Refused):
        sign_in(sqlite_database, "personne", GOOD)
    assert len(asked) == 1
    assert asked[0].startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def _noting(real, asked):
    def verify(_self, stored, words):
        asked.append(stored)
        return real(stored, words)

    return verify


def test_sites_go_with_the_account(sqlite_database, admin, town_of):
    site = town_of(sqlite_database).facility()
    with sqlite_database.work(admin) as work:
        made = services.add_agent(work, "marc", "Marc Durand", Role.SITE_MANAGER, GOOD, [site])
        assert work.rows(select(agent_facility.c.facility_id)) == [(site,)]
    assert made.role is Role.SITE_MANAGER
