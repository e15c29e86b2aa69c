import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.controls import (
    Button,
    Chip,
    IconButton,
    Link,
    Look,
    Picker,
    Radio,
    SearchField,
    Segments,
    Tabs,
    Tag,
    TickBox,
)
from ui.kit.tokens import Type

HOSTILE = "<img src=x onerror=y><b>x & y"
CHOICES = [(None, "Tous"), (1, "École Jules-Ferry"), (2, "Arts & Jeux")]


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.mark.parametrize(
    "make",
    [
        lambda: Button("Accepter", "A", icon="check", look=Look.PRIMARY),
        lambda: IconButton("star", "Enregistrer ce filtre"),
        lambda: Link("Ouvrir la famille"),
        lambda: Chip("État", "à décider"),
        lambda: Tag("Complet"),
        lambda: TickBox("Lisible"),
        lambda: Radio("Hors délai"),
    ],
    ids=["button", "icon", "link", "chip", "tag", "tick", "radio"],
)
def test_what_is_pressed_has_a_name_and_answers_the_keyboard(qtbot, make):
    widget = shown(qtbot, make())
    assert widget.accessibleName()
    assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert widget.width() >= 24
    assert widget.height() >= 24
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        with qtbot.waitSignal(widget.clicked):
            qtbot.keyClick(widget, key)
    widget.setEnabled(False)
    widget.grab()


def test_a_button_holds_its_french(qtbot):
    button = Button("Enregistrer et ouvrir la suivante", "Ctrl+Entrée", icon="check")
    wide = paint.width("Enregistrer et ouvrir la suivante", Type.ACTION)
    wide += paint.key_width("Ctrl+Entrée") + 16 + 8 + 8
    assert button.sizeHint().width() >= wide + 24
    assert button.minimumSizeHint() == button.sizeHint()


def test_an_ampersand_is_a_letter_like_another(qtbot):
    for widget in (Button("Arts & Jeux"), Link("Arts & Jeux"), Tag("Arts & Jeux")):
        assert widget.shortcut().isEmpty()
        assert widget.words() == "Arts & Jeux"
    picker = shown(qtbot, Picker("Activité", CHOICES, 2))
    picker.open_menu()
    assert [line.text() for line in picker.menu_lines()][-1] == "Arts && Jeux"


def test_a_button_follows_its_action(qtbot):
    owner = shown(qtbot, QWidget())
    action = QAction("Accepter", owner)
    action.setObjectName("accept")
    button = Button("Accepter", "A").follow(action)
    qtbot.addWidget(button)
    assert button.objectName() == "accept_button"
    with qtbot.waitSignal(action.triggered):
        button.click()
    action.setEnabled(False)
    assert not button.isEnabled()
    button.show()
    action.setVisible(False)
    assert button.isHidden()


def test_hostile_values_are_shown_as_typed(qtbot):
    chip = shown(qtbot, Chip("Famille", HOSTILE))
    assert HOSTILE in chip.accessibleName()
    assert "<img" not in chip.toolTip()


def test_a_chip_is_removed_by_the_mouse_and_by_the_delete_key(qtbot):
    chip = shown(qtbot, Chip("État", "à décider"))
    with qtbot.waitSignal(chip.removed):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Tabs((("Toutes", 64), ("Absences", 9), ("Pièces", 0))),
        lambda: Segments(("Jour", "Semaine", "Mois")),
    ],
    ids=["tabs", "segments"],
)
def test_a_choice_is_one_stop_of_tab_and_arrows_walk_in_it(qtbot, make):
    choice = shown(qtbot, make())
    chosen = []
    choice.chosen.connect(chosen.append)
    stops = [i for i in range(3) if choice.part(i).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [0]
    qtbot.keyClick(choice.part(0), Qt.Key.Key_Right)
    qtbot.keyClick(choice.part(1), Qt.Key.Key_End)
    qtbot.keyClick(choice.part(2), Qt.Key.Key_Right)
    qtbot.keyClick(choice.part(2), Qt.Key.Key_Home)
    qtbot.mouseClick(choice.part(1), Qt.MouseButton.LeftButton)
    assert chosen == [1, 2, 0, 1]
    choice.show_choice(2)
    assert choice.current == 2
    assert chosen == [1, 2, 0, 1]
    assert choice.part(2).focusPolicy() & Qt.FocusPolicy.TabFocus
    assert choice.part(0).accessibleName()


def test_counts_of_tabs_are_said_and_may_change(qtbot):
    tabs = shown(qtbot, Tabs((("Toutes", 64), ("Absences", 0))))
    before = tabs.sizeHint().width()
    tabs.set_counts([1640, 12])
    assert tabs.part(1).accessibleName() == "Absences, 12 en attente"
    assert tabs.sizeHint().width() > before


def test_a_picker_says_its_name_and_its_value(qtbot):
    picker = shown(qtbot, Picker("Établissement", CHOICES))
    assert picker.value is None
    assert picker.accessibleName() == "Établissement\u202f: Tous"
    with qtbot.waitSignal(picker.chosen) as said:
        picker.choose(1)
    assert said.args == [1]
    assert picker.words() == "École Jules-Ferry"
    with qtbot.assertNotEmitted(picker.chosen):
        picker.choose(1)
        picker.set_value(2)


def test_the_menu_of_a_picker_opens_by_the_keyboard_and_chooses(qtbot):
    picker = shown(qtbot, Picker("Établissement", CHOICES))
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    lines = picker.menu_lines()
    assert [line.isChecked() for line in lines] == [True, False, False]
    with qtbot.waitSignal(picker.chosen) as said:
        lines[2].trigger()
    assert said.args == [2]


def test_offering_other_choices_keeps_the_value_if_it_is_still_there(qtbot):
    picker = Picker("Activité", CHOICES, 1)
    picker.set_choices([(None, "Toutes"), (1, "Cantine")], 1)
    assert picker.words() == "Cantine"
    picker.set_choices([(None, "Toutes"), (7, "Garderie")], 1)
    assert picker.value is None


def test_searching_waits_for_a_pause_and_answers_entree_at_once(qtbot):
    field = shown(qtbot, SearchField("Enfant, famille", "Ctrl+F"))
    with qtbot.waitSignal(field.searched) as said:
        qtbot.keyClicks(field, "durand ")
    assert said.args == ["durand"]
    qtbot.keyClicks(field, "x")
    with qtbot.waitSignal(field.searched, timeout=200) as said:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert said.args == ["durand x"]
    with qtbot.waitSignal(field.searched, timeout=200) as said:
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert said.args == [""]
    with qtbot.waitSignal(field.down):
        qtbot.keyClick(field, Qt.Key.Key_Down)


def test_the_invitation_of_a_search_is_readable_beside_its_key(qtbot):
    field = SearchField("Enfant, famille, n° de demande", "Ctrl+F")
    words = paint.width("Enfant, famille, n° de demande", Type.BODY)
    assert field.sizeHint().width() >= words + paint.key_width("Ctrl+F") + 22
    assert field.accessibleName()
