"""From nothing to an inbox one can use, beside an empty window: whole processes, in turn.

An agent waits twice: from the launch to the form that asks who they are, and from « Entrée » to
the first page of the inbox. The limit is held against the two together. In between they type, and
the program gets ready: it is given one second, less than anybody takes to type a password.

Checking a password on SQLite (argon2) is slow on purpose and no start can shrink it: it has a line
of its own, and the base measured here keeps this one password in a hash that is quick to check. On
PostgreSQL the server checks it, and nothing is left out. A start that asks nobody, as with `--as`,
is told for information: it has no moment in which to get ready.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median

from argon2 import PasswordHasher
from sqlalchemy import update

from backoffice.agents import passwords
from backoffice.agents.services import add_agent
from backoffice.agents.tables import agent
from backoffice.database.work import Database
from backoffice.kernel.permissions import Agent, Role
from bench.bases import ENGINES, Bases, opened
from bench.measure import Ratio, repeated
from bench.town import NOW, Size, fill

LIMIT = 3.0
TIMES = 11
LOGIN, PASSWORD = "bench", "douze girafes bleues"
ADMIN = Agent(1, "admin", "Zoé Blanc", Role.ADMINISTRATOR)

_SAY = """
def say():
    print("ready", flush=True)
"""

EMPTY = f"""
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
app.processEvents()
window.grab()
{_SAY}
say()
import os; os._exit(0)
"""

# What `backoffice` does with these arguments, but for the event loop.
_BEGIN = f"""
{_SAY}
import sys
from backoffice.cli import window
from backoffice.cli.parser import read
asked = read(sys.argv[1:])
with window.undisturbed():
    opened = window.signed_in(asked) if asked.login else None
    from ui.app import begin
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication
    program = begin(window.address(asked), opened)
def until(ready):
    while not ready():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
def inbox():
    from ui.mainwindow import MainWindow
    until(lambda: isinstance(program.front, MainWindow))
    model = program.front.screen_of("inbox").model
    until(model.rowCount)
    program.front.grab()
    say()
    import os; os._exit(0)
"""

ASKED = f"""
{_BEGIN}
QApplication.processEvents()
program.front.grab()
say()
from ui.app import live_for
live_for(1000)
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
form = program.front.page
form.login.setText("{LOGIN}")
form.password.setText("{PASSWORD}")
press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
say()
QApplication.sendEvent(form.password, press)
inbox()
"""

SIGNED = f"{_BEGIN}\ninbox()"


def run(bases: Bases) -> Iterator[Ratio]:
    for kind in ENGINES:
        yield from measured(bases.folder, kind, _base(bases, kind))


def measured(folder: Path, kind: str, address: str) -> Iterator[Ratio]:
    forms, inboxes, signed, empty = [], [], [], []
    for _ in range(TIMES):
        empty += spent(folder, EMPTY, 1, address)
        form, _typing, inbox = spent(folder, ASKED, 3, address)
        forms.append(form)
        inboxes.append(inbox)
        signed += spent(folder, SIGNED, 1, address, "--as", LOGIN)
        empty += spent(folder, EMPTY, 1, address)
    waited = [form + inbox for form, inbox in zip(forms, inboxes, strict=True)]
    least = median(empty)
    yield Ratio("start: launch to the sign-in form", kind, median(forms), least, None)
    yield Ratio("start: « Entrée » to a usable inbox", kind, median(inboxes), least, None)
    yield Ratio("start: all that an agent waits for", kind, median(waited), least, LIMIT)
    yield Ratio("start with --as, nobody asked", kind, median(signed), least, None)
    if kind == "sqlite":
        stored = passwords.hashed(PASSWORD)
        check = repeated(lambda: passwords.matches(stored, PASSWORD))
        yield Ratio("password check, left out above", kind, check, least, None, "slow on purpose")


def spent(folder: Path, program: str, words: int, address: str, *given: str) -> list[float]:
    """Seconds from the start of the process to its first word, then from word to word."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        # The off-screen platform complains at each window, as no real one does.
        "QT_LOGGING_RULES": "default.warning=false",
        "BACKOFFICE_DATABASE": address,
        "BACKOFFICE_PASSWORD": PASSWORD,
        # What is remembered stays out of the way of whoever runs this.
        **dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), str(folder)),
    }
    # Compiled once and kept, as on any PC where the program is installed.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    root = Path(__file__).parent.parent
    heard = [time.perf_counter()]
    process = subprocess.Popen(
        [sys.executable, "-c", program, *given],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    for _ in range(words):
        assert process.stdout.readline() == b"ready\n"
        heard.append(time.perf_counter())
    process.stdout.close()
    process.wait()
    return [after - before for before, after in pairwise(heard)]


def _base(bases: Bases, kind: str) -> str:
    address = bases.fresh(kind)
    with opened(address) as engine:
        fill(engine, Size(5000, 500))
        with Database(engine, lambda: NOW).work(ADMIN) as work:
            add_agent(work, LOGIN, "Claire Martin", Role.INSTRUCTOR, PASSWORD)
            if kind == "sqlite":
                quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
                mine = agent.c.login == LOGIN
                work.run(update(agent).where(mine).values(password_hash=quick))
    return address
