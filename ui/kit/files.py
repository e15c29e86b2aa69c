"""Which file to read, where to write one: the window of the PC asks, and answers by a callback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.kit.french import fr


def ask_where(
    parent: QWidget, title: str, name: str, kind: str, then: Callable[[Path], object]
) -> QFileDialog:
    """`kind` is what the PC calls such files, « Tableaux (*.csv) ». Nothing waits here."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    asked = QFileDialog(parent, fr(title), folder or QDir.homePath(), fr(kind))
    asked.setObjectName("ask_where")
    asked.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    asked.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    asked.selectFile(name)
    asked.fileSelected.connect(lambda chosen: then(Path(chosen)))
    asked.finished.connect(asked.deleteLater)
    asked.open()
    return asked


def ask_which(
    parent: QWidget, title: str, kind: str, then: Callable[[Path], object]
) -> QFileDialog:
    """A file that is there, of a kind the PC calls « Photos (*.jpg *.png) »."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    asked = QFileDialog(parent, fr(title), folder or QDir.homePath(), fr(kind))
    asked.setObjectName("ask_which")
    asked.setFileMode(QFileDialog.FileMode.ExistingFile)
    asked.fileSelected.connect(lambda chosen: then(Path(chosen)))
    asked.finished.connect(asked.deleteLater)
    asked.open()
    return asked
