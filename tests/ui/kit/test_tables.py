import pytest
from PySide6.QtCore import QAbstractListModel, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QToolTip

from tests.ui.kit.test_pagedmodel import COLUMNS, Row, Source
from ui.kit.pagedmodel import NOWHERE, PagedModel
from ui.kit.tables import Cell, RowList, Table, ground

HOSTILE = "<img src=x onerror=y><b>" + "x" * 80


class Words(QAbstractListModel):
    def rowCount(self, parent=NOWHERE):
        return 0 if parent.isValid() else 3

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return f"ligne {index.row()}" if role == Qt.ItemDataRole.DisplayRole else None


class Grounded(QStyledItemDelegate):
    def paint(self, painter, option, index):
        ground(painter, option, QRectF(option.rect), text=44)

    def sizeHint(self, option, index):
        return QSize(100, 60)


@pytest.fixture
def table(qtbot):
    source = Source([Row(n, n, HOSTILE if n == 1 else "") for n in range(5)])
    model = PagedModel(COLUMNS, source.fetch)
    model.restart()
    source.settle()
    made = Table(model, "Anomalies", (3, 1))
    made.kept = model
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    QApplication.processEvents()
    return made


def test_columns_share_the_room_and_nothing_scrolls_sideways(table):
    assert sum(table.columnWidth(n) for n in range(2)) == table.viewport().width()
    assert table.columnWidth(0) > 2 * table.columnWidth(1)
    assert isinstance(table.itemDelegate(), Cell)
    table.setCurrentIndex(table.model().index(1, 0))
    table.grab()


def test_entree_opens_the_row_and_tab_leaves(qtbot, table):
    table.setCurrentIndex(table.model().index(2, 0))
    with qtbot.waitSignal(table.opened) as said:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert said.args[0].row() == 2
    assert not table.tabKeyNavigation()


def test_a_tip_shows_what_the_column_hides_without_its_markup(qtbot, table):
    cell = table.visualRect(table.model().index(1, 0)).center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, cell, table.viewport().mapToGlobal(cell))
    QApplication.sendEvent(table.viewport(), event)
    assert "<img" not in QToolTip.text()
    assert "onerror" in QToolTip.text()
    QToolTip.hideText()
    empty = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(5, 280), QPoint(5, 280))
    QApplication.sendEvent(table.viewport(), empty)


def test_a_list_has_a_current_row_as_soon_as_it_has_the_focus(qtbot):
    rows = RowList(Words(), Grounded(), "Demandes à traiter")
    qtbot.addWidget(rows)
    rows.show()
    rows.activateWindow()
    rows.setFocus()
    QApplication.processEvents()
    assert rows.currentIndex().row() == 0
    rows.keyboardSearch("l")
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    with qtbot.waitSignal(rows.opened) as said:
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert said.args[0].row() == 1
    assert rows.accessibleName() == "Demandes à traiter"
    rows.grab()
