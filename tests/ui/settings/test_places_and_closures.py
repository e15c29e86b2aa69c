from datetime import date

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from backoffice.activities import queries
from backoffice.activities.services import refresh_calendar
from backoffice.activities.tables import opening_period
from backoffice.planning.opening import generate_slots
from backoffice.planning.places import day_places, set_capacity, set_day_capacity
from backoffice.planning.tables import derogation, reservation
from tests.ui.shown import click, column_of, press, settle, sheet

DAY = date(2026, 11, 26)


@pytest.fixture
def evenings(town, sqlite_database, admin):
    """A year of evenings; on Thursday 26 two children are expected."""
    town.add(
        opening_period,
        activity_id=town.activity_id,
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 7, 2),
    )
    with sqlite_database.work(admin) as work:
        refresh_calendar(work, date(2026, 9, 1), date(2027, 7, 31))
        generate_slots(work)
    with sqlite_database.read(admin) as work:
        town.slot_id = day_places(work, town.activity_id, DAY).slot_id
    town.filled(town.slot_id, 2)
    return town


def statuses(town):
    return sorted(row.status for row in town.read(select(reservation.c.status)))


# --- places ---------------------------------------------------------------------------------------


@pytest.fixture
def page(opened, admin, evenings):
    return opened(admin, "places")


def line(database, agent):
    with database.read(agent) as work:
        (found,) = queries.activities(work)
        return found


def twice(qtbot, page, form):
    """What it does is read, then done."""
    click(qtbot, page.tasks, form, "sheet_accept")
    click(qtbot, page.tasks, form, "sheet_accept")


@pytest.fixture
def waiting(evenings, sqlite_database, clerk):
    """The Thursday is full, and three children wait for it."""
    with sqlite_database.work(clerk) as work:
        day = day_places(work, evenings.activity_id, DAY)
        set_day_capacity(work, day.slot_id, day.version, 2)
    for name in ("Tom", "Jade", "Sami"):
        child_id = evenings.child(evenings.family(name), name)
        evenings.enrol(child_id, evenings.activity_id)
        evenings.reserve(evenings.slot_id, child_id, "waitlisted", event="waitlist")
    return evenings


def test_places_of_an_activity_are_changed(qtbot, page, sqlite_database, reader):
    assert column_of(page.table, 2) == ["30"]
    press(qtbot, page.tasks, page.table, Qt.Key.Key_P)
    form = sheet(page.shown_in)
    form.capacity.setText("32")
    click(qtbot, page.tasks, form, "sheet_accept")
    assert form.told.text().startswith("Places à changer sur ")
    assert column_of(page.table, 2) == ["30"]
    click(qtbot, page.tasks, form, "sheet_accept")
    assert column_of(page.table, 2) == ["32"]
    assert page.banner.words.startswith("Places changées sur ")
    press(qtbot, page.tasks, page.table, Qt.Key.Key_P)
    form = sheet(page.shown_in)
    form.capacity.setText("")
    twice(qtbot, page, form)
    assert line(sqlite_database, reader).capacity is None
    assert column_of(page.table, 2) == ["sans limite"]


def test_fewer_places_than_children_ask_for_a_reason_which_is_kept(qtbot, page, evenings):
    press(qtbot, page.tasks, page.table, Qt.Key.Key_P)
    form = sheet(page.shown_in)
    form.capacity.setText("1")
    assert not form.reason.isVisible()
    click(qtbot, page.tasks, form, "sheet_accept")
    assert "dérogation" in form.banner.words
    assert form.reason.isVisible()
    form.reason.setText("Salle en travaux")
    twice(qtbot, page, form)
    (kept,) = evenings.read(select(derogation))
    assert (kept.places, kept.reason) == (1, "Salle en travaux")
    assert "1 place par dérogation" in page.banner.words


