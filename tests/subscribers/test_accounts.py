"""The lists of accounts an agent works from, and one account with all its links."""

from datetime import timedelta

import pytest

from backoffice.families.tables import search_entry
from backoffice.subscribers import queries, services
from backoffice.subscribers.queries import AccountSort

S = AccountSort
CREATED = {"civility": "Mme", "email": "n@exemple.fr", "terms_version": "3"}


@pytest.fixture
def people(desk, town, clock):
    """An account of each sort."""
    town.family("Reliée", accounts=["linked"])
    town.account("alone")
    town.tell("sleeping", "account_created", {**CREATED, "last_name": "Roy", "first_name": "Éric"})
    town.tell(
        "pending",
        "account_created",
        {**CREATED, "last_name": "BELKACEM", "first_name": "Nadia", "verified_by": "franceconnect"},
    )
    town.tell("pending", "account_activated")
    desk.intake()
    (issued,) = desk.give(town.family("Belkacem-Roy"))
    desk.typed("pending", issued.code)
    town.account("locked")
    desk.typed("locked", *["AAAA-AAAA-AAAA-A"] * 6)


def names(desk, sort, typed=""):
    with desk.database.read(desk.agent) as work:
        return {row.account_id for row in queries.account_page(work, sort, typed)}


def sheet(desk, account_id):
    with desk.database.read(desk.agent) as work:
        return queries.account_sheet(work, account_id)


def test_each_list_holds_its_accounts_and_counts_them(desk, people):
    expected = {
        S.ALONE: {"alone", "locked"},
        S.NOT_ACTIVATED: {"sleeping"},
        S.LOCKED: {"locked"},
        S.PENDING: {"pending"},
        S.MISMATCH: {"linked"},
    }
    assert {sort: names(desk, sort) for sort in expected} == expected
    assert len(names(desk, S.ALL)) == 5
    with desk.database.read(desk.agent) as work:
        counted = queries.account_counts(work)
    assert counted == {sort: len(found) for sort, found in expected.items()}


def test_a_lock_ends_with_its_hour(desk, people, clock):
    end = sheet(desk, "locked").locked_until
    assert end == clock.now + timedelta(hours=1)
    clock.now = end
    assert names(desk, S.LOCKED) == set()
    assert sheet(desk, "locked").locked_until is None


def test_accounts_are_found_by_name_or_mail_page_by_page(desk, people):
    assert names(desk, S.ALL, "eric RO") == {"sleeping"}
    assert names(desk, S.ALL, "exemple") == {"sleeping", "pending"}
    assert names(desk, S.ALL, "nobody") == set()
    with desk.database.read(desk.agent) as work:
        rows, after = [], None
        while page := queries.account_page(work, S.ALL, after=after, limit=2):
            rows += page
            after = page[-1].key
    assert len(rows) == len({row.id for row in rows}) == 5
    assert rows == sorted(rows, key=lambda row: row.key, reverse=True)


def test_a_sheet_says_who_it_is_beside_who_it_is_linked_to(desk, people):
    found = sheet(desk, "pending")
    assert (found.verified, found.terms_version, found.state) == (True, "3", "activated")
    (made,) = found.links
    assert (made.family, made.guardian, made.same_name) == ("Belkacem-Roy", "Nadia Belkacem", True)
    assert (made.state, made.method, made.live) == ("pending_sign_in", "code", True)
    (other,) = sheet(desk, "linked").links
    assert not other.same_name
    assert [one.outcome for one in sheet(desk, "locked").tries] == ["locked", *["wrong"] * 5]
    assert sheet(desk, "nobody") is None


def test_a_revoked_link_says_by_whom_and_why(desk, people, clerk):
    (made,) = sheet(desk, "pending").links
    with desk.database.work(clerk) as work:
        services.revoke_link(work, made.id, "Mauvaise famille")
    (gone,) = sheet(desk, "pending").links
    assert (gone.state, gone.revoked_by, gone.reason, gone.live) == (
        "revoked", "Claire Martin", "Mauvaise famille", False,
    )  # fmt: skip
    assert names(desk, S.PENDING) == set()
    assert "pending" in names(desk, S.ALONE)


def test_codes_are_found_by_family_and_by_public_part(desk, town, people, reader):
    family_id = desk.codes()[0].family_id
    town.add(
        search_entry, family_id=family_id, kind="family", subject_id=family_id, key="belkacem roy"
    )
    with desk.database.read(reader) as work:
        (row,) = queries.code_page(work, queries.CodeFilter(typed="belk"))
        assert row.accounts == ("Nadia BELKACEM",)
        assert queries.code_page(work, queries.CodeFilter(typed=row.selector))[0] == row
        assert queries.code_row(work, row.id) == row
        assert queries.code_row(work, 404) is None
        assert queries.code_page(work, queries.CodeFilter(facility_id=1)) == ()
        assert queries.code_page(work, queries.CodeFilter(personal=True)) == ()
