"""Asking for pictures. Called off the GUI thread: it waits."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from backoffice.drawing import refusals, windows
from backoffice.drawing.limits import LARGEST_FILE, SECONDS, WHOLE, started_by, surroundings
from backoffice.kernel.errors import Refused

STARTING = 20.0  # seconds a slow disk may take to start a process


@dataclass(frozen=True, slots=True)
class Picture:
    """Red, green, blue, one byte each, `stride` bytes a row; or the bytes of a file."""

    width: int
    height: int
    stride: int
    pages: int
    pixels: bytes


class Drawer:
    """One drawing process, kept warm, made again whenever it had to be killed."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._job: Any = None
        self._held = b""  # what the process has open
        self._closed = threading.Event()

    def warm(self) -> None:
        """Have a process ready. Harmless if there is one."""
        with self._turn:
            self._running()

    def draw(
        self,
        content: bytes,
        name: str,
        page: int = 1,
        *,
        width: int = 1240,
        rotation: int = 0,
        encoded: str = "",
    ) -> Picture:
        """The picture of a page. Raises Refused with the sentence to show.

        `width` in pixels, two thousand at most; `rotation` in degrees, by quarter turns, clockwise.
        `encoded` is « PNG », « JPEG » or nothing for raw pixels.
        """
        if len(content) > LARGEST_FILE:
            raise Refused(refusals.TOO_LARGE)
        with self._turn:
            told, pixels = self._asked(content, name, page, width, rotation, encoded)
        if "sentence" in told:
            raise Refused(str(told["sentence"]))
        return Picture(told["width"], told["height"], told["stride"], told["pages"], pixels)

    def turned(self, content: bytes, name: str, rotation: int) -> bytes:
        """The document as a file, turned; its sort is told by its first bytes. Raises Refused."""
        picture = self.draw(content, name, width=50, rotation=rotation, encoded=WHOLE)
        self._held = b""
        return picture.pixels

    def give_up(self) -> None:
        """Nobody waits any more: what is being drawn is abandoned at once."""
        if (process := self._process) is not None and self._turn.locked():
            process.kill()

    def close(self) -> None:
        self._closed.set()
        self._end()

    def _asked(
        self, content: bytes, name: str, page: int, width: int, rotation: int, encoded: str
    ) -> tuple[dict[str, Any], bytes]:
        process = self._running()
        fingerprint = sha256(content).digest() + name.encode(errors="replace")
        again = fingerprint == self._held
        question = {
            "size": None if again else len(content), "name": name, "page": page, "width": width,
            "rotation": rotation, "encoded": encoded,
        }  # fmt: skip
        late = threading.Event()

        def too_long() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(self._seconds, too_long)
        clock.start()
        try:
            assert process.stdin is not None  # noqa: S101  asked for as a pipe
            process.stdin.write(json.dumps(question).encode() + b"\n" + (b"" if again else content))
            process.stdin.flush()
            told, pixels = _answer(process)
        except (OSError, ValueError):
            self._end()
            self._running()  # the next document is not to wait
            return {"sentence": refusals.TOO_LONG if late.is_set() else refusals.TOO_HEAVY}, b""
        finally:
            clock.cancel()
        self._held = fingerprint
        return told, pixels

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        if self._closed.is_set():
            raise Refused(refusals.BROKEN)
        hidden: dict[str, Any] = {}
        if sys.platform == "win32":
            hidden["creationflags"] = subprocess.CREATE_NO_WINDOW
        process = subprocess.Popen(  # noqa: S603  our own program
            started_by(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=surroundings(), **hidden,
        )  # fmt: skip
        self._job = windows.hold(process)
        self._process = process
        clock = threading.Timer(STARTING, process.kill)
        clock.start()
        try:
            _answer(process)  # it says that it is ready
        except (OSError, ValueError):
            self._end()
            raise Refused(refusals.BROKEN) from None
        finally:
            clock.cancel()
        if self._closed.is_set():  # meanwhile
            self._end()
            raise Refused(refusals.BROKEN)
        return process

    def _end(self) -> None:
        process, self._process, self._held = self._process, None, b""
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was left to write has nowhere to go
                    continue
        process.wait()


def _answer(process: subprocess.Popen[bytes]) -> tuple[dict[str, Any], bytes]:
    assert process.stdout is not None  # noqa: S101  asked for as a pipe
    line = process.stdout.readline()
    if not line.endswith(b"\n"):
        raise ValueError("the process is gone")
    told: dict[str, Any] = json.loads(line)
    size = told.get("size", 0)
    pixels = process.stdout.read(size)
    if len(pixels) < size:
        raise ValueError("the process is gone")
    return told, pixels
