"""What can go wrong, and who hears about each."""

from __future__ import annotations


class Refused(Exception):
    """The agent asked for something the rules forbid. Shown as is, in French."""


class NotAllowed(Refused):
    """The agent lacks the permission."""


class OutOfDate(Refused):
    """Someone else changed the record first."""


class Unavailable(Exception):
    """The world failed us (database, disk, network). Shown with « Réessayer »."""
