import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QSettings

from ui.kit import zoom
from ui.kit.settings import WindowSettings

SHOWN = """
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from ui.kit import zoom
from ui.kit.settings import WindowSettings
zoom.begin(WindowSettings("", QSettings({path!r}, QSettings.Format.IniFormat)))
app = QApplication([])
print(app.devicePixelRatio())
"""


@pytest.fixture
def settings(tmp_path):
    return WindowSettings(
        "claire", QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    )


def test_each_press_goes_one_step_and_stops_at_the_ends():
    walked = [100]
    for _ in range(8):
        walked.append(zoom.step(walked[-1], 1))
    assert walked == [100, 110, 125, 150, 175, 200, 200, 200, 200]
    assert (zoom.step(100, -1), zoom.step(80, -1), zoom.step(175, 0)) == (90, 80, 100)
    assert zoom.step(130, 1) == 150


@pytest.mark.parametrize(("kept", "read"), [("125", 125), ("9000", 200), ("grand", 100), ("", 100)])
def test_the_size_is_kept_for_the_pc_whoever_signs_in(settings, kept, read):
    settings._store.setValue("zoom", kept)
    assert WindowSettings("rémi", settings._store).zoom == read


@pytest.mark.parametrize(("asked", "ratio"), [(None, "1.5"), ("2", "2.0")])
def test_the_program_starts_at_that_size_unless_the_pc_says_otherwise(settings, asked, ratio):
    settings.zoom = 150
    around = {key: value for key, value in os.environ.items() if key != "QT_SCALE_FACTOR"}
    if asked:
        around["QT_SCALE_FACTOR"] = asked
    told = subprocess.run(
        [sys.executable, "-c", SHOWN.format(path=settings._store.fileName())],
        env=around, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == ratio
