from datetime import date, time

import pytest
from sqlalchemy import select

from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from backoffice.planning.places import PlacesChanged, set_capacity, set_day_capacity
from backoffice.planning.reasons import absence_reasons, add_absence_reason, remove_absence_reason
from backoffice.planning.tables import derogation, slot

PAST, THURSDAY, FRIDAY = date(2026, 11, 12), date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture
def evenings(town):
    activity_id = town.activity(capacity=3)
    ids = [town.slot(activity_id, day) for day in (PAST, THURSDAY, FRIDAY)]
    town.filled(ids[1], 3)
    return activity_id, *ids


def places(town):
    rows = town.read(select(slot.c.capacity, slot.c.extra, slot.c.taken).order_by(slot.c.day))
    return [tuple(row) for row in rows]


def test_more_places_change_the_days_to_come(town, evenings, database, admin):
    with database.work(admin) as work:
        assert set_capacity(work, evenings[0], 1, 5) == PlacesChanged(2, 0)
    assert places(town) == [(3, 0, 0), (5, 0, 3), (5, 0, 0)]


def test_fewer_places_than_are_taken_need_a_reason_which_is_kept(town, evenings, database, admin):
    with pytest.raises(Refused, match="motif de la dérogation"), database.work(admin) as work:
        set_capacity(work, evenings[0], 1, 1)
    assert places(town)[1] == (3, 0, 3)
    with database.work(admin) as work:
        changed = set_capacity(work, evenings[0], 1, 1, overbook_reason="Salle en travaux")
    assert changed == PlacesChanged(2, 2)
    assert places(town) == [(3, 0, 0), (1, 2, 3), (1, 0, 0)]
    (kept,) = town.read(select(derogation))
    assert (kept.places, kept.reason, kept.agent_id) == (2, "Salle en travaux", admin.id)


def test_a_day_with_its_own_places_does_not_follow_the_activity(town, evenings, database, admin):
    with database.work(admin) as work:
        set_day_capacity(work, evenings[3], 1, 12)
        set_capacity(work, evenings[0], 1, 8)
    assert [row[0] for row in places(town)] == [3, 8, 12]


def test_no_limit_is_a_limit_one_may_choose(town, evenings, database, admin):
    with database.work(admin) as work:
        set_capacity(work, evenings[0], 1, None)
    assert [row[0] for row in places(town)] == [3, None, None]


def test_a_site_manager_changes_days_of_their_site_but_never_overbooks(
    town, evenings, database, manager_of
):
    here = town.read(select(slot.c.id).where(slot.c.day == THURSDAY))[0].id
    facility_id = 1
    with database.work(manager_of(facility_id)) as work:
        set_day_capacity(work, here, 1, 4)
    with pytest.raises(NotAllowed), database.work(manager_of(facility_id)) as work:
        set_day_capacity(work, here, 2, 1, overbook_reason="Parce que")
    with pytest.raises(NotAllowed), database.work(manager_of(99)) as work:
        set_day_capacity(work, here, 2, 9)
    assert places(town)[1] == (4, 0, 3)


def test_stale_past_and_negative_are_refused(town, evenings, database, clerk, admin, reader):
    activity_id, past, thursday, _ = evenings
    with database.work(clerk) as work:
        with pytest.raises(OutOfDate):
            set_day_capacity(work, thursday, 7, 9)
        with pytest.raises(Refused, match="passé"):
            set_day_capacity(work, past, 1, 9)
        with pytest.raises(Refused, match="négative"):
            set_day_capacity(work, thursday, 1, -1)
        with pytest.raises(NotAllowed):
            set_capacity(work, activity_id, 1, 9)
    with database.work(admin) as work, pytest.raises(OutOfDate):
        set_capacity(work, activity_id, 9, 9)
    with pytest.raises(NotAllowed), database.work(reader) as work:
        set_day_capacity(work, thursday, 1, 9)


def test_hours_of_a_slot_are_not_those_of_its_places(town, evenings):
    assert town.read(select(slot.c.starts_at).where(slot.c.id == evenings[1]))[0][0] == time(16, 30)


def test_absence_reasons_are_known_once_whatever_the_accents(database, admin, reader):
    with database.work(admin) as work:
        reason_id = add_absence_reason(work, "Maladie justifiée", justified=True)
        with pytest.raises(Refused, match="existe déjà"):
            add_absence_reason(work, "MALADIE JUSTIFIEE", justified=False)
    with database.read(reader) as work:
        assert [found.label for found in absence_reasons(work)] == ["Maladie justifiée"]
    with database.work(admin) as work:
        remove_absence_reason(work, reason_id)
        with pytest.raises(OutOfDate):
            remove_absence_reason(work, reason_id)
