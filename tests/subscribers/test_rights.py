"""On a server each agent has a login of their own: what it may do with codes and links, and no more."""

from contextlib import contextmanager

import pytest
from sqlalchemy import select

from backoffice.inbox.intake import take_in
from backoffice.kernel.errors import NotAllowed
from backoffice.kernel.permissions import Agent, Role
from backoffice.subscribers import queries, services
from backoffice.subscribers.queries import CodeFilter
from backoffice.subscribers.recipients import CodeKind, CodeRules, Scope
from backoffice.subscribers.services import Channel
from backoffice.subscribers.tables import link, link_attempt
from tests.fixtures.town import Town
from tests.reliability.townhall import hall

__all__ = ["hall"]


@pytest.fixture(scope="module", autouse=True)
def room(hall):
    """The crowd numbered its own people: those who come are numbered after them."""
    with hall.database.engine.begin() as connection:
        for table in ("family", "guardian"):
            connection.exec_driver_sql(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), 1000)", (table,)
            )


@contextmanager
def acting(hall, role):
    station = hall.workstation(role)
    agent = hall.agents[role]
    try:
        with station.work(Agent(agent.id, agent.login, agent.name, role)) as work:
            yield work
    finally:
        station.close()


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REGIE, Role.ADMINISTRATOR])
def test_those_who_manage_codes_issue_replace_and_revoke_under_their_own_login(hall, role):
    town = Town(hall.database)
    family = town.family(f"F-{role}")
    for _ in range(2):
        with acting(hall, role) as work:
            found = queries.recipients(work, CodeKind.FAMILY, Scope((family,)))
            services.give(work, found, Channel.COUNTER)
    with acting(hall, role) as work:
        (new, old) = queries.code_page(work, CodeFilter(family_id=family))
        assert (old.revoked_by, new.issued_by) == (f"Agent {role}", f"Agent {role}")
        assert services.revoke_codes(work, [new.id]) == 1


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.SITE_MANAGER, Role.ADMINISTRATOR])
def test_those_who_take_in_link_accounts_under_their_own_login(hall, role):
    town = Town(hall.database)
    family = town.family(f"G-{role}")
    town.account(f"a-{role}")
    with acting(hall, Role.INSTRUCTOR) as work:
        found = queries.recipients(work, CodeKind.FAMILY, Scope((family,)))
        (made,) = services.give(work, found)
    for typed in ("AAAA-AAAA-AAAA-A", made.code):
        town.tell(f"a-{role}", "subscribe_by_code", {"code": typed})
    town.tell(f"a-{role}", "signed_in")
    with acting(hall, role) as work:
        take_in(work)
    t = link_attempt.c
    tried = town.read(select(t.outcome).where(t.account_id == f"a-{role}").order_by(t.id))
    assert [row.outcome for row in tried] == ["wrong", "linked"]
    (row,) = town.read(select(link).where(link.c.account_id == f"a-{role}"))
    assert row.state == "active"


def test_those_who_manage_accounts_link_and_revoke_under_their_own_login(hall):
    town = Town(hall.database)
    family = town.family("H")
    town.account("h")
    with acting(hall, Role.INSTRUCTOR) as work:
        made = services.link_by_agent(work, "h", family, None, "Carte vue")
    with acting(hall, Role.ADMINISTRATOR) as work:
        services.revoke_link(work, made, "Erreur")
        services.set_code_rules(work, CodeRules(days=45))
        assert queries.code_rules(work).days == 45


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_everyone_reads_what_became_of_codes_and_nobody_else_their_hashes(hall, role):
    with acting(hall, role) as work:
        queries.code_page(work, CodeFilter())
        queries.account_counts(work)
    told = hall.said(role, "SELECT secret_hash FROM subscriber_code")
    assert (told == "done") == (role is not Role.READER)


def test_the_reader_issues_nothing_even_at_a_prompt(hall):
    with pytest.raises(NotAllowed), acting(hall, Role.READER) as work:
        services.give(work, ())
    for statement in (
        "UPDATE subscriber_code SET revoked_at = NULL",
        "INSERT INTO link (account_id, family_id, state, method) VALUES ('h', 1, 'active', 'agent')",
        "DELETE FROM link_attempt",
    ):
        assert hall.said(Role.READER, statement) == "InsufficientPrivilege"
    assert hall.said(Role.ADMINISTRATOR, "DELETE FROM subscriber_code") == "InsufficientPrivilege"
    frozen = "UPDATE subscriber_code SET secret_hash = ''"
    assert hall.said(Role.ADMINISTRATOR, frozen) == "InsufficientPrivilege"
