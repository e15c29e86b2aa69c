"""Two dossiers made one: proposed, previewed, done, undone."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from backoffice.families import editing
from backoffice.families.people import ChildDraft, GuardianDraft
from backoffice.families.services import create_family
from tests.ui.shown import click, press, settle, sheet
from ui.families.merging import ANOTHER
from ui.families.sheet import COMMON
from ui.kit.buttons import Button
from ui.kit.sheet import Sheet


@pytest.fixture
def double(home, clerk):
    """The Nguyen typed twice: the mother and Minh again, and a sister."""
    mother = GuardianDraft("NGUYEN", "Linh", email="linh@exemple.fr")
    children = [ChildDraft("Nguyen", "Minh", date(2018, 3, 4), "M"), ChildDraft("Nguyen", "Maï")]
    with home.database.work(clerk) as work:
        return create_family(work, "N’Guyen", [mother], children)


def first_names(home):
    return {one.values["first_name"] for one in home.dossier().children}


def open_preview(qtbot, view):
    view.list.setFocus()
    view.merge()
    settle(qtbot, view.tasks)
    choice = sheet(view.shown_in)
    assert choice.family.family_id is not None  # the likeliest is proposed
    choice.accept()
    settle(qtbot, view.tasks)
    return sheet(view.shown_in)


def test_the_likeliest_double_is_proposed_with_why(qtbot, open_as, clerk, home, double):
    view = open_as(clerk)
    view.merge()
    settle(qtbot, view.tasks)
    choice = sheet(view.shown_in)
    assert choice.family.family_id == double.family_id
    assert "même e-mail" in choice._likely.text()
    choice.reject()


def test_two_dossiers_are_made_one_and_taken_apart(qtbot, open_as, clerk, home, double):
    view = open_as(clerk)
    form = open_preview(qtbot, view)
    assert form.preview.moves
    assert list(form.preview.guardians.values()) == [home.mother]
    form.accept()
    settle(qtbot, view.tasks)
    assert Sheet.above(view.shown_in) is None
    assert view.toast.said == "Dossiers réunis"
    assert first_names(home) == {"Minh", "Maï"}
    press(qtbot, view.tasks, view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert first_names(home) == {"Minh"}


def test_an_earlier_merge_is_undone_from_the_dossier(qtbot, open_as, clerk, home, double):
    view = open_as(clerk)
    open_preview(qtbot, view).accept()
    settle(qtbot, view.tasks)
    view.sheet.open_page(COMMON)
    settle(qtbot, view.tasks)
    deeds = [deed for deed in view.common_page.findChildren(Button) if deed.isEnabled()]
    name = next(d.objectName() for d in deeds if d.objectName().startswith("undo_merge_"))
    click(qtbot, view.tasks, view.common_page, name)
    assert first_names(home) == {"Minh"}


def test_the_closed_dossier_says_where_its_people_are(qtbot, open_as, clerk, home, double):
    view = open_as(clerk)
    open_preview(qtbot, view).accept()
    settle(qtbot, view.tasks)
    view.open_family(double.family_id)
    settle(qtbot, view.tasks)
    assert f"n° {home.family_id}".replace(" ", "") in view.sheet.closed.words.replace("\u00a0", "")
    click(qtbot, view.tasks, view.sheet.closed, "banner_action")
    assert view.family_id == home.family_id


def test_who_is_whom_is_the_agents_answer(qtbot, open_as, clerk, home, double):
    view = open_as(clerk)
    form = open_preview(qtbot, view)
    (picker,) = form.same_guardians.values()
    assert dict(picker.choices())[None] == ANOTHER
    picker.choose(None)
    settle(qtbot, view.tasks)
    # Two guardians are there already: a third has no place.
    assert "deux responsables" in form.banner.words
    assert not form.primary.isEnabled()
    form.reject()


def test_either_dossier_may_be_kept(qtbot, open_as, clerk, home, double):
    view = open_as(clerk)
    form = open_preview(qtbot, view)
    click(qtbot, view.tasks, form, "merge_swap")
    assert form.preview.kept.id == double.family_id
    form.reject()


def test_a_colleague_who_was_faster_is_told_and_the_preview_is_read_again(
    qtbot, open_as, clerk, admin, home, double
):
    view = open_as(clerk)
    form = open_preview(qtbot, view)
    with home.database.work(admin) as work:
        editing.edit(work, "family", home.family_id, form.preview.kept.version, {"label": "Tran"})
    form.accept()
    settle(qtbot, view.tasks)
    assert "collègue" in form.banner.words
    assert form.preview.kept.label == "Tran"
    form.accept()
    settle(qtbot, view.tasks)
    assert Sheet.above(view.shown_in) is None


def test_whoever_may_not_merge_is_not_offered_it(open_as, reader):
    view = open_as(reader)
    assert view.command("merge") is None
    assert view.command("undo") is None


def test_a_dossier_is_not_merged_with_itself(qtbot, view):
    view.merge()
    settle(qtbot, view.tasks)
    choice = sheet(view.shown_in)
    choice.family.show_family(view.family_id)
    settle(qtbot, view.tasks)
    assert not choice.primary.isEnabled()
    choice.reject()
