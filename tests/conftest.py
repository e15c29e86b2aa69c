"""What every test stands on. Fixtures live beside their subject, in the modules named here."""

import os

# Before anything imports Qt.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

pytest_plugins = [
    "tests.support.postgres",
    "tests.support.strict",
    "tests.fixtures.database",
    "tests.fixtures.town",
    "tests.fixtures.lines",
]
