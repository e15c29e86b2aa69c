from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QListView, QTableView

from ui.kit.pagedmodel import PAGE, ROW_ROLE, Column, PagedModel


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    place: int
    words: str = ""

    @property
    def key(self):
        return (self.place, self.id)


COLUMNS = (
    Column("Demande", lambda row: row.words or f"n° {row.id}"),
    Column("Rang", lambda row: str(row.place), Qt.AlignmentFlag.AlignRight, lambda _row: "rang"),
)


class Source:
    """A query that answers later, as a base does: rows by key, after a key, so many."""

    def __init__(self, rows):
        self.rows = list(rows)
        self.asked = []

    def fetch(self, ask):
        self.asked.append(ask)

    def answer(self, at=-1):
        ask = self.asked.pop(at)
        rows = sorted(self.rows, key=lambda row: row.key)
        if ask.after is not None:
            rows = [row for row in rows if row.key > ask.after]
        ask.answer(rows[: ask.size])

    def settle(self):
        while self.asked:
            self.answer(0)


def rows(count, start=0):
    return [Row(n, n * 10) for n in range(start, start + count)]


@pytest.fixture
def make(qtbot):
    """A model under the eyes of Qt's own tester, which asks for every page by itself."""
    kept = []

    def made(source, *, hold=False, watched=True):
        model = PagedModel(COLUMNS, source.fetch, hold=hold)
        mode = QAbstractItemModelTester.FailureReportingMode.Fatal
        kept.append((model, QAbstractItemModelTester(model, mode) if watched else None))
        return model

    yield made
    kept.clear()


def started(make, source, **how):
    """Its first answer is here; watched, all of them are."""
    model = make(source, **how)
    model.restart()
    if how.get("watched", True):
        source.settle()
    else:
        source.answer()
    return model


def ids(model):
    return [row.id for row in model.rows()]


def test_pages_follow_without_gap_or_repeat(make):
    model = started(make, Source(rows(250)))
    assert ids(model) == list(range(250))
    assert model.complete


def test_asking_twice_for_more_asks_once(make):
    source = Source(rows(250))
    model = started(make, source, watched=False)
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert len(source.asked) == 1
    assert model.busy
    source.answer()
    assert model.rowCount() == 2 * PAGE


def test_a_late_answer_to_an_old_question_is_ignored(make):
    source = Source(rows(3))
    model = make(source)
    source.asked.clear()
    model.restart()
    model.restart()
    source.rows = rows(2, start=50)
    source.answer()
    source.rows = rows(3)
    source.answer(0)
    assert ids(model) == [50, 51]


def test_old_rows_stay_until_the_new_question_is_answered(make):
    source = Source(rows(5))
    model = started(make, source)
    source.rows = rows(2, start=90)
    model.restart()
    assert model.rowCount() == 5
    source.settle()
    assert ids(model) == [90, 91]


def test_a_failed_question_leaves_no_row_of_another_and_can_be_asked_again(make):
    source = Source(rows(5))
    model = started(make, source, watched=False)
    model.restart()
    source.asked.pop().give_up()
    assert model.rowCount() == 0
    assert model.canFetchMore(QModelIndex())
    model.refresh()
    source.settle()
    assert model.rowCount() == 5


def test_a_failed_page_can_be_asked_again(make):
    source = Source(rows(150))
    model = started(make, source, watched=False)
    model.fetchMore(QModelIndex())
    source.asked.pop().give_up()
    model.fetchMore(QModelIndex())
    source.settle()
    assert model.rowCount() == 150


def test_a_failed_refresh_keeps_what_is_shown(make):
    source = Source(rows(5))
    model = started(make, source)
    model.refresh()
    source.asked.pop().give_up()
    assert model.rowCount() == 5
    assert not model.busy


