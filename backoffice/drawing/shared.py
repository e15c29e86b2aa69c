"""One drawing process for what is drawn now and then, kept until the program ends."""

from __future__ import annotations

import atexit
from functools import lru_cache

from backoffice.drawing.drawer import Drawer


@lru_cache(maxsize=1)
def drawer() -> Drawer:
    """Made the first time something is drawn. Screens that draw all day keep one of their own."""
    made = Drawer()
    atexit.register(made.close)
    return made
