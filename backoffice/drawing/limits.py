"""How much a document may ask for, and how the process that draws it is held to it (S1 to S4)."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

SECONDS = 5.0  # to draw one page, opening included
MEMORY = 1 << 30  # bytes
LARGEST_FILE = 20 << 20  # bytes
MOST_PAGES = 200
MOST_PIXELS = 50_000_000  # of a photo, as its header says
WHOLE = "whole"  # asked instead of a picture: the document itself, turned
LONGEST_SIDE = 2000  # pixels of what is drawn

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # Linux, linux/sched.h


def hold() -> None:
    """Called by the drawing process, before it reads anything."""
    if sys.platform == "win32":
        return  # its parent put it in a job: see `windows`
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, AttributeError):  # where the system allows it to anyone
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NET)
    os.chdir("/")


def started_by() -> list[str]:
    """How the drawing process is started, by Python or by the built program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--draw"]
    return [sys.executable, "-P", "-m", "backoffice.drawing.worker"]


def surroundings() -> dict[str, str]:
    """Nothing of ours: no address of a base, no password."""
    kept = ("PATH", "SYSTEMROOT", "TEMP", "LANG", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ}
