"""An empty window, shown and painted: the least any screen costs."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QMainWindow


def empty_window() -> None:
    app = QApplication.instance() or QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    window.grab()
    window.close()
    window.deleteLater()
    app.processEvents()
