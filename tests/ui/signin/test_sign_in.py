"""First start and every other: which base, who comes, and what is said when it cannot be."""

from pathlib import Path

import pytest

from backoffice import settings
from backoffice.agents import services
from backoffice.database import schema
from backoffice.kernel.address import sqlite_path
from backoffice.kernel.permissions import Role
from ui.app import remembered
from ui.signin.bases import BaseChoice
from ui.signin.founding import Founding
from ui.signin.view import SignIn, WhoForm

PASSWORD = "quatre mots sans rapport"


@pytest.fixture
def door(qtbot):
    made = []

    def open_door(*given) -> SignIn:
        made.append(SignIn(*given))
        qtbot.addWidget(made[-1])
        made[-1].show()
        return made[-1]

    yield open_door
    for one in made:
        one.doorman.close()


@pytest.fixture
def hired(sqlite_database, admin):
    with sqlite_database.work(admin) as work:
        services.add_agent(work, "claire", "Claire Martin", Role.INSTRUCTOR, PASSWORD)


def said(form) -> str:
    return form.banner.words if not form.banner.isHidden() else ""


def wait_said(qtbot, form) -> str:
    qtbot.waitUntil(lambda: not form.banner.isHidden(), timeout=10_000)
    return said(form)


def test_the_first_start_asks_where_the_base_is(door):
    assert isinstance(door().page, BaseChoice)


def test_a_base_that_is_there_answers_the_trial(qtbot, door, sqlite_address):
    form = door().page
    form.path.setText(str(sqlite_path(sqlite_address)))
    form.test.click()
    assert "La base répond" in wait_said(qtbot, form)


def _foreign(path: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE client (id INTEGER)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_bytes(b"pas une base" * 500), "pas une base de ce programme"),
        (lambda path: path.mkdir(), "un dossier, pas une base"),
        (_foreign, "n’est pas une base de ce programme"),
    ],
)
def test_what_is_not_a_base_is_told_in_french(qtbot, door, tmp_path, make, words):
    path = tmp_path / "autre.db"
    make(path)
    form = door().page
    form.path.setText(str(path))
    form.test.click()
    assert words in wait_said(qtbot, form)


@pytest.mark.parametrize(
    ("revision", "words"), [("0001", "plus ancienne"), ("9999", "plus récente")]
)
def test_an_older_and_a_newer_base_are_told_apart(
    qtbot, door, sqlite_address, sqlite_database, revision, words
):
    with sqlite_database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")
    form = door(sqlite_address, "claire").page
    form.password.setText(PASSWORD)
    form.enter.click()
    assert words in wait_said(qtbot, form)
    assert revision != schema.HEAD


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sqlite:////nulle/part/valcourt.db", "pas de base à cet endroit"),
        ("mysql://serveur/enfance", "commence par sqlite:/// ou postgresql://"),
        ("postgresql://serveur:port/enfance", "n’est pas une adresse de base"),
    ],
)
def test_a_base_that_is_not_there_is_told_to_who_signs_in(qtbot, door, address, words):
    form = door(address, "claire").page
    form.password.setText(PASSWORD)
    form.enter.click()
    assert words in wait_said(qtbot, form)


def test_a_server_that_does_not_answer_is_told(qtbot, door):
    form = door().page
    form.server.click()
    form.address.setText("postgresql://127.0.0.1:1/enfance")
    form.test.click()
    assert "n’accepte pas de connexion" in wait_said(qtbot, form)


def test_an_address_that_is_none_is_told(qtbot, door):
    form = door().page
    form.server.click()
    form.address.setText("n'importe quoi")
    form.test.click()
    assert "adresse" in wait_said(qtbot, form)


def test_a_base_that_is_not_there_is_made_with_its_first_administrator(qtbot, door, tmp_path):
    sign_in = door()
    path = tmp_path / "neuf" / "valcourt.db"
    sign_in.page.path.setText(str(path))
    sign_in.page.go_on.click()
    form = sign_in.page
    assert isinstance(form, Founding)
    form.name.setText("Zoé Blanc")
    form.login.setText("zoe")
    form.password.setText(PASSWORD)
    form.again.setText(PASSWORD)
    with qtbot.waitSignal(sign_in.signed, timeout=30_000) as heard:
        form.create_base.click()
    opened = heard.args[0]
    assert opened.agent.role is Role.ADMINISTRATOR
    opened.close()
    assert settings.load().database == f"sqlite:///{path}"
    assert settings.load().login == "zoe"


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [(PASSWORD, "autre chose", "pas les mêmes"), ("court", "court", "12 caractères")],
)
def test_a_base_that_cannot_be_made_leaves_nothing(qtbot, door, tmp_path, first, second, words):
    sign_in = door()
    path = tmp_path / "valcourt.db"
    sign_in.ask_founder(f"sqlite:///{path}")
    form = sign_in.page
    form.name.setText("Zoé Blanc")
    form.login.setText("zoe")
    form.password.setText(first)
    form.again.setText(second)
    form.create_base.click()
    assert words in wait_said(qtbot, form)
    assert not path.exists()


def test_the_right_password_opens_and_is_not_kept(
    qtbot, door, hired, sqlite_address, memory_keyring
):
    sign_in = door(sqlite_address, "claire")
    sign_in.page.password.setText(PASSWORD)
    with qtbot.waitSignal(sign_in.signed, timeout=10_000) as heard:
        sign_in.page.enter.click()
    heard.args[0].close()
    assert memory_keyring.passwords == {}
    assert PASSWORD not in (settings.folder() / settings.FILE).read_text()


def test_settings_that_cannot_be_kept_stop_nobody(qtbot, door, hired, sqlite_address):
    path = settings.folder() / settings.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("couleur = 'rouge'\n", encoding="utf-8")
    sign_in = door(sqlite_address, "claire")
    sign_in.page.password.setText(PASSWORD)
    with qtbot.waitSignal(sign_in.signed, timeout=10_000) as heard:
        sign_in.page.enter.click()
    path.unlink()
    heard.args[0].close()
    assert heard.args[0].agent.login == "claire"


def test_a_wrong_password_says_so_and_empties_the_field(qtbot, door, hired, sqlite_address):
    form = door(sqlite_address, "claire").page
    form.password.setText("raté")
    form.enter.click()
    assert "incorrect" in wait_said(qtbot, form)
    assert form.password.text() == ""
    assert form.enter.isEnabled()


def test_one_can_go_to_another_base(door, sqlite_address):
    sign_in = door(sqlite_address, "claire")
    sign_in.page.other.click()
    assert isinstance(sign_in.page, BaseChoice)
    assert sign_in.page.path.text() == str(sqlite_path(sqlite_address))


def test_the_address_shown_has_no_password(door):
    form = door("postgresql://claire:secret@127.0.0.1/enfance").page
    assert isinstance(form, WhoForm)
    shown = " ".join(
        w.text() for w in form.findChildren(object) if hasattr(w, "text") and callable(w.text)
    )
    assert "secret" not in shown


def test_settings_that_cannot_be_read_do_not_stop_the_program(qtbot, sqlite_address):
    path = settings.folder() / settings.FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("couleur = 'rouge'\n", encoding="utf-8")
    known, complaint = remembered()
    path.unlink()
    assert known == settings.Settings()
    assert "« couleur »" in complaint
    door = SignIn(sqlite_address)
    qtbot.addWidget(door)
    door.complain(complaint)
    assert "couleur" in door.page.banner.words
    door.doorman.close()
