"""Codes typed on the portal: one good use, the same answer to all that is wrong, and then a wait."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from backoffice.database import checks
from backoffice.history import queries as journal
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from backoffice.kernel.topics import Topic
from backoffice.portal.out_dossier import LOCKED, WRONG_CODE, WRONG_INVOICE
from backoffice.subscribers import services
from backoffice.subscribers.recipients import CodeKind
from tests.subscribers.conftest import spoiled

WRONG = "AAAA-AAAA-AAAA-A"


@pytest.fixture
def family(town):
    town.account("nadia")
    return town.family()


def told(town, account_id):
    """What the portal shows of this account's links."""
    rows = town.view("portal_out_link", account_id=account_id)
    return [(row["family_id"], row["state"], row["method"], row["reason"]) for row in rows]


def test_a_good_code_links_from_the_next_sign_in(desk, town, family, clock):
    (issued,) = desk.give(family)
    town.tell("nadia", "signed_in")
    assert desk.typed("nadia", issued.code) == ["linked"]
    assert told(town, "nadia") == [(family, "pending_sign_in", "code", None)]
    clock.now += timedelta(minutes=1)
    town.tell("nadia", "signed_in")
    desk.intake()
    assert told(town, "nadia") == [(family, "active", "code", None)]
    (kept,) = desk.codes()
    assert (kept.used_by, kept.failures) == ("nadia", 0)


def test_a_sign_in_sent_with_the_code_activates_only_when_it_follows(desk, town, family):
    first, second = desk.give(family)[0], desk.give(town.family("Autre"))[0]
    town.account("tom")
    desk.type("nadia", first.code)
    town.tell("nadia", "signed_in")
    town.tell("tom", "signed_in")
    desk.type("tom", second.code)
    desk.intake()
    assert {row.account_id: row.state for row in desk.links()} == {
        "nadia": "active",
        "tom": "pending_sign_in",
    }


def test_a_new_account_may_do_it_all_at_once(desk, town):
    (issued,) = desk.give(town.family())
    named = {"last_name": "Belkacem", "first_name": "nadia", "email": "n@exemple.fr"}
    town.tell("new", "account_created", named)
    town.tell("new", "account_activated")
    desk.type("new", issued.code.lower().replace("-", " "))
    town.tell("new", "signed_in")
    desk.intake()
    (made,) = desk.links()
    assert (made.state, made.guardian_id is not None) == ("active", True)


def test_a_code_serves_once(desk, town, family):
    (issued,) = desk.give(family)
    town.account("tom")
    assert desk.typed("nadia", issued.code) == ["linked"]
    assert desk.typed("tom", issued.code) == ["wrong"]
    assert len(desk.links()) == 1


def test_of_two_accounts_in_one_pass_the_first_wins(desk, town, family):
    (issued,) = desk.give(family)
    town.account("tom")
    desk.type("tom", issued.code)
    desk.type("nadia", issued.code)
    desk.intake()
    assert (desk.outcomes("tom"), desk.outcomes("nadia")) == (["linked"], ["wrong"])
    assert [row.used_by for row in desk.codes()] == ["tom"]


def test_an_account_already_linked_does_not_use_a_code_up(desk, town, family):
    first, second = desk.give(family)[0], None
    assert desk.typed("nadia", first.code) == ["linked"]
    (second,) = desk.give(family)
    town.account("tom")
    assert desk.typed("nadia", second.code) == ["linked"]
    assert desk.typed("tom", second.code) == ["linked"]
    assert [row.account_id for row in desk.links()] == ["nadia", "tom"]


def test_a_personal_code_alone_opens_nothing(desk, family):
    (issued,) = desk.give(family, kind=CodeKind.PERSONAL)
    assert desk.typed("nadia", issued.code) == ["wrong"]


def test_the_code_of_a_guardian_links_to_that_guardian(desk, town, family):
    (issued,) = desk.give(family, kind=CodeKind.GUARDIAN)
    desk.typed("nadia", issued.code)
    (made,) = desk.links()
    assert made.guardian_id == issued.recipient.guardian_id


def test_the_code_of_a_closed_dossier_is_wrong(desk, town, family):
    (issued,) = desk.give(family)
    with desk.database.work(desk.agent) as work:
        work.run(text("UPDATE family SET closed_at = created_at"))
    assert desk.typed("nadia", issued.code) == ["wrong"]


