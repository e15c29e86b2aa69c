import pytest

from backoffice.families.browsing import answering, page
from backoffice.families.people import ChildDraft, GuardianDraft
from backoffice.families.services import create_family
from backoffice.kernel.errors import NotAllowed
from backoffice.kernel.permissions import Agent, Permission, Role

NAMES = ("Zola", "éluard", "Duras", "Eluard", "Camus")


@pytest.fixture
def made(database, clerk):
    with database.work(clerk) as work:
        return {
            name: create_family(
                work, name, [GuardianDraft(name, "Claude")], [ChildDraft(name, "Jade")]
            ).family_id
            for name in NAMES
        }


def test_all_families_come_in_the_order_of_their_names_page_by_page(database, clerk, made):
    after, listed = None, []
    with database.read(clerk) as work:
        while found := page(work, after, 2):
            listed += found
            after = found[-1].key
    assert [one.label for one in listed] == ["Camus", "Duras", "éluard", "Eluard", "Zola"]
    assert {one.children for one in listed} == {("Jade",)}


def test_those_that_answer_come_in_the_same_order(database, clerk, made):
    with database.read(clerk) as work:
        assert [one.label for one in answering(work, "claude e")] == ["éluard", "Eluard"]
        assert answering(work, "personne") == ()


def test_a_family_that_was_closed_is_not_listed(database, clerk, made, town):
    from sqlalchemy import update

    from backoffice.families.tables import family

    with database.work(clerk) as work:
        work.run(update(family).where(family.c.id == made["Camus"]).values(closed_at=work.now))
    with database.read(clerk) as work:
        assert "Camus" not in [one.label for one in page(work, None, 10)]


def test_one_must_be_allowed_to_read_families(database, made, monkeypatch):
    from backoffice.kernel import permissions

    monkeypatch.setitem(
        permissions.GRANTS, Role.READER, frozenset(Permission) - {Permission.FAMILY_READ}
    )
    nobody = Agent(1, "x", "X", Role.READER)
    with database.read(nobody) as work, pytest.raises(NotAllowed):
        page(work, None, 10)
    with database.read(nobody) as work, pytest.raises(NotAllowed):
        answering(work, "camus")
