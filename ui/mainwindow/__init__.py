"""The window: a sidebar, one screen beside it, and what is common to them all."""

from ui.mainwindow.window import MainWindow

__all__ = ["MainWindow"]
