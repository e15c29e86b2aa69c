"""The ground the other tests stand on holds."""

import logging
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import keyring
import psycopg
import pytest
from PySide6.QtWidgets import QWidget

pytest_plugins = ["pytester"]

LONE_SERVER = """
import sys
from tests.support import postgres
with postgres.running() as cluster:
    print(cluster.url("postgres"), flush=True)
    sys.stdin.read()
"""


def test_a_database_is_copied_from_another_and_dropped(cluster):
    cluster.create("model")
    cluster.execute("create table notes (word text)", "model")
    cluster.execute("insert into notes values ('été')", "model")
    copy = psycopg.connect(cluster.create("copy", template="model"))
    assert copy.execute("select word from notes").fetchone() == ("été",)
    cluster.drop("copy")
    copy.close()
    cluster.drop("model")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.url("copy"))


def test_the_owner_enters_freely_and_anybody_else_by_password(cluster):
    cluster.execute("create role claire login password 'un mot: de/passe'")
    with psycopg.connect(cluster.url("postgres", "claire", "un mot: de/passe")) as connection:
        assert connection.execute("select current_user").fetchone() == ("claire",)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(cluster.url("postgres", "claire", "autre"))
    cluster.execute("drop role claire")


def test_a_killed_test_run_leaves_no_server_behind():
    alone = subprocess.Popen(
        [sys.executable, "-c", LONE_SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    with alone:
        url = alone.stdout.readline().strip()
        psycopg.connect(url).close()
        with psycopg.connect(url) as witness:
            os.kill(alone.pid, signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError):
                # The server cuts us off as it stops; until then the question just takes long.
                witness.execute("select pg_sleep(30)")


def test_passwords_of_tests_never_reach_a_real_keyring(memory_keyring):
    keyring.set_password("backoffice", "claire", "secret")
    assert memory_keyring.passwords == {("backoffice", "claire"): "secret"}


def test_windows_open_on_no_screen(qtbot, qapp):
    widget = QWidget()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    assert qapp.platformName() == "offscreen"


@pytest.mark.expects_log
def test_a_test_may_expect_a_warning(caplog):
    logging.getLogger("backoffice").warning("attendu")
    assert caplog.messages == ["attendu"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("logging.getLogger('x').warning('coucou')", "Logged, and nobody expected it"),
        ("warnings.warn('coucou')", "UserWarning: coucou"),
        ("QtCore.qWarning('coucou')", "QtWarningMsg: coucou"),
    ],
)
def test_a_stray_warning_fails_the_test(pytester, monkeypatch, line, said):
    root = Path(__file__).parent.parent
    shutil.copy(root / "pyproject.toml", pytester.path)
    pytester.makepyfile(
        f"import logging, warnings\nfrom PySide6 import QtCore\ndef test_it(qapp):\n    {line}"
    )
    monkeypatch.setenv("PYTHONPATH", str(root))
    result = pytester.runpytest_subprocess("-p", "tests.support.strict", pytester.path)
    result.stdout.fnmatch_lines([f"*{said}*"])
    assert result.ret == 1
