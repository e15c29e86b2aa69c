"""What is promised of codes, broken by hand as no program could, is found and named."""

import pytest
from sqlalchemy import text

from backoffice.database import checks
from backoffice.database.link_checks import LINKS
from backoffice.kernel.permissions import SYSTEM

BREAKS = {
    "code_once": "INSERT INTO link (account_id, family_id, state, method, linked_at, code_id) "
    "SELECT 'tom', family_id, 'active', method, linked_at, code_id FROM link",
    "code_used": "UPDATE subscriber_code SET used_by = 'tom'",
    "code_method": "UPDATE link SET method = 'invoice'",
}


@pytest.fixture
def used(desk, town):
    """A code that linked an account."""
    town.account("tom")
    town.account("nadia")
    (issued,) = desk.give(town.family())
    assert desk.typed("nadia", issued.code) == ["linked"]
    return desk


def found(desk):
    with desk.database.read(SYSTEM) as work:
        return {one.name for one in checks.check(work)}


def test_every_promise_is_broken_by_a_test():
    assert set(BREAKS) == set(LINKS)


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_broken_promise_is_found(used, name):
    assert found(used) == set()
    with used.database.engine.begin() as connection:
        connection.execute(text(BREAKS[name]))
    assert name in found(used)
