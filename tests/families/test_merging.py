"""Two dossiers of one family made one, and parted again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

import backoffice.inbox.tables
import backoffice.planning.tables
import backoffice.subscribers.tables  # noqa: F401  every table is known before they are counted
from backoffice.database import checks
from backoffice.database.base import metadata
from backoffice.documents.tables import document
from backoffice.families import belongings, editing, merging, queries, services, tax
from backoffice.families.dossier import dossier
from backoffice.families.merging import Side, Wanted
from backoffice.families.people import ChildDraft, GuardianDraft
from backoffice.families.tables import family
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from backoffice.kernel.permissions import SYSTEM
from backoffice.subscribers.tables import link
from tests.fixtures.town import YEAR

BORN = date(2019, 5, 4)
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def made(database, clerk, town):
    """A family written down twice: the second time with a second child and another spelling."""
    with database.work(clerk) as work:
        kept = services.create_family(
            work, "Nguyen", [GuardianDraft("Nguyen", "Linh", email="linh@exemple.fr")],
            [ChildDraft("Nguyen", "Minh", birth_date=BORN)],
        )  # fmt: skip
        merged = services.create_family(
            work,
            "N’Guyen",
            [
                GuardianDraft("Nguyen", "Linh", mobile="06 39 98 20 11"),
                GuardianDraft("Tran", "Bao", email="bao@exemple.fr"),
            ],
            [
                ChildDraft("Nguyen", "Mînh", birth_date=BORN),
                ChildDraft("Nguyen", "Lan", birth_date=date(2021, 3, 4)),
            ],
        )
        means = {"family_quotient": 640}
        tax.record_tax(work, merged.family_id, date(2026, 9, 1), "declared", "", means)
        editing.change(
            work, "child", merged.child_ids[0],
            {"allergies": [{"category": "Alimentaires", "label": "arachide"}]},
        )  # fmt: skip
        aunt = {"full_name": "Tante Mai", "mobile": "06 39 98 20 12"}
        services.add_contact(work, merged.child_ids[0], aunt)
        services.annotate_family(work, merged.family_id, "A déménagé en juin.")
    town.account("linh", kept.family_id, kept.guardian_ids[0])
    town.account("bao", merged.family_id, merged.guardian_ids[1])
    return kept, merged


def joined(database, agent, made) -> int:
    kept, merged = made
    with database.work(agent) as work:
        return merging.merge(work, merging.preview(work, kept.family_id, merged.family_id).wanted)


def snapshot(database, *family_ids):
    """All that a sheet says of these families, but for versions and instants."""
    with database.read(SYSTEM) as work:
        cards = [queries.card(work, one) for one in family_ids]
        sheets = [dossier(work, one) for one in family_ids]
        found = [queries.find(work, words) for words in ("linh", "bao", "minh", "lan")]
        links = work.rows(
            select(link.c.account_id, link.c.family_id, link.c.state).order_by(link.c.id)
        )
    return (
        [
            [(one.id, one.rank, one.is_payer, one.mobile) for one in card.guardians]
            for card in cards
        ],
        [[one.id for one in card.children] for card in cards],
        [[one.values for one in sheet.children] for sheet in sheets],
        [[len(one.contacts) for one in sheet.children] for sheet in sheets],
        [sheet.closed_at for sheet in sheets],
        found,
        [tuple(row) for row in links],
    )


def test_no_column_that_names_a_person_is_forgotten():
    people = {"family", "guardian", "child"}
    pointing = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in people and key.column.name == "id"
    }
    followed = {one.key for one in belongings.ALL}
    assert pointing - followed - belongings.APART == set()
    assert followed | belongings.APART <= pointing | {"search_entry.family_id"}


def test_a_preview_says_who_is_whom_and_what_moves(database, clerk, made):
    kept, merged = made
    with database.read(clerk) as work:
        seen = merging.preview(work, kept.family_id, merged.family_id)
    assert seen.guardians == {merged.guardian_ids[0]: kept.guardian_ids[0]}
    assert seen.children == {merged.child_ids[0]: kept.child_ids[0]}
    assert seen.moves == ("1 responsable", "1 enfant", "1 contact")
    assert seen.obstacle == ""


def test_two_dossiers_become_one(database, clerk, made):
    kept, merged = made
    joined(database, clerk, made)
    with database.read(clerk) as work:
        sheet = dossier(work, kept.family_id)
        assert queries.find(work, "nguyen") == (kept.family_id,)
        assert queries.find(work, "bao tran") == (kept.family_id,)
        (line,) = merging.merges(work, kept.family_id)
        held = editing.current(work, "child", [kept.child_ids[0]])[kept.child_ids[0]]
        closed = work.first(select(family).where(family.c.id == merged.family_id))
    assert [one.name for one in sheet.guardians] == ["Linh Nguyen", "Bao Tran"]
    assert [one.name for one in sheet.children] == ["Minh Nguyen", "Lan Nguyen"]
    assert sheet.guardians[0].values["mobile"] == "06 39 98 20 11"  # filled in
    assert held["allergies"] == [{"category": "Alimentaires", "label": "arachide"}]
    assert [one.values["full_name"] for one in sheet.children[0].contacts] == ["Tante Mai"]
    assert [note.words for note in sheet.notes] == ["A déménagé en juin."]
    assert sheet.tax[0].values["family_quotient"] == 640
    assert (line.merged_id, line.label, line.who) == (merged.family_id, "N’Guyen", clerk.name)
    assert closed.merged_into == kept.family_id


def test_accounts_of_both_read_the_one_that_is_kept(database, clerk, made, town):
    kept, _ = made
    joined(database, clerk, made)
    states = {row["account_id"]: row for row in town.view("portal_out_link")}
    assert states["bao"]["family_id"] == kept.family_id
    seen = town.view("portal_out_guardian", family_id=kept.family_id)
    assert {row["first_name"] for row in seen} == {"Linh", "Bao"}


def test_what_was_asked_and_reserved_follows(database, clerk, made, town):
    kept, merged = made
    activity_id = town.activity()
    slot_id = town.slot(activity_id, FRIDAY)
    town.enrol(merged.child_ids[0], activity_id)
    request_id = town.request("reservation", merged.child_ids[0], activity_id, FRIDAY)
    joined(database, clerk, made)
    (asked,) = town.view("portal_out_request", request_id=request_id)
    assert (asked["family_id"], asked["child_id"]) == (kept.family_id, kept.child_ids[0])
    assert town.slot_status(kept.child_ids[0], slot_id) == "reservation_pending"
    (enrolled,) = town.view("portal_out_enrolment", family_id=kept.family_id)
    assert enrolled["child_id"] == kept.child_ids[0]


def test_documents_follow_but_one_of_a_type_is_in_force(database, clerk, made, town):
    kept, merged = made
    both, hers = town.document_type("Assurance"), town.document_type("Vaccins")

    def given(type_id, family_id, child_id):
        return town.add(
            document, document_type_id=type_id, family_id=family_id, child_id=child_id,
            state="received", received_at=town.database.clock(), valid_until=date(2027, 8, 31),
        )  # fmt: skip

    mine = given(both, kept.family_id, kept.child_ids[0])
    double = given(both, merged.family_id, merged.child_ids[0])
    moved = given(hers, merged.family_id, merged.child_ids[0])
    merge_id = joined(database, clerk, made)
    owners = {row.id: row.child_id for row in town.read(select(document.c.id, document.c.child_id))}
    assert owners == {
        mine: kept.child_ids[0], double: merged.child_ids[0], moved: kept.child_ids[0],
    }  # fmt: skip
    with database.work(clerk) as work:
        merging.undo_merge(work, merge_id)
    owners = {row.id: row.child_id for row in town.read(select(document.c.id, document.c.child_id))}
    assert owners[moved] == merged.child_ids[0]


def test_a_merge_is_undone_as_if_it_had_not_been(database, clerk, admin, made):
    kept, merged = made
    before = snapshot(database, kept.family_id, merged.family_id)
    merge_id = joined(database, clerk, made)
    assert snapshot(database, kept.family_id, merged.family_id) != before
    with database.work(clerk) as work:
        merging.undo_merge(work, merge_id)
    assert snapshot(database, kept.family_id, merged.family_id) == before
    with database.read(clerk) as work:
        assert merging.merges(work, kept.family_id) == ()
        assert dossier(work, kept.family_id).tax[0].cancelled
    with database.read(admin) as work:
        assert checks.check(work) == []


def test_what_came_since_follows_its_child_and_the_rest_stays(database, clerk, made, town):
    kept, merged = made
    activity_id = town.activity()
    merge_id = joined(database, clerk, made)
    town.slot(activity_id, FRIDAY)
    children = (merged.child_ids[1], kept.child_ids[0])
    lan, minh = (town.request("reservation", one, activity_id, FRIDAY) for one in children)
    with database.work(clerk) as work:
        editing.change(work, "guardian", kept.guardian_ids[0], {"mobile": "06 39 98 20 99"})
        merging.undo_merge(work, merge_id)
    families = {row["request_id"]: row["family_id"] for row in town.view("portal_out_request")}
    assert families == {lan: merged.family_id, minh: kept.family_id}
    with database.read(clerk) as work:  # changed since: kept
        assert queries.card(work, kept.family_id).guardians[0].mobile == "06 39 98 20 99"


def test_three_guardians_do_not_fit_in_a_dossier(database, clerk, made):
    kept, merged = made
    with database.work(clerk) as work:
        seen = merging.preview(work, merged.family_id, kept.family_id, guardians={})
        assert "déjà deux responsables" in seen.obstacle
        with pytest.raises(Refused, match="déjà deux responsables"):
            merging.merge(work, seen.wanted)


def test_a_child_expected_twice_is_said_first(database, clerk, made, town):
    activity_id = town.activity()
    slot_id = town.slot(activity_id, FRIDAY)
    for one in made:
        town.enrol(one.child_ids[0], activity_id, starts_on=YEAR[0])
        town.reserve(slot_id, one.child_ids[0])
    with database.read(clerk) as work:
        seen = merging.preview(work, made[0].family_id, made[1].family_id)
    assert "attendu(e) deux fois le 20/11/2026" in seen.obstacle
    assert "1 inscription en double reste à l’ancien dossier." in seen.notes


def test_a_past_day_reserved_twice_stays_where_it_was(database, clerk, admin, made, town, clock):
    activity_id = town.activity()
    slot_id = town.slot(activity_id, FRIDAY)
    for one in made:
        town.reserve(slot_id, one.child_ids[0])
    clock.now += timedelta(days=10)
    merge_id = joined(database, clerk, made)
    assert town.slot_status(made[1].child_ids[0], slot_id) == "reserved"
    with database.work(clerk) as work:
        merging.undo_merge(work, merge_id)
    with database.read(admin) as work:
        assert checks.check(work) == []


def test_a_dossier_changed_meanwhile_is_looked_at_again(database, clerk, made):
    kept, merged = made
    with database.work(clerk) as work:
        seen = merging.preview(work, kept.family_id, merged.family_id)
        services.rename_family(work, merged.family_id, seen.merged.version, "Nguyen-Tran")
        with pytest.raises(OutOfDate):
            merging.merge(work, seen.wanted)


def test_what_is_closed_is_neither_merged_nor_undone_twice(database, clerk, made):
    kept, _ = made
    merge_id = joined(database, clerk, made)
    with pytest.raises(Refused, match="clos"):
        joined(database, clerk, made)
    with database.work(clerk) as work:
        with pytest.raises(Refused, match="différents"):
            merging.merge(work, Wanted(Side(kept.family_id, 1), Side(kept.family_id, 1), {}, {}))
        merging.undo_merge(work, merge_id)
        with pytest.raises(OutOfDate):
            merging.undo_merge(work, merge_id)


def test_strangers_are_not_taken_for_doubles(database, clerk, made):
    kept, merged = made
    with database.read(clerk) as work:
        odd = merging.preview(
            work, kept.family_id, merged.family_id, children={999: kept.child_ids[0]}
        )
    assert odd.obstacle


def test_merging_takes_its_own_right(database, reader, accountant, made):
    for agent in (reader, accountant):
        with pytest.raises(NotAllowed):
            joined(database, agent, made)
