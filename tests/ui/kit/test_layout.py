import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ui.kit.layout import clear, column, label, line, menu_text, panel, plain, row, tip, tip_text
from ui.kit.tokens import Type

HOSTILE = "<img src=x onerror=y><b>x</b> & 'y' 1er"


@pytest.mark.parametrize("wrap", [False, True])
def test_what_was_typed_is_shown_as_typed(qtbot, wrap):
    shown = plain(HOSTILE, wrap=wrap)
    qtbot.addWidget(shown)
    assert shown.text() == HOSTILE
    assert shown.textFormat() == Qt.TextFormat.PlainText
    shown.grab()


def test_no_label_of_ours_guesses_markup(qtbot):
    for made in (label("<b>x"), line("<b>x"), label("<b>x", wrap=True)):
        qtbot.addWidget(made)
        assert isinstance(made, QLabel)
        assert made.textFormat() == Qt.TextFormat.PlainText
        assert made.text() == "<b>x"


def test_a_tip_holds_no_markup(qtbot):
    words = label("x")
    tip(words, HOSTILE)
    assert "<img" not in words.toolTip()
    assert tip_text("Garderie soir") == "Garderie soir"
    assert menu_text("Arts & Jeux") == "Arts && Jeux"


def test_a_line_gives_way_and_then_says_all_in_a_tip(qtbot):
    name = line("Marie-Charlotte de La Tour-Maubourg <b>", Type.STRONG, typed=True)
    qtbot.addWidget(name)
    name.resize(80, 20)
    name.grab()
    assert "Maubourg" in name.toolTip()
    assert "<b>" not in name.toolTip()
    name.resize(900, 20)
    name.grab()
    assert name.toolTip() == ""


def test_a_paragraph_takes_the_height_its_words_need(qtbot):
    words = plain("mot " * 60 + "x" * 300, wrap=True)
    box = panel("surface", column(words))
    qtbot.addWidget(box)
    assert words.heightForWidth(200) > 2 * words.heightForWidth(800)
    assert words.minimumSizeHint().width() <= 80
    words.say("<b>court</b>")
    assert words.text() == "<b>court</b>"


@pytest.mark.parametrize("words", ["x" * 10_000_000, "mot\n" * 200_000, "\0\ud800\u202e" * 50])
def test_ten_megabytes_are_shown_without_a_stall(qtbot, words):
    box = panel("surface", column(plain(words, wrap=True), line(words, typed=True)))
    qtbot.addWidget(box)
    box.resize(400, 300)
    box.grab()


def test_clearing_a_layout_leaves_nothing(qtbot):
    inner = column(label("a"), row(label("b"), None))
    box = panel("surface", inner)
    qtbot.addWidget(box)
    clear(inner)
    assert inner.count() == 0


def test_a_tone_changes_with_the_theme_s_rules(qtbot):
    words = label("En retard", tone="warn")
    qtbot.addWidget(words)
    words.set_tone("bad")
    assert words.property("tone") == "bad"
