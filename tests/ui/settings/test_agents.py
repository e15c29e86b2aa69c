import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from backoffice.agents import queries
from backoffice.agents.signin import sign_in
from backoffice.kernel.errors import Refused
from backoffice.kernel.permissions import Role
from tests.ui.shown import click, column_of, press, settle, sheet

PASSWORD = "trois petits chats bleus"


@pytest.fixture
def page(opened, admin, town):
    return opened(admin, "agents")


def agents(database, admin):
    with database.read(admin) as work:
        return {one.login: one for one in queries.list_agents(work)}


def test_agents_read_with_their_role_and_state(page):
    assert "Claire Martin" in column_of(page.table, 0)
    assert set(column_of(page.table, 4)) == {"actif"}


def test_a_site_manager_is_given_sites_and_can_sign_in(qtbot, page, sqlite_database, admin):
    press(qtbot, page.tasks, page.table, Qt.Key.Key_N)
    form = sheet(page.shown_in)
    form.name.setText("Paul Durand")
    form.login.setText("durand")
    form.role.choose(Role.SITE_MANAGER)
    form.password.setText(PASSWORD)
    click(qtbot, page.tasks, form, "sheet_accept")
    assert "établissement" in form.banner.words
    assert form.password.text() == PASSWORD
    (box,) = form.sites.values()
    box.click()
    click(qtbot, page.tasks, form, "sheet_accept")
    made = agents(sqlite_database, admin)["durand"]
    assert (made.role, made.facilities) == (Role.SITE_MANAGER, ("École Jules-Ferry",))
    assert sign_in(sqlite_database, "durand", PASSWORD).name == "Paul Durand"


def test_a_password_that_can_be_guessed_is_refused_in_the_sheet(qtbot, page):
    press(qtbot, page.tasks, page.table, Qt.Key.Key_M)
    form = sheet(page.shown_in)
    form.password.setText("motdepasse123")
    click(qtbot, page.tasks, form, "sheet_accept")
    assert "devine" in form.banner.words
    form.reject()


def test_a_new_password_is_hidden_and_works(qtbot, page, sqlite_database, admin):
    page.table.selectRow(column_of(page.table, 0).index("Claire Martin"))
    press(qtbot, page.tasks, page.table, Qt.Key.Key_M)
    form = sheet(page.shown_in)
    assert form.password.echoMode() is QLineEdit.EchoMode.Password
    form.password.setText(PASSWORD)
    click(qtbot, page.tasks, form, "sheet_accept")
    assert sign_in(sqlite_database, "instructor", PASSWORD).name == "Claire Martin"


def test_an_agent_who_leaves_cannot_sign_in_and_keeps_their_name(
    qtbot, page, sqlite_database, admin
):
    page.table.selectRow(column_of(page.table, 0).index("Claire Martin"))
    press(qtbot, page.tasks, page.table, Qt.Key.Key_M)
    form = sheet(page.shown_in)
    form.password.setText(PASSWORD)
    click(qtbot, page.tasks, form, "sheet_accept")
    page.table.selectRow(column_of(page.table, 0).index("Claire Martin"))
    press(qtbot, page.tasks, page.table, Qt.Key.Key_D)
    click(qtbot, page.tasks, sheet(page.shown_in), "sheet_accept")
    settle(qtbot, page.tasks)
    assert agents(sqlite_database, admin)["instructor"].disabled_at is not None
    assert column_of(page.table, 0)[-1] == "Claire Martin"
    assert column_of(page.table, 4)[-1] == "désactivé"
    with pytest.raises(Refused):
        sign_in(sqlite_database, "instructor", PASSWORD)


def test_one_does_not_disable_oneself(page, admin):
    page.table.selectRow(column_of(page.table, 0).index(admin.name))
    assert not page.command("disable").isEnabled()
