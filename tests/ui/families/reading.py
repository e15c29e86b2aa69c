"""The shortest ways to what a page shows and to what a form holds."""

from PySide6.QtWidgets import QWidget

from tests.ui.shown import settle, sheet
from ui.kit.fieldlines import FieldLines


def lines(page):
    """Every line of the blocks of a page, by name."""
    return {one.name: one for part in page.findChildren(FieldLines) for one in part.lines}


def press_deed(qtbot, view, name):
    """The button of a block, wherever it is; the form it opens."""
    found = [one for one in view.findChildren(QWidget, name) if one.isVisibleTo(view)]
    assert found, name
    found[0].click()
    settle(qtbot, view.tasks)
    return sheet(view.shown_in)


def fill(form, **words):
    """As typed, then left."""
    for name, typed in words.items():
        box = form.editors[name].box
        box.setText(typed)
        box.settle()


def save(qtbot, view, form):
    form.accept()
    settle(qtbot, view.tasks)
