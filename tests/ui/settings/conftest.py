"""« Paramètres » of a small town, open in front of an administrator."""

import pytest

from tests.ui.shown import settle, show
from ui.kit.navigator import Navigator
from ui.settings.view import SettingsView


@pytest.fixture
def town(sqlite_database, town_of):
    """One activity of one school, with its reasons."""
    made = town_of(sqlite_database)
    made.activity_id = made.activity()
    made.reasons()
    return made


@pytest.fixture
def opened(qtbot, tasks_of):
    """The page of that name, in front, for that agent."""

    def open_(agent, name):
        view = SettingsView(tasks_of(agent), Navigator())
        show(qtbot, view)
        titles = [page.objectName() for page in view.pages]
        view.tabs.choose(titles.index(f"settings_{name}"))
        settle(qtbot, view.tasks)
        page = view.page
        page.shown_in, page.view = view.shown_in, view
        if hasattr(page, "table"):
            page.table.setFocus()
        return page

    return open_
