"""What an agent does on the planning: attendance, waiting lists, enrolments."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from backoffice.database.journal import journal
from backoffice.kernel.errors import NotAllowed, OutOfDate, Refused
from backoffice.planning import queries, services
from backoffice.planning.services import Seen
from backoffice.planning.slots import SlotStatus
from backoffice.planning.tables import derogation, enrolment, reservation, slot
from tests.planning.conftest import MONDAY

S = SlotStatus
END = date(2027, 7, 2)


def run(database, agent, service, *asked, **named):
    with database.work(agent) as work:
        return service(work, *asked, **named)


def statuses(school):
    rows = school.town.read(
        select(reservation.c.child_id, reservation.c.status).order_by(reservation.c.id)
    )
    return dict(map(tuple, rows))


def test_a_child_who_was_expected_is_marked_present(database, clerk, school):
    school.town.reserve(school.slots[0], school.leo)
    marks = run(
        database, clerk, services.mark_present, [Seen(school.slots[0], school.leo, S.RESERVED)]
    )
    assert (marks.done, marks.left) == (1, ())
    assert statuses(school) == {school.leo: "present"}
    [entry] = school.town.read(select(journal.c.action, journal.c.agent_id, journal.c.subject_id))
    assert tuple(entry) == ("mark_present", clerk.id, school.slots[0])


def test_a_child_who_was_not_expected_takes_a_place(database, clerk, school):
    marks = run(database, clerk, services.mark_present, [Seen(school.slots[0], school.leo, S.FREE)])
    assert marks.done == 1
    assert statuses(school) == {school.leo: "present_unreserved"}
    assert school.town.read(select(slot.c.taken).where(slot.c.id == school.slots[0])) == [(1,)]


def test_where_it_is_full_an_unexpected_child_needs_a_derogation_and_its_reason(
    database, clerk, school
):
    school.town.filled(school.slots[0], 2)
    seen = [Seen(school.slots[0], school.leo, S.FREE)]
    marks = run(database, clerk, services.mark_present, seen)
    assert "dérogation" in marks.left[0].sentence
    marks = run(
        database,
        clerk,
        services.mark_present,
        seen,
        overbook_reason="Personne pour venir le chercher",
    )
    assert marks.done == 1
    [row] = school.town.read(
        select(derogation.c.places, derogation.c.reason, derogation.c.agent_id)
    )
    assert tuple(row) == (1, "Personne pour venir le chercher", clerk.id)
    assert school.town.read(
        select(slot.c.taken, slot.c.extra).where(slot.c.id == school.slots[0])
    ) == [(3, 1)]


def test_a_derogation_is_not_for_a_site_manager(database, manager_of, school):
    school.town.filled(school.slots[0], 2)
    seen = [Seen(school.slots[0], school.leo, S.FREE)]
    with pytest.raises(NotAllowed):
        run(
            database,
            manager_of(school.facility_id),
            services.mark_present,
            seen,
            overbook_reason="Urgence",
        )


def test_a_child_who_is_not_enrolled_is_not_marked(database, clerk, school):
    stranger = school.town.child(school.town.family(), "Paul")
    marks = run(database, clerk, services.mark_present, [Seen(school.slots[0], stranger, S.FREE)])
    assert "inscrit" in marks.left[0].sentence
    assert statuses(school) == {}


def test_a_child_who_did_not_come_is_invoiced_until_excused(database, clerk, school):
    school.town.reserve(school.slots[0], school.leo)
    run(database, clerk, services.mark_no_show, [Seen(school.slots[0], school.leo, S.RESERVED)])
    assert statuses(school) == {school.leo: "absent_invoiced"}
    seen = [Seen(school.slots[0], school.leo, S.ABSENT_INVOICED)]
    with pytest.raises(Refused, match="justifie"):
        run(database, clerk, services.justify, seen, "  ")
    run(database, clerk, services.justify, seen, "Certificat médical")
    assert statuses(school) == {school.leo: "absent"}


def test_one_mark_that_is_impossible_leaves_the_others_done(database, clerk, school):
    tomorrow = school.slots[1]
    for slot_id in (school.slots[0], tomorrow):
        school.town.reserve(slot_id, school.leo)
    marks = run(
        database,
        clerk,
        services.mark_present,
        [
            Seen(school.slots[0], school.leo, S.RESERVED),
            Seen(tomorrow, school.leo, S.RESERVED),
            Seen(school.slots[0], school.ines, S.RESERVED),
            Seen(school.slots[0], 999, S.WAITLISTED),
            Seen(999_999, school.leo, S.RESERVED),
        ],
    )
    assert [mark.done for mark in marks.outcomes] == [True, False, False, False, False]
    assert [mark.sentence for mark in marks.left] == [
        "Ce jour n’est pas encore venu.",
        "Ce créneau vient de changer : Non réservé.",
        "Ce créneau vient de changer : Non réservé.",
        "Ce créneau n’existe plus.",
    ]


def test_marks_are_taken_back_one_by_one(database, clerk, school):
    school.town.reserve(school.slots[0], school.leo)
    marks = run(
        database,
        clerk,
        services.mark_present,
        [Seen(school.slots[0], school.leo, S.RESERVED), Seen(school.slots[0], school.ines, S.FREE)],
    )
    back = run(database, clerk, services.unmark, marks.outcomes)
    assert back.done == 2
    assert statuses(school) == {school.leo: "reserved", school.ines: "free"}
    again = run(database, clerk, services.unmark, marks.outcomes)
    assert again.done == 0


def test_a_reader_marks_nobody(database, reader, school):
    with pytest.raises(NotAllowed):
        run(database, reader, services.mark_present, [Seen(school.slots[0], school.leo, S.FREE)])


def test_a_site_manager_marks_only_on_their_own_sites(database, manager_of, school):
    elsewhere = manager_of(school.town.facility("Autre"))
    with pytest.raises(NotAllowed, match="établissement"):
        run(database, elsewhere, services.mark_present, [Seen(school.slots[0], school.leo, S.FREE)])


def waiting(school, *children):
    slot_id = school.slots[2]
    return slot_id, [
        school.town.reserve(slot_id, child, "waitlisted", event="waitlist") for child in children
    ]


def names(database, agent, slot_id):
    with database.read(agent) as work:
        return [one.child for one in queries.waiting_list(work, slot_id)]


def test_a_child_is_moved_up_and_newcomers_still_come_last(database, clerk, school):
    paul, tom = (school.town.child(school.family_id, name) for name in ("Paul", "Tom"))
    slot_id, ids = waiting(school, school.ines, school.leo, paul)
    run(database, clerk, services.set_rank, slot_id, ids[2], 2, 1)
    assert names(database, clerk, slot_id) == ["Paul Belkacem", "Inès Belkacem", "Léo Durant"]
    school.town.reserve(slot_id, tom, "waitlisted", event="waitlist")
    assert names(database, clerk, slot_id)[-1] == "Tom Belkacem"


def test_a_rank_beyond_the_end_is_the_end(database, clerk, school):
    slot_id, ids = waiting(school, school.ines, school.leo)
    run(database, clerk, services.set_rank, slot_id, ids[0], 2, 99)
    assert names(database, clerk, slot_id) == ["Léo Durant", "Inès Belkacem"]


def test_a_list_that_changed_meanwhile_is_not_reordered(database, clerk, school):
    slot_id, ids = waiting(school, school.ines, school.leo)
    with pytest.raises(OutOfDate):
        run(database, clerk, services.set_rank, slot_id, ids[0], 1, 2)


def test_a_child_is_enrolled_for_some_weekdays(database, clerk, school):
    child_id = school.town.child(school.family_id, "Zoé")
    made = run(database, clerk, services.enrol, child_id, school.activity_id, MONDAY, END, [1, 4])
    [row] = school.town.read(select(enrolment).where(enrolment.c.id == made))
    assert (row.weekdays, row.family_id, row.starts_on) == (0b1001, school.family_id, MONDAY)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "weekdays", "why"),
    [
        (END, MONDAY, [1], "précède"),
        (MONDAY, END, [], "au moins un jour"),
        (MONDAY, END, [8], "au moins un jour"),
        (MONDAY, END, [1], "déjà inscrit"),
    ],
)
def test_an_enrolment_that_makes_no_sense_is_refused(
    database, clerk, school, starts_on, ends_on, weekdays, why
):
    with pytest.raises(Refused, match=why):
        run(
            database,
            clerk,
            services.enrol,
            school.leo,
            school.activity_id,
            starts_on,
            ends_on,
            weekdays,
        )


def test_a_child_or_an_activity_that_is_gone_is_refused(database, clerk, school):
    with pytest.raises(Refused, match="n’existe plus"):
        run(database, clerk, services.enrol, 999, school.activity_id, MONDAY, END, [1])
    with pytest.raises(Refused, match="n’existe plus"):
        run(database, clerk, services.enrol, school.leo, 999, MONDAY, END, [1])


def _enrolled(school):
    [row] = school.town.read(select(enrolment).where(enrolment.c.child_id == school.leo))
    return row


def test_shortening_shows_then_cancels_what_is_left_outside(database, clerk, school):
    for at in (0, 2, 4):
        school.town.reserve(school.slots[at], school.leo)
    row, last = _enrolled(school), MONDAY + timedelta(days=1)
    seen = run(database, clerk, services.shorten_enrolment, row.id, row.version, last, dry_run=True)
    assert [one.slot_id for one in seen.cancelled] == [school.slots[2], school.slots[4]]
    assert seen.sentence == "2 réservations à venir seront annulées."
    assert statuses(school) == {school.leo: "reserved"}
    done = run(database, clerk, services.shorten_enrolment, row.id, row.version, last)
    assert (done.cancelled, done.dry_run) == (seen.cancelled, False)
    told = school.town.read(
        select(reservation.c.slot_id, reservation.c.status).order_by(reservation.c.slot_id)
    )
    assert [status for _, status in told] == [
        "reserved",
        "reservation_cancelled",
        "reservation_cancelled",
    ]
    assert _enrolled(school).ends_on == last


def test_fewer_weekdays_cancel_the_days_left_out(database, clerk, school):
    for at in (0, 1):
        school.town.reserve(school.slots[at], school.leo)
    row = _enrolled(school)
    done = run(database, clerk, services.shorten_enrolment, row.id, row.version, END, weekdays=[1])
    assert [one.day.isoweekday() for one in done.cancelled] == [2]


def test_what_is_not_answered_yet_stays_to_be_answered(database, clerk, school):
    reservation_id = school.town.reserve(school.slots[3], school.leo)
    with database.work(clerk) as work:
        change = {"status": "absence_pending", "event": "ask"}
        work.run(update(reservation).where(reservation.c.id == reservation_id).values(**change))
    row = _enrolled(school)
    done = run(database, clerk, services.shorten_enrolment, row.id, row.version, MONDAY)
    assert (done.cancelled, len(done.unanswered)) == ((), 1)
    assert "1 demande en attente sur ces jours reste à traiter" in done.sentence
    assert statuses(school) == {school.leo: "absence_pending"}


def test_an_enrolment_is_not_lengthened_by_shortening_it(database, clerk, school):
    row = _enrolled(school)
    with pytest.raises(Refused, match="allonge"):
        run(
            database,
            clerk,
            services.shorten_enrolment,
            row.id,
            row.version,
            END + timedelta(days=9),
        )
    with pytest.raises(Refused, match="précède"):
        run(database, clerk, services.shorten_enrolment, row.id, row.version, date(2026, 8, 1))


def test_an_enrolment_changed_meanwhile_is_out_of_date(database, clerk, school):
    row = _enrolled(school)
    with pytest.raises(OutOfDate):
        run(database, clerk, services.shorten_enrolment, row.id, row.version + 1, MONDAY)
