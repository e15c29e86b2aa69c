"""Turns the tokens into a Qt palette, fonts and a style sheet; remembers which theme is on."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from ui.kit.stylesheet import sheet
from ui.kit.tokens import DARK, FACES, LIGHT, Colours, Ink, Status, Type, edge

# Inter is drawn for screens and has tabular figures; the others are what a bare PC has.
FAMILIES = ["Inter", "Segoe UI", "DejaVu Sans"]
FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"


class Theme(StrEnum):
    """What the agent asked for."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


_SCHEMES = {
    Theme.LIGHT: Qt.ColorScheme.Light,
    Theme.DARK: Qt.ColorScheme.Dark,
    Theme.SYSTEM: Qt.ColorScheme.Unknown,
}

_now: Colours = LIGHT


def colours() -> Colours:
    """The colours in force. Asked at paint time, so that a change of theme needs no rebuilding."""
    return _now


def is_dark() -> bool:
    return _now is DARK


def ink(status: Status) -> Ink:
    face = FACES[status]
    return face.dark if is_dark() else face.light


def border(status: Status) -> QColor:
    return QColor(edge(ink(status), _now.surface))


@lru_cache(maxsize=len(Type))
def font(voice: Type) -> QFont:
    pixels, weight = voice.value
    made = QFont(FAMILIES)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)  # columns of figures line up
    return made


def apply(app: QApplication, wanted: Theme = Theme.SYSTEM) -> None:
    """Dress the program, or change its clothes while it runs."""
    if app.property("dressed") is None:
        app.setProperty("dressed", True)
        _load_fonts()
        app.setStyle("Fusion")
        app.setFont(font(Type.BODY))
        app.styleHints().colorSchemeChanged.connect(lambda _scheme: _follow(app))
    app.setProperty("theme", wanted.value)
    app.styleHints().setColorScheme(_SCHEMES[wanted])  # title bars and native dialogs follow
    _dress(app, _wanted_colours(app, wanted))


def current(app: QApplication) -> Theme:
    """What was last asked of `apply`."""
    return Theme(app.property("theme") or Theme.SYSTEM)


def _follow(app: QApplication) -> None:
    if current(app) is Theme.SYSTEM:
        _dress(app, _wanted_colours(app, Theme.SYSTEM))


def _wanted_colours(app: QApplication, wanted: Theme) -> Colours:
    if wanted is Theme.SYSTEM:
        return DARK if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
    return DARK if wanted is Theme.DARK else LIGHT


def _dress(app: QApplication, wanted: Colours) -> None:
    global _now  # noqa: PLW0603  one theme a program, as Qt has one palette
    if app.styleSheet() and _now is wanted:
        return
    _now = wanted
    app.setPalette(_palette(wanted))
    app.setStyleSheet(sheet(wanted))


def _load_fonts() -> None:
    for path in sorted(FONTS.glob("*.otf")):
        QFontDatabase.addApplicationFont(str(path))


def _palette(c: Colours) -> QPalette:
    role, made = QPalette.ColorRole, QPalette()
    for key, colour in {
        role.Window: c.surface, role.Base: c.surface, role.AlternateBase: c.sunken,
        role.WindowText: c.text, role.Text: c.text, role.ButtonText: c.text,
        role.Button: c.surface, role.PlaceholderText: c.faint, role.Mid: c.line,
        role.Highlight: c.accent, role.HighlightedText: c.on_accent, role.Accent: c.accent,
        role.Link: c.link, role.ToolTipBase: c.inverse, role.ToolTipText: c.on_inverse,
    }.items():  # fmt: skip
        made.setColor(key, QColor(colour))
    for key in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, QColor(c.faint))
    return made
