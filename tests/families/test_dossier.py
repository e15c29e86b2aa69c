"""The sheet: the portal's blocks, in a number of queries that does not grow."""

from datetime import date

import pytest
from sqlalchemy import event

from backoffice.families import fields
from backoffice.families.bank import open_account
from backoffice.families.dossier import HEALTH, dossier
from backoffice.families.editing import edit
from backoffice.families.people import ChildDraft
from backoffice.families.services import (
    add_child,
    add_contact,
    annotate_family,
    see_health,
)
from backoffice.families.story import HIDDEN, ask_health, history
from backoffice.families.tax import record_tax
from backoffice.kernel.errors import NotAllowed, Refused
from tests.families.conftest import IBAN

GLUTEN = {"category": "Alimentaires", "label": "gluten"}
MOST_QUERIES = 12


@pytest.fixture
def full(home, clerk, accountant):
    with home.database.work(clerk) as work:
        annotate_family(work, home.family_id, "Préfère être appelée le soir.")
        add_contact(work, home.minh, {"full_name": "Mme Odile Tran", "pickup": True})
        edit(work, "child", home.minh, 2, {"allergies": [GLUTEN], "care_plan": True})
    with home.database.work(accountant) as work:
        open_account(work, home.mother, "Mme Nguyen", IBAN)
        record_tax(work, home.family_id, date(2026, 9, 1), "caf", "Attestation", {"rsa": True})
    home.asked("child", home.minh, "allergies", [GLUTEN], item="Alimentaires : arachide")
    return home


def counted(database, agent, look):
    seen = []

    def count(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", count)
    with database.read(agent) as work:
        found = look(work)
    event.remove(database.engine, "before_cursor_execute", count)
    return found, [one for one in seen if one.lstrip().upper().startswith("SELECT")]


def test_the_whole_sheet_opens_in_a_dozen_queries_whatever_its_size(full, clerk):
    small, few = counted(full.database, clerk, lambda work: dossier(work, full.family_id))
    with full.database.work(clerk) as work:
        for number in range(6):
            child_id = add_child(work, full.family_id, ChildDraft("Nguyen", f"Enfant{number}"))
            for contact in range(8):
                add_contact(work, child_id, {"full_name": f"Ami de la famille {contact}"})
    large, many = counted(full.database, clerk, lambda work: dossier(work, full.family_id))
    assert (len(small.children), len(large.children)) == (1, 7)
    assert len(few) == len(many) <= MOST_QUERIES


def test_it_holds_the_portal_s_blocks(full, clerk):
    with full.database.read(clerk) as work:
        sheet = dossier(work, full.family_id)
    mother, father = sheet.guardians
    assert (mother.name, mother.values["street"]) == ("Mme Linh Nguyen", "14 rue des Tilleuls")
    assert {one.name for one in fields.of("guardian")} == mother.values.keys()
    assert (mother.bank.mandate.state, father.bank) == ("to_sign", None)
    [minh] = sheet.children
    assert (minh.name, [one.values["full_name"] for one in minh.contacts]) == (
        "Minh Nguyen",
        ["Mme Odile Tran"],
    )
    assert [note.words for note in sheet.notes] == ["Préfère être appelée le soir."]
    assert sheet.tax[0].in_force
    assert sheet.is_yellow
    with pytest.raises(Refused, match="n’existe pas"), full.database.read(clerk) as work:
        dossier(work, 999)


def test_health_is_shown_to_whom_it_may_and_the_journal_says_so(full, clerk, reader):
    for agent in (clerk, reader):
        with full.database.read(agent) as work:
            [minh] = dossier(work, full.family_id).children
            assert not HEALTH & minh.values.keys()
            assert "gluten" not in repr(minh.values)
    assert minh.pending[0].asked == "masqué"
    with pytest.raises(NotAllowed), full.database.work(reader) as work:
        see_health(work, full.minh)
    with full.database.work(clerk) as work:
        seen = see_health(work, full.minh)
        assert [(entry.action, entry.subject_ids) for entry in work.entries] == [
            ("see_health", [full.minh])
        ]
    assert (seen.allergies, seen.care_plan) == ((GLUTEN,), True)
    assert [one.field for one in seen.pending] == ["allergies"]


def test_the_history_tells_what_each_may_see(full, clerk, reader):
    with full.database.read(clerk) as work:
        lines = history(work, full.family_id, health=True)
        again = history(work, full.family_id, before=lines[2].id, limit=2, health=True)
        assert again == lines[3:5]
    told = {(line.about, line.label): (line.before, line.after) for line in lines}
    assert told["Minh Nguyen", "Allergies"] == (None, "Alimentaires : gluten")
    assert told["La famille", "Allocataire RSA"] == (None, "Oui")
    assert told["Linh Nguyen", "IBAN"][1].startswith("FR76 ••••")
    assert {line.who for line in lines} == {"Claire Martin", "Anne Leroy"}
    with full.database.read(reader) as work:
        seen = {line.label: (line.after, line.hidden) for line in history(work, full.family_id)}
    assert seen["Allergies"] == seen["Allocataire RSA"] == (HIDDEN, True)
    assert seen["Contact"] == ("Mme Odile Tran", False)


def test_health_is_told_in_the_history_to_whoever_asked_and_may(full, clerk, reader):
    def allergies(agent, *, health):
        with full.database.read(agent) as work:
            lines = history(work, full.family_id, health=health)
        return next(line.after for line in lines if line.label == "Allergies")

    assert allergies(clerk, health=False) == allergies(reader, health=True) == HIDDEN
    with full.database.work(clerk) as work:
        ask_health(work, full.family_id)
        assert [(entry.action, entry.subject_ids) for entry in work.entries] == [
            ("see_health", [full.minh])
        ]
    with pytest.raises(NotAllowed), full.database.work(reader) as work:
        ask_health(work, full.family_id)


def test_a_note_says_something_to_agents_only(home, clerk, reader):
    with pytest.raises(Refused, match="Écrivez"), home.database.work(clerk) as work:
        annotate_family(work, home.family_id, " \n ")
    with pytest.raises(NotAllowed), home.database.work(reader) as work:
        annotate_family(work, home.family_id, "Moi aussi")
