"""Looking for a family, and going about its dossier."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.families.reading import lines
from tests.ui.shown import SMALLEST, click, press, settle, sheet, show
from ui.families.sheet import ACCOUNTS, CHILDREN, HISTORY, NOTES, TABS
from ui.families.view import FamiliesView
from ui.kit.buttons import Button
from ui.kit.french import fr


def labels(view):
    return [one.label for one in view.model.rows()]


def look_for(qtbot, view, words):
    view.search.setText(words)
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    settle(qtbot, view.tasks)


@pytest.fixture
def bare(qtbot, tasks, navigator, home):
    made = FamiliesView(tasks, navigator)
    show(qtbot, made)
    return made


def test_all_families_are_listed_and_none_is_open(bare):
    assert labels(bare) == ["Arnaud", "Nguyen", "Zola"]
    assert bare.deeds.dossier is None


def test_typing_finds_and_opens_the_first_that_answers(qtbot, bare, home):
    look_for(qtbot, bare, "minh ng")
    assert labels(bare) == ["Nguyen"]
    qtbot.waitUntil(lambda: bare.deeds.dossier is not None)
    settle(qtbot, bare.tasks)
    assert bare.sheet.name.text() == "Famille Nguyen"


def test_nobody_answers_and_one_key_brings_everyone_back(qtbot, bare):
    look_for(qtbot, bare, "personne")
    assert bare.none.isVisible()
    click(qtbot, bare.tasks, bare.none, "empty_action")
    assert labels(bare) == ["Arnaud", "Nguyen", "Zola"]


def test_the_arrows_go_from_the_search_to_the_list_and_to_the_dossier(qtbot, bare):
    bare.search.setFocus()
    press(qtbot, bare.tasks, bare.search, Qt.Key.Key_Down)
    assert bare.list.hasFocus()
    press(qtbot, bare.tasks, bare.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bare.deeds.dossier is not None and bare.deeds.dossier.label == "Nguyen")
    press(qtbot, bare.tasks, bare.list, Qt.Key.Key_Return)
    assert bare.sheet.isAncestorOf(QApplication.focusWidget())


def test_pages_turn_with_the_keyboard(qtbot, view):
    assert view.sheet.tabs.current == 0
    press(qtbot, view.tasks, view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert view.sheet.tabs.current == CHILDREN
    press(qtbot, view.tasks, view, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, view.tasks, view, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert view.sheet.tabs.current == NOTES


def test_guardians_are_shown_with_the_portals_words(view):
    found = lines(view.guardians_page)
    assert found["Téléphone portable"].value == "06 39 98 20 11"
    assert found["Qualité"].value == "Mère"
    assert found["Numéro et voie"].value == "14 rue des Tilleuls"
    assert [view.guardians_page.names.part(at).words() for at in range(2)] == [
        fr("Mme Linh Nguyen (payeur)"),
        "Thanh Nguyen",
    ]


def test_one_goes_from_a_guardian_to_the_other(qtbot, view, home):
    view.guardians_page.choose(home.father)
    settle(qtbot, view.tasks)
    assert lines(view.guardians_page)["Prénom"].value == "Thanh"


def test_each_page_tells_its_own(qtbot, view):
    view.sheet.open_page(CHILDREN)
    settle(qtbot, view.tasks)
    assert lines(view.children_page)["Date de naissance"].value == "04/03/2018"
    view.sheet.open_page(ACCOUNTS)
    settle(qtbot, view.tasks)
    assert "Aucun compte" in view.accounts_page.blocks[0].findChildren(QWidget)[-1].text()
    view.sheet.open_page(HISTORY)
    settle(qtbot, view.tasks)
    assert view.history_page.pages.currentWidget() is view.history_page.empty


def test_a_reader_is_offered_nothing_to_change(open_as, reader):
    view = open_as(reader)
    offered = [
        deed.objectName() for block in view.guardians_page.blocks.blocks for deed in block.deeds
    ]
    assert offered == []
    assert lines(view.common_page)["Revenus, CAF, quotient"].hidden
    assert view.command("new_family") is None


def test_everything_that_can_be_pressed_has_a_name(qtbot, view):
    for at in range(len(TABS)):
        view.sheet.open_page(at)
        settle(qtbot, view.tasks)
        for one in view.findChildren(QWidget):
            if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
                inside = one.objectName().startswith("qt_") or one.parent() is None
                assert inside or one.accessibleName(), one


def test_nothing_is_wider_than_the_smallest_window(view):
    assert view.shown_in.width() == SMALLEST[0]
    assert view.minimumSizeHint().width() <= SMALLEST[0]


def test_doors_lead_to_the_planning_the_portal_and_the_pile(qtbot, view, navigator, home):
    opened = []
    navigator.planning.connect(lambda child, *_rest: opened.append(("planning", child)))
    navigator.portal.connect(lambda family: opened.append(("portal", family)))
    navigator.dossier.connect(lambda family, _line: opened.append(("pile", family)))
    click(qtbot, view.tasks, view, "open_planning_button")
    click(qtbot, view.tasks, view, "open_portal_button")
    view.open_pile()
    assert opened == [
        ("planning", home.minh), ("portal", home.family_id), ("pile", home.family_id),
    ]  # fmt: skip


def test_what_a_colleague_changes_is_shown_without_losing_ones_place(qtbot, view, home, clerk):
    from backoffice.families import editing

    view.guardians_page.choose(home.father)
    with home.database.work(clerk) as work:
        editing.edit(work, "guardian", home.father, 1, {"first_name": "Théo"})
    view.tasks.changed.emit(view.topics)
    settle(qtbot, view.tasks)
    assert lines(view.guardians_page)["Prénom"].value == "Théo"


def test_nothing_is_changed_while_the_connection_is_lost(qtbot, view):
    edit = view.guardians_page.findChild(Button, "edit_identity")
    view.tasks.say_reachable(False)
    assert not edit.isEnabled()
    assert not view.command("new_family").isEnabled()
    view.tasks.say_reachable(True)
    assert edit.isEnabled()


def test_the_arrows_walk_through_the_deeds_of_a_page(qtbot, view):
    blocks = view.guardians_page.blocks
    first, second = (view.findChild(Button, name) for name in ("edit_identity", "edit_sending"))
    first.setFocus()
    press(qtbot, view.tasks, first, Qt.Key.Key_Down)
    assert second.hasFocus()
    press(qtbot, view.tasks, second, Qt.Key.Key_Up)
    assert first.hasFocus()
    press(qtbot, view.tasks, first, Qt.Key.Key_PageDown)
    assert blocks._scroll.verticalScrollBar().value() > 0


def test_enter_opens_the_form_and_it_gives_the_focus_back(qtbot, view):
    edit = view.findChild(Button, "edit_sending")
    edit.setFocus()
    press(qtbot, view.tasks, edit, Qt.Key.Key_Return)
    form = sheet(view.shown_in)
    assert form.editors["accepts_email"].box.hasFocus()
    press(qtbot, view.tasks, form, Qt.Key.Key_Escape)
    assert edit.hasFocus()


def test_the_focus_comes_back_to_a_deed_whose_page_was_made_anew(qtbot, view):
    view.findChild(Button, "edit_sending").setFocus()
    view.reload()
    settle(qtbot, view.tasks)
    assert QApplication.focusWidget().objectName() == "edit_sending"
