import dataclasses

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QImage, QPainter

from ui.kit import icons, paint, theme
from ui.kit.layout import label, panel, row
from ui.kit.theme import Theme
from ui.kit.tokens import DARK, FACES, LIGHT, Status, Type, contrast, edge

THEMES = [(LIGHT, "light"), (DARK, "dark")]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize(("page", "name"), THEMES)
def test_a_status_is_read_at_seven_to_one_and_edged_at_three(page, name, status):
    ink = getattr(FACES[status], name)
    assert contrast(ink.text, ink.fill) >= 7
    assert contrast(edge(ink, page.surface), page.surface) >= 3


@pytest.mark.parametrize(("page", "_name"), THEMES)
def test_words_and_edges_stand_out_of_every_ground(page, _name):
    for ground in (page.surface, page.window, page.sunken, page.raised, page.selected):
        assert contrast(page.text, ground) >= 7
        assert contrast(page.soft, ground) >= 4.5
        assert contrast(page.faint, ground) >= 4.5
        assert contrast(page.outline, ground) >= 3
        assert contrast(page.focus, ground) >= 3
    for ink in (page.good, page.warn, page.bad, page.link):
        assert contrast(ink, page.surface) >= 4.5
    for bar in (page.room, page.nearly, page.full):
        assert contrast(bar, page.surface) >= 3
    assert contrast(page.on_accent, page.accent) >= 4.5
    assert contrast(page.on_inverse, page.inverse) >= 7


def test_the_theme_changes_while_the_window_is_open(qapp, qtbot):
    words = label("Bonjour", tone="soft")
    window = panel("surface", row(words))
    qtbot.addWidget(window)
    window.show()
    assert words.palette().windowText().color() == QColor(LIGHT.soft)
    theme.apply(qapp, Theme.DARK)
    assert theme.is_dark()
    assert words.palette().windowText().color() == QColor(DARK.soft)
    assert window.grab().toImage().pixelColor(1, 1) == QColor(DARK.surface)
    assert theme.current(qapp) is Theme.DARK


def test_the_program_carries_its_own_font():
    for voice in Type:
        assert QFontInfo(theme.font(voice)).family() == "Inter"


def test_every_sign_we_print_is_in_the_font():
    metrics = QFontMetricsF(theme.font(Type.BODY))
    for sign in "éèêàçœÉÀ«»’–—…€ᵉʳ\u202f\u00a0→←↑↓✓✗⚠°·−×":
        assert metrics.inFontUcs4(ord(sign)), sign


def test_figures_line_up():
    wide = {paint.width(figure * 4, Type.BODY) for figure in "0123456789"}
    assert len(wide) == 1


@pytest.mark.parametrize("name", icons.NAMES)
def test_every_icon_draws_something(qapp, name):
    picture = QImage(20, 20, QImage.Format.Format_ARGB32)
    picture.fill(0)
    painter = QPainter(picture)
    icons.paint(painter, name, QRectF(0, 0, 20, 20), "#000000")
    painter.end()
    drawn = sum(picture.pixelColor(x, y).alpha() > 128 for x in range(20) for y in range(20))
    assert drawn > 8


def test_colours_are_opaque_hexadecimals_but_for_the_shade():
    for page in (LIGHT, DARK):
        for field in dataclasses.fields(page):
            value = getattr(page, field.name)
            assert len(value) == (9 if field.name == "shade" else 7), field.name
