"""The window's clothes, and the bridge to a real base."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backoffice.database.work import Database
from backoffice.kernel.permissions import Agent
from ui.kit import theme
from ui.kit.tasks import Tasks


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """Every test begins in the light."""
    theme.apply(qapp, theme.Theme.LIGHT)


@pytest.fixture
def tasks_of(qtbot: QtBot, sqlite_database: Database) -> Iterator[Callable[[Agent], Tasks]]:
    """The bridge of one agent; a test that leaves work behind fails."""
    opened: list[Tasks] = []

    def make(agent: Agent) -> Tasks:
        opened.append(Tasks(sqlite_database, agent))
        return opened[-1]

    yield make
    for tasks in opened:
        qtbot.waitUntil(lambda t=tasks: t.idle)
        tasks.close()


@pytest.fixture
def tasks(tasks_of: Callable[[Agent], Tasks], clerk: Agent) -> Tasks:
    return tasks_of(clerk)