def test_a_colleague_changed_the_places_first(qtbot, page, sqlite_database, admin, evenings):
    press(qtbot, page.tasks, page.table, Qt.Key.Key_P)
    form = sheet(page.shown_in)
    with sqlite_database.work(admin) as work:
        set_capacity(work, evenings.activity_id, 1, 40)
    form.capacity.setText("35")
    click(qtbot, page.tasks, form, "sheet_accept")
    assert "collègue" in form.banner.words
    form.reject()
    settle(qtbot, page.tasks)
    assert column_of(page.table, 2) == ["40"]


def test_one_day_has_its_own_places(qtbot, page, sqlite_database, reader, evenings):
    press(qtbot, page.tasks, page.table, Qt.Key.Key_J)
    form = sheet(page.shown_in)
    assert not form.primary.isEnabled()
    form.day.setText("28/11")
    form.day.settle()
    settle(qtbot, page.tasks)
    assert "n’a pas lieu le samedi 28 novembre" in form.now.text()
    assert not form.primary.isEnabled()
    form.day.setText("26/11")
    form.day.settle()
    settle(qtbot, page.tasks)
    assert form.now.text() == "Le jeudi 26 novembre\u202f: 30 places, 2 prises."
    form.capacity.setText("12")
    click(qtbot, page.tasks, form, "sheet_accept")
    assert form.told.text() == "Places à changer sur 1 jour."
    qtbot.keyClicks(form.capacity, "3")
    assert not form.told.isVisible()
    form.capacity.setText("12")
    twice(qtbot, page, form)
    with sqlite_database.read(reader) as work:
        found = day_places(work, evenings.activity_id, DAY)
    assert (found.capacity, found.own) == (12, True)


def test_how_absences_count_is_set_by_activity(qtbot, page, sqlite_database, reader):
    press(qtbot, page.tasks, page.table, Qt.Key.Key_A)
    form = sheet(page.shown_in)
    form.invoiced.click()
    click(qtbot, page.tasks, form, "sheet_accept")
    found = line(sqlite_database, reader)
    assert (found.late_absence_invoiced, found.promotes_alone) == (False, True)
    assert column_of(page.table, 3) == ["gratuite"]


def test_places_made_go_to_those_who_wait_and_the_agent_reads_it(qtbot, page, waiting):
    press(qtbot, page.tasks, page.table, Qt.Key.Key_J)
    form = sheet(page.shown_in)
    form.day.setText("26/11")
    form.day.settle()
    settle(qtbot, page.tasks)
    form.capacity.setText("9")
    click(qtbot, page.tasks, form, "sheet_accept")
    words = "3 enfants de la liste d’attente {} une place."
    assert form.told.text() == f"Places à changer sur 1 jour. {words.format('obtiendront')}"
    assert statuses(waiting).count("waitlisted") == 3
    click(qtbot, page.tasks, form, "sheet_accept")
    assert page.banner.words == f"Places changées sur 1 jour. {words.format('ont obtenu')}"
    assert statuses(waiting) == ["reserved"] * 5


def test_a_site_manager_changes_a_day_of_their_own_site_only(
    qtbot, opened, manager_of, sqlite_database, evenings
):
    activity = line(sqlite_database, manager_of(1))
    theirs = opened(manager_of(activity.facility_id), "places")
    assert list(theirs.commands) == ["change_day"]
    assert theirs.command("change_day").isEnabled()
    other = opened(manager_of(activity.facility_id + 1), "places")
    assert not other.command("change_day").isEnabled()


# --- reasons of absence ---------------------------------------------------------------------------


def test_a_reason_of_absence_is_added_and_taken_off(qtbot, opened, admin, town):
    page = opened(admin, "absences")
    assert column_of(page.table, 1) == ["jamais facturée"]
    press(qtbot, page.tasks, page.table, Qt.Key.Key_N)
    form = sheet(page.shown_in)
    form.words.setText("maladie")
    click(qtbot, page.tasks, form, "sheet_accept")
    assert "existe déjà" in form.banner.words
    form.words.setText("Sortie d’école")
    form.justified.click()
    click(qtbot, page.tasks, form, "sheet_accept")
    assert column_of(page.table, 0) == ["Maladie", "Sortie d’école"]
    page.table.selectRow(1)
    assert column_of(page.table, 1)[1] == "facturée"
    press(qtbot, page.tasks, page.table, Qt.Key.Key_Delete)
    assert column_of(page.table, 0) == ["Maladie"]


