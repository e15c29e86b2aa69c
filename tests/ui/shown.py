"""A screen as an agent meets it: in a window of the smallest size, all it asked for answered."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.layout import column, panel
from ui.kit.sheet import Sheet

SMALLEST = (1092, 614)


def show(qtbot, screen, size=SMALLEST):
    window = panel("window", column(panel("surface", column(screen, gap=0)), gap=0))
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    window.activateWindow()
    settle(qtbot, screen.tasks)
    screen.shown_in = window  # kept as long as the screen: Qt deletes what nobody holds
    return window


def settle(qtbot, tasks):
    """Until nothing is under way, and what came back is on screen."""
    qtbot.waitUntil(lambda: tasks.idle)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: tasks.idle)
    QApplication.processEvents()


def press(qtbot, tasks, widget, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(widget, key, modifier)
    settle(qtbot, tasks)


def click(qtbot, tasks, owner, name):
    """Press the button of that name, which is there and can be pressed."""
    button = owner.findChild(QWidget, name)
    assert button is not None, name
    assert button.isEnabled(), f"{name} is disabled"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(qtbot, tasks)


def sheet(window):
    """The sheet in front."""
    found = Sheet.above(window)
    assert found is not None, "no sheet is open"
    return found


def column_of(table, at):
    model = table.model()
    return [model.index(row, at).data() for row in range(model.rowCount())]
