"""A family typed at the counter: those who may be there already are shown as one types."""

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.families.reading import fill, save
from tests.ui.shown import click, settle, sheet
from ui.kit.sheet import Sheet


@pytest.fixture
def form(qtbot, view):
    view.new_family()
    settle(qtbot, view.tasks)
    return sheet(view.shown_in)


def looked(qtbot, view, form):
    """The pause of the typing is over, and the answer is there."""
    qtbot.waitUntil(lambda: not form._pause.isActive())
    settle(qtbot, view.tasks)


def test_a_family_is_made_with_its_children_and_opened(qtbot, view, form):
    fill(form, last_name="Okafor", first_name="Grace", birth_date="02/03/1988", city="Valcourt")
    click(qtbot, view.tasks, form, "child_add")
    last, first, born = form.children_rows.boxes[0]
    last.setText("Okafor")
    first.setText("Ada")
    born.setText("1/2/2020")
    looked(qtbot, view, form)
    save(qtbot, view, form)
    assert Sheet.above(view.shown_in) is None
    found = view.deeds.dossier
    assert (found.label, found.guardians[0].values["birth_date"]) == ("Okafor", "1988-03-02")
    assert found.guardians[0].values["is_payer"]
    assert found.children[0].values["birth_date"] == "2020-02-01"


def test_someone_who_looks_like_them_is_shown_while_typing(qtbot, view, form, home):
    fill(form, last_name="nguyen", first_name="linh")
    looked(qtbot, view, form)
    (found,) = form.found
    assert found.family_id == home.family_id
    assert form.primary.isEnabled()
    assert form.another.isHidden()
    form.reject()


def test_the_dossier_that_exists_is_opened_instead(qtbot, view, form, home):
    fill(form, last_name="Nguyen", first_name="Linh", email="linh@exemple.fr")
    looked(qtbot, view, form)
    click(qtbot, view.tasks, form, f"creation_open_{home.family_id}")
    assert Sheet.above(view.shown_in) is None
    assert view.family_id == home.family_id


def test_a_certain_double_is_made_only_after_a_look(qtbot, view, form, home):
    fill(form, last_name="Nguyen", first_name="Linh", email="linh@exemple.fr")
    looked(qtbot, view, form)
    assert form.found[0].is_certain
    assert not form.primary.isEnabled()
    form.another.click()
    save(qtbot, view, form)
    assert view.deeds.dossier.id not in (home.family_id, home.other)


def test_a_child_born_the_same_day_counts(qtbot, view, form, home):
    fill(form, last_name="Tran", first_name="Odile")
    click(qtbot, view.tasks, form, "child_add")
    last, first, born = form.children_rows.boxes[0]
    last.setText("Nguyen")
    first.setText("Minh")
    born.setText("4/3/2018")
    looked(qtbot, view, form)
    assert [one.family_id for one in form.found] == [home.family_id]
    form.reject()


def test_nothing_is_made_of_what_cannot_be_read(qtbot, view, form):
    fill(form, last_name="Okafor", first_name="Grace", email="grace @ exemple")
    save(qtbot, view, form)
    assert "n’est pas valide" in form.editors["email"].line.message
    assert form.isVisible()
    form.reject()


def test_the_rules_speak_in_the_sheet(qtbot, view, form):
    fill(form, last_name="Okafor", first_name="Grace", birth_date="02/03/2025")
    save(qtbot, view, form)
    assert "Date de naissance" in form.banner.words
    assert form.editors["last_name"].box.text() == "Okafor"
    form.reject()


def test_hostile_names_are_shown_as_typed(qtbot, view, form):
    fill(form, last_name="<b>Okafor</b>", first_name="Grace'); DROP TABLE family;--")
    looked(qtbot, view, form)
    save(qtbot, view, form)
    assert view.sheet.name.text() == "Famille <b>Okafor</b>"
    assert view.sheet.findChild(QWidget, "family_name") is view.sheet.name
