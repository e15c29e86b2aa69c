"""A child's sheet: general, health hidden until asked, contacts, households, payers, photo."""

from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from backoffice.database.journal import journal
from backoffice.families import editing
from backoffice.families.photos import shown as photo_of
from backoffice.kernel.permissions import SYSTEM
from tests.ui.families.reading import fill, lines, press_deed, save
from tests.ui.shown import click, column_of, settle, sheet
from ui.families.photo import Photo
from ui.families.sheet import CHILDREN, HISTORY
from ui.kit.sheet import Sheet


@pytest.fixture
def page(qtbot, view):
    view.sheet.open_page(CHILDREN)
    settle(qtbot, view.tasks)
    return view.children_page


def minh(home):
    return home.dossier().children[0]


def looks(home):
    with home.database.read(SYSTEM) as work:
        return [
            row.agent_id
            for row in work.rows(select(journal).where(journal.c.action == "see_health"))
        ]


def test_general_data_and_the_class_are_changed(qtbot, view, page, home, town_of):
    class_id = town_of(home.database).school_class(town_of(home.database).facility())
    form = press_deed(qtbot, view, "edit_child")
    fill(form, insurance_company="Assurance des Écoles")
    form.editors["school_class_id"].box.choose(class_id)
    form.editors["glasses"].box.click()
    save(qtbot, view, form)
    assert lines(page)["Classe"].value == "CE1 B, École Jules-Ferry"
    values = minh(home).values
    assert (values["insurance_company"], values["glasses"]) == ("Assurance des Écoles", True)


def test_a_child_cannot_be_born_before_its_time(qtbot, view, page, home):
    form = press_deed(qtbot, view, "edit_child")
    fill(form, birth_date="04/03/1950")
    save(qtbot, view, form)
    assert "Date de naissance" in form.banner.words
    form.reject()


def test_authorisations_are_changed(qtbot, view, page, home):
    form = press_deed(qtbot, view, "edit_authorisations")
    form.editors["allows_photo"].box.click()
    save(qtbot, view, form)
    assert minh(home).values["allows_photo"]


def test_a_child_is_added(qtbot, view, page, home):
    form = press_deed(qtbot, view, "child_add")
    fill(form, last_name="Nguyen", first_name="Maï", birth_date="14/12/2021")
    form.editors["sex"].box.choose("F")
    save(qtbot, view, form)
    assert [one.values["first_name"] for one in home.dossier().children] == ["Minh", "Maï"]
    assert page.names.count() == 2


# --- health ---------------------------------------------------------------------------------------


def test_health_is_hidden_until_asked_for_and_the_journal_keeps_it(qtbot, view, page, home, clerk):
    with home.database.work(clerk) as work:
        editing.edit(work, "child", home.minh, 1, {"diets": ["sans_porc"]})
    view.reload()
    settle(qtbot, view.tasks)
    assert lines(page)["Régimes, allergies, vaccins"].hidden
    assert looks(home) == []
    click(qtbot, view.tasks, page, "see_health")
    assert lines(page)["Pratiques alimentaires"].value == "Sans porc"
    assert looks(home) == [clerk.id]


def test_whoever_may_not_see_health_is_not_offered_it(qtbot, open_as, reader):
    view = open_as(reader)
    view.sheet.open_page(CHILDREN)
    settle(qtbot, view.tasks)
    assert view.children_page.findChild(QWidget, "see_health") is None


def test_diets_allergies_and_the_care_plan_are_changed_together(qtbot, view, page, home):
    click(qtbot, view.tasks, page, "see_health")
    form = press_deed(qtbot, view, "edit_health")
    form.diets["vegetarien"].click()
    click(qtbot, view.tasks, form, "allergy_add")
    category, name = form.allergies.boxes[0]
    category.setText("Alimentaires")
    form.plan.click()
    form.until.setText("31/8/2027")
    save(qtbot, view, form)
    assert name.complaint  # a line is whole, or is not
    name.setText("gluten")
    save(qtbot, view, form)
    shown = lines(page)
    assert shown["Allergies"].value == "Alimentaires : gluten"
    assert shown["PAI"].value == "Oui, jusqu’au 31/08/2027"
    assert shown["Pratiques alimentaires"].value == "Végétarien"


def test_vaccinations_are_added_and_taken_away(qtbot, view, page, home):
    click(qtbot, view.tasks, page, "see_health")
    form = press_deed(qtbot, view, "edit_vaccinations")
    click(qtbot, view.tasks, form, "vaccine_add")
    vaccine, given, booster = form.rows.boxes[0]
    vaccine.setText("ROR")
    given.setText("4/11/2025")
    booster.setText("4/11/2024")
    save(qtbot, view, form)
    assert "rappel" in form.banner.words
    booster.setText("4/11/2027")
    save(qtbot, view, form)
    assert lines(page)["ROR"].value == "04/11/2025, rappel 04/11/2027"
    form = press_deed(qtbot, view, "edit_vaccinations")
    click(qtbot, view.tasks, form, "vaccine_0_remove")
    save(qtbot, view, form)
    assert "ROR" not in lines(page)


def test_a_faster_colleague_does_not_cost_a_vaccination(qtbot, view, page, home, admin):
    click(qtbot, view.tasks, page, "see_health")
    form = press_deed(qtbot, view, "edit_vaccinations")
    click(qtbot, view.tasks, form, "vaccine_add")
    vaccine, given, _ = form.rows.boxes[0]
    vaccine.setText("ROR")
    given.setText("4/11/2025")
    with home.database.work(admin) as work:
        editing.edit(work, "child", home.minh, 1, {"glasses": True})
    save(qtbot, view, form)
    assert "conservé" in form.banner.words
    save(qtbot, view, form)
    assert Sheet.above(view.shown_in) is None
    assert lines(page)["ROR"].value == "04/11/2025"


