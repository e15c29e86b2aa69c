"""The last net: whatever goes wrong is written down and told, and the program goes on."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)

from ui.kit.report import Discreet, report, signature

log = logging.getLogger(__name__)
SENTENCE = (
    "Le programme a rencontré une erreur. Ce qui venait d’être demandé n’a peut-être pas été "
    "enregistré : vérifiez avant de recommencer. Vous pouvez continuer à travailler."
)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Safety(QObject):
    """Installed once by the program. `crashed` tells a sentence and a text to copy, once for
    each failure: a fault in a paint event would otherwise speak sixty times a second.
    """

    crashed = Signal(str, str)
    _caught = Signal(object)

    def __init__(self, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._told: set[str] = set()
        self._before = sys.excepthook, threading.excepthook
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self._on_exception
        threading.excepthook = lambda caught: (
            self._caught.emit(caught.exc_value) if caught.exc_value is not None else None
        )
        qInstallMessageHandler(self._on_message)

    def uninstall(self) -> None:
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(None)

    def catch(self, error: BaseException) -> None:
        """From anywhere, any thread: `tasks.crashed.connect(safety.catch)`."""
        self._caught.emit(error)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            self._before[0](kind, error, trace)
        else:
            self._caught.emit(error)

    @Slot(object)
    def _tell(self, error: BaseException) -> None:
        known = signature(error)
        if known in self._told:
            return
        self._told.add(known)

        import uuid

        number = uuid.uuid4().hex[:8]
        log.error("incident %s", number, exc_info=error)
        self.crashed.emit(SENTENCE, report(error, self._clock(), number))

    @staticmethod
    def _on_message(kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
        log.log(_LEVELS.get(kind, logging.WARNING), "Qt : %s", words)


class LogFile(logging.Handler):
    """Does not grow for ever and holds no personal data. Opened at its first line: what opens it
    costs the start more than the form does.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(logging.INFO)
        self._path = path

    @cached_property
    def _file(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        made = RotatingFileHandler(
            self._path, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
        )
        made.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s %(message)s"))
        return made

    def emit(self, record: logging.LogRecord) -> None:
        self._file.emit(record)

    def close(self) -> None:
        if "_file" in self.__dict__:
            self._file.close()
        super().close()


def write_log_to(folder: Path) -> logging.Handler:
    """From now on; returns the handler."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = LogFile(folder / "backoffice.log")
    logging.getLogger().addHandler(handler)
    return handler
