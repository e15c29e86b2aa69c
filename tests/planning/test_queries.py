"""What an agent sees of the planning, from real bases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, update

from backoffice.activities.tables import calendar_day
from backoffice.kernel.errors import NotAllowed, Refused
from backoffice.planning import queries
from backoffice.planning.grid import PlanningFilter, Row
from backoffice.planning.period import View
from backoffice.planning.slots import SlotStatus
from backoffice.planning.tables import reservation
from tests.planning.conftest import MONDAY

S = SlotStatus


def read(database, agent, query, *asked, **named):
    with database.read(agent) as work:
        return query(work, *asked, **named)


def grid_of(database, agent, school, **wanted):
    return read(
        database, agent, queries.grid, replace(PlanningFilter(school.facility_id, MONDAY), **wanted)
    )


def test_the_grid_shows_each_child_under_each_slot(database, reader, school):
    school.town.reserve(school.slots[0], school.leo)
    grid = grid_of(database, reader, school)
    ines, leo = (line for line in grid.lines if isinstance(line, Row))
    assert (ines.pupil.name, leo.pupil.name) == ("Belkacem Inès", "Durant Léo")
    assert leo.cells == (S.RESERVED, S.FREE, S.FREE, S.FREE, S.FREE)
    assert [column.head.figures for column in grid.columns] == ["1/2", "0/2", "0/2", "0/2", "0/2"]
    assert grid.facility == "École Jules-Ferry"


def test_heads_count_who_hopes_for_a_place(database, reader, school):
    school.town.reserve(school.slots[0], school.leo, "waitlisted", event="waitlist")
    grid = grid_of(database, reader, school, view=View.DAY)
    assert (grid.columns[0].head.waiting, grid.columns[0].head.pending) == (1, 0)


def test_an_allergy_is_signalled_to_those_who_may_read_health(database, clerk, reader, school):
    known = school.town.child(
        school.family_id, "Zoé", "Zola", allergies=[{"category": "food", "label": "Lait"}]
    )
    school.town.enrol(known, school.activity_id)
    for agent, alert in ((clerk, "Allergie"), (reader, "")):
        grid = grid_of(database, agent, school)
        alerts = [line.pupil.alert for line in grid.lines if isinstance(line, Row)]
        assert alerts == ["", "", alert]


def test_holidays_are_named_over_their_day(database, reader, school):
    school.town.add(calendar_day, day=MONDAY, public_holiday="Fête du village")
    grid = grid_of(database, reader, school)
    assert grid.days[0].note == "Fête du village"


def test_the_grid_is_read_in_a_handful_of_queries_however_many_children(database, reader, school):
    for number in range(20):
        child_id = school.town.child(school.family_id, f"Enfant{number}", "Nombreux")
        school.town.enrol(child_id, school.activity_id)
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    grid = grid_of(database, reader, school, view=View.MONTH)
    assert grid.children == 22
    assert len([one for one in asked if "SELECT" in one]) <= 6


def test_a_site_manager_sees_only_their_own_sites(database, manager_of, school):
    other = school.town.facility("Centre de loisirs", "leisure_centre")
    school.town.activity(other)
    mine = manager_of(other)
    assert [one.label for one in read(database, mine, queries.facilities)] == ["Centre de loisirs"]
    with pytest.raises(NotAllowed):
        grid_of(database, mine, school)


def test_the_pickers_offer_what_there_is_at_the_facility(database, reader, school):
    found = read(database, reader, queries.choices)
    assert (found.today, found.facility_id) == (MONDAY, school.facility_id)
    assert [one.label for one in found.activities] == ["Garderie soir"]
    assert [one.label for one in found.classes] == ["CE1 B"]


def test_without_any_activity_there_is_nothing_to_pick(database, reader):
    assert read(database, reader, queries.choices).facility_id is None


def test_a_childs_planning_is_opened_where_it_is_enrolled(database, reader, school):
    assert read(database, reader, queries.facility_of, child_id=school.leo) == school.facility_id
    assert (
        read(database, reader, queries.facility_of, activity_id=school.activity_id)
        == school.facility_id
    )
    assert read(database, reader, queries.facility_of, child_id=999) is None


def test_a_slots_story_is_told_from_the_latest_with_who_did_it(database, clerk, school):
    reservation_id = school.town.reserve(school.slots[0], school.leo)
    with database.work(clerk) as work:
        change = {
            "status": "present",
            "event": "mark_present",
            "actor": "service",
            "agent_id": clerk.id,
        }
        work.run(update(reservation).where(reservation.c.id == reservation_id).values(**change))
    story = read(database, clerk, queries.slot_story, school.leo, school.slots[0])
    assert (story.child, story.family, story.activity, story.day) == (
        "Léo Durant",
        "Durant",
        "Garderie soir",
        MONDAY,
    )
    assert (story.status, story.taken, story.capacity, story.full) == (S.PRESENT, 1, 2, False)
    assert [(one.label, one.who) for one in story.events] == [
        ("Présent(e)", "Claire Martin"),
        ("Réservé", "l’application enfance"),
        ("Demande de réservation", "la famille"),
    ]


def test_a_slot_nobody_asked_about_has_a_story_without_events(database, reader, school):
    story = read(database, reader, queries.slot_story, school.leo, school.slots[1])
    assert (story.status, story.events, story.family_id) == (S.FREE, (), school.family_id)


def test_where_a_child_is_not_enrolled_its_story_says_so(database, reader, school):
    stranger = school.town.child(school.town.family(), "Paul", "Ailleurs")
    assert read(database, reader, queries.slot_story, stranger, school.slots[0]).status is None


def test_a_slot_that_is_gone_is_refused_in_a_sentence(database, reader, school):
    with pytest.raises(Refused, match="n’existe plus"):
        read(database, reader, queries.slot_story, school.leo, 999_999)
    with pytest.raises(Refused, match="n’existe plus"):
        read(database, reader, queries.story_of, school.leo, school.activity_id, date(1999, 1, 1))


def test_a_story_is_also_found_by_activity_and_day(database, reader, school):
    school.town.reserve(school.slots[2], school.leo)
    story = read(
        database,
        reader,
        queries.story_of,
        school.leo,
        school.activity_id,
        MONDAY + timedelta(days=2),
    )
    assert (story.slot_id, story.status) == (school.slots[2], S.RESERVED)


def test_places_count_what_is_taken_pending_and_waiting(database, reader, school):
    town, slot_id = school.town, school.slots[0]
    town.reserve(slot_id, school.leo)
    town.reserve(slot_id, school.ines, "waitlisted", event="waitlist")
    found = read(database, reader, queries.places, school.slots[:2])
    assert (found[slot_id].taken, found[slot_id].waiting, found[slot_id].left) == (1, 1, 1)
    assert found[school.slots[1]].left == 2


def test_the_waiting_list_is_in_its_order(database, reader, school):
    slot_id = school.slots[0]
    first = school.town.reserve(slot_id, school.ines, "waitlisted", event="waitlist")
    second = school.town.reserve(slot_id, school.leo, "waitlisted", event="waitlist")
    told = read(database, reader, queries.waiting_list, slot_id)
    assert [(one.rank, one.reservation_id, one.child) for one in told] == [
        (1, first, "Inès Belkacem"),
        (2, second, "Léo Durant"),
    ]
