"""From nothing to an inbox one can use, beside an empty window: whole processes, in turn."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from backoffice.agents.services import add_agent
from backoffice.database.work import Database
from backoffice.kernel.permissions import Agent, Role
from bench.bases import ENGINES, Bases, opened
from bench.measure import Ratio, alternating
from bench.town import NOW, Size, fill

LIMIT = 3.0
TIMES = 9
LOGIN, PASSWORD = "bench", "douze girafes bleues"
READY = b"ready\n"
ADMIN = Agent(1, "admin", "Zoé Blanc", Role.ADMINISTRATOR)

_SAY = "import os, sys; sys.stdout.write('ready\\n'); sys.stdout.flush(); os._exit(0)"

EMPTY = f"""
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
window.show()
app.processEvents()
window.grab()
{_SAY}
"""

OURS = f"""
import sys
from ui.app import application, main_window
window = main_window(*sys.argv[1:])
app = application()
window.show()
from PySide6.QtCore import QEventLoop
model = window.screen_of("inbox").model
while not model.rowCount():
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
window.grab()
{_SAY}
"""


def run(bases: Bases) -> Iterator[Ratio]:
    for kind in ENGINES:
        address = _base(bases, kind)
        started(OURS, address, LOGIN, PASSWORD)
        ours, least = alternating(
            lambda address=address: started(OURS, address, LOGIN, PASSWORD),
            lambda: started(EMPTY),
            TIMES,
        )
        yield Ratio("start to a usable inbox", kind, ours, least, LIMIT)


def started(program: str, *given: str) -> float:
    """Seconds from the start of the process to its word."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # Compiled once and kept, as on any PC where the program is installed.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    root = Path(__file__).parent.parent
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", program, *given],
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == READY
    took = time.perf_counter() - begun
    process.stdout.close()
    process.wait()
    return took


def _base(bases: Bases, kind: str) -> str:
    address = bases.fresh(kind)
    with opened(address) as engine:
        fill(engine, Size(5000, 500))
        with Database(engine, lambda: NOW).work(ADMIN) as work:
            add_agent(work, LOGIN, "Claire Martin", Role.INSTRUCTOR, PASSWORD)
    return address
