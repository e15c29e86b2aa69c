"""Enrolling a child and shortening an enrolment, from the planning."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from backoffice.inbox.services import Answer
from backoffice.inbox.services.at_counter import answer_for_family
from backoffice.inbox.workflow import Kind, Verb
from backoffice.planning.slots import SlotStatus
from backoffice.planning.tables import enrolment, reservation
from tests.ui.planning.conftest import at, settled, status
from ui.planning.enrolment import EnrolSheet, ShortenSheet

S = SlotStatus


def opened(qtbot, view, name):
    qtbot.keyClick(view.table, Qt.Key.Key_I)
    settled(qtbot, view)
    return view.window().findChild(QWidget, name)


def booked(qtbot, view, school, clerk, day=date(2026, 11, 19)):
    """Through the counter, so that there is a request to write to the family about."""
    with school.town.database.work(clerk) as work:
        yes = Answer(Verb.ACCEPT)
        answer_for_family(work, Kind.RESERVATION, school.leo, school.activity_id, [day], yes)
    view.reload()
    settled(qtbot, view)


def test_a_child_who_is_not_enrolled_is_enrolled_from_its_cell(qtbot, view, school):
    zoe = school.town.child(school.town.family("Zola"), "Zoé", "Zola")
    school.town.enrol(zoe, school.activity_id, weekdays=[1])
    view.reload()
    settled(qtbot, view)
    at(view, zoe, 1)
    assert status(view, zoe, 1) is None
    sheet = opened(qtbot, view, "enrol_sheet")
    assert isinstance(sheet, EnrolSheet)
    sheet.accept()
    settled(qtbot, view)
    assert "déjà inscrit" in sheet.banner.accessibleName()
    sheet.reject()


def test_enrolling_fills_the_line(qtbot, view, school):
    zoe = school.town.child(school.town.family("Zola"), "Zoé", "Zola")
    school.town.enrol(zoe, school.activity_id, ends_on=date(2026, 11, 16))
    view.reload()
    settled(qtbot, view)
    at(view, zoe, 1)
    sheet = opened(qtbot, view, "enrol_sheet")
    for day in (6, 7):
        sheet.findChild(QWidget, f"weekday_{day}").click()
    sheet.accept()
    settled(qtbot, view)
    qtbot.waitUntil(lambda: status(view, zoe, 1) is S.FREE)
    [row] = school.town.read(select(enrolment).where(enrolment.c.starts_on == date(2026, 11, 17)))
    assert (row.ends_on, row.weekdays) == (date(2027, 8, 31), 0b11111)


def test_a_date_that_is_no_date_keeps_the_sheet_open(qtbot, view, school):
    zoe = school.town.child(school.town.family("Zola"), "Zoé", "Zola")
    school.town.enrol(zoe, school.activity_id, ends_on=date(2026, 11, 16))
    view.reload()
    settled(qtbot, view)
    at(view, zoe, 1)
    sheet = opened(qtbot, view, "enrol_sheet")
    sheet.last.setText("31/02/2027")
    sheet.accept()
    assert sheet.isVisible()
    assert "n’existe pas" in sheet.last.complaint
    sheet.reject()


def test_shortening_says_what_it_cancels_and_asks_for_a_word(qtbot, view, school, clerk):
    booked(qtbot, view, school, clerk)
    at(view, school.leo, 3)
    sheet = opened(qtbot, view, "shorten_sheet")
    assert isinstance(sheet, ShortenSheet)
    assert not sheet.primary.isEnabled()
    sheet.last.setText("18/11/2026")
    sheet.last.settle()
    settled(qtbot, view)
    assert sheet.consequence == "1 réservation à venir sera annulée."
    assert not sheet.primary.isEnabled()
    sheet.message.setPlainText("L’activité s’arrête pour Léo.")
    sheet.accept()
    settled(qtbot, view)
    qtbot.waitUntil(lambda: status(view, school.leo, 3) is S.RESERVATION_CANCELLED)
    told = school.town.view("portal_out_request_history")
    assert "L’activité s’arrête pour Léo." in [line["message"] for line in told]


def test_taking_days_off_is_shown_too_and_leaves_all_as_it_was_when_given_up(
    qtbot, view, school, clerk
):
    booked(qtbot, view, school, clerk)
    at(view, school.leo, 3)
    sheet = opened(qtbot, view, "shorten_sheet")
    sheet.findChild(QWidget, "weekday_4").click()
    settled(qtbot, view)
    assert sheet.consequence == "1 réservation à venir sera annulée."
    sheet.reject()
    assert school.town.read(select(reservation.c.status)) == [("reserved",)]


def test_a_reader_enrols_nobody(open_view, reader):
    assert open_view(reader).command("enrolment") is None
