"""What the start waits for, and what it does not: whole programs, each in a process of its own."""

import builtins
import json
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication

from backoffice import app
from backoffice.agents import services
from backoffice.kernel.permissions import Role
from ui.mainwindow.ahead import build_ahead

PASSWORD = "quatre mots sans rapport"

# As `backoffice` begins, but for the event loop.
BEGIN = """
import json, sys
from argparse import Namespace
from backoffice.cli import window
from backoffice.cli.parser import read
asked = read(sys.argv[1:])
import ui.app
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

def until(ready):
    while not ready():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

def leave(said):
    print(json.dumps(said), flush=True)
    import os
    os._exit(0)
"""

FORM = f"""{BEGIN}
ui.app.get_ready = lambda address: None
program = ui.app.begin(asked.database)
painted = []
program.front.painted.connect(lambda: painted.append(True))
until(lambda: painted)
leave([type(program.front).__name__, sorted(sys.modules)])
"""

TYPED = f"""{BEGIN}
program = ui.app.begin(asked.database)
form = program.front
%s
form.page.login.setText("claire")
form.page.password.setText("{PASSWORD}")
QTest.keyClick(form.page.password, Qt.Key.Key_Return)
until(lambda: program.front is not form)
shown = []
program.front.screen_of("inbox").model.loaded.connect(lambda: shown.append(True))
until(lambda: shown)
leave([type(program.front).__name__, program.front.agent.login])
"""
AT_ONCE = ""
ALL_READY = """
painted = []
form.painted.connect(lambda: painted.append(True))
until(lambda: painted and form.doorman.idle)
"""

SIGNED = f"""{BEGIN}
from ui.mainwindow import window
window.SETTLED_MS = 1_000_000  # what is counted and listened to comes later still
shown = ui.app.main_window(asked.database, "claire", "{PASSWORD}")
found = []
shown.screen_of("inbox").model.loaded.connect(lambda: found.append(sorted(sys.modules)))
shown.show()
until(lambda: found)
leave(found[0])
"""


@pytest.fixture(autouse=True)
def memory_of_its_own(monkeypatch, tmp_path):
    """What is remembered here is not what other tests begin with."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def claire(sqlite_address, sqlite_database, admin):
    """A base in which Claire works; its address."""
    with sqlite_database.work(admin) as work:
        services.add_agent(work, "claire", "Claire Martin", Role.INSTRUCTOR, PASSWORD)
    return sqlite_address


def started(program: str, *given: str):
    done = subprocess.run(
        [sys.executable, "-c", program, *given], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def roots(modules) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_who_comes_is_asked_without_the_database(tmp_path):
    shown, modules = started(FORM, "--database", f"sqlite:///{tmp_path / 'x.db'}")
    assert shown == "SignIn"
    assert roots(modules).isdisjoint({"sqlalchemy", "psycopg", "alembic", "argon2", "keyring"})
    assert not any(name.startswith(("ui.mainwindow", "ui.inbox")) for name in modules)
    assert not any(name.startswith(("backoffice.database", "backoffice.inbox")) for name in modules)


@pytest.mark.parametrize("when", [AT_ONCE, ALL_READY], ids=["at once", "when all is ready"])
def test_the_right_password_leads_to_the_inbox(claire, when):
    assert started(TYPED % when, "--database", claire) == ["MainWindow", "claire"]


def test_the_first_page_brings_in_only_what_it_shows(claire):
    modules = started(SIGNED, "--database", claire)
    useless = {
        "alembic", "email_validator", "holidays", "keyring", "mako", "phonenumbers", "PIL",
        "psycopg", "rapidfuzz", "reportlab", "schwifty", "stdnum", "vacances_scolaires_france",
    }  # fmt: skip
    assert roots(modules) & useless == set()
    later = {
        f"backoffice.{name}"
        for name in (
            "demo", "worker", "history", "inbox.plan", "inbox.decide", "inbox.facts",
            "inbox.advice", "inbox.services", "inbox.intake", "planning.generation",
        )
    }  # fmt: skip
    assert later & set(modules) == set()
    assert "sqlalchemy.dialects.postgresql" not in modules


def test_getting_ready_goes_near_no_base(tmp_path, qtbot):
    path = tmp_path / "nulle part.db"
    database = app.get_ready(f"sqlite:///{path}")
    played = []
    build_ahead(QApplication.instance(), database, lambda: played.append(True))
    qtbot.waitUntil(lambda: bool(played))
    assert not path.exists()


@pytest.mark.parametrize(
    "address", ["", "n'importe quoi", "mysql://serveur/enfance", "postgresql://s:x/b"]
)
def test_nothing_is_got_ready_for_what_is_no_base(address):
    assert app.get_ready(address) is None


def test_pyside_reads_no_source_at_each_import():
    assert builtins.__import__ is not builtins.__feature_import__
