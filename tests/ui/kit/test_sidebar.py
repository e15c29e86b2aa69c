import pytest
from PySide6.QtCore import Qt

from ui.kit.sidebar import Entry, Sidebar, Tile

ENTRIES = (
    Entry("home", "home", "Accueil"),
    Entry("inbox", "inbox", "À traiter", "Ctrl+G T", 64),
    Entry("planning", "calendar", "Planning", "Ctrl+G P"),
)
SAVED = (Entry("filter_1", "star", "Moins de 24 h", waiting=3),)


@pytest.fixture
def sidebar(qtbot):
    made = Sidebar(ENTRIES, town="Ville de Valcourt")
    qtbot.addWidget(made)
    made.resize(200, 700)
    made.show()
    return made


def test_a_section_is_chosen_by_its_key(qtbot, sidebar):
    with qtbot.waitSignal(sidebar.chosen) as said:
        qtbot.mouseClick(sidebar.tile("planning"), Qt.MouseButton.LeftButton)
    assert said.args == ["planning"]
    assert not sidebar.tile("planning").isChecked()
    sidebar.show_current("planning")
    assert sidebar.tile("planning").isChecked()
    assert sidebar.findChild(Tile, "section_planning") is sidebar.tile("planning")


def test_arrows_walk_through_the_sections(qtbot, sidebar):
    sidebar.tile("home").setFocus()
    qtbot.keyClick(sidebar.tile("home"), Qt.Key.Key_Down)
    assert sidebar.tile("inbox").hasFocus()
    with qtbot.waitSignal(sidebar.chosen) as said:
        qtbot.keyClick(sidebar.tile("inbox"), Qt.Key.Key_Return)
    assert said.args == ["inbox"]


def test_counters_are_said(sidebar):
    assert sidebar.tile("inbox").accessibleName() == "À traiter, 64 en attente"
    sidebar.set_counts({"inbox": 0, "home": 2, "unknown": 9})
    assert sidebar.tile("inbox").accessibleName() == "À traiter"
    assert sidebar.tile("home").waiting == 2


def test_folded_it_is_a_rail_of_icons_that_still_have_names(sidebar):
    sidebar.set_saved(SAVED)
    sidebar.fold(True)
    assert sidebar.width() == 52
    assert sidebar.tile("inbox").accessibleName() == "À traiter, 64 en attente"
    assert "À traiter" in sidebar.tile("inbox").toolTip()
    assert sidebar.tile("filter_1").isHidden()
    sidebar.grab()
    sidebar.fold(False)
    assert sidebar.width() == 200
    assert sidebar.tile("filter_1").isVisible()


def test_saved_filters_come_and_go(qtbot, sidebar):
    sidebar.set_saved(SAVED)
    with qtbot.waitSignal(sidebar.chosen) as said:
        sidebar.tile("filter_1").click()
    assert said.args == ["filter_1"]
    sidebar.set_saved(())
    with pytest.raises(KeyError):
        sidebar.tile("filter_1")
    assert sidebar._saved_title.isHidden()


def test_search_and_session_are_within_reach(qtbot, sidebar):
    sidebar.presence.show_agent("<b>Claire</b> Martin")
    sidebar.presence.show_status("À jour, 10:42")
    assert sidebar.presence.accessibleName() == "<b>Claire</b> Martin, À jour, 10:42"
    sidebar.presence.show_status("Connexion perdue", well=False)
    sidebar.grab()
    with qtbot.waitSignal(sidebar.session):
        qtbot.keyClick(sidebar.presence, Qt.Key.Key_Return)
    with qtbot.waitSignal(sidebar.search):
        qtbot.keyClick(sidebar.search_tile, Qt.Key.Key_Space)
