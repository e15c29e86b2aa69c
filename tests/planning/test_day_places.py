from datetime import date

from backoffice.planning.places import day_places, set_day_capacity

THURSDAY = date(2026, 11, 26)


def test_the_places_of_a_day_are_read_before_they_are_changed(town, database, admin, reader):
    activity_id = town.activity(capacity=30)
    slot_id = town.slot(activity_id, THURSDAY)
    town.filled(slot_id, 2)
    with database.read(reader) as work:
        found = day_places(work, activity_id, THURSDAY)
        assert (found.capacity, found.taken, found.own, found.closed_reason) == (30, 2, False, None)
        assert day_places(work, activity_id, date(2026, 11, 28)) is None
    with database.work(admin) as work:
        set_day_capacity(work, found.slot_id, found.version, 12)
    with database.read(reader) as work:
        again = day_places(work, activity_id, THURSDAY)
        assert (again.capacity, again.own) == (12, True)
