from datetime import date, time

import pytest
from PySide6.QtCore import Qt

from backoffice.activities import queries
from backoffice.activities.queries import Hours
from backoffice.activities.schedule import Deadline, DeadlineForm
from tests.ui.shown import click, column_of, press, sheet
from ui.settings.deadlines import example

TODAY = date(2026, 11, 19)
WEEK = [Hours(day, time(16, 30), time(18, 30)) for day in range(1, 6)]


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (
            Deadline(DeadlineForm.DAYS_BEFORE, 3, hour=time(9)),
            "Pour le jeudi 26 novembre : jusqu’au lundi 23 à 9 h",
        ),
        (
            Deadline(DeadlineForm.DAYS_BEFORE, 2, hour=time(9), working_days=True),
            "Pour le jeudi 26 novembre : jusqu’au lundi 23 à 9 h",
        ),
        (
            Deadline(DeadlineForm.WEEK_BEFORE, weekday=4, hour=time(12)),
            "Pour le jeudi 26 novembre : jusqu’au jeudi 19 à 12 h",
        ),
        (
            Deadline(DeadlineForm.HOURS_BEFORE, 24),
            "Pour le jeudi 26 novembre : jusqu’au mercredi 25 à 16 h 30",
        ),
        (
            Deadline(DeadlineForm.DAYS_BEFORE, 30, hour=time(9)),
            "Pour le jeudi 26 novembre : jusqu’au mardi 27 octobre à 9 h",
        ),
        (None, "Pour le jeudi 26 novembre : jusqu’au début, à 16 h 30"),
    ],
)
def test_a_deadline_is_said_on_a_real_day(deadline, said):
    off = {date(2026, 11, 25)} if deadline and deadline.working_days else set()
    assert example(TODAY, WEEK, off).words(deadline) == said


def test_the_example_is_a_day_the_activity_runs():
    wednesdays = [Hours(3, time(8), time(12))]
    assert example(TODAY, wednesdays, ()).day == date(2026, 12, 2)
    assert example(TODAY, wednesdays, {date(2026, 12, 2)}).day == date(2026, 12, 9)
    assert example(TODAY, [], ()).day == date(2026, 11, 26)


@pytest.fixture
def page(opened, admin, town):
    return opened(admin, "deadlines")


def test_each_activity_has_a_line_for_each_kind(page):
    assert column_of(page.table, 1) == ["Réservation", "Annulation", "Absence"]
    assert set(column_of(page.table, 2)) == {"jusqu’au début de l’activité"}


def test_a_deadline_is_set_in_another_form_and_its_example_follows(
    qtbot, page, town, sqlite_database, reader
):
    press(qtbot, page.tasks, page.table, Qt.Key.Key_D)
    form = sheet(page.shown_in)
    form.form.choose(DeadlineForm.DAYS_BEFORE)
    form.count.setText("3")
    form.count.settle()
    form.hour.setText("9h")
    form.hour.settle()
    assert form.said.text().endswith("jusqu’au vendredi 20 à 9\u00a0h.")
    form.form.choose(DeadlineForm.WEEK_BEFORE)
    assert form.weekday.isVisible()
    assert not form.count.isVisible()
    form.weekday.choose(4)
    assert "jusqu’au jeudi 19" in form.said.text()
    click(qtbot, page.tasks, form, "sheet_accept")
    assert column_of(page.table, 2)[0] == "au plus tard le jeudi de la semaine précédente, à 9 h"
    with sqlite_database.read(reader) as work:
        known = queries.opening(work, town.activity_id).deadlines
    assert known == {"reservation": Deadline(DeadlineForm.WEEK_BEFORE, weekday=4, hour=time(9))}


def test_what_is_missing_says_so(qtbot, page):
    press(qtbot, page.tasks, page.table, Qt.Key.Key_D)
    form = sheet(page.shown_in)
    form.form.choose(DeadlineForm.DAYS_BEFORE)
    form.hour.setText("")
    click(qtbot, page.tasks, form, "sheet_accept")
    assert form.isVisible()
    assert form._fields["hour"].message == "À remplir."
    form.reject()


def test_a_deadline_can_be_lifted(qtbot, page, town, sqlite_database, reader):
    town.deadline(town.activity_id, "reservation")
    page.reload()
    press(qtbot, page.tasks, page.table, Qt.Key.Key_D)
    form = sheet(page.shown_in)
    form.form.choose(None)
    click(qtbot, page.tasks, form, "sheet_accept")
    with sqlite_database.read(reader) as work:
        assert queries.opening(work, town.activity_id).deadlines == {}
