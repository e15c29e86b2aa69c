"""Windows off screen: what the least of them costs to show."""

import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: E402  after the platform

SIZE = (1366, 768)


def application() -> QApplication:
    running = QApplication.instance()
    return running if isinstance(running, QApplication) else QApplication([])


def painted(window: QMainWindow) -> float:
    """Seconds to show a window of the usual size and paint it whole."""
    start = time.perf_counter()
    window.resize(*SIZE)
    window.show()
    window.grab()
    spent = time.perf_counter() - start
    window.close()
    return spent


def empty_window() -> float:
    """The least a window costs."""
    application()
    return painted(QMainWindow())
