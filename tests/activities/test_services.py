from dataclasses import replace
from datetime import date, time

import pytest

from backoffice.activities import queries, services
from backoffice.activities.schedule import Deadline, DeadlineForm
from backoffice.activities.services import ActivityDraft, ClassDraft, FacilityDraft
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused


@pytest.fixture
def site(database, admin):
    with database.work(admin) as work:
        facility_id = services.add_facility(work, FacilityDraft("École Jules-Ferry"))
        department_id = services.add_department(work, "Service enfance")
        draft = ActivityDraft("3", "Garderie soir", "Soir", facility_id, department_id, capacity=30)
        return draft, services.add_activity(work, draft)


def test_an_activity_reads_as_the_portal_prints_it(database, reader, site):
    with database.read(reader) as work:
        (found,) = queries.activities(work)
        assert (found.name, found.facility, found.capacity) == (
            "3/Garderie soir",
            "École Jules-Ferry",
            30,
        )


def test_two_agents_editing_one_activity_do_not_overwrite_each_other(database, admin, site):
    draft, activity_id = site
    with database.work(admin) as work:
        services.edit_activity(work, activity_id, 1, replace(draft, label="Étude"))
    with pytest.raises(OutOfDate), database.work(admin) as work:
        services.edit_activity(work, activity_id, 1, replace(draft, label="Accueil"))
    with database.read(admin) as work:
        (found,) = queries.activities(work)
        assert (found.label, found.version) == ("Étude", 2)


def test_a_code_serves_once_in_a_facility(database, admin, site):
    draft, _ = site
    with pytest.raises(Refused, match="déjà pris"), database.work(admin) as work:
        services.add_activity(work, draft)


def test_a_class_serves_once_in_a_school(database, admin, site):
    draft, _ = site
    classroom = ClassDraft(draft.facility_id, "CE1 B", "CE1", "Mme Rossi")
    with database.work(admin) as work:
        services.add_class(work, classroom)
    with pytest.raises(Refused, match="existe déjà"), database.work(admin) as work:
        services.add_class(work, classroom)
    with database.read(admin) as work:
        assert [found.teacher for found in queries.classes(work)] == ["Mme Rossi"]


@pytest.mark.parametrize(
    "deadline",
    [
        Deadline(DeadlineForm.DAYS_BEFORE, count=2, hour=time(9), working_days=True),
        Deadline(DeadlineForm.WEEK_BEFORE, weekday=4, hour=time(12)),
        Deadline(DeadlineForm.HOURS_BEFORE, count=48),
    ],
    ids=lambda deadline: deadline.form,
)
def test_a_deadline_is_read_back_as_it_was_said_then_replaced(database, admin, site, deadline):
    activity_id = site[1]
    for said in (Deadline(DeadlineForm.HOURS_BEFORE, count=1), deadline):
        with database.work(admin) as work:
            services.set_deadline(work, activity_id, "absence", said)
    with database.read(admin) as work:
        assert queries.opening(work, activity_id).deadlines == {"absence": deadline}
    with database.work(admin) as work:
        services.set_deadline(work, activity_id, "absence", None)
    with database.read(admin) as work:
        assert queries.opening(work, activity_id).deadlines == {}


def test_what_makes_no_sense_is_refused(database, admin, site):
    draft, activity_id = site
    with database.work(admin) as work:
        with pytest.raises(Refused, match="délai"):
            services.set_deadline(work, activity_id, "enrolment", None)
        with pytest.raises(Refused, match="complet"):
            services.set_deadline(
                work, activity_id, "absence", Deadline(DeadlineForm.HOURS_BEFORE, count=-1)
            )
        with pytest.raises(Refused, match="Donnez un nom"):
            services.add_facility(work, FacilityDraft(" \x00 "))
        with pytest.raises(Refused, match="inconnu"):
            services.add_facility(work, FacilityDraft("Gymnase", kind="gym"))
        with pytest.raises(Refused, match="négative"):
            services.add_activity(work, replace(draft, code="9", capacity=-1))


def test_facilities_change_by_version_too(database, admin, site):
    draft, _ = site
    with database.work(admin) as work:
        services.edit_facility(work, draft.facility_id, 1, FacilityDraft("École Jules Ferry"))
    with database.read(admin) as work:
        assert [found.label for found in queries.facilities(work)] == ["École Jules Ferry"]
    with pytest.raises(OutOfDate), database.work(admin) as work:
        services.edit_facility(work, draft.facility_id, 1, FacilityDraft("Autre"))


def test_places_are_the_administrators_to_make(database, clerk):
    with pytest.raises(NotAllowed), database.work(clerk) as work:
        services.add_facility(work, FacilityDraft("École"))


def test_public_holidays_are_days_off(database, admin):
    with database.work(admin) as work:
        services.refresh_calendar(work, date(2026, 11, 1), date(2026, 11, 30))
    with database.read(admin) as work:
        off = queries.days_off(work, date(2026, 11, 1), date(2026, 11, 30))
        assert off == {date(2026, 11, 1), date(2026, 11, 11)}
