"""Windows' way to hold a process to so much memory, and to end it with ours: a job object."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from typing import Any

from backoffice.drawing.limits import MEMORY

ON_WINDOWS = sys.platform == "win32"
_EXTENDED_LIMITS = 9
_PROCESS_MEMORY, _ONE_PROCESS, _KILL_ON_CLOSE = 0x100, 0x8, 0x2000


class _Basic(ctypes.Structure):
    _fields_ = (
        ("per_process_time", ctypes.c_int64),
        ("per_job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum", ctypes.c_size_t),
        ("maximum", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process", ctypes.c_size_t),
        ("peak_job", ctypes.c_size_t),
    )


def hold(process: subprocess.Popen[bytes]) -> Any:
    """The job the process is now in; it ends when the job is closed, even if we die first."""
    if not ON_WINDOWS:
        return None
    kernel: Any = vars(ctypes)["WinDLL"]("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    limits = _Extended()
    limits.basic.flags = _PROCESS_MEMORY | _ONE_PROCESS | _KILL_ON_CLOSE
    limits.basic.processes = 1
    limits.process_memory = MEMORY
    kernel.SetInformationJobObject(
        job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
    )
    handle = ctypes.c_void_p(int(vars(process)["_handle"]))  # Popen gives it no other way
    if not kernel.AssignProcessToJobObject(job, handle):
        process.kill()  # never unheld
    return job
