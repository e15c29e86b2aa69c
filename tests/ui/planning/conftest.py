"""A school with two classes, opened in the planning."""

from dataclasses import dataclass
from datetime import date

import pytest

from tests.fixtures.town import Town
from ui.kit.navigator import Navigator
from ui.planning.view import PlanningView

MONDAY = date(2026, 11, 16)  # the day the tests' clock stands at


@dataclass
class School:
    town: Town
    facility_id: int
    activity_id: int
    slots: list[int]
    leo: int
    ines: int
    paul: int


@pytest.fixture
def school(sqlite_database):
    town = Town(sqlite_database)
    town.reasons()
    facility_id = town.facility()
    activity_id = town.activity(facility_id, capacity=2)
    slots = town.slots(activity_id, MONDAY, 10)
    first, second = town.school_class(facility_id, "CE1 B"), town.school_class(facility_id, "CE2 A")
    family_id = town.family("Durant", accounts=["acc-1"])
    leo = town.child(family_id, "Léo", "Durant", school_class_id=first)
    ines = town.child(town.family("Belkacem"), "Inès", "Belkacem", school_class_id=first)
    paul = town.child(town.family("Vidal"), "Paul", "Vidal", school_class_id=second)
    for child_id in (leo, ines, paul):
        town.enrol(child_id, activity_id)
    return School(town, facility_id, activity_id, slots, leo, ines, paul)


@pytest.fixture
def open_view(qtbot, tasks_of, clerk, school):
    def opened(agent=clerk):
        view = PlanningView(tasks_of(agent), Navigator())
        qtbot.addWidget(view)
        view.resize(1166, 768)
        with qtbot.waitExposed(view):
            view.show()
        settled(qtbot, view)
        return view

    return opened


@pytest.fixture
def view(open_view):
    return open_view()


def settled(qtbot, view):
    """Everything asked has been answered and shown."""
    qtbot.waitUntil(lambda: view.tasks.idle)


def at(view, child_id, column):
    """Put the cursor on a child's cell."""
    from backoffice.planning.grid import Row

    for line, row in enumerate(view.table.grid.lines):
        if isinstance(row, Row) and row.pupil.child_id == child_id:
            view.table.go_to(line, column)
            view.table.setFocus()
            return
    raise AssertionError(child_id)


def status(view, child_id, column):
    """What the grid shows there."""
    from backoffice.planning.grid import Row

    rows = [
        row
        for row in view.table.grid.lines
        if isinstance(row, Row) and row.pupil.child_id == child_id
    ]
    return rows[0].cells[column]
