"""The first screen, built once for nobody while the agent types: Qt is slow the first time only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QScrollArea

from backoffice.kernel.permissions import Agent, Role
from ui.kit.tasks import Tasks

if TYPE_CHECKING:
    from backoffice.database.work import Database

BETWEEN_MS = 15  # what was typed meanwhile is heard and painted
NOBODY = Agent(0, "", "", Role.READER)


def build_ahead(
    owner: QObject, database: Database, then: Callable[[], object] = lambda: None
) -> None:
    """As long as `owner` is there, a step at a time: between two, what is typed is heard.

    Nothing is asked of the base: its tasks are closed before they begin.
    """
    steps = _steps(database)

    def go_on() -> None:
        if next(steps, False):
            QTimer.singleShot(BETWEEN_MS, owner, go_on)
        else:
            then()

    QTimer.singleShot(BETWEEN_MS, owner, go_on)


def _steps(database: Database) -> Iterator[bool]:
    from ui.inbox.view import InboxView

    yield True
    QScrollArea().viewport()  # the first widget that is Qt's own: PySide makes all its classes
    yield True
    tasks = Tasks(database, NOBODY)
    tasks.close()
    screen = InboxView(tasks)
    yield True
    screen.grab()
    yield True
    screen.deleteLater()
    tasks.deleteLater()
    database.close()
