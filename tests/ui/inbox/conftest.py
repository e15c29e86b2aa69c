"""The inbox as an agent opens it, over a real base."""

from datetime import timedelta

import pytest

from tests.fixtures.lines import MONDAY, Lines
from ui.inbox.view import InboxView
from ui.kit.navigator import Navigator

WEEK = [MONDAY + timedelta(days=n) for n in range(5)]


@pytest.fixture
def lines(sqlite_lines: Lines) -> Lines:
    sqlite_lines.town.reasons()
    return sqlite_lines


@pytest.fixture
def navigator():
    return Navigator()


@pytest.fixture
def open_as(qtbot, tasks_of, navigator):
    """The screen of an agent, shown, its list and its detail read."""

    shown = []

    def call(agent):
        tasks = tasks_of(agent)
        view = InboxView(tasks, navigator)
        qtbot.addWidget(view)
        view.resize(1166, 700)
        with qtbot.waitSignal(view.model.loaded):
            view.show()
        if view.model.rowCount():
            settled(qtbot, view)
        view.list.setFocus()
        shown.append(view)
        return view

    yield call
    for view in shown:
        view.hide()


@pytest.fixture
def view(open_as, clerk):
    return lambda: open_as(clerk)


def settled(qtbot, view):
    """The detail on screen is the current line's, as it is now."""

    def ready():
        row, shown = view.current(), view.detail.shown
        assert view.tasks.idle
        assert not view._detail_timer.isActive()
        assert not view._advice_timer.isActive()
        assert (row is None) == (shown is None)
        assert row is None or shown.id == row.id

    qtbot.waitUntil(ready)
    return view
