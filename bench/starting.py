"""From the command to an inbox one can use, beside an empty window of PySide6."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from backoffice.demo.town import build
from bench.bases import Bases
from bench.measure import Ratio, alternating

LIMIT = 3.0
TIMES = 9

EMPTY = """
import time; start = time.perf_counter()
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow(); window.resize(1366, 768); window.show(); window.grab(); app.processEvents()
print(time.perf_counter() - start, flush=True)
import os; os._exit(0)
"""

# The inbox is usable once its first page and the detail of its first line are on screen.
USABLE = """
import time; start = time.perf_counter()
import sys
from ui.app import main_window
window = main_window(sys.argv[1], "instructeur", "demo")
from PySide6.QtWidgets import QApplication, QListView
window.resize(1366, 768); window.show(); window.show_section("inbox")
app = QApplication.instance()
def rows():
    lists = [one for one in window.findChildren(QListView) if one.isVisible() and one.model()]
    return max((one.model().rowCount() for one in lists), default=0)
while not rows():
    app.processEvents()
window.grab()
print(time.perf_counter() - start, flush=True)
import os; os._exit(0)
"""


def run(bases: Bases) -> Iterator[Ratio]:
    address = f"sqlite:///{bases.folder / 'valcourt.db'}"
    build(address)
    ours, least = alternating(lambda: _told(USABLE, address), lambda: _told(EMPTY), TIMES)
    yield Ratio("start to a usable inbox", "sqlite", ours, least, LIMIT)


def _told(script: str, *given: str) -> float:
    """What a process of its own says it took."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", script, *given], env=env, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])
