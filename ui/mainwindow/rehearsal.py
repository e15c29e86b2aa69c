"""The first screen, built once for nobody while the agent types: Qt is slow the first time only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from backoffice.kernel.permissions import Agent, Role
from ui.kit.tasks import Tasks

if TYPE_CHECKING:
    from backoffice.database.work import Database

NOBODY = Agent(0, "", "", Role.READER)


def rehearse(owner: QObject, database: Database, then: Callable[[], object] = lambda: None) -> None:
    """As long as `owner` is there, a step at a time: between two, what is typed is heard.

    Nothing is asked of the base: its tasks are closed before they begin.
    """
    steps = _steps(database)

    def go_on() -> None:
        if next(steps, False):
            QTimer.singleShot(0, owner, go_on)
        else:
            then()

    QTimer.singleShot(0, owner, go_on)


def _steps(database: Database) -> Iterator[bool]:
    from ui.inbox.view import InboxView

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
