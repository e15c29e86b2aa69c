"""Widgets and manners every screen shares. No business, no database."""

import builtins

import PySide6.QtCore  # noqa: F401  it is what puts itself in the way

# PySide reads the source of every module imported after it, for a feature this program does not
# use: that doubles what importing costs. It keeps aside the import it took the place of.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
