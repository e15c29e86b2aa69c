"""The accounts of one family."""

import pytest

from backoffice.kernel.errors import NotAllowed
from backoffice.kernel.permissions import Agent, Permission, Role
from backoffice.subscribers.queries.households import family_links


def links(desk, family_id):
    with desk.database.read(desk.agent) as work:
        return family_links(work, family_id)


def test_each_account_is_told_with_whom_it_speaks_for_and_how_it_came(desk, town):
    family = town.family("Martin", accounts=["justine"])
    town.family("Autre", accounts=["ailleurs"])
    (one,) = links(desk, family)
    assert (one.account_id, one.name, one.guardian) == ("justine", "Justine MARTIN", "Nadia Martin")
    assert (one.state, one.method, one.live) == ("active", "code", True)


def test_an_account_that_bears_another_name_is_told(desk, town):
    family = town.family("Belkacem-Roy", accounts=["justine"])
    assert [one.same_name for one in links(desk, family)] == [False]


def test_identity_verified_by_franceconnect_is_told(desk, town):
    told = {"civility": "Mme", "email": "n@exemple.fr", "terms_version": "3",
            "last_name": "BELKACEM", "first_name": "Nadia", "verified_by": "franceconnect"}  # fmt: skip
    town.tell("pending", "account_created", told)
    town.tell("pending", "account_activated")
    desk.intake()
    family = town.family("Belkacem-Roy")
    (issued,) = desk.give(family)
    desk.typed("pending", issued.code)
    (one,) = links(desk, family)
    assert (one.verified, one.terms_version, one.state) == (True, "3", "pending_sign_in")
    assert one.same_name


def test_a_family_nobody_speaks_for_has_none(desk, town):
    assert links(desk, town.family()) == ()


def test_one_must_be_allowed_to_read_families(desk, town, monkeypatch):
    from backoffice.kernel import permissions

    monkeypatch.setitem(
        permissions.GRANTS, Role.READER, frozenset(Permission) - {Permission.FAMILY_READ}
    )
    with (
        desk.database.read(Agent(1, "x", "X", Role.READER)) as work,
        pytest.raises(NotAllowed),
    ):
        family_links(work, 1)
