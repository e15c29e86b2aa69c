"""What the sidebar counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kit.sidebar import Entry

if TYPE_CHECKING:
    from backoffice.database.work import Work
    from backoffice.history.overview import Pinned, Waiting

_ICONS = {"filter:suspended": "pause", "filter:info_requested": "message"}


def waiting(work: Work) -> Waiting:
    """Imported on the worker, where it holds no one up."""
    from backoffice.history import overview

    return overview.waiting(work)


def entry(pinned: Pinned) -> Entry:
    icon = _ICONS.get(pinned.key, "star")
    return Entry(pinned.key, icon, pinned.name, waiting=pinned.waiting)
