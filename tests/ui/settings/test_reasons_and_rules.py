from datetime import date

import pytest
from PySide6.QtCore import Qt

from backoffice.inbox import catalogue, services
from backoffice.inbox.rules import Condition
from backoffice.inbox.services import Answer, RuleDraft, Seen
from backoffice.inbox.workflow import Kind, Verb
from tests.ui.shown import click, column_of, press, settle, sheet
from ui.kit.textarea import TextArea
from ui.settings.rehearsal import NOTHING

DAY = date(2026, 11, 26)


def reasons(database, agent):
    with database.read(agent) as work:
        return [(one.label, one.archived) for one in catalogue.reasons(work)]


def rules(database, agent):
    with database.read(agent) as work:
        return [(one.draft, one.enabled) for one in catalogue.rules(work)]


# --- reasons --------------------------------------------------------------------------------------


@pytest.fixture
def page(opened, admin, town):
    return opened(admin, "reasons")


def test_reasons_read_as_families_read_them(page):
    assert column_of(page.table, 0)[0] == "Il n’y a plus de place ce jour-là."
    assert set(column_of(page.table, 1)) == {"proposé"}


def test_a_reason_is_added_and_reworded(qtbot, page, sqlite_database, admin):
    tasks = page.tasks
    press(qtbot, tasks, page.table, Qt.Key.Key_N)
    asked = sheet(page.shown_in)
    asked.findChild(TextArea, "text").set_value("La sortie est complète.")
    click(qtbot, tasks, asked, "sheet_accept")
    assert ("La sortie est complète.", False) in reasons(sqlite_database, admin)
    page.table.selectRow(0)
    press(qtbot, tasks, page.table, Qt.Key.Key_Return)
    asked = sheet(page.shown_in)
    area = asked.findChild(TextArea, "text")
    assert area.value == "Il n’y a plus de place ce jour-là."
    area.set_value("Ce jour est complet.")
    click(qtbot, tasks, asked, "sheet_accept")
    assert column_of(page.table, 0)[0] == "Ce jour est complet."


def test_a_reason_is_taken_off_the_list_and_put_back(qtbot, page, sqlite_database, admin):
    page.table.selectRow(0)
    press(qtbot, page.tasks, page.table, Qt.Key.Key_Delete)
    assert reasons(sqlite_database, admin)[-1] == ("Il n’y a plus de place ce jour-là.", True)
    page.table.selectRow(page.model.rowCount() - 1)
    assert not page.command("archive").isEnabled()
    click(qtbot, page.tasks, page, "restore_button")
    assert all(not archived for _, archived in reasons(sqlite_database, admin))


# --- rules ----------------------------------------------------------------------------------------


@pytest.fixture
def month(town, sqlite_database, clerk):
    """Two children asked for the same evening: the clerk took one and refused the other."""
    town.slot(town.activity_id, DAY)
    town.asked = []
    for name, verb in (("Inès", Verb.ACCEPT), ("Adam", Verb.REFUSE)):
        family = town.family(name)
        child = town.child(family, name)
        town.enrol(child, town.activity_id)
        town.asked.append(town.request("reservation", child, town.activity_id, DAY))
        with sqlite_database.work(clerk) as work:
            services.decide(work, [Seen(town.asked[-1])], Answer(verb, "full"))
    return town


@pytest.fixture
def rule(month, sqlite_database, admin):
    with sqlite_database.work(admin) as work:
        draft = RuleDraft("Soirs", Kind.RESERVATION, Condition.FAVOURABLE, month.activity_id)
        return services.save_rule(work, draft)


def test_a_rule_is_tried_before_it_can_be_activated(
    qtbot, opened, admin, month, rule, sqlite_database
):
    page = opened(admin, "rules")
    assert column_of(page.table, 4) == ["arrêtée"]
    assert "switch_on" not in page.commands
    press(qtbot, page.tasks, page.table, Qt.Key.Key_E)
    asked = sheet(page.shown_in)
    figures = asked.panel.figures.accessibleName()
    assert "avec réponse, 2" in figures
    assert "acceptées aussi, 1" in figures
    assert "1 demande que les agents ont refusée" in asked.panel.warning.text()
    click(qtbot, page.tasks, asked, "sheet_accept")
    assert column_of(page.table, 4) == ["active"]
    assert [enabled for _, enabled in rules(sqlite_database, admin)] == [True]
    press(qtbot, page.tasks, page.table, Qt.Key.Key_S)
    assert column_of(page.table, 4) == ["arrêtée"]


def test_a_refused_example_opens_its_request(qtbot, opened, admin, month, rule):
    page = opened(admin, "rules")
    press(qtbot, page.tasks, page.table, Qt.Key.Key_E)
    asked = sheet(page.shown_in)
    with qtbot.waitSignal(page.navigator.request) as said:
        click(qtbot, page.tasks, asked, f"example_{month.asked[1]}")
    assert said.args == [month.asked[1]]
    assert not asked.isVisible()


def test_a_colleague_who_changed_the_rule_first_is_told(
    qtbot, opened, admin, month, rule, sqlite_database
):
    page = opened(admin, "rules")
    press(qtbot, page.tasks, page.table, Qt.Key.Key_E)
    with sqlite_database.work(admin) as work:
        services.enable_rule(work, rule, 1)
    asked = sheet(page.shown_in)
    click(qtbot, page.tasks, asked, "sheet_accept")
    assert "collègue" in asked.banner.words
    asked.reject()
    settle(qtbot, page.tasks)
    assert column_of(page.table, 4) == ["active"]


def test_a_new_rule_is_tried_then_kept_switched_off(qtbot, opened, admin, month, sqlite_database):
    page = opened(admin, "rules")
    assert page.empty.isVisible()
    page.command("add").trigger()
    settle(qtbot, page.tasks)
    form = sheet(page.shown_in)
    click(qtbot, page.tasks, form, "sheet_accept")
    assert form.name.complaint == "À remplir."
    form.name.setText("Absences du soir")
    form.activity.choose(month.activity_id)
    click(qtbot, page.tasks, form, "rule_try")
    assert form.panel.isVisible()
    assert "1 demande" in form.panel.warning.text()
    form.kind.choose(Kind.ABSENCE)
    assert not form.panel.isVisible()
    click(qtbot, page.tasks, form, "rule_try")
    assert form.panel.nothing.isVisible()
    assert form.panel.nothing.text().startswith(NOTHING[:20])
    click(qtbot, page.tasks, form, "sheet_accept")
    draft = RuleDraft("Absences du soir", Kind.ABSENCE, Condition.IN_TIME, month.activity_id)
    assert rules(sqlite_database, admin) == [(draft, False)]
    assert column_of(page.table, 0) == ["Absences du soir"]


def test_two_rules_do_not_share_a_name(qtbot, opened, admin, month, rule):
    page = opened(admin, "rules")
    page.command("add").trigger()
    settle(qtbot, page.tasks)
    form = sheet(page.shown_in)
    form.name.setText("Soirs")
    click(qtbot, page.tasks, form, "sheet_accept")
    assert "s’appelle déjà" in form.banner.words
    assert form.isVisible()
    form.reject()
