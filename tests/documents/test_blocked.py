"""« Familles bloquées pour pièce »: who lacks what, page by page."""

from datetime import timedelta

import pytest

from backoffice.documents import blocked as listing
from backoffice.documents import services
from backoffice.documents.blocked import blocked
from backoffice.documents.owners import Owner
from backoffice.documents.tables import document, document_need
from backoffice.kernel.permissions import SYSTEM

PDF = b"%PDF-1.4"


@pytest.fixture
def lists(database, clerk):
    def read(*asked):
        with database.read(clerk) as work:
            return {
                one.label: [(lack.label, lack.whom, lack.state) for lack in one.lacks]
                for one in blocked(work, *asked)
            }

    return read


def give(database, clerk, type_id, owner, until=None):
    with database.work(clerk) as work:
        return services.add(work, type_id, owner, [("a.pdf", PDF)], valid_until=until)


def test_nobody_is_blocked_where_nothing_weighs(town, lists):
    town.child(town.family())
    town.document_type("Assurance", mandatory=True)
    town.document_type("Avis", effect="block")
    assert lists() == {}


def test_each_family_is_told_with_all_it_lacks(town, lists):
    town.document_type("Assurance", mandatory=True, effect="block")
    town.document_type("Domicile", mandatory=True, effect="warn", scope="family")
    town.document_type("Identité", mandatory=True, effect="warn", scope="guardian")
    two = town.family("Belkacem")
    town.child(two, "Inès", "Belkacem")
    town.child(two, "Sami", "Belkacem")
    town.family("Sans enfant")
    assert lists() == {
        "Belkacem": [
            ("Assurance", "Inès Belkacem", "missing"),
            ("Domicile", "", "missing"),
            ("Identité", "Nadia Belkacem", "missing"),
            ("Assurance", "Sami Belkacem", "missing"),
        ]
    }


def test_what_holds_or_is_examined_blocks_nobody(database, town, clerk, clock, lists):
    family = town.family("Roy")
    owner = Owner(family, town.child(family, "Zoé", "Roy"))
    type_id = town.document_type("Assurance", mandatory=True, effect="block")
    today = clock.now.date()
    give(database, clerk, type_id, owner, today)
    assert lists() == {}
    clock.now += timedelta(days=1)
    assert lists() == {"Roy": [("Assurance", "Zoé Roy", "expired")]}
    with database.work(SYSTEM) as work:
        services.expire(work)
    assert lists() == {"Roy": [("Assurance", "Zoé Roy", "expired")]}
    told = {"family_id": family, "child_id": owner.child_id, "received_at": clock.now}
    town.add(document, document_type_id=type_id, **told)
    assert lists() == {}


def test_a_refused_document_blocks(town, clock, lists):
    family = town.family("Roy")
    town.add(
        document,
        document_type_id=town.document_type("Assurance", mandatory=True, effect="block"),
        family_id=family, child_id=town.child(family, "Zoé", "Roy"), received_at=clock.now,
        state="invalid", public_reason="Illisible.",
    )  # fmt: skip
    assert lists() == {"Roy": [("Assurance", "Zoé Roy", "invalid")]}


def test_what_an_activity_asks_for_is_asked_of_those_enrolled(town, lists):
    activity = town.activity()
    type_id = town.document_type("Natation", mandatory=True, effect="block")
    town.add(document_need, document_type_id=type_id, activity_id=activity)
    town.child(town.family("Roy"), "Zoé", "Roy")
    swims = town.child(town.family("Haddad"), "Salma", "Haddad")
    town.enrol(swims, activity)
    assert lists() == {"Haddad": [("Natation", "Salma Haddad", "missing")]}


def test_families_come_page_by_page_by_name(database, town, clerk, lists, monkeypatch):
    monkeypatch.setattr(listing, "_CHUNK", 2)
    names = ["Alami", "Bernard", "Costa", "Diallo", "Evrard"]
    for name in reversed(names):
        town.child(town.family(name), "Zoé", name)
    town.document_type("Assurance", mandatory=True, effect="block")
    assert list(lists(None, 3)) == names[:3]
    with database.read(clerk) as work:
        after = blocked(work, None, 3)[-1].key
    assert list(lists(after, 3)) == names[3:]
