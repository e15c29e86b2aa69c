"""What the inbox reads: its lines, one of them in full, and what scripts ask.

Each is imported when it is first asked for: the first page waits for nothing it does not need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backoffice.inbox.queries.bulk import lines_matching, matching, preview, seen_of
    from backoffice.inbox.queries.in_full import detail
    from backoffice.inbox.queries.lines import arrived, counts, last_line, page
    from backoffice.inbox.queries.offered import choices
    from backoffice.inbox.queries.search import by_reference
    from backoffice.inbox.queries.sheets import find_requests, show_request
    from backoffice.inbox.queries.told import advise

__all__ = [
    "advise",
    "arrived",
    "by_reference",
    "choices",
    "counts",
    "detail",
    "find_requests",
    "last_line",
    "lines_matching",
    "matching",
    "page",
    "preview",
    "seen_of",
    "show_request",
]

_NAMES = {
    "bulk": ("lines_matching", "matching", "preview", "seen_of"),
    "in_full": ("detail",),
    "lines": ("arrived", "counts", "last_line", "page"),
    "offered": ("choices",),
    "search": ("by_reference",),
    "sheets": ("find_requests", "show_request"),
    "told": ("advise",),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
