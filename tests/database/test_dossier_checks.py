"""Each promise about dossiers, broken by hand as no program could, is found and named."""

from datetime import date

import pytest
from sqlalchemy import text

from backoffice.database import checks
from backoffice.database.dossier_checks import DOSSIER
from backoffice.families.bank import open_account
from backoffice.families.tables import asked_field
from backoffice.inbox.tables import decision, due_address

IBAN = "FR7630001007941234567890185"
DECIDED = "status = 'accepted', decided_at = '2026-11-16T09:00:00.000000+00:00', decided_by = 1"


@pytest.fixture
def lived_in(town, accountant):
    """A family with its bank, its request answered in part, its address to come."""
    family_id = town.family("Nguyen", accounts=["linh"])
    child_id = town.child(family_id, "Minh")
    [(guardian_id, _)] = town.read(text("SELECT id, rank FROM guardian"))
    with town.database.work(accountant) as work:
        open_account(work, guardian_id, "Mme Nguyen", IBAN)
    activity_id = town.activity()
    request_id = town.request(
        "guardian_change", child_id, activity_id, town.database.clock().date(), account_id="linh"
    )
    now = town.database.clock()
    values = {"operation_id": "o", "at": now, "mail_at": now, "status_before": "transmitted"}
    decision_id = town.add(
        decision, request_id=request_id, outcome="transmitted", agent_id=1, facts=[], **values
    )
    for field, state in (("street", "accepted"), ("mobile", "pending")):
        town.add(
            asked_field,
            request_id=request_id,
            position=0,
            subject="guardian",
            subject_id=guardian_id,
            field=field,
            state=state,
            decision_id=decision_id if state == "accepted" else None,
        )
    town.add(
        due_address, decision_id=decision_id, guardian_id=guardian_id, changes={}, due_on=date(2027, 1, 1)
    )  # fmt: skip
    return town


def found(town, agent):
    with town.database.read(agent) as work:
        return {breach.name for breach in checks.check(work)}


BREAKS = {
    "child_home": "DELETE FROM family_child",
    "open_account": "INSERT INTO bank_account (guardian_id, holder, iban, iban_masked, opened_at) "
    "SELECT guardian_id, holder, iban, iban_masked, opened_at FROM bank_account",
    "account_mandate": "DELETE FROM mandate",
    "closed_mandate": "UPDATE bank_account SET closed_at = opened_at",
    "one_mandate": "INSERT INTO mandate (bank_account_id, reference, opened_at) "
    "SELECT bank_account_id, 'RUM-2', opened_at FROM mandate",
    "field_left": f"UPDATE request SET {DECIDED}",
    "field_answered": "UPDATE decision SET undone_at = at",
    "field_outcome": f"UPDATE request SET {DECIDED.replace('accepted', 'refused')}, public_reason = 'Non'",
    "due_address": "UPDATE decision SET undone_at = at",
}


def test_a_base_that_lived_is_sound(lived_in, clerk):
    assert found(lived_in, clerk) & set(DOSSIER) == set()


def test_every_invariant_is_broken_by_a_test():
    assert set(BREAKS) == set(DOSSIER)


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_broken_promise_is_found(lived_in, clerk, name):
    with lived_in.database.engine.connect() as connection, connection.begin():
        if lived_in.database.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (trigger,) in connection.execute(triggers).all():
                connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("DROP INDEX uq_bank_account_open"))
        connection.execute(text(BREAKS[name]))
    assert name in found(lived_in, clerk)
