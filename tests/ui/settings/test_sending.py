from datetime import date, time

import pytest

from backoffice.activities.services import refresh_calendar
from backoffice.activities.tables import opening_period
from backoffice.history import queries as history
from backoffice.history.queries import HistoryFilter
from backoffice.inbox import catalogue
from backoffice.kernel.topics import Topic
from backoffice.planning.opening import generate_slots
from tests.ui.shown import click, settle, sheet


@pytest.fixture
def page(opened, admin, town, sqlite_database):
    with sqlite_database.work(admin) as work:
        catalogue.set_town(work, "Mairie de Valcourt", "Service enfance", "Valcourt")
    return opened(admin, "sending")


def test_the_hours_and_names_in_force_are_shown(page):
    assert [line.value for line in page.hours] == [time(13), time(18), None, None]
    assert (page.issuer.value, page.town.value) == ("Mairie de Valcourt", "Valcourt")
    assert page.zone.text() == "Zone A"


def test_only_what_changed_is_written(qtbot, page, sqlite_database, admin):
    page.hours[2].setText("8h30")
    click(qtbot, page.tasks, page, "save_button")
    with sqlite_database.read(admin) as work:
        assert catalogue.mail_hours(work) == (time(8, 30), time(13), time(18))
        rows = history.page(work, HistoryFilter(topic=Topic.SETTINGS), None, 10)
    said = [row.sentence for row in rows]
    assert said == ["Heures d’envoi des courriels changées", "Noms de la ville changés"]
    assert rows[0].detail == "08:30, 13:00, 18:00"
    assert page.banner.words == "Enregistré."


def test_no_hour_at_all_is_refused_where_one_stands(qtbot, page, sqlite_database, admin):
    for line in page.hours:
        line.setText("")
    click(qtbot, page.tasks, page, "save_button")
    assert "au moins une heure" in page.banner.words
    with sqlite_database.read(admin) as work:
        assert len(catalogue.mail_hours(work)) == 2


def test_a_name_is_not_left_empty(qtbot, page, sqlite_database, admin):
    page.town.setText("")
    click(qtbot, page.tasks, page, "save_button")
    assert page.town.complaint == "À remplir."


def test_what_is_being_typed_survives_a_change_from_elsewhere(qtbot, page, sqlite_database, admin):
    page.issuer.setText("Ville de Valcourt")
    page.issuer.settle()
    with sqlite_database.work(admin) as work:
        catalogue.set_mail_hours(work, [time(12)])
    page.tasks.changed.emit(frozenset({Topic.SETTINGS}))
    settle(qtbot, page.tasks)
    assert page.issuer.text() == "Ville de Valcourt"


def test_another_zone_first_says_what_it_moves(qtbot, opened, admin, town, sqlite_database):
    town.add(
        opening_period,
        activity_id=town.activity_id,
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 7, 2),
    )
    with sqlite_database.work(admin) as work:
        refresh_calendar(work, date(2026, 9, 1), date(2027, 7, 31))
        generate_slots(work)
    page = opened(admin, "sending")
    page.command("change_zone").trigger()
    form = sheet(page.shown_in)
    form.zones.choose(1)
    click(qtbot, page.tasks, form, "sheet_accept")
    assert "jours créés" in form.told.text()
    assert page.zone.text() == "Zone A"
    form.zones.choose(2)
    assert form.primary.words() == "Voir les conséquences"
    form.zones.choose(1)
    click(qtbot, page.tasks, form, "sheet_accept")
    click(qtbot, page.tasks, form, "sheet_accept")
    assert page.zone.text() == "Zone B"
