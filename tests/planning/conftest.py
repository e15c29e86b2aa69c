"""A school, an activity, two children of one class."""

from dataclasses import dataclass
from datetime import date

import pytest

from tests.fixtures.town import Town

MONDAY = date(2026, 11, 16)  # the day the tests' clock stands at


@dataclass
class School:
    town: Town
    facility_id: int
    activity_id: int
    slots: list[int]  # of the week from Monday
    family_id: int
    leo: int
    ines: int


@pytest.fixture
def school(town: Town) -> School:
    facility_id = town.facility()
    activity_id = town.activity(facility_id, capacity=2)
    slots = town.slots(activity_id, MONDAY, 5)
    class_id = town.school_class(facility_id)
    family_id = town.family("Durant", accounts=["acc-1"])
    leo = town.child(family_id, "Léo", "Durant", school_class_id=class_id)
    ines = town.child(town.family(), "Inès", "Belkacem", school_class_id=class_id)
    for child_id in (leo, ines):
        town.enrol(child_id, activity_id)
    return School(town, facility_id, activity_id, slots, family_id, leo, ines)
