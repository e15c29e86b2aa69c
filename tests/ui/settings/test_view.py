import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.shown import show
from ui.kit import theme
from ui.kit.buttons import Button
from ui.kit.navigator import Navigator
from ui.settings.listing import READ_ONLY
from ui.settings.view import SettingsView

PAGES = ("reasons", "rules", "deadlines", "places", "absences", "closures", "sending")


def titles(view):
    return [page.title for page in view.pages]


def test_an_administrator_has_every_page_and_the_others_all_but_agents(
    qtbot, tasks_of, admin, clerk, town
):
    view = SettingsView(tasks_of(admin), Navigator())
    qtbot.addWidget(view)
    assert titles(view) == [
        "Motifs de refus",
        "Règles automatiques",
        "Délais",
        "Activités et places",
        "Motifs d’absence",
        "Fermetures",
        "Pièces",
        "Envois",
        "Agents",
    ]
    other = SettingsView(tasks_of(clerk), Navigator())
    qtbot.addWidget(other)
    assert titles(other) == titles(view)[:-1]


@pytest.mark.parametrize("name", PAGES)
def test_a_reader_reads_and_is_told_why_nothing_can_be_pressed(opened, reader, town, name):
    page = opened(reader, name)
    assert page.commands == {}
    assert [one.words() for one in page.findChildren(Button) if one.isVisible()] == []
    said = [one.text() for one in page.findChildren(QWidget) if hasattr(one, "text")]
    assert any(READ_ONLY.split(" : ", maxsplit=1)[0] in words for words in said)


@pytest.mark.parametrize("name", [*PAGES, "agents"])
def test_every_page_fits_the_smallest_window_in_light_and_dark(qapp, opened, admin, town, name):
    page = opened(admin, name)
    assert page.view.minimumSizeHint().width() <= 1092 - 52
    for look in (theme.Theme.LIGHT, theme.Theme.DARK):
        theme.apply(qapp, look)
        assert not page.grab().isNull()
    for button in page.findChildren(Button):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width()
            assert button.accessibleName()


def test_letters_can_be_silenced_on_every_page(qtbot, tasks_of, admin, town):
    view = SettingsView(tasks_of(admin), Navigator())
    show(qtbot, view)
    view.silence_letters(True)
    letters = [one.built.shortcuts() for page in view.pages for one in page.commands.values()]
    kept = [keys[0].toString() for keys in letters if keys]
    assert sorted(kept) == ["Alt+Z", "Ctrl+Return", "Del", "Del", "Del"]