def test_a_refresh_merges_and_keeps_the_selection(make, qtbot):
    source = Source(rows(20))
    model = started(make, source)
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.setCurrentIndex(model.index_of(7))
    del source.rows[2:5]
    source.rows = [replace(row, words="changé") if row.id == 7 else row for row in source.rows]
    source.rows += [Row(100, 55), Row(101, 56)]
    model.refresh()
    source.settle()
    assert ids(model) == [0, 1, 5, 100, 101, *range(6, 20)]
    assert view.currentIndex().data(ROW_ROLE).id == 7
    assert view.currentIndex().data() == "changé"


def test_a_row_that_changed_place_moves(make):
    source = Source(rows(5))
    model = started(make, source)
    source.rows[4] = Row(4, -1)
    model.refresh()
    source.settle()
    assert ids(model) == [4, 0, 1, 2, 3]


def test_when_the_current_row_goes_the_next_one_is_current(make, qtbot):
    source = Source(rows(5))
    model = started(make, source)
    view = QListView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.setCurrentIndex(model.index_of(2))
    del source.rows[2]
    model.refresh()
    source.settle()
    assert view.currentIndex().data(ROW_ROLE).id == 3


def test_arrivals_wait_until_they_are_called(make, qtbot):
    source, counts = Source(rows(20, start=100)), []
    model = started(make, source, hold=True)
    model.arrived.connect(counts.append)
    source.rows += [Row(1, 5), Row(2, 6)]
    model.refresh()
    source.settle()
    assert ids(model) == list(range(100, 120))
    source.rows = [row for row in source.rows if row.id != 110]
    source.rows.append(Row(3, 7))
    model.refresh()
    source.settle()
    assert 110 not in ids(model)
    assert counts == [2, 3]
    model.show_arrivals()
    source.settle()
    assert ids(model)[:3] == [1, 2, 3]
    assert counts == [2, 3, 0]


def test_rows_that_arrive_at_the_end_move_nothing_and_are_shown(make, qtbot):
    source = Source(rows(5))
    model = started(make, source, hold=True)
    source.rows.append(Row(9, 900))
    with qtbot.assertNotEmitted(model.arrived):
        model.refresh()
        source.settle()
    assert ids(model)[-1] == 9


def test_many_arrivals_do_not_push_out_what_one_reads(make):
    source = Source(rows(100, start=1000))
    model = started(make, source, hold=True)
    source.rows += rows(90)
    model.refresh()
    source.settle()
    assert ids(model) == list(range(1000, 1100))
    assert model.held == 90


def test_refreshing_does_not_make_the_list_longer(make):
    source = Source(rows(1000))
    model = started(make, source, watched=False)
    for _ in range(3):
        model.refresh()
        source.settle()
    assert model.rowCount() == PAGE
    assert not model.complete


def test_the_first_arrivals_of_an_empty_list_are_shown(make):
    source = Source([])
    model = started(make, source, hold=True)
    source.rows = rows(3)
    model.refresh()
    source.settle()
    assert model.rowCount() == 3
    source.rows = []
    model.refresh()
    source.settle()
    source.rows = rows(2)
    model.show_arrivals()
    source.settle()
    assert model.rowCount() == 2


def test_cells_are_said_and_aligned(make):
    model = started(make, Source(rows(2)))
    cell = model.index(1, 1)
    assert cell.data() == "10"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "rang"
    assert cell.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert cell.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Demande"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.data(QModelIndex()) is None
    assert model.row_at(cell).id == 1
    assert model.row_at(QModelIndex()) is None
    assert not model.index_of(99).isValid()


def test_thousands_of_rows_merge_in_a_few_moves(make):
    source = Source(rows(5000))
    model = started(make, source, watched=False)  # the tester would walk them all at each page
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
        source.settle()
    source.rows = source.rows[2500:]
    removed = []
    model.rowsRemoved.connect(lambda *_: removed.append(1))
    model.refresh()
    source.settle()
    assert ids(model)[0] == 2500
    assert len(removed) == 1
