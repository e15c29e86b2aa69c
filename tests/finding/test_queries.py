"""One line to find anything: any order, no accents, each role its own."""

from datetime import date

import pytest
from sqlalchemy import insert

from backoffice.families.people import AddressDraft, ChildDraft, GuardianDraft
from backoffice.families.services import create_family
from backoffice.finding.queries import Sort, find, recall
from backoffice.kernel.permissions import SYSTEM
from backoffice.subscribers.services import AccountFact, tell
from backoffice.subscribers.tables import subscriber_code

MOTHER = GuardianDraft(
    "Lefèvre-Çaçan", "Zoé", capacity="Mère", email="zoe.lefevre@exemple.fr", mobile="06 39 98 12 40",
    address=AddressDraft("14 rue des Tilleuls", "44210", "Valcourt"),
)  # fmt: skip
JADE = ChildDraft("Roy", "Jade", birth_date=date(2018, 5, 4), sex="F")


@pytest.fixture
def made(database, clerk, clock):
    with database.work(clerk) as work:
        create_family(work, "Belkacem", [GuardianDraft("Belkacem", "Nadia")])
        family = create_family(work, "Lefèvre", [MOTHER], [JADE])
        work.run(
            insert(subscriber_code).values(
                kind="family", family_id=family.family_id, selector="K7MP", secret_hash="x",
                issued_at=work.now, expires_at=work.now,
            )
        )  # fmt: skip
    with database.work(SYSTEM) as work:
        names = {"last_name": "Lefèvre", "first_name": "Zoé", "email": "zoe@ailleurs.fr"}
        tell(work, [AccountFact("portal-7", "account_created", work.now, names)])
    return family


def hits(database, agent, typed):
    with database.read(agent) as work:
        return find(work, typed)


def sorts(found):
    return [str(hit.sort) for hit in found]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lefevre", {"family", "guardian", "account"}),
        ("ZOÉ lef", {"guardian", "account"}),
        ("cacan zoe", {"guardian"}),
        ("roy jade", {"child"}),
        ("jade lefevre", {"family"}),  # the child's first name, the mother's name
        ("06 39 98 12", {"guardian"}),
        ("+33 6 39 98 12 40", {"guardian"}),
        ("zoe.lefevre@ex", {"guardian"}),
        ("zoe@ailleurs", {"account"}),
        ("k7mp-efgh", {"code"}),
        ("", set()),
        ("%", set()),
        ("acan", set()),  # a word is met by its beginning
        ('" OR key:*', set()),
    ],
)
def test_words_lead_to_people_whatever_their_order(database, clerk, made, typed, expected):
    assert set(sorts(hits(database, clerk, typed))) == expected


def test_a_hit_says_enough_to_choose_and_where_it_leads(database, clerk, made):
    (child,) = hits(database, clerk, "jade")
    assert (child.title, child.family_id) == ("Jade Roy", made.family_id)
    assert child.detail.startswith("née le ")
    (person,) = hits(database, clerk, "cacan")
    assert person.detail == "Mère · famille Lefèvre · 06 39 98 12 40"
    home = next(hit for hit in hits(database, clerk, "lefevre") if hit.sort is Sort.FAMILY)
    assert home.title == "Famille Lefèvre"
    assert home.detail == "14 rue des Tilleuls · Valcourt"


def test_a_code_never_shows_more_than_its_public_part(database, clerk, made):
    (code,) = hits(database, clerk, "K7MP EFGH JKLM N")
    assert code.title == "Code abonné K7MP-…"
    assert "EFGH" not in str(code)


def test_a_reader_finds_neither_accounts_nor_codes(database, reader, made):
    assert set(sorts(hits(database, reader, "zoe"))) == {"guardian"}
    assert hits(database, reader, "K7MP") == ()


def test_a_reference_leads_to_its_request(database, clerk, town, lines):
    line = lines.ask(lines.household())
    number = lines.requests_of(line)[0][0]
    typed = f"{number:,}".replace(",", " ")
    found = hits(database, clerk, typed)
    assert [(hit.sort, hit.key) for hit in found] == [(Sort.REQUEST, str(number))]
    assert hits(database, clerk, str(number + 1)) == ()


def test_what_was_opened_last_comes_back_as_it_is_called_today(database, clerk, made):
    kept = [(str(hit.sort), hit.key) for hit in hits(database, clerk, "lefevre")]
    with database.read(clerk) as work:
        again = recall(work, [*kept, ("family", "999999"), ("child", "x")])
    assert [(str(hit.sort), hit.key) for hit in again] == kept
    assert {hit.title for hit in again} >= {"Famille Lefèvre", "Zoé Lefèvre-Çaçan"}


def test_a_closed_dossier_is_found_no_more(database, clerk, made):
    from sqlalchemy import update

    from backoffice.families.tables import family

    with database.work(clerk) as work:
        work.run(update(family).where(family.c.id == made.family_id).values(closed_at=work.now))
    assert sorts(hits(database, clerk, "lefevre roy jade cacan")) == []
    assert sorts(hits(database, clerk, "jade")) == []