def test_five_wrong_tries_lock_the_account_for_that_hour(desk, town, family, clock):
    (issued,) = desk.give(family)
    start = clock.now
    for _ in range(5):
        assert desk.typed("nadia", WRONG) == ["wrong"]
        clock.now += timedelta(minutes=10)
    assert told(town, "nadia") == [(None, "refused", "code", WRONG_CODE)]
    assert desk.typed("nadia", issued.code) == ["locked"]
    assert told(town, "nadia") == [(None, "refused", "code", LOCKED)]
    clock.now = start + timedelta(minutes=60)
    assert desk.typed("nadia", issued.code) == ["linked"]
    assert [row[1] for row in told(town, "nadia")] == ["pending_sign_in"]


def test_the_lock_holds_within_one_pass_and_harms_nobody_else(desk, town, family):
    (issued,) = desk.give(family)
    town.account("tom")
    assert desk.typed("nadia", *[WRONG] * 5, issued.code) == [*["wrong"] * 5, "locked"]
    assert desk.typed("tom", issued.code) == ["linked"]


def test_five_failures_stop_a_code_whoever_made_them(desk, town, family):
    (issued,) = desk.give(family)
    for number in range(5):
        town.account(f"guess{number}")
        assert desk.typed(f"guess{number}", spoiled(issued.code)) == ["wrong"]
    assert [row.failures for row in desk.codes()] == [5]
    assert desk.typed("nadia", issued.code) == ["wrong"]


def test_a_slip_of_the_hand_does_not_count_against_the_code(desk, family):
    (issued,) = desk.give(family)
    slipped = issued.code[:-1] + ("2" if issued.code[-1] != "2" else "3")
    assert desk.typed("nadia", slipped) == ["wrong"]
    assert [row.failures for row in desk.codes()] == [0]


@pytest.mark.parametrize("typed", ["", "   ", "0", "é" * 300, "A" * 5000, "'; DROP TABLE link; --"])
def test_what_is_no_code_is_a_wrong_try(desk, town, typed):
    town.account("nadia")
    if typed.strip():
        assert desk.typed("nadia", typed) == ["wrong"]
    else:
        desk.typed("nadia", typed)
    assert desk.links() == []


def test_a_try_costs_one_hash_whatever_is_wrong(desk, town, family, monkeypatch):
    """Time is not told apart either: the same work is done for a code that does not exist."""
    (issued,) = desk.give(family)
    (gone,) = desk.give(town.family("Autre"))
    with desk.database.work(desk.agent) as work:
        services.revoke_codes(work, [desk.codes()[1].id])
    hashed = []
    from backoffice.subscribers import sealing

    right = sealing.matches
    monkeypatch.setattr(
        sealing, "matches", lambda stored, secret: hashed.append(stored) or right(stored, secret)
    )
    for number, typed in enumerate((WRONG, "nothing", spoiled(issued.code), gone.code)):
        town.account(f"try{number}")
        assert desk.typed(f"try{number}", typed) == ["wrong"]
    assert len(hashed) == 4
    assert hashed.count(None) == 3


def invoice(desk, family_id):
    """An invoice as its own capability will publish it."""
    desk.town.database.engine.dispose()
    money = "34.50" if desk.database.engine.dialect.name == "sqlite" else "34.50::numeric(12,2)"
    with desk.database.engine.begin() as connection:
        columns = tuple(connection.execute(text("SELECT * FROM portal_out_invoice")).keys())
        known = {
            "family_id": str(family_id), "amount": money, "emission_code": "'2026-06'",
            "reference": "'2026 06 003662'",
        }  # fmt: skip
        named = ", ".join(f"{known.get(name, 'NULL')} AS {name}" for name in columns)
        connection.execute(text("DROP VIEW portal_out_invoice"))
        connection.execute(text(f"CREATE VIEW portal_out_invoice AS SELECT {named}"))


def by_invoice(desk, account_id, code, **other):
    told = {"emission_code": "202606", "reference": "2026-06-003662", "amount": 34.5}
    desk.town.tell(account_id, "subscribe_by_invoice", {**told, "personal_code": code, **other})
    desk.intake()
    return desk.outcomes(account_id)[-1]


