"""Codes typed, revoked and issued at the same instant, by processes of their own: one success."""

import json
from collections import Counter

from sqlalchemy import select, text

from backoffice.database import checks
from backoffice.kernel.errors import Unavailable
from backoffice.kernel.permissions import SYSTEM
from backoffice.subscribers import queries, services
from backoffice.subscribers.recipients import CodeKind, Scope
from backoffice.subscribers.services import Channel
from backoffice.subscribers.tables import link, link_attempt, subscriber_code
from backoffice.worker import one_pass
from tests.inbox.intake.hands import CLERK, PATIENCE, opened, take_all, together

MANY = 30


def type_each(barrier, address, rows):
    """Append codes one by one, as the portal does while programs take them in."""
    database = opened(address)
    told = ":payload" if address.startswith("sqlite") else "CAST(:payload AS json)"
    statement = text(
        "INSERT INTO portal_in_event (account_id, kind, payload) "
        f"VALUES (:account, 'subscribe_by_code', {told})"
    )
    barrier.wait(PATIENCE)
    for account, code in rows:
        payload = json.dumps({"code": code})
        with database.engine.begin() as connection:
            connection.execute(statement, {"account": account, "payload": payload})
    database.close()
    return len(rows)


def revoke_each(barrier, address, code_ids):
    database, done = opened(address), 0
    barrier.wait(PATIENCE)
    for code_id in code_ids:
        with database.work(CLERK) as work:
            done += services.revoke_codes(work, [code_id])
    database.close()
    return done


def give_each(barrier, address, family_ids):
    """Issue one code after another; a base that is busy is asked again."""
    database, done = opened(address), 0
    barrier.wait(PATIENCE)
    for family_id in family_ids:
        while True:
            try:
                with database.work(CLERK) as work:
                    found = queries.recipients(work, CodeKind.FAMILY, Scope((family_id,)))
                    services.give(work, found, Channel.COUNTER)
                done += 1
                break
            except Unavailable:
                continue
    database.close()
    return done


def prepared(desk, town):
    for number in range(MANY):
        for who in "ab":
            town.account(f"{who}{number}")
    families = [town.family(f"F{number}") for number in range(MANY)]
    return [issued for at in range(0, MANY, 10) for issued in desk.give(*families[at : at + 10])]


def sound(desk):
    with desk.database.read(SYSTEM) as work:
        assert checks.check(work) == []


def test_two_accounts_with_the_same_code_make_one_link(desk, address, town):
    issued = prepared(desk, town)
    rows = {who: [(f"{who}{at}", one.code) for at, one in enumerate(issued)] for who in "ab"}
    together(
        (type_each, (address, rows["a"])),
        (type_each, (address, rows["b"])),
        (take_all, (address, 5)),
        (take_all, (address, 5)),
    )
    one_pass(desk.database)
    families = Counter(row.family_id for row in desk.links())
    assert sorted(families.values()) == [1] * MANY
    outcomes = Counter(row.outcome for row in town.read(select(link_attempt.c.outcome)))
    assert outcomes == {"linked": MANY, "wrong": MANY}
    made = {(row.code_id, row.account_id) for row in desk.links()}
    assert made == {(row.id, row.used_by) for row in desk.codes()}
    assert [one.code for one in issued if one.code in desk.everything()] == []
    sound(desk)


def test_a_code_revoked_as_it_is_typed_links_or_does_not(desk, address, town):
    issued = prepared(desk, town)
    ids = [row.id for row in desk.codes()]
    rows = [(f"a{at}", one.code) for at, one in enumerate(issued)]
    _, _, revoked = together(
        (type_each, (address, rows)), (take_all, (address, 3)), (revoke_each, (address, ids))
    )
    one_pass(desk.database)
    assert revoked == MANY
    assert all(row.revoked_at for row in desk.codes())
    used = {row.id for row in desk.codes() if row.used_at}
    assert {row.code_id for row in town.read(select(link.c.code_id))} == used
    linked = select(link_attempt.c.code_id).where(link_attempt.c.outcome == "linked")
    assert {row.code_id for row in town.read(linked)} == used
    sound(desk)


def test_two_agents_issue_to_the_same_families(desk, address, town):
    families = [town.family(f"F{number}") for number in range(MANY)]
    assert together((give_each, (address, families)), (give_each, (address, families[::-1]))) == [
        MANY,
        MANY,
    ]
    c = subscriber_code.c
    live = town.read(select(c.family_id, c.selector).where(c.revoked_at.is_(None)))
    assert sorted(row.family_id for row in live) == families
    assert len({row.selector for row in live}) == MANY
    assert len(desk.codes()) == 2 * MANY
    sound(desk)
