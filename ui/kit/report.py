"""What can be told of a failure without telling anything of a family."""

from __future__ import annotations

import logging
import traceback
from copy import copy
from datetime import datetime
from pathlib import Path
from types import TracebackType

import PySide6

_ROOT = Path(__file__).resolve().parents[2]


def describe(error: BaseException) -> str:
    """Types and places in the code. Never the message: it may quote what someone typed."""
    parts: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = "".join(f"  {frame}\n" for frame in _frames(link.__traceback__))
        parts.append(f"{type(link).__module__}.{type(link).__qualname__}\n{frames}")
        link = link.__cause__ or link.__context__
    return "à cause de\n".join(parts)


def _frames(trace: TracebackType | None) -> list[str]:
    found = traceback.extract_tb(trace) if trace is not None else []
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in found]


def _short(filename: str) -> str:
    """From the program's folder on: where it is installed names an account of the PC."""
    path = Path(filename)
    if path.is_relative_to(_ROOT):
        return path.relative_to(_ROOT).as_posix()
    return "/".join(path.parts[-2:])


def signature(error: BaseException) -> str:
    """The same for the same failure at the same place."""
    frames = _frames(error.__traceback__)
    return f"{type(error).__qualname__} {frames[-1] if frames else ''}"


def report(error: BaseException, at: datetime, number: str) -> str:
    """The text an agent can copy and send."""
    import platform

    head = (
        f"Incident {number}",
        f"{at:%d/%m/%Y %H:%M:%S}",
        f"Python {platform.python_version()}, Qt {PySide6.__version__}, {platform.system()}",
    )
    return "\n".join((*head, "", describe(error)))


class Discreet(logging.Formatter):
    """Writes failures as `describe` does, whoever logs them."""

    def format(self, record: logging.LogRecord) -> str:
        own = copy(record)
        own.exc_text = None  # as another handler wrote it: with the message
        return super().format(own)

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return describe(ei[1]) if ei[1] is not None else ""
