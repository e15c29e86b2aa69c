"""Our icons: strokes on a 20 × 20 grid, drawn for this program, tinted when they are painted."""
# ruff: noqa: E501  a path is a datum, not a line to read

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_BOLD = {"check", "cross", "plus", "minus", "dots"}  # symbols that must hold at 12 px

_PATHS: dict[str, str] = {
    "home": "M3 9 10 3.2 17 9v7a1 1 0 0 1-1 1h-3.6v-5H7.6v5H4a1 1 0 0 1-1-1z",
    "inbox": "M3 11.5 5.2 4h9.6L17 11.5V15a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1zM3 11.5h4l1 2.2h4l1-2.2h4",
    "calendar": "M4.2 4.5h11.6a1.2 1.2 0 0 1 1.2 1.2v10.1a1.2 1.2 0 0 1-1.2 1.2H4.2A1.2 1.2 0 0 1 3 15.8V5.7a1.2 1.2 0 0 1 1.2-1.2zM3 8.5h14M7 2.8v3.2M13 2.8v3.2",
    "families": "M10 7.2a2.7 2.7 0 1 1-5.4 0 2.7 2.7 0 0 1 5.4 0zM2.3 16.5c.3-3 2.4-4.7 5-4.7s4.7 1.7 5 4.7M13 5.4a2.3 2.3 0 1 1 .6 4.5M14.3 12.4c2 .3 3.2 1.7 3.5 4.1",
    "document": "M5.2 2.8h6.3L15.5 6.8v9.2a1.2 1.2 0 0 1-1.2 1.2H5.2A1.2 1.2 0 0 1 4 16V4a1.2 1.2 0 0 1 1.2-1.2zM11.3 3v4h4M7 11h5.5M7 14h3.5",
    "creche": "M3 9h12.2a6.1 5.3 0 0 1-12.2 0zM9.1 9V3.4A6 5.6 0 0 1 15.2 9M15.2 9 17.5 6M7.5 17a1 1 0 1 1-2 0 1 1 0 0 1 2 0zM13 17a1 1 0 1 1-2 0 1 1 0 0 1 2 0z",
    "invoice": "M4.8 2.8h10.4v14.4l-1.7-1.3-1.75 1.3L10 15.9l-1.75 1.3-1.75-1.3-1.7 1.3zM7.5 6.8h5M7.5 10h5M7.5 13h2.5",
    "payment": "M3.7 4.8h12.6a1.2 1.2 0 0 1 1.2 1.2v8a1.2 1.2 0 0 1-1.2 1.2H3.7A1.2 1.2 0 0 1 2.5 14V6a1.2 1.2 0 0 1 1.2-1.2zM2.5 8.3h15M5.5 12h3",
    "journal": "M15.5 14H5.7A1.6 1.6 0 0 0 4 15.6V4.6A1.6 1.6 0 0 1 5.6 3h9.9v14H5.6M7.5 6.5h4.5",
    "search": "M13.5 8.8a4.7 4.7 0 1 1-9.4 0 4.7 4.7 0 0 1 9.4 0zM12.3 12.3 16.5 16.5",
    "check": "M4 10.6 8.2 14.8 16 6",
    "cross": "M5 5 15 15M15 5 5 15",
    "plus": "M10 4.5v11M4.5 10h11",
    "minus": "M4.5 10h11",
    "warning": "M10 3.2 17.6 16.4H2.4zM10 8v4M10 14.1v.1",
    "clock": "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM10 6v4.2l2.8 1.7",
    "queue": "M9 16.5H4.2A1.2 1.2 0 0 1 3 15.3V5.7a1.2 1.2 0 0 1 1.2-1.2h10.6A1.2 1.2 0 0 1 16 5.7V8M3 8.3h8M6.5 2.8v3M12.5 2.8v3M18 14a3.7 3.7 0 1 1-7.4 0 3.7 3.7 0 0 1 7.4 0zM14.3 12.2V14l1.2.9",
    "coin": "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM12.8 7.4a3.3 3.3 0 1 0 0 5.2M6.6 9.2h4M6.6 11h4",
    "ban": "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM5.2 5.2 14.8 14.8",
    "undo": "M7 4 3.5 7.5 7 11M3.7 7.5H12a4.3 4.3 0 0 1 0 8.6H7.5",
    "pencil": "M4 16l.7-3.3 8.6-8.6a1.5 1.5 0 0 1 2.2 0l.4.4a1.5 1.5 0 0 1 0 2.2l-8.6 8.6zM11.8 5.7l2.6 2.6",
    "phone": "M6.8 3.2 8.5 6.8 6.7 8.3c.8 2.1 2.4 3.9 4.8 4.9l1.6-1.8 3.6 1.7v2.5c0 .7-.6 1.3-1.3 1.2C8.8 16.3 3.7 11.2 3.2 4.6c0-.8.5-1.4 1.2-1.4z",
    "message": "M3.5 4.5h13v9h-7L6 16.8v-3.3H3.5zM6.8 7.8h6.4M6.8 10.4h4",
    "mail": "M3.7 4.8h12.6a1.2 1.2 0 0 1 1.2 1.2v8a1.2 1.2 0 0 1-1.2 1.2H3.7A1.2 1.2 0 0 1 2.5 14V6a1.2 1.2 0 0 1 1.2-1.2zM2.8 6 10 11.2 17.2 6",
    "pause": "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM8.2 7.5v5M11.8 7.5v5",
    "up": "M5 12.5 10 7.5l5 5",
    "down": "M5 7.5 10 12.5l5-5",
    "left": "M12.5 5 7.5 10l5 5",
    "right": "M7.5 5l5 5-5 5",
    "arrow-up": "M10 16V4.5M5.2 9.2 10 4.3l4.8 4.9",
    "filter": "M3.5 5.5h13M6 10h8M8.5 14.5h3",
    "rotate": "M16 10a6 6 0 1 1-2-4.5M16.3 2.8v3.4h-3.4",
    "lock": "M5.7 9h8.6a1.2 1.2 0 0 1 1.2 1.2v5.3a1.2 1.2 0 0 1-1.2 1.2H5.7a1.2 1.2 0 0 1-1.2-1.2v-5.3A1.2 1.2 0 0 1 5.7 9zM7 9V6.3a3 3 0 0 1 6 0V9",
    "printer": "M6 7V3.5h8V7M6 14H4.2A1.2 1.2 0 0 1 3 12.8V8.2A1.2 1.2 0 0 1 4.2 7h11.6A1.2 1.2 0 0 1 17 8.2v4.6a1.2 1.2 0 0 1-1.2 1.2H14M6 11.5h8v5.5H6z",
    "server": "M4.2 3.5h11.6A1.2 1.2 0 0 1 17 4.7v3.1A1.2 1.2 0 0 1 15.8 9H4.2A1.2 1.2 0 0 1 3 7.8V4.7a1.2 1.2 0 0 1 1.2-1.2zM4.2 11h11.6a1.2 1.2 0 0 1 1.2 1.2v3.1a1.2 1.2 0 0 1-1.2 1.2H4.2A1.2 1.2 0 0 1 3 15.3v-3.1A1.2 1.2 0 0 1 4.2 11zM6 6.2h.1M6 13.7h.1",
    "shield": "M10 2.8 16 5v4.5c0 3.7-2.4 6.3-6 7.7-3.6-1.4-6-4-6-7.7V5zM7.3 10l2 2 3.5-4",
    "person": "M13.2 7a3.2 3.2 0 1 1-6.4 0 3.2 3.2 0 0 1 6.4 0zM3.8 16.8c.5-3.2 3-4.9 6.2-4.9s5.7 1.7 6.2 4.9",
    "link": "M8.4 11.6 11.6 8.4M9 6l1.7-1.7a3.5 3.5 0 0 1 5 5L14 11M11 14l-1.7 1.7a3.5 3.5 0 0 1-5-5L6 9",
    "dots": "M5 10h.1M10 10h.1M15 10h.1",
    "star": "M10 3.2l2.1 4.4 4.8.6-3.5 3.3.9 4.8L10 14l-4.3 2.3.9-4.8-3.5-3.3 4.8-.6z",
    "info": "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM10 9.3v4M10 6.6v.1",
    "help": "M17 10a7 7 0 1 1-14 0 7 7 0 0 1 14 0zM8 8a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M10 13.5v.1",
    "copy": "M7.8 6.8h7a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1zM4.2 13V4.2a1 1 0 0 1 1-1H13",
    "eye": "M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5zM12.3 10a2.3 2.3 0 1 1-4.6 0 2.3 2.3 0 0 1 4.6 0z",
    "download": "M10 3.2v9M6.2 8.6 10 12.4l3.8-3.8M3.5 13.5v2.3a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-2.3",
    "sliders": "M3.5 6h6.2M13.5 6h3M13.4 6a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0zM3.5 14h3M10.5 14h6M10.2 14a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0z",
    "note": "M4.2 3.5h11.6a.9.9 0 0 1 .9.9v7.3L12 16.5H4.2a.9.9 0 0 1-.9-.9V4.4a.9.9 0 0 1 .9-.9zM16.5 11.8H12v4.5M6.5 7.3h7M6.5 10.3h4",
    "history": "M3.6 10a6.4 6.4 0 1 0 2-4.6L3.6 7.2M3.4 3.6v3.8h3.8M10 6.6v3.7l2.6 1.5",
    "offline": "M3 3l14 14M4 8.2a9.5 9.5 0 0 1 3-1.9M10.4 5.5A9.4 9.4 0 0 1 16 8.2M6.4 11.3a5.4 5.4 0 0 1 2.2-1.3M12.2 10.3c.5.3 1 .6 1.4 1M10 14.6v.1",
    "refresh": "M16 10a6 6 0 1 1-2-4.5M16.3 2.8v3.4h-3.4",
    "rule": "M4 5.2h7M4 10h4.5M4 14.8h6M12 12.6l2 2 3.5-4",
    "moon": "M15.8 12.2A6.6 6.6 0 0 1 7.8 4.2a6.6 6.6 0 1 0 8 8z",
    "sun": "M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM10 2.8v1.6M10 15.6v1.6M2.8 10h1.6M15.6 10h1.6M4.9 4.9 6 6M14 14l1.1 1.1M4.9 15.1 6 14M14 6l1.1-1.1",
    "external": "M9 4.5H5a1 1 0 0 0-1 1V15a1 1 0 0 0 1 1h9.500a1 1 0 0 0 1-1v-4M12 3.500h4.500V8M16.200 3.800 9.500 10.500",
}

NAMES = tuple(_PATHS)


def paint(painter: QPainter, name: str, box: QRectF, colour: str) -> None:
    """Draw the icon in `box`, in `colour`, sharp at any scale."""
    renderer = _renderer(name, colour)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, box)
    painter.restore()


def pixmap(name: str, colour: str, size: int = 16, ratio: float = 2.0) -> QPixmap:
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    paint(painter, name, QRectF(0, 0, size, size), colour)
    painter.end()
    return made


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    width = 2.3 if name in _BOLD else 1.5
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="none" stroke="{colour}" '
        f'stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"><path d="{_PATHS[name]}"/></svg>'
    )
    return QSvgRenderer(QByteArray(svg.encode()))
