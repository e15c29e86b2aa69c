"""Everything an agent presses or fills, under one name."""

from __future__ import annotations

from ui.kit.buttons import Button, Chip, IconButton, Link, Look, Pressable, Tag
from ui.kit.choices import Choice, Picker, Radio, Segments, Tabs, TickBox
from ui.kit.searchfield import SearchField

__all__ = [
    "Button",
    "Chip",
    "Choice",
    "IconButton",
    "Link",
    "Look",
    "Picker",
    "Pressable",
    "Radio",
    "SearchField",
    "Segments",
    "Tabs",
    "Tag",
    "TickBox",
]
