"""What is done about a cell, by mouse and by keyboard."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from backoffice.inbox.tables import request
from backoffice.planning.slots import SlotStatus
from backoffice.planning.tables import reservation
from tests.ui.planning.conftest import at, settled, status
from ui.planning.counter import CounterSheet

S = SlotStatus


def sheet_of(view) -> CounterSheet:
    found = view.window().findChild(QWidget, "counter_sheet")
    assert isinstance(found, CounterSheet)
    return found


def press(qtbot, view, key):
    qtbot.keyClick(view.table, key)
    settled(qtbot, view)


def reserved(qtbot, view, school, column=0):
    school.town.reserve(school.slots[column], school.leo)
    view.reload()
    settled(qtbot, view)
    at(view, school.leo, column)


def test_entree_opens_the_story_of_the_cell_and_echap_gives_the_grid_back(qtbot, view, school):
    reserved(qtbot, view, school)
    press(qtbot, view, Qt.Key.Key_Return)
    assert view.story.isVisible()
    assert set(view.story.offers) == {
        "mark_present",
        "rectify",
        "cancel",
        "mark_no_show",
        "enrolment",
        "family",
    }
    view.story.close_popover()
    assert view.table.hasFocus()


def test_a_click_opens_it_too(qtbot, view, school):
    at(view, school.leo, 1)
    box = view.table.visualRect(view.table.currentIndex())
    qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    settled(qtbot, view)
    assert view.story.isVisible()
    assert set(view.story.offers) == {"reserve", "enrolment", "family"}


def test_the_story_never_covers_its_cell(qtbot, view, school):
    at(view, school.paul, 4)
    press(qtbot, view, Qt.Key.Key_Return)
    cell = view.table.visualRect(view.table.currentIndex())
    cell.moveTopLeft(view.table.viewport().mapTo(view, cell.topLeft()))
    assert not view.story.geometry().intersects(cell.adjusted(1, 1, -1, -1))


def test_b_reserves_for_the_family_after_showing_the_consequence(qtbot, view, school):
    at(view, school.leo, 3)
    press(qtbot, view, Qt.Key.Key_B)
    sheet = sheet_of(view)
    settled(qtbot, view)
    assert sheet.consequence.startswith("1 créneau réservé.")
    assert school.town.read(select(request.c.id)) == []
    sheet.accept()
    settled(qtbot, view)
    qtbot.waitUntil(lambda: status(view, school.leo, 3) is S.RESERVED)
    assert "1 créneau réservé" in view.toast.accessibleName()
    [asked] = school.town.read(select(request.c.origin))
    assert tuple(asked) == ("agent",)


def test_where_it_is_full_the_sheet_says_so_before(qtbot, view, school):
    school.town.filled(school.slots[3], 2)
    at(view, school.leo, 3)
    press(qtbot, view, Qt.Key.Key_B)
    sheet = sheet_of(view)
    settled(qtbot, view)
    assert "liste d’attente" in sheet.consequence
    assert sheet.primary.words() == "Mettre en liste d’attente"
    sheet.reject()


def test_r_declares_an_absence_where_there_is_a_reservation(qtbot, view, school):
    reserved(qtbot, view, school, column=3)
    press(qtbot, view, Qt.Key.Key_R)
    sheet = sheet_of(view)
    settled(qtbot, view)
    sheet.accept()
    settled(qtbot, view)
    qtbot.waitUntil(lambda: status(view, school.leo, 3) in {S.ABSENT, S.ABSENT_INVOICED})


def test_x_cancels_and_ctrl_z_takes_it_back(qtbot, view, school):
    reserved(qtbot, view, school, column=3)
    press(qtbot, view, Qt.Key.Key_X)
    sheet = sheet_of(view)
    settled(qtbot, view)
    sheet.accept()
    settled(qtbot, view)
    qtbot.waitUntil(lambda: status(view, school.leo, 3) is S.RESERVATION_CANCELLED)
    view.take_back()
    settled(qtbot, view)
    qtbot.waitUntil(lambda: status(view, school.leo, 3) is S.CANCELLATION_PENDING)


def test_p_marks_those_who_came_and_ctrl_z_unmarks_them(qtbot, view, school):
    reserved(qtbot, view, school)
    press(qtbot, view, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: status(view, school.leo, 0) is S.PRESENT)
    view.take_back()
    settled(qtbot, view)
    qtbot.waitUntil(lambda: status(view, school.leo, 0) is S.RESERVED)


def test_several_cells_are_marked_at_once(qtbot, view, school):
    for child_id in (school.leo, school.ines):
        school.town.reserve(school.slots[0], child_id)
    view.reload()
    settled(qtbot, view)
    at(view, school.ines, 0)
    qtbot.keyClick(view.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(qtbot, view, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: status(view, school.leo, 0) is S.PRESENT)
    assert status(view, school.ines, 0) is S.PRESENT
    assert "2 pointés présents" in view.toast.accessibleName()


def test_n_then_j_an_absence_is_invoiced_then_justified(qtbot, view, school):
    reserved(qtbot, view, school)
    press(qtbot, view, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: status(view, school.leo, 0) is S.ABSENT_INVOICED)
    press(qtbot, view, Qt.Key.Key_J)
    asked = view.window().findChild(QWidget, "ask_line")
    asked.accept()
    settled(qtbot, view)
    qtbot.waitUntil(lambda: status(view, school.leo, 0) is S.ABSENT)


def test_keys_that_make_no_sense_for_the_cell_do_nothing(qtbot, view, school):
    at(view, school.leo, 3)  # nothing reserved, and a day to come
    for key in (Qt.Key.Key_P, Qt.Key.Key_N, Qt.Key.Key_X, Qt.Key.Key_J):
        press(qtbot, view, key)
    assert school.town.read(select(reservation.c.id)) == []
    assert view.window().findChild(QWidget, "counter_sheet") is None


def test_a_reader_is_offered_no_action(qtbot, open_view, reader, school):
    view = open_view(reader)
    assert view.command("reserve") is None
    at(view, school.leo, 3)
    press(qtbot, view, Qt.Key.Key_Return)
    assert set(view.story.offers) == {"family"}


def test_a_head_shows_who_waits_and_lets_one_pass(qtbot, view, school):
    for child_id in (school.ines, school.leo):
        school.town.reserve(school.slots[2], child_id, "waitlisted", event="waitlist")
    view.reload()
    settled(qtbot, view)
    days = view.table.days
    qtbot.mouseClick(
        days.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(days.sectionViewportPosition(2) + 10, 40),
    )
    settled(qtbot, view)
    assert view.queue.isVisible()
    [up] = [
        one for one in view.queue.findChildren(QWidget) if one.objectName().startswith("raise_")
    ]
    up.click()
    settled(qtbot, view)
    ranks = school.town.read(select(reservation.c.child_id).order_by(reservation.c.queue_rank))
    assert [tuple(row) for row in ranks] == [(school.leo,), (school.ines,)]


def test_doors_lead_to_the_request_and_to_the_family(qtbot, view, school):
    at(view, school.leo, 3)
    press(qtbot, view, Qt.Key.Key_B)
    settled(qtbot, view)
    sheet_of(view).accept()
    settled(qtbot, view)
    qtbot.waitUntil(lambda: status(view, school.leo, 3) is S.RESERVED)
    press(qtbot, view, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.navigator.request):
        view.story.offers["request"].click()
    press(qtbot, view, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.navigator.family):
        view.story.offers["family"].click()


def test_a_reason_that_excuses_changes_the_consequence_shown(qtbot, view, school):
    school.town.deadline(school.activity_id, "absence", count=5)
    reserved(qtbot, view, school, column=3)
    press(qtbot, view, Qt.Key.Key_R)
    sheet = sheet_of(view)
    settled(qtbot, view)
    assert "absence facturée" in sheet.consequence
    qtbot.keyClicks(sheet.findChild(QWidget, "counter_words"), "Maladie")
    qtbot.waitUntil(lambda: "absence acceptée" in sheet.consequence)
    settled(qtbot, view)
    sheet.reject()
    assert status(view, school.leo, 3) is S.RESERVED