# --- closures -------------------------------------------------------------------------------------


@pytest.fixture
def closures(opened, admin, evenings):
    return opened(admin, "closures")


def close_thursday(qtbot, page):
    page.command("close_some").trigger()
    settle(qtbot, page.tasks)
    form = sheet(page.shown_in)
    form.first.setText("26/11")
    form.reason.setText("Grève annoncée")
    click(qtbot, page.tasks, form, "sheet_accept")
    return form


def test_a_closure_first_says_what_it_would_do(qtbot, closures, evenings):
    form = close_thursday(qtbot, closures)
    assert form.told.text() == "1 jour fermé, 2 réservations annulées, 2 familles concernées."
    assert statuses(evenings) == ["reserved", "reserved"]
    assert form.primary.words() == "Fermer ces jours"
    assert form.cancel.hasFocus()
    click(qtbot, closures.tasks, form, "sheet_accept")
    assert statuses(evenings) == ["reservation_cancelled"] * 2
    assert column_of(closures.table, 0) == ["26/11/2026"]
    assert column_of(closures.table, 2) == ["Toute la ville"]
    assert column_of(closures.table, 3) == ["Grève annoncée"]


def test_an_edit_after_the_preview_asks_for_it_again(qtbot, closures, evenings):
    form = close_thursday(qtbot, closures)
    qtbot.keyClicks(form.last, "27/11")
    assert form.primary.words() == "Voir les conséquences"
    assert not form.told.isVisible()
    click(qtbot, closures.tasks, form, "sheet_accept")
    assert form.told.text().startswith("2 jours fermés")
    form.where.choose((None, evenings.activity_id))
    assert form.primary.words() == "Voir les conséquences"
    form.reject()
    assert statuses(evenings) == ["reserved", "reserved"]


def test_a_day_gone_by_is_not_closed(qtbot, closures):
    closures.command("close_some").trigger()
    settle(qtbot, closures.tasks)
    form = sheet(closures.shown_in)
    click(qtbot, closures.tasks, form, "sheet_accept")
    assert form.first.complaint == "À remplir."
    form.first.setText("12/11")
    form.reason.setText("Grève")
    click(qtbot, closures.tasks, form, "sheet_accept")
    assert "est passé" in form.banner.words
    form.reject()


def test_closed_days_are_opened_again_after_a_word_of_warning(qtbot, closures, evenings):
    click(qtbot, closures.tasks, close_thursday(qtbot, closures), "sheet_accept")
    closures.command("reopen").trigger()
    asked = sheet(closures.shown_in)
    click(qtbot, closures.tasks, asked, "sheet_accept")
    assert asked.told.text() == "1 jour modifié."
    click(qtbot, closures.tasks, asked, "sheet_accept")
    assert closures.empty.isVisible()
    assert statuses(evenings) == ["reservation_cancelled"] * 2


def test_who_waited_for_a_day_opened_again_gets_its_places(qtbot, closures, waiting):
    click(qtbot, closures.tasks, close_thursday(qtbot, closures), "sheet_accept")
    closures.command("reopen").trigger()
    asked = sheet(closures.shown_in)
    click(qtbot, closures.tasks, asked, "sheet_accept")
    words = "1 jour modifié. 2 enfants de la liste d’attente {} une place."
    assert asked.told.text() == words.format("obtiendront")
    click(qtbot, closures.tasks, asked, "sheet_accept")
    assert closures.banner.words == words.format("ont obtenu")
    assert statuses(waiting).count("reserved") == 2