# --- contacts -------------------------------------------------------------------------------------


def add_odile(qtbot, view):
    form = press_deed(qtbot, view, "add_contact")
    fill(form, full_name="Odile Tran", relation="Grand-mère", mobile="06 39 98 00 01")
    form.editors["pickup"].box.click()
    save(qtbot, view, form)


def test_a_contact_is_added_changed_and_taken_away(qtbot, view, page, home):
    add_odile(qtbot, view)
    (contact,) = minh(home).contacts
    assert contact.values["pickup"]
    form = press_deed(qtbot, view, f"contact_edit_{contact.id}")
    form.editors["emergency"].box.click()
    save(qtbot, view, form)
    assert minh(home).contacts[0].values["emergency"]
    asked = press_deed(qtbot, view, f"contact_remove_{contact.id}")
    asked.accept()
    settle(qtbot, view.tasks)
    assert minh(home).contacts == ()
    assert "Contact retiré" in view.toast.said


def test_whoever_is_called_in_an_emergency_has_a_number(qtbot, view, page, home):
    form = press_deed(qtbot, view, "add_contact")
    fill(form, full_name="Odile Tran")
    form.editors["emergency"].box.click()
    save(qtbot, view, form)
    assert "numéro" in form.banner.words
    form.reject()


# --- households and payers ------------------------------------------------------------------------


def test_a_child_is_given_a_second_household_and_each_opens_the_other(
    qtbot, view, page, home, navigator
):
    form = press_deed(qtbot, view, "share_child")
    form.family.search.setText("zola")
    qtbot.keyClick(form.family.search, Qt.Key.Key_Return)
    settle(qtbot, view.tasks)
    form.accept()
    settle(qtbot, view.tasks)
    (other,) = minh(home).other_homes
    assert other.family_id == home.other
    with qtbot.waitSignal(navigator.family) as asked:
        page.findChild(QWidget, f"home_{home.other}").click()
    assert asked.args == [home.other]
    press_deed(qtbot, view, f"home_remove_{home.other}").accept()
    settle(qtbot, view.tasks)
    assert minh(home).other_homes == ()


def test_a_child_is_not_shared_with_the_family_it_is_in(qtbot, view, page):
    form = press_deed(qtbot, view, "share_child")
    form.family.search.setText("nguyen")
    qtbot.keyClick(form.family.search, Qt.Key.Key_Return)
    settle(qtbot, view.tasks)
    form.accept()
    settle(qtbot, view.tasks)
    assert "déjà dans cette famille" in form.banner.words
    form.reject()


def test_payers_are_chosen_by_week_and_taken_back(qtbot, view, page, home):
    form = press_deed(qtbot, view, "add_payer")
    form.guardian.choose(home.father)
    form.week.choose("odd")
    save(qtbot, view, form)
    (rule,) = minh(home).payers
    assert (rule.guardian_id, rule.week) == (home.father, "odd")
    click(qtbot, view.tasks, page, f"payer_remove_{rule.id}")
    assert minh(home).payers == ()


def test_two_payers_for_the_same_days_are_refused(qtbot, view, page, home):
    for _ in range(2):
        form = press_deed(qtbot, view, "add_payer")
        save(qtbot, view, form)
    assert "déjà choisi" in form.banner.words
    form.reject()


def test_a_choice_that_has_served_is_ended_not_erased(qtbot, view, page, home, clock):
    form = press_deed(qtbot, view, "add_payer")
    form.starts.setText("1/9/2026")
    save(qtbot, view, form)
    (rule,) = minh(home).payers
    page.findChild(QWidget, f"payer_remove_{rule.id}").click()
    settle(qtbot, view.tasks)
    ending = sheet(view.shown_in)
    save(qtbot, view, ending)
    assert minh(home).payers[0].ends_on is not None


# --- photo ----------------------------------------------------------------------------------------


def test_a_photo_is_taken_from_a_file_and_shown(qtbot, view, page, home, tmp_path):
    out = BytesIO()
    Image.new("RGB", (800, 600), "navy").save(out, "PNG")
    file = tmp_path / "minh.png"
    file.write_bytes(out.getvalue())
    view.deeds.take_photo(minh(home), file)
    settle(qtbot, view.tasks)
    assert page.findChild(Photo).shown


def test_a_file_that_is_no_photo_is_refused_on_the_screen(qtbot, view, page, home, tmp_path):
    file = tmp_path / "minh.png"
    file.write_bytes(b"%PDF-1.7")
    told = []
    view.tasks.refused.connect(told.append)
    view.deeds.take_photo(minh(home), file)
    settle(qtbot, view.tasks)
    assert "pas une photo" in told[0]
    with home.database.read(SYSTEM) as work:
        assert photo_of(work, home.minh) is None


def test_the_history_hides_health_until_asked_for(qtbot, view, home, clerk):
    with home.database.work(clerk) as work:
        editing.edit(work, "child", home.minh, 1, {"diets": ["sans_porc"], "glasses": True})
    view.sheet.open_page(HISTORY)
    settle(qtbot, view.tasks)
    history = view.history_page
    assert set(column_of(history.table, 5)) == {"masqué", "Oui"}
    assert looks(home) == []
    click(qtbot, view.tasks, history, "history_health")
    assert set(column_of(history.table, 5)) == {"Sans porc", "Oui"}
    assert looks(home) == [clerk.id]
    assert history.see.isVisibleTo(history) is False
