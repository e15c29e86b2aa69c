"""Each promise about documents, broken by hand, is found and named."""

import pytest
from sqlalchemy import text

from backoffice.database import checks
from backoffice.database.document_checks import DOCUMENTS
from backoffice.documents import services as documents
from backoffice.documents.owners import Owner
from backoffice.inbox import services
from backoffice.inbox.intake import take_in
from backoffice.inbox.plan import Answer, Seen
from backoffice.inbox.workflow import Verb
from backoffice.kernel.permissions import SYSTEM
from backoffice.portal.tables import portal_in_file

PDF = b"%PDF-1.4"
BREAKS = {
    "document_decided": "UPDATE document SET decided_at = NULL WHERE state = 'received'",
    "document_kept": "UPDATE document_file SET kept = false",
    "document_answered": "UPDATE document SET state = 'received' WHERE state = 'invalid'",
}


@pytest.fixture
def given(database, town, clerk):
    """One accepted, one refused, one waiting, one from the counter."""
    family = town.family(accounts=["nadia"])
    child = town.child(family)
    for label, answer in (
        ("Assurance", Answer(Verb.ACCEPT)),
        ("PAI", Answer(Verb.REFUSE, public_reason="Illisible.")),
        ("Vaccins", None),
    ):
        type_id = town.document_type(label)
        sent = town.add(portal_in_file, account_id="nadia", name="a.pdf", content=PDF)
        payload = {"document_type_id": type_id, "child_id": child, "file_ids": [sent]}
        asked = town.ask("nadia", "document", payload)
        with database.work(SYSTEM) as work:
            take_in(work)
        if answer is not None:
            with database.work(clerk) as work:
                services.decide(work, [Seen(asked)], answer)
    with database.work(clerk) as work:
        documents.add(work, type_id, Owner(family, child), [("b.pdf", PDF)])
    return database


def found(database):
    with database.read(SYSTEM) as work:
        return {one.name for one in checks.check(work)}


def test_every_promise_is_broken_by_a_test():
    assert set(BREAKS) == set(DOCUMENTS)


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_broken_promise_is_found(given, name):
    assert found(given) == set()
    with given.engine.begin() as connection:
        connection.execute(text(BREAKS[name]))
    assert name in found(given)