def test_an_invoice_and_its_payers_personal_code_link(desk, town, family):
    (issued,) = desk.give(family, kind=CodeKind.PERSONAL)
    invoice(desk, family)
    town.account("tom")
    assert by_invoice(desk, "nadia", issued.code) == "linked"
    assert by_invoice(desk, "tom", issued.code, amount="34,50 €") == "linked"
    assert [(row.method, row.guardian_id) for row in desk.links()] == [
        ("invoice", issued.recipient.guardian_id)
    ] * 2
    assert [row.used_at for row in desk.codes()] == [None]


@pytest.mark.parametrize(
    "other",
    [{"emission_code": "202607"}, {"reference": "1"}, {"amount": 34.51}, {"amount": "gratuit"}],
)
def test_the_four_values_go_together(desk, town, family, other):
    (issued,) = desk.give(family, kind=CodeKind.PERSONAL)
    invoice(desk, family)
    assert by_invoice(desk, "nadia", issued.code, **other) == "wrong"
    assert told(town, "nadia") == [(None, "refused", "invoice", WRONG_INVOICE)]


def test_the_payer_of_another_family_opens_nothing(desk, town, family):
    (issued,) = desk.give(town.family("Autre"), kind=CodeKind.PERSONAL)
    invoice(desk, family)
    assert by_invoice(desk, "nadia", issued.code) == "wrong"
    assert [row.failures for row in desk.codes()] == [0]


def test_an_agent_links_by_hand_an_account_that_is_activated(desk, town, family, clerk, clock):
    with desk.database.work(clerk) as work:
        made = services.link_by_agent(work, "nadia", family, None, "Carte d’identité vue")
    (row,) = desk.links()
    assert (row.id, row.state, row.method, row.agent_id) == (made, "pending_sign_in", "agent", 1)
    clock.now += timedelta(minutes=1)
    town.tell("nadia", "signed_in")
    desk.intake()
    assert [row.state for row in desk.links()] == ["active"]
    with pytest.raises(Refused, match="déjà"), desk.database.work(clerk) as work:
        services.link_by_agent(work, "nadia", family, None, "Carte")


def test_what_an_agent_may_not_link(desk, town, family, clerk, accountant):
    town.tell("new", "account_created", {"last_name": "A", "first_name": "B", "email": "c@d.fr"})
    desk.intake()
    other = desk.give(town.family("Autre"))[0].recipient.guardian_id
    for account_id, guardian_id, identity, error in (
        ("new", None, "Carte", Refused),
        ("nobody", None, "Carte", OutOfDate),
        ("nadia", other, "Carte", OutOfDate),
        ("nadia", None, "  ", Refused),
    ):
        with pytest.raises(error), desk.database.work(clerk) as work:
            services.link_by_agent(work, account_id, family, guardian_id, identity)
    with pytest.raises(OutOfDate), desk.database.work(clerk) as work:
        services.link_by_agent(work, "nadia", 404, None, "Carte")
    with pytest.raises(NotAllowed), desk.database.work(accountant) as work:
        services.link_by_agent(work, "nadia", family, None, "Carte")
    assert desk.links() == []


def test_a_link_is_revoked_once_with_a_reason_the_portal_shows(desk, town, clerk):
    family = town.family(accounts=["nadia"])
    (row,) = desk.links()
    with pytest.raises(Refused), desk.database.work(clerk) as work:
        services.revoke_link(work, row.id, " ")
    with desk.database.work(clerk) as work:
        services.revoke_link(work, row.id, "Séparation : demande du juge")
    assert told(town, "nadia") == [(family, "revoked", "code", "Séparation : demande du juge")]
    with pytest.raises(OutOfDate), desk.database.work(clerk) as work:
        services.revoke_link(work, row.id, "Encore")
    with desk.database.read(clerk) as work:
        assert checks.check(work) == []


def test_the_journal_names_codes_by_their_public_part_and_links_by_both_sides(desk, family, admin):
    (issued,) = desk.give(family)
    desk.typed("nadia", issued.code)
    with desk.database.read(admin) as work:
        rows = journal.page(work, journal.HistoryFilter(topic=Topic.SUBSCRIBERS), None, 10)
    told = {row.sentence: row.subject.words for row in rows}
    assert told["Code émis"] == f"{issued.selector}-…, famille Belkacem-Roy"
    assert told["Compte rattaché par un code"] == "Justine MARTIN, famille Belkacem-Roy"
